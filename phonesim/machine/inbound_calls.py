"""A handset rings a number of the account: the number's VoiceUrl says what happens."""

from phonesim.machine import calls
from phonesim.records import Call, Number
from phonesim.simulator import Simulator
from phonesim.states import CallState, Direction
from phonesim.world import new_sid


def receive(sim: Simulator, *, phone: str, number: Number) -> Call:
    """The call rings until its TwiML is there; the talk runs in a thread of its own."""
    now = sim.clock.now()
    call = Call(
        new_sid("CA"),
        Direction.INBOUND,
        phone,
        number.phone_number,
        CallState.RINGING,
        now,
        now,
        url=number.voice_url,
        method=number.voice_method,
        fallback_url=number.voice_fallback_url,
        fallback_method=number.voice_fallback_method,
        status_callback=number.status_callback,
        status_callback_method=number.status_callback_method,
        started_at=now,
        ringing_line=sim.clock.line(),
    )
    with sim.world.lock:
        sim.world.phone(phone)
        sim.world.save(call)
        calls.open_line(sim, call)
    return call
