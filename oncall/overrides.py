"""What overrides and time off change: at an instant, and cut into stretches in which nothing of it changes.

Order: the layer's turn, `replace` inside each layer (all at once), time off, `remove`, precedence, `add`, `set`.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from oncall.rotation import may_have_turn
from oncall.spec import Group, Kind, OverrideSpec, Person, ScheduleSpec, TimeOffSpec


@dataclass(frozen=True, slots=True)
class Changes:
    """What is laid over the layers at a time. `added` and `only` no longer hold people who are away."""

    stand_ins: Mapping[Person, Person]
    absent: frozenset[Person]  # away or removed
    added: frozenset[Person]
    only: frozenset[Person] | None  # beats all the rest; None: nothing is set

    def available(self, group: Group) -> tuple[Person, ...]:
        """Who of a layer's group is there, stand-ins in their places."""
        if not self.stand_ins and not self.absent:
            return group
        placed = (self.stand_ins.get(person, person) for person in group)
        return tuple(person for person in placed if person not in self.absent)


NO_CHANGES = Changes(stand_ins={}, absent=frozenset(), added=frozenset(), only=None)


def changes_at(spec: ScheduleSpec, instant: datetime) -> Changes:
    """What holds at the instant."""
    overrides = [override for override in spec.overrides if override.start <= instant < override.end]
    time_off = [off for off in spec.time_off if off.start <= instant < off.end]
    return _changes(overrides, time_off)


def changes_within(
    spec: ScheduleSpec, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime, Changes]]:
    """What holds within `[since, until)`: stretches that touch, in each of which it is the same throughout."""
    overrides = [override for override in spec.overrides if override.start < until and since < override.end]
    time_off = [
        off
        for off in spec.time_off
        if off.start < until and since < off.end and _is_missed(spec, off, since, until)
    ]
    periods = [(one.start, one.end) for one in overrides] + [(off.start, off.end) for off in time_off]
    edges = {edge for start, end in periods for edge in (start, end)}
    cuts = [since, *sorted(edge for edge in edges if since < edge < until), until]
    for start, end in pairwise(cuts):
        now_over = [override for override in overrides if override.start <= start < override.end]
        yield start, end, _changes(now_over, [off for off in time_off if off.start <= start < off.end])


def _is_missed(spec: ScheduleSpec, off: TimeOffSpec, since: datetime, until: datetime) -> bool:
    """Whether they might be on call then while they are away: most are not, and nothing is cut in two for them."""
    start, end = max(off.start, since), min(off.end, until)
    put_there = any(
        off.person in override.people and override.start < end and start < override.end
        for override in spec.overrides
    )
    return put_there or any(may_have_turn(layer, off.person, start, end) for layer in spec.layers)


def _changes(overrides: list[OverrideSpec], time_off: list[TimeOffSpec]) -> Changes:
    if not overrides and not time_off:
        return NO_CHANGES
    away = frozenset(off.person for off in time_off)
    removed = _people(overrides, Kind.REMOVE)
    only = [override.people for override in overrides if override.kind == Kind.SET]
    return Changes(
        stand_ins=dict(
            pair for override in overrides for pair in zip(override.instead_of, override.people, strict=False)
        ),
        absent=away | removed,
        added=_people(overrides, Kind.ADD) - away,
        only=frozenset(only[-1]) - away if only else None,
    )


def _people(overrides: list[OverrideSpec], kind: Kind) -> frozenset[Person]:
    return frozenset(person for override in overrides if override.kind == kind for person in override.people)


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two overrides (by their places in the list) that say different things about one subject at one time."""

    first: int
    second: int
    subject: Person | None  # None: the schedule, of which two `set` say different things


@dataclass(frozen=True, slots=True)
class _Line:
    """What one override says about one subject. Standing in for somebody says nothing about oneself."""

    place: int
    start: datetime
    end: datetime
    said: Hashable


def contradictions(overrides: Iterable[OverrideSpec]) -> Iterator[Contradiction]:
    """Each override that contradicts one before it, once for each subject."""
    by_subject: dict[tuple[Person, ...], list[_Line]] = {}
    for place, override in enumerate(overrides):
        for subject, said in dict.fromkeys(_sayings(override)):
            line = _Line(place, override.start, override.end, said)
            earlier = by_subject.setdefault(subject, [])
            against = next((other for other in earlier if _contradict(line, other)), None)
            if against:
                yield Contradiction(against.place, place, subject[0] if subject else None)
            earlier.append(line)


def _sayings(override: OverrideSpec) -> Iterator[tuple[tuple[Person, ...], Hashable]]:
    """(subject, what is said of it); the subject of a `set` is the schedule, written ()."""
    if override.kind == Kind.SET:
        yield (), frozenset(override.people)
    elif override.kind == Kind.REPLACE:
        for person, stand_in in zip(override.instead_of, override.people, strict=False):
            yield (person,), (Kind.REPLACE, stand_in)
    else:
        for person in override.people:
            yield (person,), override.kind


def _contradict(one: _Line, other: _Line) -> bool:
    return one.said != other.said and one.start < other.end and other.start < one.end
