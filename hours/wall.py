"""Wall clock to instant and back, by the rules of the zone. Local times are naive; instants are aware, in UTC.

Rule 2: a wall-clock time that is skipped is the first instant after the gap. Rule 3: of one that comes twice, a
start takes the first and an end the last. Outside the years 1 to 9999 both stop at EARLIEST and LATEST.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from hours.zone_names import accepted, suggestion

EARLIEST = datetime.min.replace(tzinfo=UTC)
LATEST = datetime.max.replace(tzinfo=UTC)
MIDDLE_YEAR = 5000  # what overflows before it lies before EARLIEST, after it after LATEST
NO_OFFSET, SECOND = timedelta(0), timedelta(seconds=1)
FIRST_WALL, LAST_WALL = EARLIEST.replace(tzinfo=None), LATEST.replace(tzinfo=None)


class UnknownZone(ValueError):
    """A name that is no zone of rule 1. `suggestion` is the zone that was probably meant, where one is obvious."""

    def __init__(self, name: str) -> None:
        self.suggestion: str | None = suggestion(name)
        hint = f"choose {self.suggestion}." if self.suggestion else "choose a place such as America/New_York."
        super().__init__(f"{name[:64]!a} is not an accepted time zone: {hint}")


def zone(name: str) -> ZoneInfo:
    """The zone of that name: one of the tzdata wheel's zone.tab, or UTC. UnknownZone otherwise."""
    if name not in accepted():
        raise UnknownZone(name)
    return _loaded(name)


def read_zone(text: str) -> ZoneInfo:
    """The zone a person wrote: by its name, or as pages show it (America/New York). UnknownZone otherwise."""
    name = "_".join(text.split())
    return zone(name if name in accepted() else text)


@cache
def _loaded(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def start_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which something starts, or is handed off, at that wall-clock time."""
    return _instant(wall.replace(fold=0) if wall.fold else wall, zone)


def end_instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant at which something ends at that wall-clock time."""
    return _instant(wall if wall.fold else wall.replace(fold=1), zone)


def first_instant(day: date, zone: ZoneInfo) -> datetime:
    """The instant at which that local date begins, also where midnight is skipped or comes twice (rule 5)."""
    return start_instant(datetime.combine(day, time()), zone)


def local(instant: datetime, zone: ZoneInfo) -> datetime:
    """What the wall clock shows at the instant, naive; `fold` is 1 when it shows that time for the second time."""
    try:
        there = instant.astimezone(zone)
        return datetime.combine(there.date(), there.time())
    except OverflowError:
        return FIRST_WALL if instant.year < MIDDLE_YEAR else LAST_WALL


def next_midnight(instant: datetime, zone: ZoneInfo) -> datetime:
    """The next instant at which a local date begins, always later than the given one (but at LATEST)."""
    today = local(instant, zone).date()
    if today == date.max:
        return LATEST
    midnight = datetime.combine(today + timedelta(days=1), time())
    first = start_instant(midnight, zone)
    return first if first > instant else end_instant(midnight, zone)


def _instant(wall: datetime, zone: ZoneInfo) -> datetime:
    """PEP 495: the offset of a wall time holds at its instant, too, unless the wall time lies in a gap."""
    offset = zone.utcoffset(wall) or NO_OFFSET
    try:
        instant = EARLIEST + (wall - FIRST_WALL - offset)
        if instant.astimezone(zone).utcoffset() == offset:
            return instant
        return _end_of_gap(wall, zone)
    except OverflowError:
        return EARLIEST if wall.year < MIDDLE_YEAR else LATEST


def _end_of_gap(wall: datetime, zone: ZoneInfo) -> datetime:
    """The instant of the change that skips this wall time; the zone's changes come on whole seconds."""
    before, after = (zone.utcoffset(wall.replace(fold=fold)) or NO_OFFSET for fold in (0, 1))
    whole = wall.replace(microsecond=0, tzinfo=UTC, fold=0)
    low, high = whole - after, whole + SECOND - before  # the old offset holds at low, the new one at high
    while high - low > SECOND:
        middle = low + (high - low) // SECOND // 2 * SECOND
        if middle.astimezone(zone).utcoffset() == before:
            low = middle
        else:
            high = middle
    return high
