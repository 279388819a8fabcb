"""A tier's 48 rules as a table that can be read: bands down, service lines across, priorities together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext_lazy, ngettext

from hours.calendar import Band
from sla.facts import Outcome, Rule, Runs, ServiceLine, Targets, TierFacts
from sla.priority import Priority
from web.moments import span_words

RUNS = {
    Runs.ALWAYS: gettext_lazy("around the clock"),
    Runs.HOURS: gettext_lazy("in the client's hours"),
    Runs.DAYS: gettext_lazy("in business days"),
}


@dataclass(frozen=True)
class Said:
    """Priorities that share an outcome in one cell, in order."""

    priorities: Sequence[str]
    outcome: str
    contain_only: bool


@dataclass(frozen=True)
class GridRow:
    """One band, and for each service line what is said."""

    band: str
    cells: Sequence[tuple[str, Sequence[Said]]]


@dataclass(frozen=True)
class TargetRow:
    """One priority's targets in words."""

    priority: str
    acknowledge: str
    response: str
    update: str
    resolution: str
    runs: str


def grid_rows(tier: TierFacts) -> list[GridRow]:
    return [GridRow(band, [(line, _said(tier, line, band)) for line in ServiceLine]) for band in Band]


def target_rows(tier: TierFacts) -> list[TargetRow]:
    return [
        _target_row(priority, tier.targets[priority]) for priority in Priority if priority in tier.targets
    ]


def _said(tier: TierFacts, line: ServiceLine, band: Band) -> list[Said]:
    found: dict[Rule, list[str]] = {}
    for priority in Priority:
        rule = tier.rules.get(
            (line, band, priority), Rule(Outcome.PAGE if priority.is_urgent else Outcome.QUEUE)
        )
        found.setdefault(rule, []).append(priority)
    return [Said(priorities, rule.outcome, rule.contain_only) for rule, priorities in found.items()]


def _target_row(priority: Priority, targets: Targets) -> TargetRow:
    return TargetRow(
        priority=priority,
        acknowledge=_target_words(targets.acknowledge, targets.runs),
        response=_target_words(targets.response, targets.runs),
        update=_target_words(targets.update, targets.runs),
        resolution=_target_words(targets.resolution, targets.runs),
        runs=str(RUNS[targets.runs]),
    )


def _target_words(target: timedelta, runs: Runs) -> str:
    if runs is Runs.DAYS:
        return ngettext("%(count)s business day", "%(count)s business days", target.days) % {
            "count": target.days
        }
    return span_words(target)
