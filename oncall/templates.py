"""Ways to begin: who is on call in a shop of one, of two, of several, and with a partner across the sea. Pure.

Each gives schedules in the order in which a policy asks them. A turn is a week from Tuesday at nine, which dodges
Monday's holidays; the first has the week that is running.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from hours.wall import local
from hours.weekly import WeeklyWindow, weekly_window
from oncall.spec import LayerSpec, Person
from oncall.turns import TurnUnit

TUESDAY, NINE = 1, time(9)
EVERY_DAY = range(7)
PRIMARY, BACKUP = "Primary", "Backup"


@dataclass(frozen=True, slots=True)
class ScheduleDraft:
    """A schedule that is not stored yet."""

    name: str
    zone: ZoneInfo
    layers: tuple[LayerSpec, ...]


def owner_alone(owner: Person, *, zone: ZoneInfo, now: datetime) -> list[ScheduleDraft]:
    """One person, always."""
    return [_weekly(PRIMARY, [owner], zone, now)]


def two_people_weekly(first: Person, second: Person, *, zone: ZoneInfo, now: datetime) -> list[ScheduleDraft]:
    """Week by week in turn."""
    return [_weekly(PRIMARY, [first, second], zone, now)]


def primary_and_backup(people: Sequence[Person], *, zone: ZoneInfo, now: datetime) -> list[ScheduleDraft]:
    """Two schedules: the backup is next week's primary. It takes two people or more."""
    if len(people) < 2:
        raise ValueError("A primary and a backup are two people at least.")
    return [_weekly(PRIMARY, people, zone, now), _weekly(BACKUP, [*people[1:], people[0]], zone, now)]


def follow_the_sun(
    day: Sequence[Person], night: Sequence[Person], *, zone: ZoneInfo, now: datetime, day_starts: str = "08:00",
    day_ends: str = "20:00",
) -> list[ScheduleDraft]:  # fmt: skip
    """Ours by day and the partner's by night, on one clock, so that no hour is without anybody. ValueError: no times."""
    layers = (
        _layer("Day", day, zone, now, weekly_window(days=EVERY_DAY, start=day_starts, end=day_ends)),
        _layer("Night", night, zone, now, weekly_window(days=EVERY_DAY, start=day_ends, end=day_starts)),
    )
    return [ScheduleDraft(PRIMARY, zone, layers)]


def last_handoff(now: datetime, zone: ZoneInfo) -> datetime:
    """Tuesday 09:00 on the zone's clock, the last one."""
    wall = local(now, zone)
    tuesday = wall.date() - timedelta(days=(wall.weekday() - TUESDAY) % 7)
    handoff = datetime.combine(tuesday, NINE)
    return handoff if handoff <= wall else handoff - timedelta(days=7)


def _weekly(name: str, people: Sequence[Person], zone: ZoneInfo, now: datetime) -> ScheduleDraft:
    return ScheduleDraft(name, zone, (_layer("Weeks", people, zone, now),))


def _layer(
    name: str, people: Sequence[Person], zone: ZoneInfo, now: datetime, *windows: WeeklyWindow
) -> LayerSpec:
    return LayerSpec(
        name=name, precedence=0, zone=zone, participants=tuple((person,) for person in people), length=1,
        unit=TurnUnit.WEEK, starts_at=last_handoff(now, zone), effective_from=now, restrictions=windows,
    )  # fmt: skip
