"""People at their phones: what reaches them and what they do. All of it through the simulator's control API.

    phone("alice").received("Core switch down")      a text with these words; waited for, and read from then on
    phone("alice").replies("1")
    phone("alice").rings() .answers() .presses("1") .hears("You have it") .hangs_up()
    phone("alice").lets_it_ring() .declines() .voicemail()

A text or call that nobody in the story expected fails it at its end (`unexpected`).
"""

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlencode
from urllib.request import Request, urlopen

from tests.journeys.waiting import until
from tests.world import CLIENT_NUMBER, DANA, PAGING_NUMBER, PHONES
from web.demo.outside import Browser

NUMBERS = {**PHONES, "dana": DANA, "stranger": "+12125550177"}
OVER = {"completed", "busy", "no-answer", "failed", "canceled"}
REACHED = {"sent", "delivered"}  # a silent carrier never says that a text was delivered
RINGING_SECONDS = 22  # how long a page's call rings
NEVER_RANG = {"queued", "initiated", "failed"}
MACHINE_AFTER_SECONDS = 12  # how long it rings before a voicemail takes it
LONGEST_PAUSE_SECONDS = 4  # that the simulator makes in what is said
Row = dict[str, Any]


@dataclass
class Simulator:
    """The local Twilio, driven as a person with the page of phones would."""

    url: str

    def get(self, path: str) -> Any:
        answer = Browser(self.url).get(f"/_sim/api/{path}")
        assert answer.status == 200, f"{path}: {answer.status} {answer.text[:300]}"
        return answer.json()

    def post(self, path: str, **body: object) -> Any:
        answer = Browser(self.url).post_json(f"/_sim/api/{path}", body)
        assert answer.status in (200, 201), f"{path}: {answer.status} {answer.text[:300]}"
        return answer.json()

    def owns(self, number: str, *, account: str, token: str) -> None:
        """Give the account a number, as buying one does."""
        request = Request(
            f"{self.url}/2010-04-01/Accounts/{account}/IncomingPhoneNumbers.json",
            urlencode({"PhoneNumber": number}).encode(),
            {"Authorization": "Basic " + base64.b64encode(f"{account}:{token}".encode()).decode()},
        )
        urlopen(request, timeout=10).close()

    def fault(self, kind: str, fault: str, **more: object) -> None:
        """What goes wrong next: kind rest or callback; times=None: until reset."""
        self.post("faults", kind=kind, fault=fault, **more)

    def forget(self) -> None:
        """Everything but the phones, which behave as new ones do."""
        for row in self.get("phones/"):
            self.post(
                f"phones/{quote(row['number'])}/behaviour", call="ring", text="deliver", after=None, code=None
            )
        self.post("reset")

    def journal(self, kind: str) -> list[Row]:
        """What was asked of it (rest), and what it asked of us (webhook)."""
        return [row for row in self.get("journal/") if row["kind"] == kind]


