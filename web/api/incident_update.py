"""Writing to the client about an incident: to whom, what it looks like, and sending it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import NAMESPACE_OID, UUID, uuid4, uuid5

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from routing.actions.update_client import send_update
from routing.client_ways import Way, ways_to_client
from routing.models import Incident
from routing.update_draft import Draft, drafts
from routing.update_draft import said as words_of
from web.api import incident_shapes as shapes
from web.api.idempotency import answered_once
from web.api.incidents import NUMBER, delivery_id
from web.api.reading import incident_called, read_body, who_takes
from web.api.verbs import Said, Verb, described
from web.api.view import ApiView, actor_of, organization_of


@described(
    "update",
    "It goes out by text and mail and stands on the client's own page; it counts as the answer to the client.",
    shapes.UpdateWanted,
)
class Update(Verb):
    acts = {"GET": Act.RESPOND, "POST": Act.RESPOND}
    body = shapes.UpdateWanted

    @extend_schema(operation_id="incidents_update_ways", parameters=[NUMBER], responses=shapes.ClientWaysTold)
    def get(self, request: Request, number: str) -> Response:
        """Where an update can go: to whoever reported it, then to the client's contacts on file."""
        incident = incident_called(organization_of(request), number)
        return Response({"ways": [way_told(way) for way in ways_to_client(incident)]})

    def do(self, incident: Incident, said: Said, request: Request, at: datetime) -> None:
        by, ways = who_takes(request, said["member"]), ways_meant(incident, said["ways"])
        send_update(
            incident_id=incident.pk, text=said["text"], ways=ways, sending=sending_of(request), by=by,
            actor=actor_of(request), now=at,
        )  # fmt: skip


class UpdatePreview(ApiView):
    acts = {"POST": Act.RESPOND}

    @extend_schema(
        operation_id="incidents_update_preview", parameters=[NUMBER], request=shapes.UpdateMeant,
        responses=shapes.DraftsTold,
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, number: str) -> Response:
        """What would go out, word for word. Nothing is sent, nothing is kept; what would be refused is refused here."""
        incident = incident_called(organization_of(request), number)
        said = read_body(shapes.UpdateMeant, request)
        ways = ways_meant(incident, said["ways"])
        made = drafts(incident, words_of(said["text"], ways), ways)
        return Response({"messages": list(map(draft_told, made))})


def ways_meant(incident: Incident, keys: Sequence[str] | None) -> list[Way]:
    """Each once, in the order they are named. Raises ValidationError."""
    known = {way.key: way for way in ways_to_client(incident)}
    if keys is None:
        return asked_ways(known)
    strange = {f"ways[{place}]": key for place, key in enumerate(keys) if key not in known}
    if strange:
        there = f"There are: {', '.join(known)}." if known else "Nobody at the client can be written to."
        raise ValidationError(
            {path: [f"{key} is no way to this client. {there}"] for path, key in strange.items()}
        )
    return [known[key] for key in dict.fromkeys(keys)]


def asked_ways(known: dict[str, Way]) -> list[Way]:
    """Raises ValidationError where nobody reported it who could be written to."""
    asked = [way for way in known.values() if way.asked]
    if not asked:
        there = f" There are: {', '.join(known)}." if known else ""
        raise ValidationError({"ways": [f"Whoever reported it left no address: say where it goes.{there}"]})
    return asked


def sending_of(request: Request) -> UUID:
    """A try that broke off half-way and the next one with its key are one update."""
    again = delivery_id(request)
    return uuid5(NAMESPACE_OID, again) if again else uuid4()


def way_told(way: Way) -> dict[str, Any]:
    return {
        "key": way.key,
        "channel": str(way.channel),
        "address": way.address,
        "name": way.name,
        "asked": way.asked,
    }


def draft_told(draft: Draft) -> dict[str, Any]:
    return {
        "channel": str(draft.way.channel),
        "address": draft.way.address,
        "subject": draft.subject,
        "body": draft.body,
        "segments": draft.segments or None,
    }
