"""Taking back what was done less than a minute ago."""

from datetime import datetime

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from routing.actions.undo import undo
from routing.models import Incident
from web.api import incident_shapes as shapes
from web.api.reading import who_takes
from web.api.verbs import Said, Verb, described
from web.api.view import actor_of
from web.undo_token import read_token


@described(
    "undo",
    "Take back an acknowledge, resolve or snooze that the same member did less than a minute ago, while nobody did"
    " anything else with it. What went out to people stays said.",
    shapes.UndoWanted,
)
class Undo(Verb):
    body = shapes.UndoWanted

    def do(self, incident: Incident, said: Said, request: Request, at: datetime) -> None:
        by = who_takes(request, said["member"])
        was = read_token(said["undo"], by)
        if was is None or was.incident_id != incident.pk:
            words = f"This takes back nothing that {by} did with {incident.reference}."
            raise ValidationError({"undo": [words]})
        undo(was, by=by, actor=actor_of(request), now=at)
