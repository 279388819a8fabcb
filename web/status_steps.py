"""The way of a request as the client sees it: Received, Technician called, Bob has it, Phoned you, Solved. Pure."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.translation import gettext as _

from routing.states import IncidentStatus
from web.status_facts import StatusFacts

WAITING = (IncidentStatus.QUEUED, IncidentStatus.AT_DESK)


@dataclass(frozen=True)
class Step:
    """One step. `at`: when it was done, or will be, where that is known; `state`: done, now or to-come."""

    words: str
    at: datetime | None
    state: str


def steps(facts: StatusFacts) -> list[Step]:
    """All steps in order; the first that is not done is the one that goes on now. Solved: only what was done."""
    taker = facts.taker or _("A technician")
    answered = _("Wrote to you") if facts.responded_how == "wrote" else _("Phoned you")
    way = [
        _step(_("Received"), facts.received_at),
        *_on_the_way(facts),
        _step(_("%(name)s has it") % {"name": taker}, facts.taken_at),
        _step(answered, facts.responded_at),
        _step(_("Solved"), facts.resolved_at),
    ]
    if facts.status is IncidentStatus.RESOLVED:
        return [step for step in way if step.state == "done"]
    going_on = next(number for number, step in enumerate(way) if step.state != "done")
    return [*way[:going_on], replace(way[going_on], state="now"), *way[going_on + 1 :]]


def _step(words: str, at: datetime | None) -> Step:
    return Step(words, at, "done" if at else "to-come")


def _on_the_way(facts: StatusFacts) -> list[Step]:
    """To whom it went; nothing where somebody took it before anybody was called."""
    if facts.status is IncidentStatus.AWAITING_CONSENT:
        return [_step(_("Your choice: wait, or pay for help now"), None)]
    if facts.held is not None:
        return [_step(_("Your code"), None), _step(_("Technician called"), None)]
    if _goes_by_desk(facts):
        return [_desk(facts)]
    if facts.taken_at and facts.called.first_at is None:
        return []
    return [_step(_("Technician called"), facts.called.first_at)]


def _goes_by_desk(facts: StatusFacts) -> bool:
    never_paged = facts.outcome != "page" and facts.called.first_at is None
    return facts.status in WAITING or never_paged


def _desk(facts: StatusFacts) -> Step:
    """To come, with the time at which the desk opens; done once it lies there or somebody took it."""
    waits = facts.status is IncidentStatus.QUEUED
    return Step(_("With our service desk"), facts.opens_at, "to-come" if waits else "done")
