"""The pure code: who is on call, and what was promised. Processor time: what else runs on the machine does not count."""

import random
import time
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from hours.weekly import weekly_window
from oncall.shifts import on_call_at, shifts
from oncall.spec import Counting, Kind, LayerSpec, OverrideSpec, ScheduleSpec
from oncall.turns import TurnUnit
from sla.coverage import decide
from sla.facts import Channel, Facts, Question, ServiceLine
from sla.priority import Priority

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
SEED = 20261123
AGES = range(1, 11)
NIGHTS = weekly_window(days=range(5), start="18:00", end="08:00")
WEEKENDS = weekly_window(days=(5, 6), start="10:00", end="22:00")
TURNS = ((TurnUnit.WEEK, ()), (TurnUnit.DAY, (NIGHTS,)), (TurnUnit.HOUR, (WEEKENDS,)))


def on_call_seconds(lookups: int = 5000) -> float:
    """Seconds of one lookup: 3 layers, 10 people, 20 overrides, instants over a year."""
    return _seconds_each(schedule(), _instants(lookups))


def lookups_by_age(rounds: int = 15, lookups: int = 400) -> dict[int, float]:
    """Seconds of one lookup by the years that the rotations have run: of interleaved rounds, the fastest of each age."""
    instants = _instants(lookups)
    specs = {years: schedule(years) for years in AGES}
    taken = {
        years: [_seconds_each(spec, instants) for _ in range(3)] for years, spec in specs.items()
    }  # warm
    for _ in range(rounds):
        for years, spec in specs.items():
            taken[years].append(_seconds_each(spec, instants))
    return {years: min(each) for years, each in taken.items()}


def shifts_seconds(rounds: int = 15) -> float:
    """Seconds of 30 days of shifts of the same schedule, the median of several months."""
    spec, month, taken = schedule(), timedelta(days=30), []
    for number in range(rounds):
        since, began = YEAR + number * timedelta(days=20), time.process_time()
        shifts(spec, since, since + month)
        taken.append(time.process_time() - began)
    return median(taken)


def _instants(lookups: int) -> list[datetime]:
    dice = random.Random(SEED)  # noqa: S311
    return [YEAR + timedelta(seconds=dice.randrange(365 * 86_400)) for _ in range(lookups)]


def _seconds_each(spec: ScheduleSpec, instants: list[datetime]) -> float:
    began = time.process_time()
    for instant in instants:
        on_call_at(spec, instant)
    return (time.process_time() - began) / len(instants)


def schedule(years: int = 1) -> ScheduleSpec:
    """Weeks, at night days and at weekends hours on top of each other, which have run for so many years."""
    zone = ZoneInfo("America/New_York")
    people = [f"person {number}" for number in range(10)]
    layers = tuple(
        LayerSpec(
            name=f"layer {number}", precedence=number, zone=zone, participants=tuple((p,) for p in people[number:] + people[:number]),
            length=1, unit=unit, starts_at=datetime(2026 - years, 1, 7, 9),  # noqa: DTZ001 - a wall clock
            restrictions=windows, count_turns=Counting.COVERED,
        )
        for number, (unit, windows) in enumerate(TURNS)
    )  # fmt: skip
    overrides = tuple(
        OverrideSpec(
            kind=Kind.REPLACE, start=YEAR + timedelta(days=18 * n), end=YEAR + timedelta(days=18 * n, hours=12),
            people=(people[n % 10],), instead_of=(people[(n + 1) % 10],),
        )
        for n in range(20)
    )  # fmt: skip
    return ScheduleSpec(zone=zone, layers=layers, overrides=overrides, time_off=())


def decisions_per_second(facts: Facts, count: int = 20_000) -> float:
    """Decisions a second for one client, over a year of instants and all lines and priorities."""
    dice = random.Random(SEED)  # noqa: S311
    questions = [
        Question(
            received_at=YEAR + timedelta(seconds=dice.randrange(365 * 86_400)), service_line=dice.choice(list(ServiceLine)),
            priority=dice.choice(list(Priority)), channel=Channel.ALERT,
        )
        for _ in range(count)
    ]  # fmt: skip
    began = time.process_time()
    for question in questions:
        decide(facts, question)
    return count / (time.process_time() - began)
