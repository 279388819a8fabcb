"""The telephone exchange: one account's numbers, the phones of everybody, and the machines between them."""

import secrets
import threading
from typing import Any

from phonesim import calls, texts
from phonesim.calls import Calls
from phonesim.clock import Clock, stamp
from phonesim.faults import Faults
from phonesim.store import Document, Store
from phonesim.texts import Texts
from phonesim.webhooks import Callbacks, Webhooks


class Exchange:
    """Everything the simulator is, apart from HTTP."""

    def __init__(self, *, store: Store, account: str, token: str) -> None:
        self.store, self.account, self.token = store, account, token
        self.closing = False
        self.clock = Clock()
        self.faults = Faults(store)
        self.webhooks = Webhooks(store=store, clock=self.clock, faults=self.faults, token=token)
        self.callbacks = Callbacks(self.webhooks, self.clock, self.faults)
        self.texts, self.calls = Texts(self), Calls(self)
        self._resume()

    def sid(self, prefix: str) -> str:
        return prefix + secrets.token_hex(16)

    def phone(self, number: str) -> Document:
        """A phone, made when it is first called or texted; rings and takes texts until told otherwise."""
        with self.store.lock:
            known = self.store.get("phone", number)
            return known or self.store.put(
                "phone", number, {"number": number, "name": "", "call": "ring", "text": "deliver"}
            )

    def number(self, number: str) -> Document | None:
        """One of the account's numbers."""
        return self.store.get("number", number)

    def own(self, number: str, **urls: str) -> Document:
        """Give the account a number (IncomingPhoneNumbers.create)."""
        at = stamp(self.clock.now())
        blank = {"sms_url": "", "sms_method": "POST", "voice_url": "", "voice_method": "POST", "status_callback": "",
                 "sms_fallback_url": "", "voice_fallback_url": "", "friendly_name": number}  # fmt: skip
        row = {"sid": self.sid("PN"), "number": number, "created": at, "updated": at, **blank, **urls}
        return self.store.put("number", number, row)

    def thread_of(self, number: str) -> dict[str, Any]:
        """A phone with its texts and calls, oldest first, as the control API shows it."""
        phone = self.phone(number)
        mine = [m for m in self.store.all("message") if number in (m["from"], m["to"])]
        rung = [c for c in self.store.all("call") if number in (c["from"], c["to"])]
        return {
            "number": number, "name": phone["name"], "call": phone["call"], "text": phone["text"],
            "messages": [_message(m) for m in mine], "calls": [_call(c) for c in rung],
        }  # fmt: skip

    def _resume(self) -> None:
        """After a restart texts go on; a call that was in the air is lost."""
        for row in self.store.all("call"):
            if row["status"] not in calls.ENDS:
                self.store.change("call", row["sid"], status="failed", end=stamp(self.clock.now()))
        for row in self.store.all("message"):
            if row["status"] not in texts.ENDS and row["status"] not in ("received", "sent"):
                self.texts.start(row)

    def close(self) -> None:
        self.closing = True
        for thread in threading.enumerate():
            if (
                thread is not threading.current_thread()
                and thread.daemon
                and thread.name.startswith("Thread")
            ):
                thread.join(timeout=0.1)
        self.store.close()


def _message(row: Document) -> Document:
    direction = "inbound" if row["direction"] == "inbound" else row["direction"]
    return {
        "sid": row["sid"], "direction": direction, "from": row["from"], "to": row["to"], "body": row["body"],
        "status": row["status"], "error_code": row["error_code"], "segments": row["segments"], "at": row["created"],
    }  # fmt: skip


def _call(row: Document) -> Document:
    return {
        "sid": row["sid"], "direction": row["direction"], "from": row["from"], "to": row["to"], "state": row["status"],
        "captions": list(row["captions"]), "open_for_keys": row["open_for_keys"], "at": row["created"],
    }  # fmt: skip
