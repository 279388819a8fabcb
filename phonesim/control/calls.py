"""What a person does with a ringing or answered phone. 409 where the call is not in a state for it."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, JsonResponse

from phonesim.control import shapes
from phonesim.control.answers import Refused, View, control, read_body, read_text
from phonesim.control.phones import note
from phonesim.current import simulator
from phonesim.machine import calls
from phonesim.records import Call
from phonesim.simulator import Simulator

KEYS = re.compile(r"[0-9*#]{1,40}")
Act = Callable[[Simulator, Call], None]


def acting(act: Act) -> View:
    """A POST without a body that does this to a call."""

    def post(request: HttpRequest, sid: str) -> HttpResponse:
        sim = simulator()
        call = find(sim, sid)
        act(sim, call)
        note(sim, request, call.phone)
        return JsonResponse(shapes.call(call))

    return control(POST=post)


def press(request: HttpRequest, sid: str) -> HttpResponse:
    """`{digits}`: 0 to 9, * and #."""
    sim = simulator()
    digits = read_text(read_body(request, known=("digits",)), "digits", most=40)
    if not KEYS.fullmatch(digits):
        raise Refused("digits must be keys of a telephone: 0 to 9, * and #.")
    call = find(sim, sid)
    calls.press(sim, call, digits)
    note(sim, request, call.phone)
    return JsonResponse(shapes.call(call))


def find(sim: Simulator, sid: str) -> Call:
    call = sim.world.calls.get(sid)
    if call is None:
        raise Refused(f"There is no call {sid}.", status=404)
    return call


def fetch(request: HttpRequest, sid: str) -> HttpResponse:
    return JsonResponse(shapes.call(find(simulator(), sid)))


one = control(GET=fetch)
answer = acting(calls.pick_up)
voicemail = acting(lambda sim, call: calls.pick_up(sim, call, voicemail=True))
reject = acting(calls.refuse)
busy = acting(lambda sim, call: calls.refuse(sim, call, busy=True))
hangup = acting(calls.hang_up)
keys = control(POST=press)
