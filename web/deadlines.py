"""The deadlines of an incident, where each stands, and the one that comes next. Pure but for the reader's language."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from routing.models import Decision, Incident
from routing.standings import Standing, standings
from sla.target_clock import State

WORDS = {
    "acknowledge": (_("Taken"), _("To be taken")),
    "response": (_("Client answered"), _("Answer the client")),
    "update": (_("Client updated"), _("Update the client")),
    "resolution": (_("Solved"), _("Solve it")),
}
NOBODY_TO_ANSWER = (_("Answered"), _("Answer it"))
NEVER_ANSWERED = _("Closed before an answer")


@dataclass(frozen=True)
class Deadline:
    """One target: its name once it is met, and what is to be done until then. `left`: while it is paused."""

    name: str | Promise
    to_do: str | Promise
    due_at: datetime
    done_at: datetime | None
    state: str
    left: timedelta | None

    @property
    def is_open(self) -> bool:
        return self.done_at is None

    @property
    def is_missed(self) -> bool:
        return self.done_at is not None and self.done_at > self.due_at

    @property
    def is_paused(self) -> bool:
        return self.state == State.PAUSED


def deadlines(incident: Incident, decision: Decision | None, now: datetime) -> list[Deadline]:
    """Taking it, answering the client, telling more, restoring service: those that have a time."""
    return [_deadline(each, incident, now) for each in standings(incident, decision)]


def next_deadline(incident: Incident, decision: Decision | None, now: datetime) -> Deadline | None:
    """The first one still open: it orders the board. None when all are met, or none was promised."""
    return next((each for each in deadlines(incident, decision, now) if each.is_open), None)


def _deadline(one: Standing, incident: Incident, now: datetime) -> Deadline:
    name, to_do = _words(one.kind, incident)
    return Deadline(name, to_do, one.due_at, one.done_at, one.state(now).value, one.left)


def _words(kind: str, incident: Incident) -> tuple[Promise, Promise]:
    """An alert that nobody reported is answered by taking it; a request may be over before anybody spoke to the client."""
    if kind != "response" or incident.responded_at is not None:
        return WORDS[kind]
    return (NEVER_ANSWERED, WORDS[kind][1]) if incident.reported_by_person else NOBODY_TO_ANSWER
