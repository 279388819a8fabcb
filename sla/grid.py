"""The tiers that ship: their grids and targets as data, from the design's "Defaults", and what a grid must hold."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import product
from types import MappingProxyType

from hours.calendar import Band
from sla.facts import CallOut, Cell, Outcome, Rule, Runs, ServiceLine, Targets, TierKind
from sla.priority import URGENT, Priority

ALL_CELLS: tuple[Cell, ...] = tuple(product(ServiceLine, Band, Priority))
OUTSIDE_HOURS = frozenset(Band) - {Band.BUSINESS_HOURS}
DESK = Rule(Outcome.QUEUE)
PAGE = Rule(Outcome.PAGE)
CONSENT = Rule(Outcome.CONSENT)
CONTAIN = Rule(Outcome.PAGE, contain_only=True)

Exceptions = Mapping[tuple[ServiceLine, Priority], Rule]


@dataclass(frozen=True)
class TierDefault:
    """A tier as it ships: name, kind, all 48 rules, targets of all priorities, the price of a call-out if sold."""

    name: str
    rules: Mapping[Cell, Rule]
    kind: TierKind = TierKind.ORDINARY
    call_out: CallOut | None = None
    targets: Mapping[Priority, Targets] = field(default_factory=lambda: TARGETS)


def urgent(rule: Rule, *lines: ServiceLine) -> Exceptions:
    """The same rule for P1 and P2 on these lines."""
    return dict.fromkeys(product(lines, sorted(URGENT)), rule)


def grid(exceptions: Exceptions, bands: Iterable[Band] = OUTSIDE_HOURS) -> Mapping[Cell, Rule]:
    """A complete grid: these rules in these bands, the desk everywhere else."""
    chosen = frozenset(bands)
    return MappingProxyType(
        {
            (line, band, priority): exceptions.get((line, priority), DESK) if band in chosen else DESK
            for line, band, priority in ALL_CELLS
        }
    )


def problems(rules: Mapping[Cell, Rule], targets: Mapping[Priority, Targets]) -> list[str]:
    """What keeps a tier from being saved, in words: missing cells, missing targets, a desk that would contain only."""
    missing = [f"No rule for {' '.join(cell)}." for cell in ALL_CELLS if cell not in rules]
    odd = [
        f"Only a page can be contain-only: {' '.join(cell)}."
        for cell, rule in rules.items()
        if rule.contain_only and rule.outcome is not Outcome.PAGE
    ]
    return missing + odd + [f"No targets for {each}." for each in Priority if each not in targets]


def _around_the_clock(*minutes: int) -> Targets:
    acknowledge, response, update, resolution = (timedelta(minutes=each) for each in minutes)
    return Targets(acknowledge, response, update, resolution, Runs.ALWAYS)


def _all(target: timedelta, runs: Runs) -> Targets:
    return Targets(target, target, target, target, runs)


TARGETS: Mapping[Priority, Targets] = MappingProxyType(
    {
        Priority.P1: _around_the_clock(10, 30, 60, 240),
        Priority.P2: _around_the_clock(20, 60, 120, 480),
        Priority.P3: _all(timedelta(hours=4), Runs.HOURS),
        Priority.P4: _all(timedelta(days=1), Runs.DAYS),
    }
)
CALL_OUT = CallOut(rate_cents=18_000)

GOLD = TierDefault("Gold", grid(urgent(PAGE, *ServiceLine)))
GOLD_ALL_DAY = TierDefault(
    "Gold", grid(urgent(PAGE, *ServiceLine), Band)
)  # the demo's: its night plays at noon
MONITORING_24X7 = TierDefault(
    "24/7 monitoring + 8x5",
    grid(
        {
            **urgent(PAGE, ServiceLine.MONITORING, ServiceLine.SECURITY),
            (ServiceLine.HELP_DESK, Priority.P1): CONSENT,
        }
    ),
    call_out=CALL_OUT,
)
CALL_OUT_8X5 = TierDefault(
    "8x5 with call-out",
    grid({**urgent(CONSENT, ServiceLine.HELP_DESK), **urgent(CONTAIN, ServiceLine.SECURITY)}),
    call_out=CALL_OUT,
)
EIGHT_BY_FIVE = TierDefault("8x5", grid(urgent(CONTAIN, ServiceLine.SECURITY)))
UNKNOWN_CLIENT = TierDefault("Default", grid(urgent(PAGE, *ServiceLine), Band), kind=TierKind.DEFAULT)
NO_AGREEMENT = TierDefault(
    "No agreement", grid(urgent(CONTAIN, ServiceLine.SECURITY), Band), kind=TierKind.NO_AGREEMENT
)
SOLD = (GOLD, MONITORING_24X7, CALL_OUT_8X5, EIGHT_BY_FIVE)
SHIPPED = (*SOLD, UNKNOWN_CLIENT, NO_AGREEMENT)
