"""A call until somebody answers, and how it ends: queued, initiated, ringing, and the words for every end."""

import threading

from phonesim.faults import Hook
from phonesim.machine import params
from phonesim.machine.webhooks import UNKNOWN_WORD, Webhook, notify
from phonesim.records import Call, Phone
from phonesim.simulator import Simulator
from phonesim.states import CALL_ALIVE, NOT_ANSWERED, CallState, Direction, OnCall
from phonesim.switchboard import Line

EVENTS = {
    CallState.INITIATED: "initiated",
    CallState.RINGING: "ringing",
    CallState.IN_PROGRESS: "answered",
}
BUSY_HERE, DECLINED, UNAVAILABLE, GAVE_UP = 486, 603, 480, 487


class NotPossible(Exception):
    """The call is not in a state for that; the words say in which it is."""


def place(sim: Simulator, call: Call) -> None:
    """Queue a call: the account dials one a second."""
    with sim.world.lock:
        sim.world.phone(call.to)
        board = sim.switchboard
        slot = max(sim.clock.line(), board.last_dialled_line + sim.pace.between_calls)
        board.last_dialled_line = slot
        call.due_line = slot + sim.pace.dialling
        sim.world.save(call)


def step(sim: Simulator, call: Call) -> None:
    """What is due now, before the answer. Hold the world's lock."""
    phone = sim.world.phone(call.to)
    if call.state == CallState.QUEUED:
        call.started_at = sim.clock.now()
        _move(sim, call, CallState.INITIATED, next_in=sim.pace.connecting)
    elif call.state == CallState.INITIATED:
        _connect(sim, call, phone)
    elif _rings_before_acting(sim, call, phone) < call.ring_seconds:
        _act(sim, call, phone)
    elif sim.clock.line() >= _rings_until(call):
        end(sim, call, CallState.NO_ANSWER, sip=GAVE_UP)
    else:
        call.due_line = _rings_until(call)


def _connect(sim: Simulator, call: Call, phone: Phone) -> None:
    if phone.on_call == OnCall.OFF:
        end(sim, call, CallState.FAILED, sip=UNAVAILABLE)
        return
    if phone.on_call == OnCall.BUSY:
        end(sim, call, CallState.BUSY, sip=BUSY_HERE)
        return
    call.ringing_line = sim.clock.line()
    rings = min(call.ring_seconds, _rings_before_acting(sim, call, phone))
    _move(sim, call, CallState.RINGING, next_in=rings)


def _rings_until(call: Call) -> float:
    return (call.ringing_line or 0.0) + call.ring_seconds


def _rings_before_acting(sim: Simulator, call: Call, phone: Phone) -> float:
    waits = {
        OnCall.ANSWER: sim.pace.rings_before_answer,
        OnCall.VOICEMAIL: sim.pace.rings_before_voicemail,
        OnCall.REJECT: sim.pace.rings_before_reject,
    }
    if phone.on_call not in waits:
        return call.ring_seconds
    return waits[phone.on_call] if phone.after is None else phone.after


def _act(sim: Simulator, call: Call, phone: Phone) -> None:
    """The phone does by itself what it was told to do."""
    if phone.on_call == OnCall.REJECT:
        end(sim, call, CallState.BUSY, sip=DECLINED)
    else:
        connect(sim, call, voicemail=phone.on_call == OnCall.VOICEMAIL)


def connect(sim: Simulator, call: Call, *, voicemail: bool) -> Line:
    """Somebody, or something, picks up. The talk itself runs in a thread of its own. Hold the world's lock."""
    call.voicemail = voicemail
    answer(sim, call)
    return open_line(sim, call)


def open_line(sim: Simulator, call: Call) -> Line:
    """Begin to talk, in a thread of its own. Hold the world's lock."""
    line = Line()
    sim.switchboard.lines[call.sid] = line
    name = f"talk {call.sid}"
    threading.Thread(target=sim.talk, args=(sim, call, line), name=name, daemon=True).start()
    return line


def answer(sim: Simulator, call: Call) -> None:
    """From now on the two are connected. Hold the world's lock."""
    call.answered_line = sim.clock.line()
    _move(sim, call, CallState.IN_PROGRESS)


