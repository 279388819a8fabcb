"""Wall clock to instant the slow way: look at the clock second by second (minute by minute at first)."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
REACH = timedelta(hours=27)  # further than any offset


def shown(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


@lru_cache(maxsize=4096)
def start(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the clock shows that time or has skipped it."""
    begin = wall.replace(tzinfo=UTC) - REACH
    minute = next(at for at in _steps(begin, MINUTE) if shown(at, zone) >= wall)
    return next(at for at in _steps(minute - MINUTE, SECOND) if shown(at, zone) >= wall)


@lru_cache(maxsize=4096)
def end(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant after which the clock never again shows an earlier time."""
    begin = wall.replace(tzinfo=UTC) + REACH
    minute = next(at for at in _steps(begin, -MINUTE) if shown(at, zone) < wall)
    return SECOND + next(at for at in _steps(minute + MINUTE, -SECOND) if shown(at, zone) < wall)


def _steps(begin: datetime, step: timedelta):  # type: ignore[no-untyped-def]
    return (begin + number * step for number in range(int(2 * REACH / abs(step))))
