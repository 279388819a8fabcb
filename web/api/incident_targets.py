"""An incident's targets as programs read them, and the two verbs that let its time stand still and run on."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from routing.actions.pause import pause, resume
from routing.clock_facts import Target, targets_of
from sla.target_clock import Line, Reading
from web.api import incident_shapes as shapes
from web.api.incident_deeds import InName
from web.api.incidents import NUMBER
from web.api.reading import incident_called
from web.api.target_shapes import ClocksTold, PauseWanted
from web.api.telling import instant
from web.api.verbs import described
from web.api.view import ApiView, organization_of


class Targets(ApiView):
    acts = {"GET": Act.VIEW}

    @extend_schema(operation_id="incidents_targets", parameters=[NUMBER], responses=ClocksTold)
    def get(self, request: Request, number: str) -> Response:
        """Where each target stands, and the arithmetic that says so."""
        incident, at = incident_called(organization_of(request), number), now()
        return Response({"results": [told(each, each.read(at)) for each in targets_of(incident)]})


def told(target: Target, reading: Reading) -> dict[str, Any]:
    return {
        "target": target.kind,
        "state": reading.state.value,
        "runs": target.runs.value,
        "starts_at": instant(target.promise.start),
        "promised_at": instant(target.promise.due_at),
        "due_at": instant(reading.due_at),
        "at_risk_at": instant(reading.at_risk_at),
        "stopped_at": instant(target.stopped_at),
        "is_late": reading.is_late,
        "target_seconds": int(reading.target.total_seconds()),
        "elapsed_seconds": int(reading.elapsed.total_seconds()),
        "left_seconds": int(reading.left.total_seconds()),
        "computed": list(map(line_told, reading.computed)),
    }


def line_told(line: Line) -> dict[str, Any]:
    return {
        "since": instant(line.start),
        "until": instant(line.end),
        "counted_seconds": int(line.counted.total_seconds()),
        "pause": line.pause.reason if line.pause else None,
        "paused_by": line.pause.by if line.pause else None,
        "evidence": line.pause.evidence if line.pause else None,
    }


@described(
    "pause",
    "The times for updates and for solving it do not count from now on. Taking it and answering are due as before.",
    PauseWanted,
)
class Pause(InName):
    body, deed, told = PauseWanted, pause, ("reason", "evidence")


@described("resume", "Its time counts again.", shapes.InNameOf)
class Resume(InName):
    deed = resume
