"""Calls: from queued over ringing to the end; what is said is fetched when somebody answers."""

import threading
from typing import TYPE_CHECKING

from phonesim.clock import parse, rfc2822, stamp
from phonesim.refusal import Refused
from phonesim.script import Script
from phonesim.store import Document

if TYPE_CHECKING:
    from phonesim.exchange import Exchange

MAGIC_FROM = {"+15005550001": 21212}
MAGIC_TO = {"+15005550001": 21217, "+15005550002": 21214, "+15005550003": 21215, "+15005550004": 21216}
ENDS = {"completed", "busy", "no-answer", "failed", "canceled"}
SIP = {"busy": "486", "no-answer": "487", "failed": "404"}
STEP_SECONDS = 0.05
ANSWERS_AFTER_SECONDS = 6.0  # a phone that answers by itself: longer than a machine would take
VOICEMAIL_AFTER_SECONDS = 8.0
EVENTS = {"queued": "initiated", "initiated": "initiated", "ringing": "ringing", "in-progress": "answered"}


class Calls:
    """The call machine of one account."""

    def __init__(self, exchange: "Exchange") -> None:
        self.x = exchange
        self.scripts: dict[str, Script] = {}

    def check(self, from_: str, to: str) -> None:
        if from_ in MAGIC_FROM:
            raise Refused(MAGIC_FROM[from_])
        if from_ != "+15005550006" and self.x.number(from_) is None:
            raise Refused(21210, from_)
        if to in MAGIC_TO:
            raise Refused(MAGIC_TO[to], to)

    def create(self, *, direction: str, from_: str, to: str, url: str, twiml: str, fallback_url: str, timeout: int,
               status_url: str, events: list[str]) -> Document:  # fmt: skip
        at = stamp(self.x.clock.now())
        row: Document = {
            "sid": self.x.sid("CA"), "direction": direction, "from": from_, "to": to, "status": "queued", "url": url,
            "twiml": twiml, "fallback_url": fallback_url, "timeout": timeout, "status_url": status_url, "events": events,
            "captions": [], "created": at, "updated": at, "start": None, "end": None, "sequence": 0, "answered_by": None,
            "choice": "", "open_for_keys": False,
        }  # fmt: skip
        self.x.phone(to if direction == "outbound-api" else from_)
        return self.x.store.put("call", row["sid"], row)

    def start(self, row: Document) -> None:
        threading.Thread(target=self._run, args=(row["sid"],), daemon=True).start()

    def _run(self, sid: str) -> None:
        self._pause()
        self.move(sid, "initiated")
        self._pause()
        if not self._over(sid):
            self.move(sid, "ringing")
            self._ring(sid)

    def _pause(self) -> None:
        self.x.clock.wait(STEP_SECONDS, until=lambda: self.x.closing)

    def _row(self, sid: str) -> Document:
        row = self.x.store.get("call", sid)
        return row or {"status": "failed", "choice": "hangup", "to": "", "timeout": 0}

    def _over(self, sid: str) -> bool:
        return self.x.closing or self._row(sid)["status"] in ENDS

    def _ring(self, sid: str) -> None:
        """Until somebody acts, or the phone does what it is set to do, or the time is over."""
        row = self._row(sid)
        behaviour = self.x.phone(row["to"])["call"] if row["direction"] == "outbound-api" else "ring"
        if behaviour == "off":
            self.move(sid, "failed")
            return
        own, after = {"answer": ("answer", ANSWERS_AFTER_SECONDS), "voicemail": ("voicemail", VOICEMAIL_AFTER_SECONDS),
                      "busy": ("busy", 0.2), "reject": ("busy", 1.0)}.get(behaviour, ("no-answer", row["timeout"]))  # fmt: skip
        acted = self.x.clock.wait(after, until=lambda: self._over(sid) or bool(self._row(sid)["choice"]))
        if self._over(sid):
            return
        self._act(sid, self._row(sid)["choice"] if acted else own)

    def _act(self, sid: str, choice: str) -> None:
        match choice:
            case "answer" | "voicemail":
                self._answered(sid, by_machine=choice == "voicemail")
            case "busy" | "reject":
                self.move(sid, "busy")
            case "hangup":
                self.move(sid, "canceled")
            case _:
                self.move(sid, "no-answer")

    def _answered(self, sid: str, *, by_machine: bool) -> None:
        detects = bool(self._row(sid).get("machine_detection"))
        self.x.store.change("call", sid, answered_by="machine_start" if by_machine and detects else None)
        self.move(sid, "in-progress")
        script = Script(self.x, sid, by_machine=by_machine)
        self.scripts[sid] = script
        try:
            script.run()
        finally:
            self.scripts.pop(sid, None)
            if not self._over(sid):
                self.move(sid, "completed")

    def move(self, sid: str, status: str) -> None:
        """A new state, and its callback if it was asked for."""
        at = stamp(self.x.clock.now())
        row = self.x.store.get("call", sid)
        if row is None or row["status"] in ENDS:
            return
        times = {"start": at} if status == "in-progress" else {"end": at} if status in ENDS else {}
        row = self.x.store.change("call", sid, status=status, updated=at, open_for_keys=False, **times)
        event = EVENTS.get(status, "completed")
        if row["status_url"] and event in row["events"]:
            params = self.params(row) | self._progress(row)
            self.x.store.change("call", sid, sequence=row["sequence"] + 1)
            self.x.callbacks.send(row["status_url"], params, number=row["to"])

    def params(self, row: Document) -> dict[str, str]:
        """What every request about a call carries."""
        params = {
            "CallSid": row["sid"], "AccountSid": self.x.account, "From": row["from"], "To": row["to"], "Caller": row["from"],
            "Called": row["to"], "CallStatus": row["status"], "Direction": row["direction"], "ApiVersion": "2010-04-01",
        }  # fmt: skip
        return params | ({"AnsweredBy": row["answered_by"]} if row["answered_by"] else {})

    def _progress(self, row: Document) -> dict[str, str]:
        extra = {
            "Timestamp": rfc2822(parse(row["updated"])), "CallbackSource": "call-progress-events",
            "SequenceNumber": str(row["sequence"]),
        }  # fmt: skip
        if row["status"] in SIP:
            extra["SipResponseCode"] = SIP[row["status"]]
        if row["status"] == "completed" and row["start"]:
            seconds = int((parse(row["end"]) - parse(row["start"])).total_seconds())
            extra |= {"CallDuration": str(seconds), "Duration": str(-(-seconds // 60))}
        return extra

    def choose(self, sid: str, choice: str) -> Document:
        """What the person with the phone does: answer, reject, busy, voicemail, hangup."""
        row = self.x.store.get("call", sid)
        if row is None:
            raise KeyError(sid)
        if row["status"] in ENDS:
            raise ValueError(f"This call is over: {row['status']}.")
        if row["status"] == "in-progress":
            if choice != "hangup":
                raise ValueError("This call is answered already: only hangup and keys are left.")
            self.scripts[sid].hang_up()
            return row
        return self.x.store.change("call", sid, choice=choice)

    def press(self, sid: str, digits: str) -> Document:
        row = self.x.store.get("call", sid)
        if row is None:
            raise KeyError(sid)
        if row["status"] != "in-progress" or sid not in self.scripts:
            raise ValueError(f"Nobody can press keys in a call that is {row['status']}.")
        self.scripts[sid].press(digits)
        return row

    def update(self, sid: str, *, status: str) -> Document:
        """Status=canceled before the answer, completed after; else 21220."""
        row = self.x.store.get("call", sid)
        if row is None:
            raise Refused(20404, sid)
        if row["status"] in ENDS or (status == "canceled" and row["status"] == "in-progress"):
            raise Refused(21220)
        if row["status"] == "in-progress" and sid in self.scripts:
            self.scripts[sid].hang_up()
        self.move(sid, "completed" if row["status"] == "in-progress" else "canceled")
        return self._row(sid)


def as_rest(row: Document, account: str) -> Document:
    """The call as the REST API shows it."""
    uri = f"/2010-04-01/Accounts/{account}/Calls/{row['sid']}.json"
    base = uri.replace(".json", "")
    seconds = (
        (parse(row["end"]) - parse(row["start"])).total_seconds() if row["start"] and row["end"] else None
    )
    names = ("notifications", "recordings", "payments", "events", "siprec", "streams", "transcriptions")
    return {
        "account_sid": account, "annotation": None, "answered_by": row["answered_by"], "api_version": "2010-04-01",
        "caller_name": None, "date_created": rfc2822(parse(row["created"])), "date_updated": rfc2822(parse(row["updated"])),
        "direction": row["direction"], "duration": str(int(seconds)) if seconds is not None else None,
        "end_time": rfc2822(parse(row["end"])) if row["end"] else None, "forwarded_from": None, "from": row["from"],
        "from_formatted": row["from"], "group_sid": None, "parent_call_sid": None, "phone_number_sid": None, "price": None,
        "price_unit": "USD", "queue_time": "0", "sid": row["sid"],
        "start_time": rfc2822(parse(row["start"])) if row["start"] else None,
        "status": "queued" if row["status"] == "initiated" else row["status"], "to": row["to"], "to_formatted": row["to"],
        "trunk_sid": None, "uri": uri, "subresource_uris": {name: f"{base}/{name.title()}.json" for name in names},
    }  # fmt: skip
