"""How an incident's targets are computed: each with the time that counted, what did not, and when it is due."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise

from accounts.permissions import Act
from routing.clock_facts import Target, targets_of
from routing.models import Incident
from sla.target_clock import Line, Reading
from web.deadlines import WORDS
from web.incidents import found_incident
from web.visit import Visit, members_only, show


@dataclass(frozen=True)
class Computed:
    """One target as its arithmetic. `runs`: what time counts."""

    name: str | Promise
    runs: str
    target: Target
    reading: Reading

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.reading.computed


@members_only(Act.VIEW)
def incident_clock(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """A fragment for the incident's page; without JavaScript a page of its own."""
    incident = found_incident(visit, number)
    context = {"room": "incidents", "incident": incident, "computed": computed(incident, visit)}
    if request.headers.get("HX-Request"):
        return show(request, visit, "incidents/_clock.html", context | {"heading": "h3"})
    return show(request, visit, "incidents/clock.html", context | {"heading": "h2"})


def computed(incident: Incident, visit: Visit) -> list[Computed]:
    return [
        Computed(WORDS[each.kind][1], each.runs.value, each, each.read(visit.now))
        for each in targets_of(incident)
    ]
