"""Sixty clients of six zones with eight tiers, and the nights in which clocks change and holidays begin, from a seed."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from hours.calendar import Calendar, DatedWindow, HolidayDay
from hours.special_day import SpecialDay, parts_of
from hours.weekly import WeeklyWindow
from sla.facts import (
    AgreementFacts,
    Channel,
    ClientFacts,
    Facts,
    Outcome,
    Question,
    Rule,
    ServiceLine,
    TierFacts,
)
from sla.grid import ALL_CELLS, GOLD, GOLD_ALL_DAY, NO_AGREEMENT, SOLD, UNKNOWN_CLIENT
from sla.priority import Priority
from tests.sla.clients import EVERY_DAY, WORKDAYS, tier
from tests.sla.reference import DAY, HOUR, laid, shown

ZONES = tuple(
    ZoneInfo(name)
    for name in (
        "America/New_York", "America/Havana", "Europe/London", "Africa/Cairo", "Australia/Lord_Howe", "Asia/Kathmandu"
    )
)  # fmt: skip
CLIENTS = 60
NEW_YEAR = datetime(2026, 1, 1, tzinfo=UTC)
TICK = timedelta(microseconds=1)
EARLY = (30, 60, 90, 105, 120, 150, 1410)  # when clocks change, or within what they skip or repeat
MINUTES = (0, *EARLY, 480, 540, 720, 1020, 1380)
SITES = (None, 7, 8)


@cache
def changes(zone: ZoneInfo) -> list[datetime]:
    """When its clock changes in 2026, to the minute."""
    hours = [NEW_YEAR + number * HOUR for number in range(365 * 24)]
    moved = (
        at for at in hours if at.astimezone(zone).utcoffset() != (at + HOUR).astimezone(zone).utcoffset()
    )
    return [_minute(at, zone) for at in moved]


def _minute(at: datetime, zone: ZoneInfo) -> datetime:
    before = at.astimezone(zone).utcoffset()
    while at.astimezone(zone).utcoffset() == before:
        at += timedelta(minutes=1)
    return at


def eight_tiers(dice: Random) -> list[TierFacts]:
    """The shipped ones and, up to eight, grids in which anything may stand, or nothing."""
    shipped = [tier(each, id=100 + place) for place, each in enumerate([*SOLD, GOLD_ALL_DAY])]
    odd = [replace(tier(GOLD, id=200 + place), rules=_any_grid(dice)) for place in range(8 - len(shipped))]
    return [*shipped, *odd]


def _any_grid(dice: Random) -> dict[object, Rule]:
    def rule() -> Rule:
        outcome = dice.choice(list(Outcome))
        return Rule(outcome, contain_only=outcome is Outcome.PAGE and dice.random() < 0.3)

    return {cell: rule() for cell in ALL_CELLS if dice.random() < 0.9}


def clients(dice: Random, zone: ZoneInfo) -> Iterator[Facts]:
    """A sixth of the sixty; the desk is elsewhere, at home, closed for ever, or not there."""
    tiers = eight_tiers(dice)
    desks = [None, Calendar(zone), *(_calendar(dice, dice.choice(ZONES)) for _ in range(2))]
    for number in range(CLIENTS // len(ZONES)):
        known = ClientFacts(f"c{number}", f"Client {number}", zone if number % 3 else dice.choice(ZONES))
        yield Facts(
            client=None if number == 9 else known,
            calendar=_calendar(dice, zone),
            agreements=tuple(_agreement(dice, tiers, zone, id) for id in range(1, dice.randint(1, 5))),
            default_tier=tier(UNKNOWN_CLIENT, id=90),
            no_agreement_tier=tier(NO_AGREEMENT, id=91),
            desk_calendar=desks[min(dice.randrange(8), 3)],
        )


def _agreement(dice: Random, tiers: list[TierFacts], zone: ZoneInfo, id: int) -> AgreementFacts:
    turning = [*_nights(zone), date(2026, 12, 24), date(2026, 12, 25)]
    starts = dice.choice([date(2025, 1, 1), date(2026, 5, 1), *turning])
    ends = dice.choice([None, None, *(day for day in turning if day >= starts)])
    return AgreementFacts(
        id, dice.choice(tiers), starts, ends, suspended=dice.random() < 0.15, site_id=dice.choice([None, None, 7]),
        service_line=dice.choice([None, None, *ServiceLine]),
    )  # fmt: skip


def _calendar(dice: Random, zone: ZoneInfo) -> Calendar:
    days = [*_nights(zone), *(date(2026, 12, day) for day in (24, 25, 26, 28))]
    return Calendar(
        zone,
        windows=(_by_night(dice), *(_window(dice) for _ in range(dice.randint(0, 2)))),
        weekend_days=frozenset(dice.choice([(5, 6), (4, 5), (6,)])),
        holidays=(
            HolidayDay(date(2026, 12, 24), "Christmas Eve", closed_from=dice.choice([720, 1020])),
            HolidayDay(date(2026, 12, 25), "Christmas Day"),
            *(HolidayDay(day, "Own day", *_part(dice)) for day in dice.sample(days, 2)),
        ),
        openings=tuple(DatedWindow(day, *_part(dice)) for day in dice.sample(days, 2)),
        closings=(
            *(DatedWindow(day, *_part(dice)) for day in dice.sample(days, 2)),
            *_over_midnight(dice, days),
        ),
    )


def _over_midnight(dice: Random, days: list[date]) -> Iterator[DatedWindow]:
    """Closed from one evening into another morning, as a person enters it."""
    special = SpecialDay(
        dice.choice(days), 1020, dice.choice(EARLY), further_days=dice.randint(1, 2), yearly=True
    )
    return (DatedWindow(*part) for part in parts_of(special, (2026, 2027)))


def _by_night(dice: Random) -> WeeklyWindow:
    """One that begins or ends when clocks change."""
    early, late = dice.choice(EARLY), dice.choice([480, 1020, 1200])
    return WeeklyWindow(EVERY_DAY, *dice.choice([(early, late), (late, early)]))


def _window(dice: Random) -> WeeklyWindow:
    start, end = dice.sample(MINUTES, 2)
    return WeeklyWindow(dice.choice([WORKDAYS, EVERY_DAY, frozenset({5, 6})]), start, end or 1440)


def _part(dice: Random) -> tuple[int, int]:
    start, end = sorted(dice.sample([*MINUTES, 1440], 2))
    return start, end


def _nights(zone: ZoneInfo) -> list[date]:
    return [shown(at, zone).date() for at in changes(zone)] or [date(2026, 3, 8), date(2026, 11, 1)]


def boundaries(known: Facts) -> list[datetime]:
    """Everything at which anything begins or ends for this client around its clock changes and 24 to 26 December."""
    zone = known.calendar.zone
    both = [known.calendar, known.desk_calendar, Calendar(known.client.zone) if known.client else None]
    cuts = {at for each in both if each for at in laid(each).cuts} | set(changes(zone))
    nights = changes(zone) or [datetime(2026, 3, 8, 6, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC)]
    times = [(night - DAY, night + DAY) for night in nights]
    christmas = laid(known.calendar).midnights[laid(known.calendar).days.index(date(2026, 12, 24))]
    times.append((christmas, christmas + 3 * DAY))
    return sorted(at for at in cuts if any(since <= at <= until for since, until in times))


def every_question(dice: Random, at: datetime) -> list[Question]:
    """Each line and priority, by some channel, for some site, of something new or of something that lay there."""
    return [_question(dice, at, line, priority) for line in ServiceLine for priority in Priority]


def any_question(dice: Random) -> Question:
    """At any microsecond of 2026."""
    at = NEW_YEAR + timedelta(microseconds=dice.randrange(365 * 86400 * 10**6))
    return _question(dice, at, dice.choice(list(ServiceLine)), dice.choice(list(Priority)))


def _question(dice: Random, at: datetime, line: ServiceLine, priority: Priority) -> Question:
    return Question(
        at, line, priority, dice.choice(list(Channel)), dice.choice(SITES), untaken_at_desk=dice.random() < 0.1,
        charge_accepted=dice.random() < 0.2,
    )  # fmt: skip
