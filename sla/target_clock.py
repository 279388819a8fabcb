"""A target's clock: where it stands, what is left of it, and the arithmetic that says so. Pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from hours.calendar import Calendar, open_intervals
from sla.clock import due_at

NOTHING = timedelta(0)
AT_RISK_FROM = (3, 4)  # of the target used


class State(StrEnum):
    """Where a clock stands. What stopped in time and what stopped too late are both stopped."""

    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"
    AT_RISK = "at_risk"
    BREACHED = "breached"


@dataclass(frozen=True, slots=True)
class Promise:
    """From when it counts, when it is due as it was promised, and the time that counts (None: around the clock)."""

    start: datetime
    due_at: datetime
    calendar: Calendar | None = None


@dataclass(frozen=True, slots=True)
class Pause:
    """Time that does not count, half-open; `end` None: it lasts."""

    start: datetime
    end: datetime | None
    by: str = ""
    reason: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A stretch of the arithmetic and how much of it counts; what counts and lies in a `pause` is given back."""

    start: datetime
    end: datetime
    counted: timedelta
    pause: Pause | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """The clock at an instant. `due_at`, `at_risk_at`: as pauses moved them; None: the calendar never gives the time."""

    state: State
    target: timedelta
    elapsed: timedelta
    left: timedelta
    due_at: datetime | None
    at_risk_at: datetime | None
    is_late: bool
    computed: tuple[Line, ...]


def read(
    promise: Promise, *, pauses: Iterable[Pause] = (), stopped_at: datetime | None = None, now: datetime
) -> Reading:
    """What the clock says at `now`. Pauses lie apart; one that begins after it was due changes nothing any more.

    Stopped exactly when it is due is in time.
    """
    until = min(now, stopped_at) if stopped_at else now
    due, held = _moved(promise.due_at, _within(pauses, promise.start, until), promise.calendar)
    lines = tuple(_lines(promise, held, until))
    target = running(promise.calendar, promise.start, promise.due_at)
    elapsed = sum((line.counted for line in lines if line.pause is None), NOTHING)
    at_risk_at = _at_risk_at(promise, target, held)
    is_late = due is not None and until > due
    lasts = any(each.end is None or each.end > now for each in pauses if each.start <= now)
    return Reading(
        state=_state(is_late, stopped_at is not None and stopped_at <= now, lasts, at_risk_at, now),
        target=target,
        elapsed=elapsed,
        left=max(target - elapsed, NOTHING),
        due_at=due,
        at_risk_at=at_risk_at,
        is_late=is_late,
        computed=lines,
    )


def running(calendar: Calendar | None, start: datetime, end: datetime) -> timedelta:
    """How much of the time between two instants counts."""
    if start >= end:
        return NOTHING
    if calendar is None:
        return end - start
    return sum((each.length for each in open_intervals(calendar, start, end)), NOTHING)


def _state(
    is_late: bool, has_stopped: bool, is_paused: bool, at_risk_at: datetime | None, now: datetime
) -> State:
    if has_stopped:
        return State.STOPPED
    if is_late:
        return State.BREACHED
    if is_paused:
        return State.PAUSED
    return State.AT_RISK if at_risk_at is not None and now >= at_risk_at else State.RUNNING


def _within(pauses: Iterable[Pause], start: datetime, until: datetime) -> list[Pause]:
    """What of them lies in the clock's time, in order."""
    cut = (replace(each, start=max(each.start, start), end=min(each.end or until, until)) for each in pauses)
    return sorted((each for each in cut if each.end and each.start < each.end), key=lambda one: one.start)


def _moved(
    instant: datetime | None, pauses: Iterable[Pause], calendar: Calendar | None
) -> tuple[datetime | None, list[Pause]]:
    """Where the instant lies after the pauses that began before it, and which these are."""
    held: list[Pause] = []
    for each in pauses:
        if instant is None or each.end is None or each.start >= instant:
            break
        lost = running(calendar, each.start, each.end)
        instant = due_at(instant, lost, calendar) if lost else instant
        held.append(each)
    return instant, held


def _at_risk_at(promise: Promise, target: timedelta, pauses: list[Pause]) -> datetime | None:
    numerator, denominator = AT_RISK_FROM
    planned = due_at(promise.start, target * numerator / denominator, promise.calendar)
    return _moved(planned, pauses, promise.calendar)[0]


def _lines(promise: Promise, pauses: list[Pause], until: datetime) -> Iterator[Line]:
    at = promise.start
    for each in pauses:
        end = each.end or until
        if at < each.start:
            yield Line(at, each.start, running(promise.calendar, at, each.start))
        yield Line(each.start, end, running(promise.calendar, each.start, end), each)
        at = end
    if at < until:
        yield Line(at, until, running(promise.calendar, at, until))
