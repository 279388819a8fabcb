"""A calendar's year, date by date: when it is open, and on which dates that is not as in every week."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hours.calendar import Band, Calendar, segments_on
from hours.dated import end_of
from hours.interval import Interval, merge
from hours.wall import local
from hours.weekly import DAY_MINUTES


class Look(StrEnum):
    """How a date looks beside its weekday."""

    OPEN = "open"  # as every week
    CLOSED = "closed"  # as every week
    HOLIDAY = "holiday"  # closed all day
    SHUT = "shut"  # an exceptional closing, all day
    PART = "part"  # open, at other hours than every week
    EXTRA = "extra"  # open, where the week is closed


@dataclass(frozen=True)
class YearDay:
    """One local date. `hours`: when it is open, in minutes of its clock (1440: its end); `names`: what is different."""

    on: date
    look: Look
    hours: tuple[tuple[int, int], ...]
    names: tuple[str, ...]

    @property
    def is_odd(self) -> bool:
        """Whether something was entered for the date, also where it changes no hour."""
        return bool(self.names)


def year_of(calendar: Calendar, year: int, *, unnamed: str = "") -> tuple[YearDay, ...]:
    """Every date of the year that its zone has. `unnamed`: how a holiday, opening or closing without a name is called."""
    weekly = replace(calendar, holidays=(), openings=(), closings=())
    return tuple(_days(calendar, weekly, year, unnamed))


def _days(calendar: Calendar, weekly: Calendar, year: int, unnamed: str) -> Iterator[YearDay]:
    on = date(year, 1, 1)
    while on.year == year:
        if segments_on(calendar, on):
            names = _names(calendar, on, unnamed)
            hours, usual = _open_on(calendar, on), _open_on(weekly, on)
            look = _look(calendar, on, hours, usual)
            yield YearDay(on, look, tuple(_clock(each, on, calendar.zone) for each in hours), names)
        if on == date.max:
            return
        on += timedelta(days=1)


def _names(calendar: Calendar, on: date, unnamed: str) -> tuple[str, ...]:
    found = [
        *(each.name for each in calendar.holidays_by_date.get(on, ())),
        *(each.name for each in calendar.closings_by_date.get(on, ())),
        *(each.name for each in calendar.openings_by_date.get(on, ())),
    ]
    return tuple(dict.fromkeys(name or unnamed for name in found))


def _look(calendar: Calendar, on: date, hours: list[Interval], usual: list[Interval]) -> Look:
    if not hours and on in calendar.holidays_by_date:
        return Look.HOLIDAY
    if hours == usual:
        return Look.OPEN if hours else Look.CLOSED
    if not hours:
        return Look.SHUT
    return Look.PART if usual else Look.EXTRA


def _open_on(calendar: Calendar, on: date) -> list[Interval]:
    return merge(
        Interval(each.start, each.end)
        for each in segments_on(calendar, on)
        if each.band is Band.BUSINESS_HOURS
    )


def _clock(open_at: Interval, on: date, zone: ZoneInfo) -> tuple[int, int]:
    ends = DAY_MINUTES if open_at.end == end_of(on, zone) else _minute(open_at.end, zone)
    return _minute(open_at.start, zone), ends


def _minute(at: datetime, zone: ZoneInfo) -> int:
    shown = local(at, zone)
    return shown.hour * 60 + shown.minute
