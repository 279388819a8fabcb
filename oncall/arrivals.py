"""Who comes on call and when: everybody who was not on call in the schedule a moment before. Pure."""

from dataclasses import dataclass
from datetime import datetime

from oncall.shifts import each_shift
from oncall.spec import Person, ScheduleSpec


@dataclass(frozen=True, slots=True)
class Arrival:
    """One person's handoff."""

    person: Person
    at: datetime


def arrivals(spec: ScheduleSpec, since: datetime, until: datetime) -> list[Arrival]:
    """All within `(since, until)`, in order. Who stays on over a change of others does not come."""
    found: list[Arrival] = []
    ended_at, before = since, frozenset[Person]()
    for shift in each_shift(spec, since, until):
        stayed = before if shift.start == ended_at else frozenset[Person]()
        if shift.start > since:
            found += [Arrival(person, shift.start) for person in shift.people if person not in stayed]
        ended_at, before = shift.end, frozenset(shift.people)
    return found
