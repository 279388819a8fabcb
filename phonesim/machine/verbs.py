"""What each verb of TwiML does on a line. A verb that goes elsewhere returns the page; None is the next verb.

A key during a Gather stops the speech; without a key a Gather falls through to the next verb (telephony.md, 1.6).
Keys pressed before it are kept for it.
"""

from collections.abc import Callable
from urllib.parse import urljoin

from phonesim.faults import Hook
from phonesim.machine import calls
from phonesim.machine.conversation import Broken, Conversation, LineCut, Page
from phonesim.states import CallState, Direction
from phonesim.twiml import Verb

SOUND_SECONDS = 2.0
FOREVER = 1000  # a loop of 0
GATHER_SECONDS = 5.0


def say(talk: Conversation, verb: Verb) -> Page | None:
    if not verb.words:
        talk.complain(13520, "<Say> says nothing")
        return None
    for _ in range(_times(verb)):
        talk.wait(talk.speak(verb.words))
    return None


def play(talk: Conversation, verb: Verb) -> Page | None:
    """Nothing is fetched: a sound is time that passes."""
    for _ in range(_times(verb)):
        talk.wait(SOUND_SECONDS)
    return None


def pause(talk: Conversation, verb: Verb) -> Page | None:
    talk.wait(_pause_seconds(verb))
    return None


def redirect(talk: Conversation, verb: Verb) -> Page:
    return Page(urljoin(talk.here, verb.words), verb.get("method", "POST"))


def hang_up(talk: Conversation, verb: Verb) -> Page:
    raise LineCut


def reject(talk: Conversation, verb: Verb) -> Page:
    """Only before an inbound call was answered, so only as its first verb."""
    if talk.call.direction != Direction.INBOUND or talk.call.state != CallState.RINGING:
        talk.complain(12200, "<Reject> is only for a call that was not answered yet")
        raise Broken
    state = CallState.BUSY if verb.get("reason", "rejected") == "busy" else CallState.NO_ANSWER
    with talk.sim.world.lock:
        calls.end(talk.sim, talk.call, state)
    raise LineCut


def gather(talk: Conversation, verb: Verb) -> Page | None:
    talk.open_for_keys(is_open=True)
    try:
        _prompt(talk, verb)
        digits, closing = _collect(talk, verb)
    finally:
        talk.open_for_keys(is_open=False)
    if not digits and not closing and verb.get("actionOnEmptyResult", "false") != "true":
        return None
    said = {"Digits": digits, "FinishedOnKey": closing, "msg": "Gather End"}
    url = urljoin(talk.here, verb.get("action", talk.here))
    return Page(url, verb.get("method", "POST"), said=said, hook=Hook.KEYS)


def _prompt(talk: Conversation, gather: Verb) -> None:
    for verb in gather.inner:
        for _ in range(_times(verb)):
            if talk.wait_for_key(0) or talk.wait_for_key(_spoken_seconds(talk, verb)):
                return


def _spoken_seconds(talk: Conversation, verb: Verb) -> float:
    if verb.name == "Say":
        return talk.speak(verb.words) if verb.words else 0.0
    return SOUND_SECONDS if verb.name == "Play" else _pause_seconds(verb)


def _collect(talk: Conversation, gather: Verb) -> tuple[str, str]:
    """The digits, and the key that closed them if one did. The closing key is no digit; alone it leaves none."""
    most, finish = int(gather.get("numDigits", "1000")), gather.get("finishOnKey", "#")
    timeout = gather.get("timeout", "auto")
    seconds, digits = GATHER_SECONDS if timeout == "auto" else float(timeout), ""
    while len(digits) < most and talk.wait_for_key(seconds):
        key = talk.line.pressed.popleft()
        if key in finish:
            return digits, key
        digits += key
    return digits, ""


def _times(verb: Verb) -> int:
    return int(verb.get("loop", "1")) or FOREVER


def _pause_seconds(verb: Verb) -> float:
    return float(verb.get("length", "1"))


VERBS: dict[str, Callable[[Conversation, Verb], Page | None]] = {
    "Say": say,
    "Play": play,
    "Pause": pause,
    "Gather": gather,
    "Redirect": redirect,
    "Hangup": hang_up,
    "Reject": reject,
}
