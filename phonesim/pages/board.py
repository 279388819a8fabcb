"""What the page of phones shows, in one document: phones with their last texts and calls, faults, numbers, the clock."""

from typing import Any

from phonesim.control import shapes
from phonesim.control.faults import shape as fault_shape
from phonesim.records import Call, Message, Phone
from phonesim.simulator import Simulator
from phonesim.states import CALL_ALIVE, CallState, Direction

TEXTS_SHOWN = 30
Shape = dict[str, Any]


def board_of(sim: Simulator) -> Shape:
    with sim.world.lock:
        return {
            "clock": {"now": shapes.instant(sim.clock.now()), "speed": sim.clock.speed},
            "numbers": [
                {"number": one.phone_number, "text": bool(one.sms_url), "call": bool(one.voice_url)}
                for one in sim.world.numbers.values()
            ],
            "phones": [_phone(sim, one) for one in sim.world.phones.values()],
            "faults": [fault_shape(one) for one in sim.world.faults.values()],
        }


def _phone(sim: Simulator, phone: Phone) -> Shape:
    texts = sim.world.texts_of.get(phone.number, [])
    calls = sim.world.calls_of.get(phone.number, [])
    return {
        **shapes.phone(phone),
        "behaviour": shapes.behaviour(phone),
        "texts": [_text(one) for one in texts[-TEXTS_SHOWN:]],
        "texts_before": max(0, len(texts) - TEXTS_SHOWN),
        "call": _call(sim, calls[-1]) if calls else None,
        "opted_out": [one.number for one in sim.world.opt_outs.values() if one.phone == phone.number],
    }


def _text(text: Message) -> Shape:
    return {
        **shapes.message(text),
        "mine": text.direction == Direction.INBOUND,
        "segments": text.segments,
        "error_code": text.error_code,
    }


def _call(sim: Simulator, call: Call) -> Shape:
    return {
        **shapes.call(call),
        "alive": call.state in CALL_ALIVE,
        "mine": call.direction == Direction.INBOUND,
        "seconds": _seconds(sim, call),
        "ring_seconds": call.ring_seconds,
        "gathering": call.gathering,
        "voicemail": call.voicemail,
        "recorded": call.recorded,
        "keys": call.keys,
    }


def _seconds(sim: Simulator, call: Call) -> int:
    """Of ringing, or of talking."""
    if call.state not in CALL_ALIVE:
        return call.seconds
    begun = call.answered_line if call.state == CallState.IN_PROGRESS else call.ringing_line
    return 0 if begun is None else int(sim.clock.line() - begun)
