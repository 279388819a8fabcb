"""One side of an answered call: time that passes until a key or a hang-up, and words that are spoken."""

from dataclasses import dataclass, field

from phonesim import journal
from phonesim.faults import Hook
from phonesim.records import Call
from phonesim.simulator import Simulator
from phonesim.switchboard import Line


@dataclass(frozen=True)
class Page:
    """Where the next verbs come from: a URL to ask, or the TwiML itself. `said`: parameters on top of the usual."""

    url: str
    method: str = "POST"
    twiml: str = ""
    said: dict[str, str] = field(default_factory=dict)
    hook: Hook = Hook.CALL


class LineCut(Exception):
    """The line is dead, or the TwiML hung up."""


class Moved(Exception):
    """The account sent the call elsewhere."""


class Broken(Exception):
    """The webhook or its TwiML failed for good."""


@dataclass
class Conversation:
    """`here` is the URL of the document that is being spoken: relative addresses start from it."""

    sim: Simulator
    call: Call
    line: Line
    here: str = ""

    def wait(self, seconds: float) -> None:
        """Let time pass. LineCut, Moved."""
        self._until_key(seconds, for_key=False)

    def wait_for_key(self, seconds: float) -> bool:
        """Let time pass, or return True as soon as a key is there. LineCut, Moved."""
        return self._until_key(seconds, for_key=True)

    def _until_key(self, seconds: float, *, for_key: bool) -> bool:
        until = self.sim.clock.line() + seconds
        with self.line.wake:
            while True:
                self.check()
                if for_key and self.line.pressed:
                    return True
                left = until - self.sim.clock.line()
                if left <= 0:
                    return False
                self.line.wake.wait(min(0.05, left / self.sim.clock.speed))

    def check(self) -> None:
        """LineCut if nobody is there any more, Moved if the call goes on elsewhere."""
        begun = self.call.answered_line
        is_too_long = begun is not None and self.sim.clock.line() > begun + self.call.time_limit
        if self.line.is_cut or is_too_long:
            raise LineCut
        if self.line.moved_to:
            raise Moved

    def speak(self, words: str) -> float:
        """Caption the words; the seconds they take. A mailbox records what comes after its greeting."""
        with self.sim.world.lock:
            self.call.captions.append(words)
            if self.call.voicemail and self._is_after_beep():
                self.call.recorded.append(words)
            self.sim.world.save(self.call)
        return self.sim.pace.speech(words)

    def _is_after_beep(self) -> bool:
        return self.sim.clock.line() >= (self.call.answered_line or 0.0) + self.sim.pace.greeting

    def open_for_keys(self, *, is_open: bool) -> None:
        """Whether a Gather listens now."""
        with self.sim.world.lock:
            self.call.gathering = is_open
            self.sim.world.save(self.call)

    def complain(self, code: int, words: str, *, url: str = "") -> None:
        """A line for the debugger, by Twilio's number."""
        number = self.call.phone
        journal.complain(self.sim.world, code, words, sid=self.call.sid, number=number, url=url or self.here)
