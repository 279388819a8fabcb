"""The tiers that ship say what the design says."""

from dataclasses import replace
from datetime import timedelta

import pytest

from hours.calendar import Band
from sla.facts import Outcome, Rule, Runs, ServiceLine, Targets
from sla.grid import (
    ALL_CELLS,
    CALL_OUT_8X5,
    EIGHT_BY_FIVE,
    GOLD,
    GOLD_ALL_DAY,
    MONITORING_24X7,
    NO_AGREEMENT,
    OUTSIDE_HOURS,
    SHIPPED,
    SOLD,
    TARGETS,
    UNKNOWN_CLIENT,
    TierDefault,
    problems,
)
from sla.priority import Priority

WORDS = {
    Rule(Outcome.PAGE): "page",
    Rule(Outcome.PAGE, contain_only=True): "contain",
    Rule(Outcome.CONSENT): "consent",
    Rule(Outcome.QUEUE): "desk",
}
ALL_DESK = "desk desk desk desk"
URGENT_PAGE = "page page desk desk"
URGENT_CONTAIN = "contain contain desk desk"


def row(tier: TierDefault, line: ServiceLine, band: Band) -> str:
    return " ".join(WORDS[tier.rules[line, band, priority]] for priority in Priority)


@pytest.mark.parametrize(
    ("tier", "help_desk", "monitoring", "security"),
    [
        (GOLD, URGENT_PAGE, URGENT_PAGE, URGENT_PAGE),
        (GOLD_ALL_DAY, URGENT_PAGE, URGENT_PAGE, URGENT_PAGE),
        (MONITORING_24X7, "consent desk desk desk", URGENT_PAGE, URGENT_PAGE),
        (CALL_OUT_8X5, "consent consent desk desk", ALL_DESK, URGENT_CONTAIN),
        (EIGHT_BY_FIVE, ALL_DESK, ALL_DESK, URGENT_CONTAIN),
        (UNKNOWN_CLIENT, URGENT_PAGE, URGENT_PAGE, URGENT_PAGE),
        (NO_AGREEMENT, ALL_DESK, ALL_DESK, URGENT_CONTAIN),
    ],
    ids=lambda each: each.name if isinstance(each, TierDefault) else "",
)
def test_outside_business_hours(tier: TierDefault, help_desk: str, monitoring: str, security: str) -> None:
    for band in OUTSIDE_HOURS:
        assert [row(tier, line, band) for line in ServiceLine] == [help_desk, monitoring, security]


@pytest.mark.parametrize("tier", SOLD, ids=lambda tier: tier.name)
def test_in_business_hours_everything_sold_is_the_desks(tier: TierDefault) -> None:
    assert {row(tier, line, Band.BUSINESS_HOURS) for line in ServiceLine} == {ALL_DESK}


def test_doubt_security_and_the_demo_page_in_business_hours_too() -> None:
    in_hours = Band.BUSINESS_HOURS

    assert {row(UNKNOWN_CLIENT, line, in_hours) for line in ServiceLine} == {URGENT_PAGE}
    assert {row(GOLD_ALL_DAY, line, in_hours) for line in ServiceLine} == {URGENT_PAGE}
    assert [row(NO_AGREEMENT, line, in_hours) for line in ServiceLine] == [ALL_DESK, ALL_DESK, URGENT_CONTAIN]


@pytest.mark.parametrize("tier", [*SHIPPED, GOLD_ALL_DAY], ids=lambda tier: tier.name)
def test_every_tier_is_complete(tier: TierDefault) -> None:
    assert len(tier.rules) == 48
    assert problems(tier.rules, tier.targets) == []


def test_what_is_missing_or_odd_is_named() -> None:
    cell = (ServiceLine.SECURITY, Band.WEEKEND, Priority.P1)
    without = {key: rule for key, rule in GOLD.rules.items() if key != cell}
    odd = {**GOLD.rules, cell: Rule(Outcome.QUEUE, contain_only=True)}
    untimed = {key: each for key, each in TARGETS.items() if key is not Priority.P4}

    assert problems(without, TARGETS) == ["No rule for security weekend P1."]
    assert problems(odd, TARGETS) == ["Only a page can be contain-only: security weekend P1."]
    assert problems(GOLD.rules, untimed) == ["No targets for P4."]
    assert len(problems({}, {})) == len(ALL_CELLS) + 4


def test_the_targets_are_the_designs() -> None:
    minutes = {
        priority: [
            each / timedelta(minutes=1) for each in (t.acknowledge, t.response, t.update, t.resolution)
        ]
        for priority, t in TARGETS.items()
    }

    assert minutes[Priority.P1] == [10, 30, 60, 240]
    assert minutes[Priority.P2] == [20, 60, 120, 480]
    assert minutes[Priority.P3] == [240] * 4
    assert minutes[Priority.P4] == [1440] * 4
    assert [TARGETS[each].runs for each in Priority] == ["24x7", "24x7", "hours", "days"]


def test_business_days_are_whole_ones() -> None:
    day = timedelta(days=1)

    with pytest.raises(ValueError, match="whole days"):
        Targets(day, day * 1.5, day, day, Runs.DAYS)
    assert replace(TARGETS[Priority.P4], response=2 * day).runs is Runs.DAYS


def test_whoever_asks_for_consent_has_a_price_to_tell() -> None:
    for tier in SHIPPED:
        asks = Rule(Outcome.CONSENT) in tier.rules.values()
        assert asks is (tier.call_out is not None)
