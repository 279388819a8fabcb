"""Answering machine detection: who answered, if the account asked. Without asking nobody says so."""

from functools import partial

from phonesim.faults import Hook
from phonesim.machine import params
from phonesim.machine.conversation import Conversation
from phonesim.machine.webhooks import Webhook, notify
from phonesim.records import Call
from phonesim.simulator import Simulator


def meet(talk: Conversation) -> None:
    """Wait for the verdict before the TwiML is asked for, or (async) have it told while the call goes on."""
    call, sim = talk.call, talk.sim
    if not call.machine_detection:
        return
    if call.async_amd:
        at = sim.clock.line() + _seconds(sim, call)
        sim.courier.hold(call.sid, partial(_tell, sim, call), until_line=at)
        return
    talk.wait(_seconds(sim, call))
    _know(sim, call)


def _seconds(sim: Simulator, call: Call) -> float:
    waits_for_beep = call.voicemail and call.machine_detection == "DetectMessageEnd"
    return sim.pace.greeting if waits_for_beep else sim.pace.machine_detection


def _know(sim: Simulator, call: Call) -> None:
    machine = "machine_start" if call.machine_detection == "Enable" else "machine_end_beep"
    with sim.world.lock:
        call.answered_by = machine if call.voicemail else "human"
        sim.world.save(call)


def _tell(sim: Simulator, call: Call) -> None:
    _know(sim, call)
    if not call.amd_callback:
        return
    said = params.call_now(call, account=sim.account_sid)
    duration = {"MachineDetectionDuration": str(round(_seconds(sim, call) * 1000))}
    notify(
        sim,
        Webhook(
            call.sid, call.phone, Hook.STATUS, call.amd_callback, call.amd_callback_method, said | duration
        ),
    )
