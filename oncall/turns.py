"""The turns of a rotation on the wall clock: number to local time and back, by arithmetic alone.

Turn 0 starts at the anchor, a naive local time; turn n starts n lengths later on the wall clock.
"""

from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import MAXYEAR, datetime, timedelta
from enum import StrEnum
from itertools import accumulate
from math import gcd

from hours.weekly import WeeklyWindow

Count = Callable[[int], int]  # how many turns that count come before the turn of that number

WEEK_HOURS = 168
HOUR, MINUTE, WEEK = timedelta(hours=1), timedelta(minutes=1), timedelta(weeks=1)


class TurnUnit(StrEnum):
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


HOURS = {TurnUnit.HOUR: 1, TurnUnit.DAY: 24, TurnUnit.WEEK: WEEK_HOURS}


def turn_at(anchor: datetime, length: int, unit: TurnUnit, wall: datetime) -> int:
    """The number of the last turn that starts at or before that local time; negative before the anchor."""
    if unit != TurnUnit.MONTH:
        return (wall - anchor) // timedelta(hours=HOURS[unit] * length)
    number = ((wall.year - anchor.year) * 12 + wall.month - anchor.month) // length
    return number if number < 0 or months_after(anchor, length * number) <= wall else number - 1


def months_after(anchor: datetime, months: int) -> datetime:
    """The anchor's day and time so many months later; a day that the month lacks is its last (rule 8)."""
    years, month = divmod(anchor.month - 1 + months, 12)
    year = anchor.year + years
    if year > MAXYEAR:
        raise OverflowError("A turn cannot start after the year 9999.")
    day = min(anchor.day, monthrange(year, month + 1)[1])
    return anchor.replace(year=year, month=month + 1, day=day)


def calendar_count(number: int) -> int:
    """Every turn counts."""
    return number


def covered_count(anchor: datetime, length: int, unit: TurnUnit, windows: Iterable[WeeklyWindow]) -> Count:
    """Only turns with some time inside the windows count, judged on the weekly pattern of the wall clock.

    The pattern comes back after `period` turns, so that a count of any turn is two operations.
    """
    if unit == TurnUnit.MONTH or HOURS[unit] * length >= WEEK_HOURS:
        return calendar_count
    hours = HOURS[unit] * length
    period = WEEK_HOURS // gcd(hours, WEEK_HOURS)
    spans = list(_spans(windows))
    first = _place_in_week(anchor)
    covered = (
        _meets((first + number * hours * HOUR) % WEEK, hours * HOUR, spans) for number in range(period)
    )
    before = list(accumulate(covered, initial=0))

    def count(number: int) -> int:
        periods, rest = divmod(number, period)
        return periods * before[-1] + before[rest]

    return count


def _spans(windows: Iterable[WeeklyWindow]) -> Iterable[tuple[timedelta, timedelta]]:
    """Each day's window as (start since Monday 00:00, length)."""
    for window in windows:
        for day in window.days:
            yield timedelta(days=day, minutes=window.start_minute), window.minutes * MINUTE


def _place_in_week(wall: datetime) -> timedelta:
    """How long after Monday 00:00 that is."""
    since_midnight = wall - wall.replace(hour=0, minute=0, second=0, microsecond=0)
    return timedelta(days=wall.weekday()) + since_midnight


def _meets(place: timedelta, length: timedelta, spans: list[tuple[timedelta, timedelta]]) -> bool:
    """Whether a turn from that place of the week shares wall-clock time with any span; weeks come round and round."""
    return any((begin - place) % WEEK < length or (place - begin) % WEEK < lasts for begin, lasts in spans)
