"""The journal, the clock, and starting over."""

from itertools import islice

from django.http import HttpRequest, HttpResponse, JsonResponse

from phonesim.clock import FASTEST
from phonesim.control import shapes
from phonesim.control.answers import Refused, control, read_body, read_seconds
from phonesim.current import simulator
from phonesim.machine.reset import reset_all
from phonesim.simulator import Simulator

MOST_LINES = 1000


def show_journal(request: HttpRequest) -> HttpResponse:
    """Lines with an id above `since`, oldest first, at most 1000."""
    since = request.GET.get("since", "0")
    if not since.isdecimal():
        raise Refused("since must be the id of a line.")
    sim = simulator()
    with sim.world.lock:
        newer = (one for one in sim.world.journal if one.id > int(since))
        return JsonResponse([shapes.line(one) for one in islice(newer, MOST_LINES)], safe=False)


def show_clock(request: HttpRequest) -> HttpResponse:
    return JsonResponse(_clock(simulator()))


def move_clock(request: HttpRequest) -> HttpResponse:
    """`{speed?, forward?}`: how fast the timeline runs from now on, and how many seconds it jumps."""
    sim = simulator()
    body = read_body(request, known=("speed", "forward"))
    speed = read_seconds(body, "speed", sim.clock.speed, most=FASTEST)
    if speed <= 0:
        raise Refused(f"speed must be above 0, at most {FASTEST:g}.")
    sim.clock.set_speed(speed)
    sim.clock.forward(read_seconds(body, "forward", 0))
    return JsonResponse(_clock(sim))


def _clock(sim: Simulator) -> shapes.Shape:
    return {"now": shapes.instant(sim.clock.now()), "speed": sim.clock.speed, "offset": sim.clock.offset()}


def reset(request: HttpRequest) -> HttpResponse:
    """Texts, calls, faults, journal and opt-outs are gone; phones and the numbers' webhooks stay."""
    reset_all(simulator())
    return JsonResponse({"reset": True})


journal = control(GET=show_journal)
clock = control(GET=show_clock, POST=move_clock)
start_over = control(POST=reset)
