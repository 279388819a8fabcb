"""What if: any client, kind of help, priority, way in and instant; what would be decided, why, and who would be paged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse

from accounts.permissions import Act
from hours.wall import local
from routing.what_if import what_if
from sla.facts import Verdict
from sla.models import Client
from sla.priority import Priority
from sla.stored_facts import facts_for
from web.client_sheet import LineWeek, line_weeks
from web.client_week import Stretch, stretches
from web.found import asked_client
from web.local_times import PATTERN
from web.policy_forecast import Told, stages_told
from web.visit import Visit, members_only, show
from web.what_if_form import WhatIfForm


@dataclass(frozen=True)
class Answer:
    """What would happen at an instant; `stages` is empty where nobody is paged. `week`, `lines`: from that day on."""

    at: datetime
    zone: ZoneInfo
    priority: str
    verdict: Verdict
    stages: list[Told]
    week: Sequence[Stretch]
    lines: Sequence[LineWeek]


@members_only(Act.VIEW)
def what_if_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The question is in the address; without one the form begins with a P1 of now. Raises Http404 for an unknown client."""
    code = request.GET.get("client", "")
    client = asked_client(visit.organization, code)
    asked = request.GET if "at" in request.GET else None
    zone = _zone(visit, client)
    begin = {
        "client": code, "service_line": "help_desk", "channel": "form", "priority": "P1", "clock": "theirs",
        "at": local(visit.now, zone).strftime(PATTERN),
    }  # fmt: skip
    form = WhatIfForm(asked, organization=visit.organization, client=client, initial=begin)
    answer = _answer(visit, client, form, zone) if form.is_valid() else None
    context = {"room": "clients", "form": form, "client": client, "answer": answer, "their_zone": zone}
    return show(request, visit, "what_if/page.html", context, status=422 if form.errors else 200)


def _zone(visit: Visit, client: Client | None) -> ZoneInfo:
    """The client's own; of somebody unknown the organization's."""
    return ZoneInfo(client.calendar.time_zone if client else visit.organization.time_zone)


def _answer(visit: Visit, client: Client | None, form: WhatIfForm, zone: ZoneInfo) -> Answer:
    said = form.cleaned_data
    site = said.get("site")
    theirs = ZoneInfo(site.calendar.time_zone) if site and site.calendar else zone
    at, priority = form.instant(theirs, visit.zone), form.wanted_priority
    found = what_if(
        organization=visit.organization, client=client, site=site, service_line=said["service_line"],
        priority=priority, channel=said["channel"], at=at,
    )  # fmt: skip
    told = stages_told(found.stages, found.policy) if found.policy else []
    facts = facts_for(visit.organization, client, site, at)
    week = stretches(facts, Priority(priority), at, site.pk if site else None)
    return Answer(at, theirs, priority, found.verdict, told, week, line_weeks(week, facts, at))
