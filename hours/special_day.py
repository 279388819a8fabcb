"""A day that is not like its weekday, as a person enters it: perhaps over several dates, perhaps every year."""

from calendar import isleap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, date, timedelta
from typing import NamedTuple

from hours.weekly import DAY_MINUTES

MOST_FURTHER_DAYS = 100  # longer than that is no exception


class Part(NamedTuple):
    """What of it lies on one local date, in minutes of that date."""

    on: date
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """From `start_minute` of its first date to `end_minute` (1440: the end) of the last, `further_days` later.

    `yearly`: every year from that of `on`; what begins on 29 February begins on the 28th in other years (months clamp).
    Raises ValueError when it doesn't end after it starts.
    """

    on: date
    start_minute: int = 0
    end_minute: int = DAY_MINUTES
    further_days: int = 0
    yearly: bool = False

    def __post_init__(self) -> None:
        if not (0 <= self.start_minute < DAY_MINUTES and 1 <= self.end_minute <= DAY_MINUTES):
            raise ValueError("It starts between 00:00 and 23:59 and ends between 00:01 and 24:00.")
        if not 0 <= self.further_days <= MOST_FURTHER_DAYS:
            raise ValueError(f"It has at most {MOST_FURTHER_DAYS} further days.")
        if not self.further_days and self.start_minute >= self.end_minute:
            raise ValueError("It must end after it starts.")


def parts_of(special: SpecialDay, years: Iterable[int]) -> Iterator[Part]:
    """Date by date. One that isn't yearly is whole, whatever the years; of a yearly one, what begins in these years."""
    for first in _beginnings(special, years):
        yield from _parts(special, first)


def _beginnings(special: SpecialDay, years: Iterable[int]) -> Iterator[date]:
    if not special.yearly:
        yield special.on
        return
    for year in years:
        if special.on.year <= year <= MAXYEAR:
            clamped = special.on.month == 2 and special.on.day == 29 and not isleap(year)
            yield special.on.replace(year=year, day=28 if clamped else special.on.day)


def _parts(special: SpecialDay, first: date) -> Iterator[Part]:
    """Cut at every midnight: a calendar is worked out by local dates."""
    for number in range(special.further_days + 1):
        start = special.start_minute if number == 0 else 0
        end = special.end_minute if number == special.further_days else DAY_MINUTES
        if first.toordinal() + number <= date.max.toordinal():
            yield Part(first + timedelta(days=number), start, end)
