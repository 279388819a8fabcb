"""The service calendar: where an instant falls in somebody's week, holidays and exceptions.

Order of strength: exceptional opening, exceptional closing, holiday, weekly window. Bands go by the local date of
the calendar's zone, so a window that runs past midnight into a holiday closes there; otherwise it belongs to the
day it starts. The calendar is worked out one local date at a time, when first asked, and remembered: a lookup is
one conversion to local time and one look into a dict.

Instants are aware UTC. Nothing opens after the year 9999.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hours.dated import DatedWindow as DatedWindow
from hours.dated import HolidayDay as HolidayDay
from hours.dated import by_date, end_of, span_of
from hours.interval import Interval, merge
from hours.wall import EARLIEST, LATEST, first_instant, local
from hours.weekly import WeeklyWindow, covers, window_intervals

DAYS_AHEAD = 400  # how far a calendar is searched before it counts as one that never opens
DAYS_REMEMBERED = 1000  # per calendar; a day takes about half a kilobyte
LAST_DATE = date.max.toordinal()


class Band(StrEnum):
    """Where an instant falls in a service calendar."""

    BUSINESS_HOURS = "business_hours"
    AFTER_HOURS = "after_hours"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"


class Segment(NamedTuple):
    """A piece `[start, end)` of one local date that has one band; `holiday` says which, in that band only."""

    start: datetime
    end: datetime
    band: Band
    holiday: HolidayDay | None


AFTER_ALL_DATES = Segment(EARLIEST, LATEST, Band.AFTER_HOURS, None)


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
    def holidays_by_date(self) -> Mapping[date, list[HolidayDay]]:
        """The holidays of each date, in the order given; the first that holds gives the name."""
        return by_date(self.holidays)

    @cached_property
    def openings_by_date(self) -> Mapping[date, list[DatedWindow]]:
        """The exceptional openings of each date."""
        return by_date(self.openings)

    @cached_property
    def closings_by_date(self) -> Mapping[date, list[DatedWindow]]:
        """The exceptional closings of each date."""
        return by_date(self.closings)

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


def exception_at(calendar: Calendar, instant: datetime) -> DatedWindow | None:
    """The exceptional opening or closing that decides at this instant; None: a holiday or the week does."""
    on, zone = local(instant, calendar.zone).date(), calendar.zone
    opened, closed = calendar.openings_by_date.get(on, ()), calendar.closings_by_date.get(on, ())
    for each in opened:
        if _within(instant, _spans([each], zone)):
            return each
    if not closed or holiday_at(calendar, instant) or not covers(calendar.windows, zone, instant):
        return None
    return next((each for each in closed if _within(instant, _spans([each], zone))), None)


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
    opened = next_opening(one, instant, within_days)
    while opened is not None and (opened - instant).days < within_days:
        met = next_opening(other, opened, within_days)
        if met is None or (met - instant).days >= within_days:
            return None
        if is_open(one, met):
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
    if since >= until:
        return []
    frame = Interval(since, until)
    pieces = open_pieces(calendar, since, (until - since).days + 2)
    return merge(part for piece in pieces if (part := piece.clip(frame)))


def pieces(calendar: Calendar, frame: Interval) -> Iterator[tuple[Interval, Band]]:
    """An interval in pieces of one band each: in order, without holes, cut at each local midnight too."""
    for segment in _segments_from(calendar, frame.start, (frame.end - frame.start).days + 2):
        if segment.start >= frame.end:
            return
        yield Interval(max(frame.start, segment.start), min(frame.end, segment.end)), segment.band


def segment_at(calendar: Calendar, instant: datetime) -> Segment:
    """The segment an instant lies in. What a clock repeats of a date that is over counts as the date that has begun."""
    return next(_segments_from(calendar, instant, 1), AFTER_ALL_DATES)


def segments_on(calendar: Calendar, on: date) -> tuple[Segment, ...]:
    """A local date in pieces, without holes; empty for a date its zone skipped (Apia 2011-12-30)."""
    found = calendar.remembered.get(on)
    if found is None:
        if len(calendar.remembered) >= DAYS_REMEMBERED:
            calendar.remembered.clear()
        found = calendar.remembered[on] = tuple(_work_out(calendar, on))
    return found


def _segments_from(calendar: Calendar, instant: datetime, within_days: int) -> Iterator[Segment]:
    first = local(instant, calendar.zone).date().toordinal()
    for number in range(first, min(first + within_days, LAST_DATE) + 1):
        for segment in segments_on(calendar, date.fromordinal(number)):
            if segment.end > instant:
                yield segment


def _work_out(calendar: Calendar, on: date) -> Iterator[Segment]:
    """Cut the date wherever anything begins or ends, name each piece, join neighbours that are the same."""
    start, end = first_instant(on, calendar.zone), end_of(on, calendar.zone)
    layers = _layers(calendar, on, start, end)
    cuts = layers.cuts(start, end)
    for piece, following in pairwise(cuts):
        here = layers.name(piece, on, calendar.weekend_days)
        if following == end or layers.name(following, on, calendar.weekend_days) != here:
            yield Segment(start, following, *here)
            start = following


@dataclass(frozen=True)
class _Layers:
    """What may open or close one date, as intervals."""

    openings: list[Interval]
    closings: list[Interval]
    holidays: list[tuple[Interval, HolidayDay]]
    windows: list[Interval]

    def cuts(self, start: datetime, end: datetime) -> list[datetime]:
        """Every instant of the date at which something changes, and both its ends; none for an empty date."""
        spans = [*self.openings, *self.closings, *self.windows, *(span for span, _ in self.holidays)]
        inside = {at for span in spans for at in (span.start, span.end) if start < at < end}
        return sorted(inside | {start, end})

    def name(self, at: datetime, on: date, weekend: frozenset[int]) -> tuple[Band, HolidayDay | None]:
        """The band at an instant of the date, and the holiday, if that is the band."""
        if _within(at, self.openings):
            return Band.BUSINESS_HOURS, None
        holiday = next((day for span, day in self.holidays if span.contains(at)), None)
        if holiday:
            return Band.HOLIDAY, holiday
        if _within(at, self.windows) and not _within(at, self.closings):
            return Band.BUSINESS_HOURS, None
        return (Band.WEEKEND if on.weekday() in weekend else Band.AFTER_HOURS), None


def _layers(calendar: Calendar, on: date, start: datetime, end: datetime) -> _Layers:
    zone = calendar.zone
    days = (
        (span_of(on, day.closed_from, day.closed_until, zone), day)
        for day in calendar.holidays_by_date.get(on, ())
    )
    return _Layers(
        openings=_spans(calendar.openings_by_date.get(on, ()), zone),
        closings=_spans(calendar.closings_by_date.get(on, ()), zone),
        holidays=[(span, day) for span, day in days if span],
        windows=window_intervals(calendar.windows, zone, start, end),
    )


def _within(at: datetime, spans: Iterable[Interval]) -> bool:
    return any(span.contains(at) for span in spans)


def _spans(windows: Iterable[DatedWindow], zone: ZoneInfo) -> list[Interval]:
    spans = (span_of(each.on, each.start_minute, each.end_minute, zone) for each in windows)
    return [span for span in spans if span]
