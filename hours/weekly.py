"""Windows that repeat every week on a wall clock, such as Monday to Friday 17:00 to 08:00."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from hours.interval import Interval, merge
from hours.wall import LATEST, end_instant, local, start_instant

DAY_MINUTES = 1440
CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(frozen=True, slots=True)
class WeeklyWindow:
    """From `start_minute` (0..1439) to `end_minute` (1..1440) of these days (Monday is 0); ValueError otherwise.

    An end before the start is on the next day: such an overnight window belongs to the day it starts.
    """

    days: frozenset[int]
    start_minute: int
    end_minute: int

    def __post_init__(self) -> None:
        if not self.days or not self.days <= set(range(7)):
            raise ValueError("A window names at least one day, from 0 (Monday) to 6 (Sunday).")
        if self.start_minute % DAY_MINUTES == self.end_minute % DAY_MINUTES and not self.is_all_day:
            raise ValueError("The window ends when it starts: tick all day (00:00 to 24:00) instead.")
        if not 0 <= self.start_minute < DAY_MINUTES:
            raise ValueError("A window starts between 00:00 and 23:59; 24:00 is an end only.")
        if not 1 <= self.end_minute <= DAY_MINUTES:
            raise ValueError("A window ends between 00:01 and 24:00.")

    @property
    def is_all_day(self) -> bool:
        return (self.start_minute, self.end_minute) == (0, DAY_MINUTES)

    @property
    def minutes(self) -> int:
        """How long the window is on the wall clock, 1 to 1440."""
        return (self.end_minute - self.start_minute - 1) % DAY_MINUTES + 1


def parse_clock(text: str) -> int:
    """Minutes since midnight of "00:00" to "24:00"; ValueError says what would be right."""
    if text == "24:00":
        return DAY_MINUTES
    match = CLOCK.fullmatch(text)
    if not match:
        raise ValueError(f"{text[:20]!a} is not a time of day: write it as 17:00, from 00:00 to 24:00.")
    return int(match[1]) * 60 + int(match[2])


def clock_text(minute: int) -> str:
    """17:00, to be read back by `parse_clock`."""
    return f"{minute // 60:02}:{minute % 60:02}"


def weekly_window(*, days: Iterable[int], start: str, end: str) -> WeeklyWindow:
    """The window as people write it; an end at 00:00 is the midnight that follows. ValueError says what is wrong."""
    start_minute, end_minute = parse_clock(start), parse_clock(end)
    if end_minute == 0 and start_minute != 0:
        end_minute = DAY_MINUTES
    return WeeklyWindow(frozenset(days), start_minute, end_minute)


def by_day(windows: Iterable[WeeklyWindow]) -> list[WeeklyWindow]:
    """As people read a week: by their first day, then by their start."""
    return sorted(windows, key=lambda each: (min(each.days), each.start_minute))


def window_intervals(
    windows: Iterable[WeeklyWindow], zone: ZoneInfo, since: datetime, until: datetime
) -> list[Interval]:
    """When any of the windows holds within `[since, until)`: merged, clipped, sorted."""
    if since >= until:
        return []
    frame = Interval(since, until)
    days = list(_days(local(since, zone).date(), local(until, zone).date()))
    spans = (span for window in windows for day in days if (span := _occurrence(window, day, zone)))
    return merge(part for span in spans if (part := span.clip(frame)))


def covers(windows: Iterable[WeeklyWindow], zone: ZoneInfo, instant: datetime) -> bool:
    """True if any of the windows holds at the instant."""
    today = local(instant, zone).date()
    days = list(_days(today, today))
    spans = (_occurrence(window, day, zone) for window in windows for day in days)
    return any(span.contains(instant) for span in spans if span)


def _days(first: date, last: date) -> Iterator[date]:
    """The local dates whose windows may reach into these days.

    Where the clock falls back over midnight, a date shows itself again after the next one has begun: a window of two
    days before may end only then, and one of the day after has already started.
    """
    begin, end = max(first.toordinal() - 2, 1), min(last.toordinal() + 1, date.max.toordinal())
    return (date.fromordinal(number) for number in range(begin, end + 1))


@lru_cache(maxsize=8192)  # the same days are asked for again and again
def _occurrence(window: WeeklyWindow, day: date, zone: ZoneInfo) -> Interval | None:
    """The window that starts on that local date; None: it does not, or a clock change swallowed it."""
    if day.weekday() not in window.days:
        return None
    midnight = datetime.combine(day, time())
    opens = midnight + timedelta(minutes=window.start_minute)
    start = start_instant(opens, zone)
    end = _end(opens, window.minutes, zone)
    return Interval(start, end) if start < end else None


def _end(opens: datetime, minutes: int, zone: ZoneInfo) -> datetime:
    try:
        return end_instant(opens + timedelta(minutes=minutes), zone)
    except OverflowError:
        return LATEST
