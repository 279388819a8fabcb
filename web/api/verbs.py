"""What is done to an incident: each verb is one POST that ends in the same action as a button, a text or a key."""

from abc import abstractmethod
from datetime import datetime
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.models import Membership
from accounts.permissions import Act
from hours.clock import now
from routing.actions import respond
from routing.actions.undo import Before, before
from routing.models import Incident
from routing.states import IncidentStatus
from web.api import answers, asked
from web.api.idempotency import answered_once
from web.api.incident_shapes import IncidentDone
from web.api.incidents import NUMBER, whole
from web.api.reading import incident_called, read_body, who_acts, who_takes, whom_to_page
from web.api.view import ApiView, actor_of, member_of, organization_of
from web.undo_token import token_of

Said = dict[str, Any]


class Verb(ApiView):
    """A verb on an incident; answers with the incident as it then stands, or 409 with who has it."""

    acts = {"POST": Act.RESPOND}
    body: ClassVar[type[Serializer[None]]]

    @answered_once
    def post(self, request: Request, number: str) -> Response:
        incident = incident_called(organization_of(request), number)
        self.do(incident, read_body(self.body, request), request, now())
        return Response(whole(incident))

    @abstractmethod
    def do(self, incident: Incident, said: Said, request: Request, at: datetime) -> None: ...


class Undoable(Verb):
    """A verb that whoever did it can take back for a minute; `called` is its name there (`routing.actions.undo`)."""

    called: ClassVar[str]

    @answered_once
    def post(self, request: Request, number: str) -> Response:
        incident = incident_called(organization_of(request), number)
        undo = self.do_undoably(incident, read_body(self.body, request), request, now())
        return Response(whole(incident) | {"undo": undo})

    def do_undoably(self, incident: Incident, said: Said, request: Request, at: datetime) -> str | None:
        """The token that takes it back; None where nobody is named who could, or nothing was changed."""
        was, by = before(incident, verb=self.called, at=at), who_acts(request, said["member"])
        self.do(incident, said, request, at)
        return token_of(was, by) if by and not is_sign_of_life(was, by) else None


def is_sign_of_life(was: Before, by: Membership) -> bool:
    """Who took what they had already changed nothing."""
    has_it = was.status == IncidentStatus.ACKNOWLEDGED and was.taken_by_id == by.pk
    return was.verb == "take" and has_it


def described(
    name: str, words: str, body: type[Serializer[None]], answer: type[Serializer[None]] = answers.Incident
) -> Any:
    """The verb's entry in the schema."""
    return extend_schema_view(
        post=extend_schema(
            operation_id=f"incidents_{name}", description=words, parameters=[NUMBER], request=body,
            responses=answer,
        )
    )  # fmt: skip


@described("acknowledge", "Take it in a member's name.", asked.Acknowledge, IncidentDone)
class Acknowledge(Undoable):
    called = "take"
    body = asked.Acknowledge

    def do(self, incident: Incident, said: Said, request: Request, at: datetime) -> None:
        taker = who_takes(request, said["member"])
        respond.acknowledge(incident_id=incident.pk, by=taker, actor=actor_of(request), now=at)


@described(
    "resolve",
    "It is done: what was done, how long it took, whether it is billed.",
    asked.Resolve,
    IncidentDone,
)
class Resolve(Undoable):
    called = "resolve"
    body = asked.Resolve

    def do(self, incident: Incident, said: Said, request: Request, at: datetime) -> None:
        respond.resolve(
            incident_id=incident.pk, reason=said["reason"], by=who_acts(request, said["member"]),
            actor=actor_of(request), now=at, minutes=said["minutes"], billable=said["billable"],
        )  # fmt: skip


@described("escalate", "Page the next person now, without waiting for the step.", asked.Escalate)
class Escalate(Verb):
    body = asked.Escalate

    def do(self, incident: Incident, said: Said, request: Request, at: datetime) -> None:
        respond.escalate_now(incident_id=incident.pk, by=member_of(request), actor=actor_of(request), now=at)


@described("reassign", "Page one member; without an answer the policy goes on.", asked.Reassign)
class Reassign(Verb):
    body = asked.Reassign

    def do(self, incident: Incident, said: Said, request: Request, at: datetime) -> None:
        to = whom_to_page(organization_of(request), said["to"], field="to")
        respond.reassign(
            incident_id=incident.pk, to=to, by=member_of(request), actor=actor_of(request), now=at
        )


@described("snooze", "Page nobody until then; then whoever had it first.", asked.Snooze, IncidentDone)
class Snooze(Undoable):
    called = "snooze"
    body = asked.Snooze

    def do(self, incident: Incident, said: Said, request: Request, at: datetime) -> None:
        if said["until"] <= at:
            raise ValidationError({"until": ["Must lie in the future."]})
        respond.snooze(
            incident_id=incident.pk,
            until=said["until"],
            by=who_acts(request, said["member"]),
            actor=actor_of(request),
            now=at,
        )


@described("responded", "One of ours reached the client, by phone or in writing.", asked.Responded)
class Responded(Verb):
    body = asked.Responded

    def do(self, incident: Incident, said: Said, request: Request, at: datetime) -> None:
        speaker = who_acts(request, said["member"]) or incident.taken_by or who_takes(request, None)
        respond.responded(
            incident_id=incident.pk, how=said["how"], by=speaker, actor=actor_of(request), now=at
        )