def end(sim: Simulator, call: Call, state: CallState, *, sip: int | None = None) -> None:
    """The call is over. Nothing happens if it was already. Hold the world's lock."""
    if call.state not in CALL_ALIVE:
        return
    call.ended_line = sim.clock.line()
    call.ended_at = sim.clock.now()
    call.gathering = False
    _move(sim, call, state, sip=sip)
    line = sim.switchboard.lines.pop(call.sid, None)
    if line is not None:
        line.cut()


def _move(
    sim: Simulator, call: Call, state: CallState, *, next_in: float | None = None, sip: int | None = None
) -> None:
    call.state = state
    call.updated_at = sim.clock.now()
    call.due_line = None if next_in is None else sim.clock.line() + next_in
    sim.world.save(call)
    if call.status_callback and EVENTS.get(state, "completed") in call.events:
        _tell(sim, call, sip)


def _tell(sim: Simulator, call: Call, sip: int | None) -> None:
    said = params.call_event(
        call, account=sim.account_sid, at=sim.clock.now(), sequence=call.sequence, sip=sip
    )
    call.sequence += 1
    notify(
        sim,
        Webhook(
            sid=call.sid,
            number=call.phone,
            hook=Hook.STATUS,
            url=call.status_callback,
            method=call.status_callback_method,
            params=said,
            unknown={**said, "CallStatus": UNKNOWN_WORD},
        ),
    )


def hurry(sim: Simulator, call: Call) -> None:
    """Dial it at once and wait until that was told: the fault `before_response`."""
    with sim.world.lock:
        while call.state in (CallState.QUEUED, CallState.INITIATED):
            step(sim, call)
    sim.courier.wait_for(call.sid, seconds=5)


def pick_up(sim: Simulator, call: Call, *, voicemail: bool = False) -> None:
    """A ringing phone is answered, by its owner or by its mailbox. NotPossible."""
    with sim.world.lock:
        _need_ringing(call)
        connect(sim, call, voicemail=voicemail)


def refuse(sim: Simulator, call: Call, *, busy: bool = False) -> None:
    """A ringing phone is declined, or turns out to be busy. NotPossible."""
    with sim.world.lock:
        _need_ringing(call)
        end(sim, call, CallState.BUSY, sip=BUSY_HERE if busy else DECLINED)


def _need_ringing(call: Call) -> None:
    if call.state != CallState.RINGING or call.direction == Direction.INBOUND:
        raise NotPossible(f"The call does not ring: it is {call.state}.")


def hang_up(sim: Simulator, call: Call) -> None:
    """The person at the handset ends it; a ringing one is declined. NotPossible."""
    with sim.world.lock:
        if call.state == CallState.RINGING and call.direction != Direction.INBOUND:
            refuse(sim, call)
            return
        if call.state not in (CallState.IN_PROGRESS, CallState.RINGING):
            raise NotPossible(f"There is nothing to hang up: the call is {call.state}.")
        end(sim, call, CallState.COMPLETED)


def press(sim: Simulator, call: Call, digits: str) -> None:
    """The person presses keys. NotPossible without a person on the line."""
    with sim.world.lock:
        line = sim.switchboard.lines.get(call.sid)
        if call.state != CallState.IN_PROGRESS or line is None:
            raise NotPossible(f"Nobody is connected: the call is {call.state}.")
        if call.voicemail:
            raise NotPossible("The mailbox answered: nobody is there to press keys.")
        call.keys += digits
        sim.world.save(call)
        line.press(digits)


def cancel(sim: Simulator, call: Call) -> bool:
    """The account cancels a call nobody has answered; False if it is too late."""
    with sim.world.lock:
        if call.state not in NOT_ANSWERED:
            return False
        end(sim, call, CallState.CANCELED, sip=GAVE_UP)
        return True


def complete(sim: Simulator, call: Call) -> bool:
    """The account hangs up, even if it still rings; False if it is over."""
    with sim.world.lock:
        if call.state in NOT_ANSWERED:
            return cancel(sim, call)
        if call.state != CallState.IN_PROGRESS:
            return False
        end(sim, call, CallState.COMPLETED)
        return True
