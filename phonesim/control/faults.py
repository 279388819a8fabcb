"""Switching faults on and off.

`{"kind": "rest"|"callback", "fault": name, "number"?, "times"?: requests it hits (1; null until reset), "seconds"?,
"count"?: how many more for dup, "method"?: POST|GET|ANY for rest, "on"?: status|text|call|keys|any for callback}`
"""

from django.http import HttpRequest, HttpResponse, JsonResponse

from phonesim import faults
from phonesim.control.answers import (
    Body,
    Refused,
    control,
    read_body,
    read_choice,
    read_seconds,
    read_text,
    read_whole,
)
from phonesim.control.phones import note, read_e164
from phonesim.control.shapes import Shape
from phonesim.current import simulator
from phonesim.faults import CallbackFault, Hook, RestFault
from phonesim.records import Fault

KNOWN = ("kind", "fault", "number", "times", "seconds", "count", "method", "on")
NAMES: dict[str, list[str]] = {faults.REST: list(RestFault), faults.CALLBACK: list(CallbackFault)}
METHODS = ("POST", "GET", "ANY")
MOST_SECONDS = 120


def listing(request: HttpRequest) -> HttpResponse:
    sim = simulator()
    with sim.world.lock:
        return JsonResponse([shape(one) for one in sim.world.faults.values()], safe=False)


def create(request: HttpRequest) -> HttpResponse:
    """Switch one on; 201 with its id."""
    sim = simulator()
    fault = _wanted(read_body(request, known=KNOWN), sim.world.next_id())
    faults.add(sim.world, fault)
    note(sim, request, fault.number)
    return JsonResponse(shape(fault), status=201)


def _wanted(body: Body, number: int) -> Fault:
    kind = read_choice(body, "kind", list(NAMES), "")
    return Fault(
        id=number,
        kind=kind,
        fault=read_choice(body, "fault", NAMES[kind], ""),
        number=read_e164(read_text(body, "number", most=20)) if body.get("number") else "",
        times=read_whole(body, "times", least=1, most=100_000) if "times" in body else 1,
        seconds=read_seconds(body, "seconds", 2.0, most=MOST_SECONDS),
        count=read_whole(body, "count", least=1, most=20) or 1,
        method=read_choice(body, "method", METHODS, "POST"),
        hook=read_choice(body, "on", list(Hook), Hook.STATUS),
    )


def clear(request: HttpRequest) -> HttpResponse:
    """Switch all off."""
    sim = simulator()
    with sim.world.lock:
        for fault in list(sim.world.faults.values()):
            faults.remove(sim.world, fault)
    return HttpResponse(status=204)


def drop(request: HttpRequest, fault: str) -> HttpResponse:
    """Switch one off."""
    sim = simulator()
    found = sim.world.faults.get(int(fault))
    if found is None:
        raise Refused(f"There is no fault {fault}.", status=404)
    faults.remove(sim.world, found)
    return HttpResponse(status=204)


def shape(one: Fault) -> Shape:
    """As it was asked for; `times` counts down, `hits` up."""
    shown: Shape = {"id": one.id, "kind": one.kind, "fault": one.fault, "number": one.number or None}
    shown |= {"times": one.times, "hits": one.hits, "seconds": one.seconds}
    if one.kind == faults.REST:
        return {**shown, "method": one.method}
    return {**shown, "count": one.count, "on": one.hook}


many = control(GET=listing, POST=create, DELETE=clear)
single = control(DELETE=drop)
