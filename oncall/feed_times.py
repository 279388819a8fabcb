"""What a calendar feed holds, as times: shifts from their true beginning, wherever the window begins."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from hashlib import blake2s
from itertools import groupby

from hours.interval import Interval
from oncall.joined import Stretch
from oncall.shifts import shifts
from oncall.spec import Person, ScheduleSpec
from oncall.states import states

PAST, AHEAD = timedelta(days=30), timedelta(days=400)
MARGIN = timedelta(days=35)  # most shifts that run when the window begins began within it
FURTHEST_BACK = timedelta(days=3660)
FIRST_LOOK = timedelta(days=64)
Matches = Callable[[Stretch], bool]
Who = tuple[Person, ...]


@dataclass(frozen=True, slots=True)
class FeedShift:
    """`start` None: it has been so for longer than we look back. `end` is cut where the window ends."""

    start: datetime | None
    end: datetime
    people: Who


def window_at(now: datetime) -> Interval:
    """Whole days of UTC, so that nothing moves within one; `now` is in UTC."""
    today = datetime.combine(now.date(), time(), now.tzinfo)
    return Interval(today - PAST, today + AHEAD)


def everybodys(spec: ScheduleSpec, window: Interval) -> list[FeedShift]:
    """All shifts of a schedule. What runs since before the margin starts with it: see `begun`."""
    found = shifts(spec, window.start - MARGIN, window.end)
    return [FeedShift(each.start, each.end, each.people) for each in found if each.end > window.start]


def ones_own(spec: ScheduleSpec, window: Interval, person: Person) -> list[FeedShift]:
    """When one person is on call, whoever is beside them. What runs since before the margin: see `begun`."""
    if not spec.names(person):
        return []
    found = _runs(states(spec, window.start - MARGIN, window.end), lambda stretch: person in stretch.people)
    return [FeedShift(start, end, (person,)) for start, end in found if end > window.start]


def runs_since_before(found: list[FeedShift], window: Interval) -> bool:
    """Whether the first of them began before the margin, so that its true start must be looked for."""
    return bool(found) and found[0].start == window.start - MARGIN


def begun(spec: ScheduleSpec, matches: Matches, at: datetime) -> datetime | None:
    """Since when the stretches before `at` have matched without a break; None: for longer than we look back."""
    earliest, length = at - FURTHEST_BACK, FIRST_LOOK
    while at > earliest:
        since = max(earliest, at - length)
        last = max(_runs(states(spec, since, at), matches), default=(since, since))
        if last[1] < at:
            return at
        if last[0] > since:
            return last[0]
        at, length = since, 2 * length
    return None


def _runs(stretches: Iterator[Stretch], matches: Matches) -> Iterator[tuple[datetime, datetime]]:
    """Each run of stretches that match, as one."""
    for matched, run in groupby(stretches, matches):
        if matched:
            pieces = list(run)
            yield pieces[0].start, pieces[-1].end


def key_of(kind: str, schedule_id: int, shift: FeedShift) -> str:
    """The same for one shift whatever day it is looked at: by the schedule, its people and its true start."""
    people = blake2s(repr(sorted(map(str, shift.people))).encode(), digest_size=8).hexdigest()
    start = f"{shift.start:%Y%m%dT%H%M%SZ}" if shift.start else "ever"
    return f"{kind}-{schedule_id}-{people}-{start}"
