"""The control API under /_sim/api/: whatever a person with a phone, or a tester with a fault, does."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from phonesim.exchange import Exchange
from phonesim.faults import BadFault
from phonesim.store import Document

CALL_WAYS = {"ring", "answer", "busy", "voicemail", "reject", "off"}
TEXT_WAYS = {"deliver", "off", "landline", "filtered", "silent", "queue"}
CHOICES = {"answer", "reject", "busy", "voicemail", "hangup"}
E164 = re.compile(r"^\+[1-9]\d{2,14}$")
Body = Mapping[str, Any]


class Bad(Exception):
    """A request that can't be: status and why, in words."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status, self.text = status, text


class Control:
    """Requests under /_sim/api/ to (status, JSON)."""

    def __init__(self, exchange: Exchange) -> None:
        self.x = exchange
        self.routes: list[tuple[str, str, Callable[..., tuple[int, Any]]]] = [
            ("GET", r"phones/", self.phones),
            ("POST", r"phones/", self.name_phone),
            ("GET", r"phones/([^/]+)/", self.phone),
            ("POST", r"phones/([^/]+)/sms/?", self.text),
            ("POST", r"phones/([^/]+)/call/?", self.ring),
            ("POST", r"phones/([^/]+)/behaviour/?", self.behave),
            ("POST", r"calls/(\w+)/keys/?", self.keys),
            ("POST", r"calls/(\w+)/(\w+)/?", self.choose),
            ("GET", r"faults/?", self.faults),
            ("POST", r"faults/?", self.add_fault),
            ("GET", r"journal/?", self.journal),
            ("GET", r"numbers/?", self.numbers),
            ("POST", r"clock/?", self.clock),
            ("POST", r"reset/?", self.reset),
        ]

    def answer(self, method: str, path: str, body: Body, query: Mapping[str, list[str]]) -> tuple[int, Any]:
        for known, pattern, action in self.routes:
            found = re.fullmatch(pattern, path)
            if found and known == method:
                return action(*found.groups(), body=body, query=query)
        raise Bad(404, f"There is no {method} {path} here.")

    def phones(self, *, body: Body, query: Body) -> tuple[int, Any]:
        """Everybody's phones; the account's own numbers are no phones."""
        rows = [row for row in self.x.store.all("phone") if self.x.number(row["number"]) is None]
        return 200, [{"number": row["number"], "name": row["name"]} for row in rows]

    def name_phone(self, *, body: Body, query: Body) -> tuple[int, Any]:
        number = _number(body.get("number"))
        self.x.phone(number)
        row = self.x.store.change("phone", number, name=str(body.get("name", ""))[:80])
        return 201, {"number": row["number"], "name": row["name"]}

    def phone(self, number: str, *, body: Body, query: Body) -> tuple[int, Any]:
        if self.x.store.get("phone", number) is None:
            raise Bad(404, f"There is no phone {number}: POST phones/ makes one.")
        return 200, self.x.thread_of(number)

    def text(self, number: str, *, body: Body, query: Body) -> tuple[int, Any]:
        """This phone texts one of the account's numbers."""
        to = self._ours(body.get("to"))
        words = body.get("body")
        if not isinstance(words, str) or len(words) > 1600:
            raise Bad(400, "body is a text of at most 1600 characters.")
        self.x.phone(_number(number))
        row = self.x.texts.inbound(from_=number, to=to, body=words)
        return 201, {"sid": row["sid"], "status": "received"}

    def ring(self, number: str, *, body: Body, query: Body) -> tuple[int, Any]:
        """This phone calls one of the account's numbers: answered at once by whatever its webhook says."""
        to = self._ours(body.get("to"))
        owned = self.x.number(to) or {}
        row = self.x.calls.create(
            direction="inbound", from_=_number(number), to=to, url=owned.get("voice_url", ""), twiml="", fallback_url="",
            timeout=5, status_url="", events=[],
        )  # fmt: skip
        self.x.store.change("call", row["sid"], choice="answer")
        self.x.calls.start(row)
        return 201, {"sid": row["sid"], "state": "ringing"}

    def behave(self, number: str, *, body: Body, query: Body) -> tuple[int, Any]:
        """What the phone does by itself, for calls and for texts."""
        self.x.phone(_number(number))
        chosen: dict[str, str] = {}
        for name, ways in (("call", CALL_WAYS), ("text", TEXT_WAYS)):
            if name in body:
                if body[name] not in ways:
                    raise Bad(400, f"{name} is one of {', '.join(sorted(ways))}.")
                chosen[name] = body[name]
        return 200, self.x.store.change("phone", number, **chosen)

    def keys(self, sid: str, *, body: Body, query: Body) -> tuple[int, Any]:
        digits = body.get("digits")
        if not isinstance(digits, (str, int)) or not re.fullmatch(r"[0-9*#]{1,20}", str(digits)):
            raise Bad(400, "digits are 1 to 20 of 0-9, * and #.")
        return 200, _call(self._acted(lambda: self.x.calls.press(sid, str(digits)), sid))

    def choose(self, sid: str, choice: str, *, body: Body, query: Body) -> tuple[int, Any]:
        if choice not in CHOICES:
            raise Bad(404, f"A call takes {', '.join(sorted(CHOICES))} and keys.")
        return 200, _call(self._acted(lambda: self.x.calls.choose(sid, choice), sid))

    def _acted(self, act: Callable[[], Document], sid: str) -> Document:
        try:
            return act()
        except KeyError:
            raise Bad(404, f"There is no call {sid}.") from None
        except ValueError as refused:
            raise Bad(409, str(refused)) from refused

    def faults(self, *, body: Body, query: Body) -> tuple[int, Any]:
        return 200, self.x.store.all("fault")

    def add_fault(self, *, body: Body, query: Body) -> tuple[int, Any]:
        try:
            return 201, self.x.faults.add(dict(body))
        except BadFault as bad:
            raise Bad(400, str(bad)) from bad

    def journal(self, *, body: Body, query: Mapping[str, list[str]]) -> tuple[int, Any]:
        since = query.get("since", ["0"])[-1]
        first = int(since) if since.isascii() and since.isdigit() else 0
        return 200, [entry for entry in self.x.store.all("journal") if entry["id"] > first]

    def numbers(self, *, body: Body, query: Body) -> tuple[int, Any]:
        return 200, [
            {"number": row["number"], "sms_url": row["sms_url"]} for row in self.x.store.all("number")
        ]

    def clock(self, *, body: Body, query: Body) -> tuple[int, Any]:
        """{"speed": factor} and {"forward": seconds}."""
        for name, act in (("speed", self.x.clock.set_speed), ("forward", self.x.clock.forward)):
            if name in body:
                value = body[name]
                if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 1e7:
                    raise Bad(400, f"{name} is a number from 0.")
                act(float(value))
        return 200, {"now": self.x.clock.now().isoformat(), "speed": self.x.clock.speed}

    def reset(self, *, body: Body, query: Body) -> tuple[int, Any]:
        self.x.store.reset()
        for row in self.x.store.all("phone"):
            self.x.store.change("phone", row["number"], call="ring", text="deliver")
        return 200, {"reset": True}

    def _ours(self, value: object) -> str:
        """The number of ours that is texted or called; with only one there is no need to say it."""
        owned = [row["number"] for row in self.x.store.all("number")]
        if value is None and len(owned) == 1:
            return str(owned[0])
        if value not in owned:
            raise Bad(400, f"to is one of the account's numbers: {', '.join(owned) or 'there are none yet'}.")
        return str(value)


def _number(value: object) -> str:
    if not isinstance(value, str) or not E164.match(value):
        raise Bad(400, "number is E.164, such as +12125550101.")
    return value


def _call(row: Document) -> Document:
    return {"sid": row["sid"], "state": row["status"], "captions": row["captions"]}
