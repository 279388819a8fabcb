"""A stretch of time laid out from left to right: where an instant falls, and where the local days begin. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from hours.wall import local, next_midnight


@dataclass(frozen=True)
class Axis:
    """`[since, until)` drawn between two x of the drawing; time runs evenly, so a day of 23 hours is narrower."""

    since: datetime
    until: datetime
    left: int
    right: int

    def x(self, instant: datetime) -> int:
        """Where an instant falls, within the axis."""
        share = (instant - self.since) / (self.until - self.since)
        return round(self.left + min(max(share, 0.0), 1.0) * (self.right - self.left))

    def shows(self, instant: datetime) -> bool:
        return self.since <= instant < self.until


@dataclass(frozen=True)
class Day:
    """A local date, or the part of it that is drawn."""

    on: date
    x: int
    width: int

    @property
    def is_weekend(self) -> bool:
        return self.on.weekday() >= 5


def days(axis: Axis, zone: ZoneInfo) -> Iterator[Day]:
    """The local dates under an axis, from left to right."""
    start = axis.since
    while start < axis.until:
        end = min(next_midnight(start, zone), axis.until)
        yield Day(on=local(start, zone).date(), x=axis.x(start), width=axis.x(end) - axis.x(start))
        start = end
