"""What else is done to an incident in a person's name: passed on, left, noted, ticked, made part of another."""

from collections.abc import Callable
from datetime import datetime
from typing import ClassVar

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from routing.actions import respond
from routing.actions.held import release, was_spam
from routing.actions.merge import merge
from routing.actions.prove_caller import prove_caller
from routing.actions.tick import tick, untick
from routing.models import Incident
from routing.queries import incidents
from web.api import incident_shapes as shapes
from web.api.reading import who_takes
from web.api.verbs import Said, Verb, described
from web.api.view import actor_of


class InName(Verb):
    """Done in a person's name: `deed` is the action, `told` what it is given of the body."""

    body = shapes.InNameOf
    deed: ClassVar[Callable[..., object]]
    told: ClassVar[tuple[str, ...]] = ()

    def do(self, incident: Incident, said: Said, request: Request, at: datetime) -> None:
        by = who_takes(request, said["member"])
        more = {name: said[name] for name in self.told}
        type(self).deed(incident_id=incident.pk, by=by, actor=actor_of(request), now=at, **more)


@described("pass_on", "Not me: whoever was paged or has it passes it to the next person.", shapes.InNameOf)
class PassOn(InName):
    deed = respond.pass_on


@described("help", "Whoever has it keeps it; somebody is paged beside them.", shapes.InNameOf)
class Help(InName):
    deed = respond.send_help


@described("leave", "Nobody is left to be paged: it waits for the desk, and the client is told.", shapes.InNameOf)  # fmt: skip
class Leave(InName):
    deed = respond.leave_until_opening


@described("note", "A line on the timeline for colleagues. The client never sees it.", shapes.NoteWanted)
class Note(InName):
    body, deed, told = shapes.NoteWanted, respond.note, ("text",)


@described("check_pin", "A caller says their PIN. 409: it is wrong; the timeline tells both.", shapes.PinSaid)
class CheckPin(Verb):
    body = shapes.PinSaid

    def do(self, incident: Incident, said: Said, request: Request, at: datetime) -> None:
        right = prove_caller(
            incident_id=incident.pk, contact_id=said["contact"], pin=said["pin"], by=who_takes(request, said["member"]),
            actor=actor_of(request), now=at,
        )  # fmt: skip
        if not right:
            raise respond.NotPossible("That is not their PIN.")


@described("tick", "A step of its runbook is done. Done twice is done.", shapes.StepMeant)
class Tick(InName):
    body, deed, told = shapes.StepMeant, tick, ("position", "runbook_id")


@described("untick", "A step is not done after all. The timeline keeps both.", shapes.StepMeant)
class Untick(InName):
    body, deed, told = shapes.StepMeant, untick, ("position", "runbook_id")


@described(
    "let_through",
    "A held request goes on, with the priority that was asked for; also what was called spam.",
    shapes.InNameOf,
)
class LetThrough(InName):
    deed = release


@described("spam", "A held request was spam: it is closed, and is kept.", shapes.InNameOf)
class Spam(InName):
    deed = was_spam


@described(
    "merge",
    "It is the same as another one of the client: it is closed as part of that, which goes on for both and has the"
    " higher priority. Whoever reported it keeps their page and promise. It can't be taken apart again.",
    shapes.MergeWanted,
)
class Merge(Verb):
    body = shapes.MergeWanted

    def do(self, incident: Incident, said: Said, request: Request, at: datetime) -> None:
        other = numbered(incident, said["into"])
        by = who_takes(request, said["member"])
        merge(incident_id=incident.pk, into_id=other.pk, by=by, actor=actor_of(request), now=at)


def numbered(incident: Incident, number: int) -> Incident:
    """Another incident of the same organization. Raises ValidationError."""
    other = incidents(incident.organization).filter(number=number).first()
    if other is None:
        raise ValidationError({"into": [f"There is no incident {number}."]})
    return other
