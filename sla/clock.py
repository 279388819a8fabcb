"""The SLA clock: when a target that starts at an instant is due. Elapsed in UTC, so a clock change costs nobody time."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby, islice

from hours.calendar import Calendar, open_pieces
from hours.interval import Interval
from hours.wall import local
from sla.facts import Runs


def due_by(start: datetime, target: timedelta, runs: Runs, calendar: Calendar | None) -> datetime | None:
    """When a target is due that counts what `runs` says; only around the clock it needs no calendar."""
    if runs is Runs.ALWAYS or calendar is None:
        return due_at(start, target, None)
    if runs is Runs.DAYS:
        return end_of_business_day(start, target.days, calendar)
    return due_at(start, target, calendar)


def due_at(start: datetime, target: timedelta, calendar: Calendar | None) -> datetime | None:
    """When `target` has passed since `start`: around the clock without a calendar, else only its open time counts.

    A target that ends exactly at closing time is due then, not at the next opening. None: the calendar does not
    open for that long within `hours.calendar.DAYS_AHEAD` days, or the world ends first.
    """
    if calendar is None:
        return _elapsed(start, target)
    left = target
    for piece in open_pieces(calendar, start):
        if left <= piece.end - piece.start:
            return piece.start + left
        left -= piece.end - piece.start
    return None


def end_of_business_day(start: datetime, days: int, calendar: Calendar) -> datetime | None:
    """Closing time of the `days`-th business day after the one `start` belongs to ("next day": 1).

    A business day is a local date on which the calendar opens. A start while it is closed belongs to the day of the
    next opening, as if it had come in then: Saturday's request with a next-day target is due at Monday's opening
    plus one day, when Tuesday closes. None: there are not so many business days ahead.
    """
    dated = groupby(open_pieces(calendar, start), key=lambda piece: _date(piece, calendar))
    closings = (_last_end(pieces) for _, pieces in dated)
    return next(islice(closings, days, None), None)


def _elapsed(start: datetime, target: timedelta) -> datetime | None:
    try:
        return start + target
    except OverflowError:
        return None


def _date(piece: Interval, calendar: Calendar) -> date:
    return local(piece.start, calendar.zone).date()


def _last_end(pieces: Iterator[Interval]) -> datetime:
    return max(piece.end for piece in pieces)
