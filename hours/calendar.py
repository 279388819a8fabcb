"""The service calendar: where an instant falls in somebody's week, holidays and exceptions.

Order of strength: exceptional opening, exceptional closing, holiday, weekly window. Bands go by the local date of
the calendar's zone, so a window that runs past midnight into a holiday closes there; otherwise it belongs to the
day it starts. The calendar is worked out one local date at a time, when first asked, and remembered: a lookup is
one conversion to local time and one look into a dict.

Instants are aware UTC between the years 1 and 9998 less a margin for the days looked ahead; edges refuse others.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cached_property
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hours.interval import Interval
from hours.wall import end_instant, first_instant, local, start_instant
from hours.weekly import WeeklyWindow, window_intervals

DAY_MINUTES = 1440
DAYS_AHEAD = 400  # how far a calendar is searched before it counts as one that never opens
DAYS_REMEMBERED = 1000  # per calendar; a day takes about half a kilobyte


class Band(StrEnum):
    """Where an instant falls in a service calendar."""

    BUSINESS_HOURS = "business_hours"
    AFTER_HOURS = "after_hours"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


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


class Segment(NamedTuple):
    """A piece `[start, end)` of one local date that has one band; `holiday` says which, in that band only."""

    start: datetime
    end: datetime
    band: Band
    holiday: HolidayDay | None


@dataclass(frozen=True)
class Calendar:
    """Weekly business windows, the weekend (Monday 0), holidays, exceptional openings and closings, in one zone."""

    zone: ZoneInfo
    windows: tuple[WeeklyWindow, ...] = ()
    weekend_days: frozenset[int] = frozenset({5, 6})
    holidays: tuple[HolidayDay, ...] = ()
    openings: tuple[DatedWindow, ...] = ()
    closings: tuple[DatedWindow, ...] = ()

    @cached_property
    def holidays_by_date(self) -> dict[date, list[HolidayDay]]:
        """The holidays of each date that has any, in the order given."""
        found: dict[date, list[HolidayDay]] = {}
        for day in self.holidays:
            found.setdefault(day.on, []).append(day)
        return found

    @cached_property
    def openings_by_date(self) -> dict[date, list[DatedWindow]]:
        """The exceptional openings of each date that has any."""
        return _by_date(self.openings)

    @cached_property
    def closings_by_date(self) -> dict[date, list[DatedWindow]]:
        """The exceptional closings of each date that has any."""
        return _by_date(self.closings)

    @cached_property
    def remembered(self) -> dict[date, tuple[Segment, ...]]:
        """Days worked out so far; filled by `segments_on`."""
        return {}


def band_at(calendar: Calendar, instant: datetime) -> Band:
    """The band of an instant."""
    return segment_at(calendar, instant).band


def is_open(calendar: Calendar, instant: datetime) -> bool:
    """Whether the instant is in business hours."""
    return segment_at(calendar, instant).band is Band.BUSINESS_HOURS


def holiday_at(calendar: Calendar, instant: datetime) -> HolidayDay | None:
    """The holiday that closes the calendar at this instant; None when something stronger opens or closes it."""
    return segment_at(calendar, instant).holiday


def next_opening(calendar: Calendar, instant: datetime, within_days: int = DAYS_AHEAD) -> datetime | None:
    """The first instant not before this one at which it is open (itself, when open); None: not in so many days."""
    if not calendar.windows and not calendar.openings:
        return None
    for segment in _segments_from(calendar, instant, within_days):
        if segment.band is Band.BUSINESS_HOURS:
            return max(instant, segment.start)
    return None


def next_closing(calendar: Calendar, instant: datetime, within_days: int = DAYS_AHEAD) -> datetime | None:
    """The first instant not before this one at which it is closed; None: not in so many days."""
    for segment in _segments_from(calendar, instant, within_days):
        if segment.band is not Band.BUSINESS_HOURS:
            return max(instant, segment.start)
    return None


def next_common_opening(
    one: Calendar, other: Calendar, instant: datetime, within_days: int = DAYS_AHEAD
) -> datetime | None:
    """The first instant not before this one at which both are open; None: not in so many days."""
    limit = instant + timedelta(days=within_days)
    opened = next_opening(one, instant, within_days)
    while opened is not None and opened < limit:
        met = next_opening(other, opened, within_days)
        if met is None or is_open(one, met):
            return met
        opened = next_opening(one, met, within_days)
    return None


def open_pieces(calendar: Calendar, since: datetime, within_days: int = DAYS_AHEAD) -> Iterator[Interval]:
    """Business hours from an instant on, lazily, in order, cut at each local midnight."""
    for segment in _segments_from(calendar, since, within_days):
        if segment.band is Band.BUSINESS_HOURS:
            yield Interval(max(since, segment.start), segment.end)


def open_intervals(calendar: Calendar, since: datetime, until: datetime) -> list[Interval]:
    """Business hours within `[since, until)`: in order, apart from each other, clipped to the range."""
    found: list[Interval] = []
    for piece in open_pieces(calendar, since, (until - since).days + 2):
        if piece.start >= until:
            break
        start = found.pop().start if found and found[-1].end == piece.start else piece.start
        found.append(Interval(start, min(piece.end, until)))
    return found


def segment_at(calendar: Calendar, instant: datetime) -> Segment:
    """The segment an instant lies in. A second pass of a midnight counts as the date that already began."""
    on = local(instant, calendar.zone).date()
    while True:
        for segment in segments_on(calendar, on):
            if instant < segment.end:
                return segment
        on += timedelta(days=1)


def segments_on(calendar: Calendar, on: date) -> tuple[Segment, ...]:
    """A local date in pieces, without holes; empty for a date its zone skipped (Apia 2011-12-30)."""
    found = calendar.remembered.get(on)
    if found is None:
        if len(calendar.remembered) >= DAYS_REMEMBERED:
            calendar.remembered.clear()
        found = calendar.remembered[on] = tuple(_work_out(calendar, on))
    return found


def _segments_from(calendar: Calendar, instant: datetime, within_days: int) -> Iterator[Segment]:
    on = local(instant, calendar.zone).date()
    for days in range(within_days + 1):
        for segment in segments_on(calendar, on + timedelta(days=days)):
            if segment.end > instant:
                yield segment


def _work_out(calendar: Calendar, on: date) -> Iterator[Segment]:
    """Cut the date wherever anything begins or ends, name each piece, join neighbours that are the same."""
    day = Interval(first_instant(on, calendar.zone), first_instant(on + timedelta(days=1), calendar.zone))
    layers = _Layers.of(calendar, on, day)
    cuts = layers.cuts(day)
    start = day.start
    for piece, following in zip(cuts, cuts[1:], strict=False):
        here = layers.name(piece, calendar, on)
        if following == day.end or layers.name(following, calendar, on) != here:
            yield Segment(start, following, *here)
            start = following


@dataclass(frozen=True)
class _Layers:
    """What may open or close one date, as intervals, the strongest first."""

    openings: list[Interval]
    closings: list[Interval]
    holidays: list[tuple[Interval, HolidayDay]]
    windows: list[Interval]

    @classmethod
    def of(cls, calendar: Calendar, on: date, day: Interval) -> "_Layers":
        zone = calendar.zone
        return cls(
            [_span(on, w.start_minute, w.end_minute, zone) for w in calendar.openings_by_date.get(on, ())],
            [_span(on, w.start_minute, w.end_minute, zone) for w in calendar.closings_by_date.get(on, ())],
            [
                (_span(on, h.closed_from, h.closed_until, zone), h)
                for h in calendar.holidays_by_date.get(on, ())
            ],
            list(window_intervals(calendar.windows, zone, day.start, day.end)),
        )

    def cuts(self, day: Interval) -> list[datetime]:
        spans = [*self.openings, *self.closings, *self.windows, *(span for span, _ in self.holidays)]
        inside = {at for span in spans for at in (span.start, span.end) if day.start < at < day.end}
        return sorted(inside | {day.start, day.end})

    def name(self, at: datetime, calendar: Calendar, on: date) -> tuple[Band, HolidayDay | None]:
        """The band at an instant of this date, and the holiday it is, if that is the band."""
        if _within(at, self.openings):
            return Band.BUSINESS_HOURS, None
        holiday = next((day for span, day in self.holidays if span.start <= at < span.end), None)
        if not holiday and _within(at, self.windows) and not _within(at, self.closings):
            return Band.BUSINESS_HOURS, None
        if holiday:
            return Band.HOLIDAY, holiday
        return (Band.WEEKEND if on.weekday() in calendar.weekend_days else Band.AFTER_HOURS), None


def _within(at: datetime, spans: Iterable[Interval]) -> bool:
    return any(span.start <= at < span.end for span in spans)


def _span(on: date, start_minute: int, end_minute: int, zone: ZoneInfo) -> Interval:
    """Minutes of a local date as instants; minute 1440 is the end of the date, also where midnight comes twice."""
    start = start_instant(_wall(on, start_minute), zone)
    if end_minute == DAY_MINUTES:
        return Interval(start, max(start, first_instant(on + timedelta(days=1), zone)))
    return Interval(start, max(start, end_instant(_wall(on, end_minute), zone)))


def _wall(on: date, minute: int) -> datetime:
    return datetime.combine(on, time()) + timedelta(minutes=minute)


def _by_date(windows: Iterable[DatedWindow]) -> dict[date, list[DatedWindow]]:
    found: dict[date, list[DatedWindow]] = {}
    for window in windows:
        found.setdefault(window.on, []).append(window)
    return found


def _refuse_odd_minutes(start: int, end: int) -> None:
    if not 0 <= start < end <= DAY_MINUTES:
        raise ValueError(
            f"{start} to {end} is not a part of a day: minutes from 0 to 1440, start before end."
        )
