"""Who answers, and when: every question a schedule answers, computed from its frozen facts. Nothing is stored."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from hours.interval import Interval, merge
from hours.wall import LATEST
from oncall.overrides import Changes, changes_at
from oncall.rotation import group_at
from oncall.spec import OnCall, Person, ScheduleSpec
from oncall.states import states

HOUR = timedelta(hours=1)
FURTHEST = timedelta(days=400)  # how far `next_handoff` looks ahead


@dataclass(frozen=True, slots=True)
class Shift:
    """A stretch of time, as long as it can be, with the same people on call."""

    start: datetime
    end: datetime
    people: tuple[Person, ...]
    layers: tuple[str, ...]


def on_call_at(spec: ScheduleSpec, instant: datetime) -> OnCall:
    """Who is on call at that instant. What it costs does not depend on how old the rotations are."""
    changes = changes_at(spec, instant)
    if changes.only is not None:
        return OnCall(spec.in_order(changes.only), ())
    people, layers = _highest(spec, changes, instant)
    return OnCall(spec.in_order((*people, *changes.added)), tuple(dict.fromkeys(layers)))


def _highest(spec: ScheduleSpec, changes: Changes, instant: datetime) -> tuple[list[Person], list[str]]:
    """Who is available on the highest precedence that has somebody, and the layers' names."""
    for level in spec.levels:
        groups = [(layer.name, changes.available(group_at(layer, instant))) for layer in level]
        present = [(name, group) for name, group in groups if group]
        if present:
            return [person for _, group in present for person in group], [name for name, _ in present]
    return [], []


def shifts(spec: ScheduleSpec, since: datetime, until: datetime) -> list[Shift]:
    """All shifts within `[since, until)`, clipped to it, sorted."""
    return list(each_shift(spec, since, until))


def each_shift(spec: ScheduleSpec, since: datetime, until: datetime) -> Iterator[Shift]:
    """The shifts one by one, for a reader who may have had enough before the end."""
    for stretch in states(spec, since, until):
        if stretch.people:
            layers = tuple(name for name in spec.layer_names if name in stretch.layers)
            yield Shift(stretch.start, stretch.end, spec.in_order(stretch.people), layers)


def stints(spec: ScheduleSpec, person: Person, since: datetime, until: datetime) -> list[Interval]:
    """When one person is on call within `[since, until)`, whoever is beside them."""
    return merge(
        Interval(shift.start, shift.end) for shift in each_shift(spec, since, until) if person in shift.people
    )


def gaps(spec: ScheduleSpec, since: datetime, until: datetime) -> list[Interval]:
    """When nobody is on call within `[since, until)`."""
    return [
        Interval(stretch.start, stretch.end) for stretch in states(spec, since, until) if not stretch.people
    ]


def next_handoff(spec: ScheduleSpec, instant: datetime) -> datetime | None:
    """The next instant at which others (or nobody, or somebody again) are on call; None: not within 400 days."""
    people = frozenset(on_call_at(spec, instant).people)
    until = instant + FURTHEST if instant < LATEST - FURTHEST else LATEST
    return next((state.start for state in states(spec, instant, until) if state.people != people), None)


def hours_per_person(spec: ScheduleSpec, since: datetime, until: datetime) -> dict[Person, float]:
    """How many hours each person is on call within `[since, until)`, elapsed (a night of a clock change too)."""
    totals: Counter[Person] = Counter()
    for shift in each_shift(spec, since, until):
        for person in shift.people:
            totals[person] += (shift.end - shift.start) // timedelta.resolution
    return {person: totals[person] * timedelta.resolution / HOUR for person in spec.in_order(totals)}
