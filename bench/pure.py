"""The pure code: who is on call, and what was promised. Processor time: what else runs on the machine does not count."""

import random
import time
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from oncall.shifts import on_call_at
from oncall.spec import Kind, LayerSpec, OverrideSpec, ScheduleSpec
from oncall.turns import TurnUnit
from sla.coverage import decide
from sla.facts import Channel, Facts, Question, ServiceLine
from sla.priority import Priority

YEAR = datetime(2026, 1, 1, tzinfo=UTC)
SEED = 20261123


def on_call_seconds(lookups: int = 5000) -> float:
    """Seconds of one lookup: 3 layers, 10 people, 20 overrides, instants over a year."""
    spec, dice = schedule(), random.Random(SEED)  # noqa: S311
    instants = [YEAR + timedelta(seconds=dice.randrange(365 * 86_400)) for _ in range(lookups)]
    began = time.process_time()
    for instant in instants:
        on_call_at(spec, instant)
    return (time.process_time() - began) / lookups


def schedule() -> ScheduleSpec:
    zone = ZoneInfo("America/New_York")
    people = [f"person {number}" for number in range(10)]
    layers = tuple(
        LayerSpec(
            name=f"layer {number}", precedence=number, zone=zone, participants=tuple((p,) for p in people[number:] + people[:number]),
            length=1, unit=unit, starts_at=datetime(2025, 1, 7, 9),  # noqa: DTZ001 - a wall clock
        )
        for number, unit in enumerate((TurnUnit.WEEK, TurnUnit.DAY, TurnUnit.HOUR))
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
