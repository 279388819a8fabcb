"""A call that was answered: its TwiML fetched and played, keys taken while it speaks, with real fall-through."""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from phonesim.clock import stamp
from phonesim.store import Document
from phonesim.twiml import BadTwiml, Verb, read

if TYPE_CHECKING:
    from phonesim.exchange import Exchange

MOST_HOPS = 20
SECONDS_PER_CHARACTER = 0.02
SPEAKS_AT_MOST = 4.0
GREETING_SECONDS = 2.0
DIGITS = set("0123456789*#")


class Script:
    """One answered call at work in its own thread; keys and the hang-up come from others."""

    def __init__(self, exchange: "Exchange", sid: str, *, by_machine: bool) -> None:
        self.x, self.sid, self.by_machine = exchange, sid, by_machine
        self.keys = ""
        self.gone = False
        self.lock = threading.Lock()
        self.hops = 0

    def press(self, digits: str) -> None:
        with self.lock:
            self.keys += "".join(digit for digit in digits if digit in DIGITS)

    def hang_up(self) -> None:
        self.gone = True

    @property
    def row(self) -> Document:
        return self.x.store.get("call", self.sid) or {"status": "failed", "captions": []}

    def over(self) -> bool:
        return self.gone or self.x.closing or self.row["status"] != "in-progress"

    def run(self) -> None:
        if self.by_machine:
            self.caption("(the voicemail greets: please leave a message after the tone)")
            self.pause(GREETING_SECONDS)
        row = self.row
        try:
            document = row.get("twiml") or self.fetch(row["url"], {})
            self.play(read(document))
        except BadTwiml as bad:
            self.x.store.note(
                {"at": stamp(self.x.clock.now()), "kind": "error", "call": self.sid, "text": str(bad)}
            )
            self.caption("An application error has occurred. Goodbye.")

    def fetch(self, url: str, more: dict[str, str]) -> str:
        """The TwiML at an address; its fallback when that fails. Raises BadTwiml."""
        self.hops += 1
        if self.hops > MOST_HOPS:
            raise BadTwiml("13000 More than 20 documents in one call")
        answered = self.x.webhooks.post(url, self.x.calls.params(self.row) | more)
        if 200 <= answered.status < 300:
            if not answered.content_type.startswith(("text/xml", "application/xml")):
                raise BadTwiml(f"12300 Invalid Content-Type {answered.content_type!r}")
            return answered.body
        fallback = self.row.get("fallback_url")
        if fallback and url != fallback:
            return self.fetch(fallback, more)
        raise BadTwiml(f"11200 HTTP {answered.status or answered.body} from {url}")

    def play(self, verbs: tuple[Verb, ...]) -> None:
        """The verbs in order; a Redirect or a taken Gather goes on with another document."""
        for verb in verbs:
            if self.over():
                return
            following = self.do(verb)
            if following is not None:
                self.play(read(following))
                return
            if verb.name in ("Hangup", "Reject"):
                return

    def do(self, verb: Verb) -> str | None:
        match verb.name:
            case "Say":
                self.say(verb)
            case "Pause":
                self.pause(float(verb.attributes.get("length", "1")))
            case "Play":
                self.caption(f"(plays {verb.text or verb.attributes.get('digits', '')})")
            case "Redirect":
                return self.fetch(verb.text, {})
            case "Gather":
                return self.gather(verb)
        return None

    def say(self, verb: Verb) -> None:
        self.caption(verb.text)
        self.pause(min(len(verb.text) * SECONDS_PER_CHARACTER, SPEAKS_AT_MOST))

    def gather(self, verb: Verb) -> str | None:
        """Digits, taken also while it speaks. Without any the flow falls to the next verb, unless asked otherwise."""
        self.x.store.change("call", self.sid, open_for_keys=True)
        wanted = int(verb.attributes.get("numDigits", "0"))
        finish = verb.attributes.get("finishOnKey", "#")
        for child in verb.children:
            if self.over() or self.has_keys(wanted, finish):
                break
            self.do(child)
        self.pause(float(verb.attributes.get("timeout", "5")), until=lambda: self.has_keys(wanted, finish))
        self.x.store.change("call", self.sid, open_for_keys=False)
        digits = self.take_keys(wanted, finish)
        if digits is None and verb.attributes.get("actionOnEmptyResult") != "true":
            return None
        if self.over():
            return None
        self.caption(f"(keys: {digits})" if digits else "(no keys)")
        return self.fetch(
            verb.attributes.get("action") or self.row["url"], {"Digits": digits or "", "msg": "Gather End"}
        )

    def has_keys(self, wanted: int, finish: str) -> bool:
        with self.lock:
            return bool(self.keys) and (
                (wanted and len(self.keys) >= wanted) or (finish != "" and finish in self.keys)
            )

    def take_keys(self, wanted: int, finish: str) -> str | None:
        with self.lock:
            if not self.keys:
                return None
            taken, self.keys = (self.keys[:wanted], self.keys[wanted:]) if wanted else (self.keys, "")
        return taken.split(finish)[0] if finish else taken

    def caption(self, text: str) -> None:
        row = self.row
        if text and "captions" in row:
            self.x.store.change("call", self.sid, captions=[*row["captions"], text])

    def pause(self, seconds: float, until: Callable[[], bool] = lambda: False) -> None:
        open_now = self.row.get("open_for_keys")
        self.x.clock.wait(seconds, until=lambda: self.over() or until() or bool(open_now and self.keys))
