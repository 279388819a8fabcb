"""A slow calendar that reads the design word by word: it walks every minute and asks what the wall clock shows."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from itertools import product
from zoneinfo import ZoneInfo

from hours.calendar import Band, Calendar

MINUTE = timedelta(minutes=1)
Stretch = tuple[datetime, datetime]


class Walk:
    """The minutes of a stretch of time, what the clock on the wall shows at each, and the calendar's bands."""

    def __init__(self, calendar: Calendar, since: datetime, until: datetime) -> None:
        first, margin = since - timedelta(days=3), timedelta(days=6)
        self.calendar, self.since, self.until = calendar, since, until
        self.instants = [first + i * MINUTE for i in range(int((until - since + margin) / MINUTE))]
        self.walls = [_wall(at, calendar.zone) for at in self.instants]
        self.shown: dict[datetime, list[datetime]] = {}
        for at, shown in zip(self.instants, self.walls, strict=True):
            self.shown.setdefault(shown, []).append(at)
        self.weekly = list(self._weekly())
        self.opened = [self.dated(w.on, w.start_minute, w.end_minute) for w in calendar.openings]
        self.closed = [self.dated(w.on, w.start_minute, w.end_minute) for w in calendar.closings]
        self.holiday = [self.dated(h.on, h.closed_from, h.closed_until) for h in calendar.holidays]

    @cached_property
    def minutes(self) -> list[tuple[datetime, Band]]:
        shown = zip(self.instants, self.walls, strict=True)
        return [(at, self.band(at, wall.date())) for at, wall in shown if self.since <= at < self.until]

    def open_stretches(self) -> list[tuple[datetime, datetime]]:
        stretches: list[tuple[datetime, datetime]] = []
        for at, band in self.minutes:
            if band is not Band.BUSINESS_HOURS:
                continue
            if stretches and stretches[-1][1] == at:
                stretches[-1] = (stretches[-1][0], at + MINUTE)
            else:
                stretches.append((at, at + MINUTE))
        return stretches

    def band(self, at: datetime, on: date) -> Band:
        if _inside(at, self.opened):
            return Band.BUSINESS_HOURS
        if _inside(at, self.holiday):
            return Band.HOLIDAY
        if _inside(at, self.weekly) and not _inside(at, self.closed):
            return Band.BUSINESS_HOURS
        return Band.WEEKEND if on.weekday() in self.calendar.weekend_days else Band.AFTER_HOURS

    def _weekly(self) -> Iterator[Stretch]:
        dates = sorted({wall.date() for wall in self.walls})[1:-2]
        for day, window in product(dates, self.calendar.windows):
            opens = datetime.combine(day, time()) + window.start_minute * MINUTE
            closes = datetime.combine(day, time()) + window.end_minute * MINUTE
            closes += timedelta(days=1) if closes <= opens else timedelta(0)
            if day.weekday() in window.days:
                yield self.first(opens), self.last(closes)

    def dated(self, on: date, start: int, end: int) -> Stretch:
        """An exception, which ends with its date when it ends at 24:00."""
        midnight = datetime.combine(on, time())
        closes = midnight + end * MINUTE
        return self.first(midnight + start * MINUTE), (self.first if end == 1440 else self.last)(closes)

    def first(self, wall: datetime) -> datetime:
        """The first minute that shows this time, or the first after the gap that skips it."""
        return self.shown[wall][0] if wall in self.shown else self.after_gap(wall)

    def last(self, wall: datetime) -> datetime:
        return self.shown[wall][-1] if wall in self.shown else self.after_gap(wall)

    def after_gap(self, wall: datetime) -> datetime:
        return next(at for at, shown in zip(self.instants, self.walls, strict=True) if shown > wall)


def _inside(at: datetime, stretches: list[Stretch]) -> bool:
    return any(start <= at < end for start, end in stretches)


def _wall(at: datetime, zone: ZoneInfo) -> datetime:
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def utc(text: str) -> datetime:
    """ "2026-03-08 07:00" as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)
