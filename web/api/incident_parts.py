"""What belongs to an incident: what comes next, the steps of its runbook, the open ones it may be the same as."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from routing.coming import Coming, coming
from routing.models import RunbookTick
from routing.queries import merge_candidates
from web.api import answers, telling
from web.api import incident_shapes as shapes
from web.api.incidents import NUMBER
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import incident_called, read_query
from web.api.telling import address, instant
from web.api.view import ApiView, organization_of
from web.incident_sheet import Step, steps_of


class Runbook(ApiView):
    acts = {"GET": Act.VIEW}

    @extend_schema(operation_id="incidents_runbook", parameters=[NUMBER], responses=shapes.StepsTold)
    def get(self, request: Request, number: str) -> Response:
        """The runbook it has, step by step, with who did what when."""
        incident = incident_called(organization_of(request), number)
        runbook, steps = incident.runbook, steps_of(incident, now())
        return Response(
            {
                "id": runbook.pk if runbook else None,
                "title": runbook.title if runbook else None,
                "link": runbook.link if runbook else "",
                "steps": list(map(step_told, steps.now)),
                "done_before": list(map(done_before, steps.before)),
            }
        )


def step_told(step: Step) -> dict[str, Any]:
    return {
        "position": step.row.position,
        "text": step.tick.step_text if step.tick else step.row.text,
        "role": step.row.role or None,
        "responsible": step.row.responsible,
        "link": step.row.link,
        "due_at": instant(step.due_at),
        "done_by": address(step.tick.member) if step.tick else None,
        "done_at": instant(step.tick.at) if step.tick else None,
    }


def done_before(tick: RunbookTick) -> dict[str, Any]:
    return {"text": tick.step_text, "done_by": address(tick.member), "done_at": instant(tick.at)}


class MergeCandidates(ApiView):
    acts = {"GET": Act.RESPOND}

    @extend_schema(
        operation_id="incidents_merge_candidates",
        parameters=[NUMBER, PagesAsked],
        responses=answers.Incidents,
    )
    def get(self, request: Request, number: str) -> Response:
        """Open incidents it may be the same as: its client's; where no client is known, everybody's. Newest first."""
        incident = incident_called(organization_of(request), number)
        read_query(PagesAsked, request)
        page = one_page(telling.with_all_told(merge_candidates(incident)), request, key="number")
        return Response(page.told(telling.incident))


class Next(ApiView):
    acts = {"GET": Act.VIEW}

    @extend_schema(operation_id="incidents_next", parameters=[NUMBER], responses=shapes.NextTold)
    def get(self, request: Request, number: str) -> Response:
        """What happens by itself if nobody does anything: the next few moments, and whom each reaches."""
        incident = incident_called(organization_of(request), number)
        return Response({"results": list(map(coming_told, coming(incident, now=now())))})


def coming_told(one: Coming) -> dict[str, Any]:
    return {
        "at": instant(one.at),
        "what": one.what.value,
        "ways": [
            {"member": address(way.member), "channel": rule.channel, "after_seconds": rule.delay_seconds}
            for way in one.ways
            for rule in way.rules
        ],
    }
