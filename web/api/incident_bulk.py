"""Several incidents at once, each through its own verb, each told by itself."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organization
from accounts.permissions import Act
from hours.clock import now
from routing.actions.respond import NotPossible, TooLate
from routing.models import Incident
from routing.queries import incidents
from web.api import incident_shapes as shapes
from web.api import verbs
from web.api.idempotency import answered_once
from web.api.reading import read_body
from web.api.telling import address
from web.api.view import ApiView, organization_of

VERBS: dict[str, type[verbs.Verb]] = {
    "acknowledge": verbs.Acknowledge,
    "resolve": verbs.Resolve,
    "snooze": verbs.Snooze,
    "reassign": verbs.Reassign,
}


class Bulk(ApiView):
    acts = {"POST": Act.RESPOND}

    @extend_schema(operation_id="incidents_bulk", request=shapes.BulkWanted, responses=shapes.BulkTold)
    @answered_once
    def post(self, request: Request) -> Response:
        """One verb on several incidents: what somebody else did first is said with who has it, the others go on."""
        said = read_body(shapes.BulkWanted, request)
        verb = VERBS[said["verb"]]()
        asked = read_body(verb.body, request)
        chosen = all_numbered(organization_of(request), said["incidents"])
        at = now()
        return Response({"results": [done(verb, each, asked, request, at) for each in chosen]})


def all_numbered(organization: Organization, numbers: Sequence[int]) -> list[Incident]:
    """Each once, in their order. Raises ValidationError before anything is done."""
    there = {row.number: row for row in incidents(organization).filter(number__in=numbers)}
    missing = {
        f"incidents[{place}]": [f"There is no incident {number}."]
        for place, number in enumerate(numbers)
        if number not in there
    }
    if missing:
        raise ValidationError(missing)
    return [there[number] for number in dict.fromkeys(numbers)]


def done(
    verb: verbs.Verb, incident: Incident, said: verbs.Said, request: Request, at: datetime
) -> dict[str, Any]:
    """What became of one."""
    try:
        undo = undoably(verb, incident, said, request, at)
    except (TooLate, NotPossible) as refusal:
        return told(incident) | {"is_done": False, "detail": str(refusal), "undo": None}
    return told(incident) | {"is_done": True, "detail": "", "undo": undo}


def undoably(
    verb: verbs.Verb, incident: Incident, said: verbs.Said, request: Request, at: datetime
) -> str | None:
    if isinstance(verb, verbs.Undoable):
        return verb.do_undoably(incident, said, request, at)
    verb.do(incident, said, request, at)
    return None


def told(incident: Incident) -> dict[str, Any]:
    """As it stands now."""
    fresh = incidents(incident.organization).get(pk=incident.pk)
    return {
        "number": fresh.number,
        "reference": fresh.reference,
        "status": fresh.status,
        "has_it": address(fresh.taken_by),
    }
