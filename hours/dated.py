"""What is special about one local date: holidays, exceptional openings and closings, also as stretches of time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from hours.interval import Interval
from hours.wall import LATEST, end_instant, first_instant, start_instant
from hours.weekly import DAY_MINUTES


@dataclass(frozen=True)
class HolidayDay:
    """A holiday on a local date, closed between two minutes of the day (0 and 1440: all day).

    Raises ValueError when the minutes are not within the day, in order.
    """

    on: date
    name: str
    closed_from: int = 0
    closed_until: int = DAY_MINUTES

    def __post_init__(self) -> None:
        _refuse_odd_minutes(self.closed_from, self.closed_until)


@dataclass(frozen=True)
class DatedWindow:
    """An exceptional opening or closing on a local date, in minutes of that day (1440: its end).

    Raises ValueError when the minutes are not within the day, in order: over midnight takes two.
    """

    on: date
    start_minute: int
    end_minute: int
    name: str = ""

    def __post_init__(self) -> None:
        _refuse_odd_minutes(self.start_minute, self.end_minute)


Dated = TypeVar("Dated", bound=HolidayDay | DatedWindow)


def by_date(dated: Iterable[Dated]) -> Mapping[date, list[Dated]]:
    """Those of each date that has any, in the order given."""
    found: dict[date, list[Dated]] = {}
    for each in dated:
        found.setdefault(each.on, []).append(each)
    return found


def span_of(on: date, start_minute: int, end_minute: int, zone: ZoneInfo) -> Interval | None:
    """Minutes of a local date as instants; None: a clock change swallowed them all.

    Minute 1440 is the end of the date, also where the midnight after it comes twice: an exception stays in its day.
    """
    midnight = datetime.combine(on, time())
    start = start_instant(midnight + timedelta(minutes=start_minute), zone)
    if end_minute == DAY_MINUTES:
        end = end_of(on, zone)
    else:
        end = end_instant(midnight + timedelta(minutes=end_minute), zone)
    return Interval(start, end) if start < end else None


def end_of(on: date, zone: ZoneInfo) -> datetime:
    """The instant at which the local date is over: when the next one begins."""
    return LATEST if on == date.max else first_instant(on + timedelta(days=1), zone)


def _refuse_odd_minutes(start: int, end: int) -> None:
    if not 0 <= start < end <= DAY_MINUTES:
        raise ValueError(
            f"{start} to {end} is not a part of a day: minutes from 0 to 1440, start before end."
        )