@dataclass
class Phone:
    """One person's phone; `read` are the texts and calls that the story told of."""

    name: str
    number: str
    simulator: Simulator
    forward: Callable[[float], None]
    read: set[str] = field(default_factory=set)
    sid: str = ""

    @property
    def path(self) -> str:
        return f"phones/{quote(self.number)}"

    def thread(self) -> Row:
        """Texts and calls, oldest first; none for a phone that nobody has called or texted yet."""
        known = {row["number"] for row in self.simulator.get("phones/")}
        found: Row = {"messages": [], "calls": []}
        return self.simulator.get(f"{self.path}/") if self.number in known else found

    def texts(self) -> list[Row]:
        """Every text that reached it, read or not."""
        rows = [row for row in self.thread()["messages"] if row["to"] == self.number]
        return [row for row in rows if row["status"] in REACHED]

    def calls(self) -> list[Row]:
        return [row for row in self.thread()["calls"] if row["to"] == self.number]

    def received(self, *words: str) -> str:
        """The oldest unread text that has all these words, waited for."""

        def look() -> Row | None:
            unread = [row for row in self.texts() if row["sid"] not in self.read]
            return next((row for row in unread if all(word in row["body"] for word in words)), None)

        row = self._until(look, f"{self.name} gets a text with {words}")
        self.read.add(row["sid"])
        return str(row["body"])

    def replies(self, body: str) -> "Phone":
        """Texts the number that pages come from."""
        return self.sends(body, to=PAGING_NUMBER)

    def sends(self, body: str, *, to: str = CLIENT_NUMBER) -> "Phone":
        self.simulator.post(f"{self.path}/sms", to=to, body=body)
        return self

    def behaves(self, **ways: str) -> "Phone":
        """What it does by itself: text=deliver|off|landline|filtered|silent|queue, call=ring|off|busy|reject ..."""
        self.simulator.post(f"{self.path}/behaviour", **ways)
        return self

    def rings(self) -> "Phone":
        """A call that the story did not tell of yet rings."""

        def look() -> Row | None:
            fresh = [row for row in self.calls() if row["sid"] not in self.read]
            return next((row for row in fresh if row["state"] == "ringing"), None)

        row = self._until(look, f"{self.name}'s phone rings")
        self.sid = row["sid"]
        self.read.add(self.sid)
        return self

    @property
    def call(self) -> Row:
        """The call that rang last."""
        return next(row for row in self.calls() if row["sid"] == self.sid)

    def answers(self) -> "Phone":
        """After the first rings, as people do; a machine is faster."""
        self._rings_for(6)
        self._chooses("answer")
        self._until(lambda: self.call["state"] != "ringing", f"{self.name} has answered")
        return self

    def presses(self, digits: str) -> "Phone":
        """Once the prompt listens."""
        self._until(lambda: self.call["captions"], f"{self.name} is asked for a key")
        self.simulator.post(f"calls/{self.sid}/keys", digits=digits)
        return self

    def hears(self, words: str) -> "Phone":
        self._until(
            lambda: any(words in said for said in self.call["captions"]), f"{self.name} hears {words!r}"
        )
        return self

    def hangs_up(self) -> "Phone":
        if self.call["state"] not in OVER:
            self._chooses("hangup")
        return self.call_is_over()

    def lets_it_ring(self) -> "Phone":
        return self._waits_out(seconds=RINGING_SECONDS + 1, pause=1.5).call_is_over("no-answer")

    def declines(self) -> "Phone":
        self._chooses("reject")
        return self.call_is_over("busy")

    def is_busy(self) -> "Phone":
        self._chooses("busy")
        return self.call_is_over("busy")

    def voicemail(self) -> "Phone":
        """A machine takes it after some rings and records all we say."""
        self._rings_for(MACHINE_AFTER_SECONDS)
        self._chooses("voicemail")
        return self.hears_it_out()

    def _rings_for(self, seconds: float) -> None:
        """So long after the engine was told that it rings."""

        def told() -> bool:
            params = [row["params"] for row in self.simulator.journal("webhook")]
            return any(
                (each.get("CallSid"), each.get("CallStatus")) == (self.sid, "ringing") for each in params
            )

        self._until(told, "the engine is told that it rings")
        self.forward(seconds)

    def hears_it_out(self) -> "Phone":
        """Says and presses nothing until the call ends by itself."""
        self._until(lambda: self.call["state"] != "ringing", "the call is answered")
        return self._waits_out(seconds=LONGEST_PAUSE_SECONDS, pause=0.2)

    def _waits_out(self, *, seconds: float, pause: float) -> "Phone":
        """The clock goes on by so much, after real pauses again and again, until the call is over."""
        moved_at = time.monotonic() - pause

        def look() -> bool:
            nonlocal moved_at
            over = self.call["state"] in OVER
            if not over and time.monotonic() - moved_at >= pause:
                self.forward(seconds)
                moved_at = time.monotonic()
            return over

        self._until(look, f"{self.name}'s call is over")
        return self

    def is_a_machine_at_once(self) -> "Phone":
        """It picks up on the first ring: a voicemail of a phone that is switched off."""
        self._chooses("voicemail")
        return self.hears_it_out()

    def call_is_over(self, *states: str) -> "Phone":
        """The call has ended, in one of these states if any are named."""
        self._until(lambda: self.call["state"] in OVER, f"{self.name}'s call is over")
        assert not states or self.call["state"] in states, self.call
        return self

    def told_of_everything(self) -> None:
        """Whatever reached it until now may have reached it: for stories in which chance decides."""
        self.read |= {row["sid"] for row in [*self.texts(), *self.calls()]}

    def unexpected(self) -> list[str]:
        """What reached it and was not told of, in words."""
        behaves = self.simulator.get(f"{self.path}/behaviour")["text"] if self.texts() else ""
        fresh = [row for row in self.texts() if row["sid"] not in self.read]
        fresh = [row for row in fresh if row["status"] == "delivered" or behaves == "silent"]
        rung = [row for row in self.calls() if row["sid"] not in self.read | self._never_rang()]
        texts = [f"{self.name} got a text: {row['body']}" for row in fresh]
        return texts + [f"{self.name} was called: {row['state']} {row['captions'][:1]}" for row in rung]

    def _never_rang(self) -> set[str]:
        return {row["sid"] for row in self.calls() if row["state"] in NEVER_RANG}

    def settled(self) -> bool:
        """Whether every text on its way has come to where it will stay."""
        texts = [row for row in self.thread()["messages"] if row["to"] == self.number]
        return not any(row["status"] in ("queued", "sending") for row in texts)

    def _chooses(self, choice: str) -> None:
        self.simulator.post(f"calls/{self.sid}/{choice}")

    def _until(self, look: Callable[[], Any], what: str) -> Any:
        try:
            return until(look, what)
        except AssertionError as never:
            raise AssertionError(f"{never}\n{self.seen()}") from None

    def seen(self) -> str:
        """Everything on this phone, for whoever reads why a story failed."""
        texts = [f"  text {row['status']}: {row['body']}" for row in self.texts()]
        calls = [f"  call {row['state']}: {row['captions']}" for row in self.calls()]
        return "\n".join([f"{self.name}'s phone:", *texts, *calls])


@dataclass
class Phones:
    """Everybody's phone by first name."""

    simulator: Simulator
    forward: Callable[[float], None]
    known: dict[str, Phone] = field(default_factory=dict)

    def __call__(self, name: str) -> Phone:
        if name not in self.known:
            self.known[name] = Phone(name, NUMBERS[name], self.simulator, self.forward)
        return self.known[name]

    def everybody(self) -> list[Phone]:
        return [self(name) for name in NUMBERS]
