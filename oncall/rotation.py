"""Whose turn it is in one layer: at an instant, within a stretch of time, next. Overrides are not seen here."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime

from hours.interval import Interval
from hours.wall import LATEST
from hours.weekly import covers, window_intervals
from oncall.spec import Group, LayerSpec, Person

Turn = tuple[datetime, datetime, int]  # start, end, number; half-open like an interval


def group_at(layer: LayerSpec, instant: datetime) -> Group:
    """The group on call by the layer at the instant; empty: nobody."""
    ended = (
        layer.finishes <= instant and layer.finishes != LATEST
    )  # LATEST is no end, but all the time there is
    if not layer.participants or instant < layer.begins or ended:
        return ()
    if layer.restrictions and not covers(layer.restrictions, layer.zone, instant):
        return ()
    return group_on_turn(layer, instant)


def group_on_turn(layer: LayerSpec, instant: datetime) -> Group:
    """Whose turn it is, whether or not the restrictions let them be on call; the layer has participants."""
    return layer.group_of(layer.turn_in_progress(instant))


def turns_within(layer: LayerSpec, since: datetime, until: datetime) -> Iterator[Turn]:
    """The layer's turns in `[since, until)`, clipped, sorted, without what the restrictions leave out."""
    since, until = max(since, layer.begins), min(until, layer.finishes)
    if since >= until or not layer.participants:
        return iter(())
    turns = _turns(layer, since, until)
    if not layer.restrictions:
        return turns
    return _within(turns, window_intervals(layer.restrictions, layer.zone, since, until))


def _turns(layer: LayerSpec, since: datetime, until: datetime) -> Iterator[Turn]:
    """Turn by turn from the one in progress; a turn that falls into a gap is used up and not shown."""
    number = layer.turn_in_progress(since)
    start = since
    while start < until:
        end = min(layer.turn_start(number + 1), until)
        if start < end:
            yield start, end, number
        start, number = end, number + 1


def _within(turns: Iterable[Turn], windows: Sequence[Interval]) -> Iterator[Turn]:
    """What of the sorted turns lies inside the merged windows: a turn may meet many, a window many turns."""
    first = 0
    for start, end, number in turns:
        while first < len(windows) and windows[first].end <= start:
            first += 1
        place = first
        while place < len(windows) and windows[place].start < end:
            yield max(start, windows[place].start), min(end, windows[place].end), number
            place += 1


def may_have_turn(layer: LayerSpec, person: Person, since: datetime, until: datetime) -> bool:
    """Whether a turn of theirs meets `[since, until)`, restrictions aside. True also where that is long to find out."""
    since, until = max(since, layer.begins), min(until, layer.finishes)
    if since >= until or person not in layer.everybody:
        return False
    first, last = layer.turn_in_progress(since), layer.turn_in_progress(until)
    if last - first >= len(layer.participants):
        return True
    return any(person in layer.group_of(number) for number in range(first, last + 1))


def next_handoff_in(versions: Sequence[LayerSpec], instant: datetime) -> datetime | None:
    """The next instant after the given one at which a turn that counts starts; None: no more.

    `versions` are those of one layer, sorted. That one begins where another was is a handoff if the people change.
    """
    previous: LayerSpec | None = None
    for version in versions:
        handoff = _handoff_of(version, previous, instant)
        if handoff:
            return handoff
        previous = version
    return None


def _handoff_of(version: LayerSpec, previous: LayerSpec | None, instant: datetime) -> datetime | None:
    if not version.participants or max(instant, version.begins) >= version.finishes:
        return None
    if instant < version.begins and not _carries_on(version, previous):
        return version.begins
    start = _next_start(version, max(instant, version.begins))
    return start if start < version.finishes else None


def _carries_on(version: LayerSpec, previous: LayerSpec | None) -> bool:
    """Whether the version begins with those whose turn it was until then."""
    begins = version.begins
    if not previous or not previous.participants or not previous.begins < begins <= previous.finishes:
        return False
    return set(group_on_turn(previous, begins)) == set(group_on_turn(version, begins))


def _next_start(layer: LayerSpec, instant: datetime) -> datetime:
    """When the next turn that counts starts, after the instant (not before turn 1); LATEST if none does."""
    number = layer.turn_in_progress(instant) + 1
    while layer.count(number + 1) == layer.count(number) and layer.turn_start(number) < LATEST:
        number += 1
    return layer.turn_start(number)


def carried_turn(previous: LayerSpec, participants: Sequence[Group], at: datetime) -> int | None:
    """The `first_turn` with which a new version of the layer carries on at `at` with those whose turn it is.

    Where they are not among the new participants the next in order has the turn. None: nobody carries on (the
    previous version has no turn in progress then, or none of its people stays): count from the start.
    """
    if not previous.participants or not previous.begins <= at <= previous.finishes:
        return None
    place, size = previous.place_of(previous.turn_in_progress(at)), len(previous.participants)
    in_order = ((place + step) % size for step in range(size))
    new_places = _places(participants)
    found = (_near(old, _akin(previous.participants[old], new_places)) for old in in_order)
    return next((new for new in found if new is not None), None)


def _places(participants: Sequence[Group]) -> dict[Hashable, list[int]]:
    """Where each group (as a set) and each person (as a tuple of one) has turns."""
    places: defaultdict[Hashable, list[int]] = defaultdict(list)
    for place, group in enumerate(participants):
        places[frozenset(group)].append(place)
        for person in dict.fromkeys(group):
            places[(person,)].append(place)
    return dict(places)


def _akin(group: Group, places: Mapping[Hashable, list[int]]) -> list[int]:
    """Where the same group has turns, or if none is the same, where somebody of it has."""
    same = places.get(frozenset(group))
    return same or sorted({place for person in group for place in places.get((person,), ())})


def _near(old: int, places: Sequence[int]) -> int | None:
    """The last place not after the old one (what was removed moved it to the front), else the first; None: none."""
    before = [place for place in places if place <= old]
    return before[-1] if before else next(iter(places), None)
