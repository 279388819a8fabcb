"""How the load lies on people: hours, nights and weekend hours on call, over all schedules together."""

from bisect import bisect
from collections import defaultdict
from collections.abc import Iterable
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
    """What one person bears. `nights` are those with any time on call; times are elapsed."""

    total: timedelta
    nights: int
    weekend: timedelta


def loads(shifts: Iterable[Shift], *, zone: ZoneInfo, since: datetime, until: datetime) -> dict[Person, Load]:
    """Each person's load within `[since, until)`; who is on call in two schedules at once is so once."""
    asked = Interval(since, until)
    borne: defaultdict[Person, list[Interval]] = defaultdict(list)
    for shift in shifts:
        for person in shift.people:
            borne[person].append(Interval(shift.start, shift.end))
    nights, weekends = nights_of(asked, zone), weekends_of(asked, zone)
    return {person: _load(intersect(parts, [asked]), nights, weekends) for person, parts in borne.items()}


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


def _load(borne: list[Interval], nights: list[Interval], weekends: list[Interval]) -> Load:
    begins = [night.start for night in nights]
    return Load(
        total=_length(borne),
        nights=len({bisect(begins, part.start) for part in intersect(borne, nights)}),
        weekend=_length(intersect(borne, weekends)),
    )


def _length(parts: list[Interval]) -> timedelta:
    return sum((part.length for part in parts), timedelta(0))
