"""What was worked on an incident, and what that costs: read, written down, corrected, taken out."""

from datetime import timedelta
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Membership
from accounts.permissions import Act, may
from hours.clock import now
from routing.actions.work import Work, correct_work, take_work_out, write_work
from routing.ledger import incident_bill
from routing.models import Incident, WorkEntry
from routing.work_queries import get_work
from web.api import money_shapes as shapes
from web.api.idempotency import answered_once
from web.api.incidents import NUMBER
from web.api.money import bill_told
from web.api.reading import incident_called, read_question, refused_as_it_stands, somebody_called
from web.api.telling import address, instant
from web.api.view import ApiView, actor_of, member_of, organization_of

ENTRY = OpenApiParameter("entry_id", int, OpenApiParameter.PATH)


def told(row: WorkEntry) -> dict[str, Any]:
    return {
        "id": row.pk, "member": address(row.member), "started_at": instant(row.started_at),
        "ended_at": instant(row.ended_at), "minutes": row.minutes, "billable": row.billable, "note": row.note,
        "proposed": row.proposed, "written_by": row.written_by, "written_at": instant(row.written_at),
    }  # fmt: skip


class Works(ApiView):
    acts = {"GET": Act.RESPOND, "POST": Act.RESPOND}

    @extend_schema(operation_id="incidents_work", parameters=[NUMBER], responses=shapes.WorkOfIncident)
    def get(self, request: Request, number: str) -> Response:
        """Who worked on it from when to when, whether it is billed and why, and what it costs before tax."""
        made = incident_bill(incident_called(organization_of(request), number))
        return Response(bill_told(made) | {"results": list(map(told, made.entries))})

    @extend_schema(
        operation_id="incidents_work_add", parameters=[NUMBER], request=shapes.WorkSaid,
        responses={201: shapes.WorkTold},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, number: str) -> Response:
        """One's own work; anybody's for a manager."""
        incident = incident_called(organization_of(request), number)
        work = _work(request)
        row = write_work(incident_id=incident.pk, work=work, actor=actor_of(request), now=now())
        return Response(told(row), status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OneWork(ApiView):
    acts = {"PUT": Act.RESPOND, "DELETE": Act.RESPOND}

    @extend_schema(
        operation_id="incidents_work_correct", parameters=[NUMBER, ENTRY], request=shapes.WorkSaid,
        responses=shapes.WorkTold,
    )  # fmt: skip
    def put(self, request: Request, number: str, entry_id: str) -> Response:
        """Another entry, with an id of its own, stands in its place; the one before is kept and counts no more."""
        entry = _entry(request, number, entry_id)
        work = _work(request, entry.member)
        return Response(told(correct_work(entry=entry, work=work, actor=actor_of(request), now=now())))

    @extend_schema(operation_id="incidents_work_remove", parameters=[NUMBER, ENTRY], responses={204: None})
    def delete(self, request: Request, number: str, entry_id: str) -> Response:
        """It was no work after all."""
        entry = _entry(request, number, entry_id)
        with refused_as_it_stands():
            take_work_out(entry=entry, actor=actor_of(request), now=now())
        return Response(status=204)


def _entry(request: Request, number: str, entry_id: str) -> WorkEntry:
    """Raises PermissionDenied for somebody else's."""
    incident: Incident = incident_called(organization_of(request), number)
    entry = get_work(incident, int(entry_id))
    me = member_of(request)
    if me is not None and entry.member != me and not may(me.role, Act.MANAGE):
        raise PermissionDenied("This is somebody else's work. They, or an owner or manager, can correct it.")
    return entry


def _work(request: Request, before: Membership | None = None) -> Work:
    """Raises ValidationError."""
    said = read_question(shapes.WorkSaid, request)
    if ("ended_at" in said) == ("minutes" in said):
        raise ValidationError(
            {"ended_at": ["Say when it ended, or how many `minutes` it took: one of the two."]}
        )
    end = said.get("ended_at") or said["started_at"] + timedelta(minutes=said["minutes"])
    return Work(
        _worker(request, said["member"], before), said["started_at"], end, said["billable"], said["note"]
    )


def _worker(request: Request, handle: str | None, before: Membership | None) -> Membership:
    """Raises ValidationError."""
    me = member_of(request)
    found = somebody_called(organization_of(request), handle, field="member") if handle else before or me
    if found is None:
        raise ValidationError({"member": ["This token is nobody's own: name whose work it was."]})
    if me is not None and found != me and not may(me.role, Act.MANAGE):
        raise ValidationError(
            {"member": [f"This token is {me.handle}'s own and says nothing of others' work."]}
        )
    return found
