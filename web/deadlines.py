"""The deadlines of an incident, what has met them, and the one that comes next. Pure but for the reader's language."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from routing.merged import answered_at, ended_at, taken_at
from routing.models import Decision, Incident


@dataclass(frozen=True)
class Deadline:
    """One target: its name once it is met, and what is to be done until then. `done_at` None: still to be met."""

    name: str | Promise
    to_do: str | Promise
    due_at: datetime
    done_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.done_at is None

    @property
    def is_missed(self) -> bool:
        return self.done_at is not None and self.done_at > self.due_at


def deadlines(incident: Incident, decision: Decision | None) -> list[Deadline]:
    """Taking it, answering the client, restoring service: those that the decision has a time for."""
    if decision is None:
        return []
    return list(_deadlines(incident, decision))


def next_deadline(incident: Incident, decision: Decision | None) -> Deadline | None:
    """The first one still open: it orders the board. None when all are met, or none was promised."""
    return next((each for each in deadlines(incident, decision) if each.is_open), None)


def _deadlines(incident: Incident, decision: Decision) -> Iterator[Deadline]:
    end = ended_at(incident)
    if decision.acknowledge_due_at:
        yield Deadline(_("Taken"), _("To be taken"), decision.acknowledge_due_at, taken_at(incident) or end)
    if decision.response_due_at:
        yield Deadline(
            _("Client answered"),
            _("Answer the client"),
            decision.response_due_at,
            answered_at(incident) or end,
        )
    if decision.resolution_due_at:
        yield Deadline(_("Solved"), _("Solve it"), decision.resolution_due_at, end)
