"""What a tier promises, between the API's lists and the action's mappings."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from rest_framework.exceptions import ValidationError

from hours.calendar import Band
from routing.telling import call_out as call_out_told
from sla.actions.tiers import Promise
from sla.facts import CallOut, Cell, Outcome, Rule, Runs, ServiceLine, Targets
from sla.grid import TARGETS, grid
from sla.priority import Priority
from web.target_faults import target_faults

Said = dict[str, Any]
NAMES = ("acknowledge", "response", "update", "resolution")
ALL_TO_THE_DESK = Promise(grid({}), TARGETS)
TWICE = "This is said twice: say it once."


def promise_told(
    rules: Mapping[Cell, Rule], targets: Mapping[Priority, Targets], call_out: CallOut | None
) -> Said:
    return {
        "rules": [rule_told(cell, rule) for cell, rule in rules.items()],
        "targets": [targets_told(priority, each) for priority, each in sorted(targets.items())],
        "call_out": call_out_told(call_out) if call_out else None,
    }  # fmt: skip


def rule_told(cell: Cell, rule: Rule) -> Said:
    line, band, priority = cell
    where = {"service_line": line.value, "band": band.value, "priority": priority.value}
    return where | {"outcome": rule.outcome.value, "contain_only": rule.contain_only}


def targets_told(priority: Priority, each: Targets) -> Said:
    spans = {f"{name}_seconds": int(getattr(each, name).total_seconds()) for name in NAMES}
    return {"priority": priority.value, **spans, "runs": each.runs.value}


def promise_of(begun: Promise, said: Said) -> Promise:
    """What was said on top of what there was. Raises ValidationError with the path of each fault."""
    errors: dict[str, list[str]] = {}
    rules = dict(begun.rules) | dict(_rules(said.get("rules", []), errors))
    targets = dict(begun.targets) | dict(_targets(said.get("targets", []), errors))
    if errors:
        raise ValidationError(errors)
    found = replace(begun, rules=rules, targets=targets)
    if "call_out" not in said:
        return found
    return replace(found, call_out=CallOut(**said["call_out"]) if said["call_out"] else None)


def _rules(said: list[Said], errors: dict[str, list[str]]) -> Iterator[tuple[Cell, Rule]]:
    seen: set[Cell] = set()
    for place, one in enumerate(said):
        cell = ServiceLine(one["service_line"]), Band(one["band"]), Priority(one["priority"])
        rule = Rule(Outcome(one["outcome"]), one["contain_only"])
        if cell in seen:
            errors[f"rules[{place}]"] = [TWICE]
        if rule.contain_only and rule.outcome is not Outcome.PAGE:
            errors[f"rules[{place}].contain_only"] = ["Only a page can be contain-only."]
        seen.add(cell)
        yield cell, rule


def _targets(said: list[Said], errors: dict[str, list[str]]) -> Iterator[tuple[Priority, Targets]]:
    seen: set[Priority] = set()
    for place, one in enumerate(said):
        priority, path = Priority(one["priority"]), f"targets[{place}]"
        spans = {name: timedelta(seconds=one[f"{name}_seconds"]) for name in NAMES}
        faults = list(target_faults(spans, one["runs"]))
        errors |= {f"{path}.{name}_seconds": [words] for name, words in faults}
        if priority in seen:
            errors[path] = [TWICE]
        seen.add(priority)
        if not faults:
            yield priority, Targets(**spans, runs=Runs(one["runs"]))
