"""Wall clock to instant the slow way: try every offset the zone has in those days; in a gap, watch the clock."""

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)
REACH = 27  # hours; further than any offset


def shown(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def start(wall: datetime, zone: ZoneInfo) -> datetime:
    """The first instant at which the clock shows that time; of a time that it skips, the first after it."""
    return min(_showing(wall, zone), default=None) or _after_gap(wall, zone)


def end(wall: datetime, zone: ZoneInfo) -> datetime:
    """The last instant at which the clock shows that time; of a time that it skips, the first after it."""
    return max(_showing(wall, zone), default=None) or _after_gap(wall, zone)


@lru_cache(maxsize=10_000)
def _showing(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    near = wall.replace(tzinfo=UTC, fold=0)
    offsets = {(near + hours * HOUR).astimezone(zone).utcoffset() for hours in range(-REACH, REACH)}
    return [near - offset for offset in offsets if offset is not None and shown(near - offset, zone) == wall]


@lru_cache(maxsize=10_000)
def _after_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    begin = wall.replace(tzinfo=UTC, microsecond=0, second=0) - REACH * HOUR
    minute = next(at for n in range(2 * REACH * 60) if shown(at := begin + n * MINUTE, zone) > wall)
    return next(at for n in range(61) if shown(at := minute - MINUTE + n * SECOND, zone) > wall)
