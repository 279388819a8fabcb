"""A range of time from end to end as stretches, each with the people on call in it: the work behind `shifts`."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from operator import itemgetter

from oncall.joined import Stretch, joined
from oncall.overrides import Changes, changes_within
from oncall.spec import LayerSpec, Person, ScheduleSpec

NOBODY = frozenset[Person]()
NO_LAYERS = frozenset[str]()
# A long range is worked out slice by slice, to stay small in memory.
SHORTEST_SLICE, LONGEST_SLICE = timedelta(hours=6), timedelta(days=32)
SLICE_SIZE = 500_000  # names in a slice: edges of turns times people on call at once


def states(spec: ScheduleSpec, since: datetime, until: datetime) -> Iterator[Stretch]:
    """`[since, until)` cut only where the people change; nobody on call is a state, too."""
    last: Stretch | None = None
    for stretch in _unmerged(spec, since, until):
        if last and last.people == stretch.people:
            last = last._replace(end=stretch.end, layers=last.layers | stretch.layers)
            continue
        if last:
            yield last
        last = stretch
    if last:
        yield last


def _unmerged(spec: ScheduleSpec, since: datetime, until: datetime) -> Iterator[Stretch]:
    for start, end in _slices(spec, since, until):
        for begins, ends, changes in changes_within(spec, start, end):
            yield from _whole(_with_changes(spec, changes, begins, ends), begins, ends)


def _slices(spec: ScheduleSpec, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
    length = slice_length(spec)
    while since < until:
        end = since + length if until - since > length else until
        yield since, end
        since = end


def slice_length(spec: ScheduleSpec) -> timedelta:
    """How much of the time is worked out at once."""
    fitting = timedelta(days=SLICE_SIZE / (1 + spec.edges_per_day * spec.most_people))
    return max(SHORTEST_SLICE, min(fitting, LONGEST_SLICE))


def _with_changes(
    spec: ScheduleSpec, changes: Changes, since: datetime, until: datetime
) -> Iterable[Stretch]:
    """Where somebody is on call while these changes hold: the layers, then `add`, then `set`."""
    if changes.only is not None:
        return [Stretch(since, until, changes.only, NO_LAYERS)]
    seen = _seen_from_above(spec.timelines, changes, since, until)
    if not changes.added:
        return seen
    return [stretch._replace(people=stretch.people | changes.added) for stretch in _whole(seen, since, until)]


def _seen_from_above(
    levels: Sequence[Sequence[Sequence[LayerSpec]]], changes: Changes, since: datetime, until: datetime
) -> list[Stretch]:
    """The levels laid over each other: a lower precedence shows only where the higher ones have nobody."""
    seen: list[Stretch] = []
    for level in levels:
        holes = [stretch for stretch in _whole(seen, since, until) if not stretch.people]
        if not holes:
            break
        shown = _through(holes, joined(level, changes, since, until))
        seen = sorted([*seen, *shown], key=itemgetter(0))
    return seen


def _whole(stretches: Iterable[Stretch], since: datetime, until: datetime) -> Iterator[Stretch]:
    """The sorted stretches with what lies between them, where nobody is on call."""
    reached = since
    for stretch in stretches:
        if reached < stretch.start:
            yield Stretch(reached, stretch.start, NOBODY, NO_LAYERS)
        yield stretch
        reached = stretch.end
    if reached < until:
        yield Stretch(reached, until, NOBODY, NO_LAYERS)


def _through(holes: Sequence[Stretch], stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    """What of the stretches shows through the holes; both are sorted."""
    first = 0
    for stretch in stretches:
        while first < len(holes) and holes[first].end <= stretch.start:
            first += 1
        place = first
        while place < len(holes) and holes[place].start < stretch.end:
            hole = holes[place]
            yield stretch._replace(start=max(stretch.start, hole.start), end=min(stretch.end, hole.end))
            place += 1
