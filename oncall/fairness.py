"""How the load lies on people: hours, nights, weekends and holidays on call, over all schedules together."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hours.interval import Interval, intersect, merge
from hours.wall import end_instant, first_instant, local, start_instant
from oncall.shifts import Shift
from oncall.spec import Person

A_DAY = timedelta(days=1)
NIGHT_BEGINS, NIGHT_ENDS = time(22), time(6)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Load:
    """What one person bears. `nights` and `holidays` are those with any time on call; times are elapsed."""

    total: timedelta
    nights: int
    weekend: timedelta
    holidays: int = 0
    holiday: timedelta = timedelta(0)


def loads(
    shifts: Iterable[Shift],
    *,
    zone: ZoneInfo,
    since: datetime,
    until: datetime,
    holidays: Iterable[Interval] = (),
) -> dict[Person, Load]:
    """Each person's load within `[since, until)`; who is on call in two schedules at once is so once.

    `holidays`: the days that are some, apart from each other.
    """
    asked = Interval(since, until)
    nights, weekends, days = nights_of(asked, zone), weekends_of(asked, zone), list(holidays)
    return {
        person: _load(intersect(parts, [asked]), nights, weekends, days)
        for person, parts in borne_by(shifts).items()
    }


def borne_by(shifts: Iterable[Shift]) -> dict[Person, list[Interval]]:
    """When each person is on call, in the order given."""
    borne: defaultdict[Person, list[Interval]] = defaultdict(list)
    for shift in shifts:
        for person in shift.people:
            borne[person].append(Interval(shift.start, shift.end))
    return dict(borne)


def touched(borne: Iterable[Interval], pieces: Sequence[Interval]) -> int:
    """How many of these pieces share an instant with that time."""
    there = merge(borne)
    begins = [part.start for part in there]
    last = (bisect_left(begins, piece.end) - 1 for piece in pieces)
    return sum(
        place >= 0 and there[place].end > piece.start for place, piece in zip(last, pieces, strict=True)
    )


def nights_of(asked: Interval, zone: ZoneInfo) -> list[Interval]:
    """22:00 to 06:00 on the zone's wall clock, each night that may share an instant with what is asked."""
    return [
        Interval(
            start_instant(datetime.combine(day, NIGHT_BEGINS), zone),
            end_instant(datetime.combine(day + A_DAY, NIGHT_ENDS), zone),
        )
        for day in _days(asked, zone)
    ]


def weekends_of(asked: Interval, zone: ZoneInfo) -> list[Interval]:
    """The local Saturdays and Sundays."""
    days = (day for day in _days(asked, zone) if day.weekday() >= SATURDAY)
    return merge(Interval(first_instant(day, zone), first_instant(day + A_DAY, zone)) for day in days)


def _days(asked: Interval, zone: ZoneInfo) -> list[date]:
    """The local dates that may matter, the day before too: its night reaches into the first."""
    first, last = local(asked.start, zone).date() - A_DAY, local(asked.end, zone).date()
    return [first + number * A_DAY for number in range((last - first).days + 1)]


def _load(
    borne: list[Interval], nights: list[Interval], weekends: list[Interval], holidays: list[Interval]
) -> Load:
    return Load(
        total=_length(borne),
        nights=touched(borne, nights),
        weekend=_length(intersect(borne, weekends)),
        holidays=touched(borne, holidays),
        holiday=_length(intersect(borne, holidays)),
    )


def _length(parts: list[Interval]) -> timedelta:
    return sum((part.length for part in parts), timedelta(0))
