"""What decides is read in three queries at most, however many tiers a client's agreements name."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from hours.calendar import Band
from sla.facts import ServiceLine, TierKind
from sla.grid import ALL_CELLS, GOLD
from sla.models import Agreement, SlaTierVersion
from sla.priority import Priority
from sla.stored_facts import facts_for, facts_of_all
from sla.stored_tiers import KEPT
from tests.world import NIGHT, World, world

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm() -> World:
    return world()


def test_facts_for_a_decision_take_three_queries_cold_and_one_warm(firm: World) -> None:
    version = SlaTierVersion.objects.get(tier__organization=firm.organization, tier__name="8x5")
    Agreement.objects.create(
        organization=firm.organization, client=firm.northwind, version=version, service_line="security",
        starts_on=date(2026, 1, 1), created_at=NIGHT,
    )  # fmt: skip
    KEPT.clear()

    with CaptureQueriesContext(connection) as cold:
        facts = facts_for(firm.organization, firm.northwind, None, NIGHT)
    with CaptureQueriesContext(connection) as warm:
        assert facts_for(firm.organization, firm.northwind, None, NIGHT) == facts

    assert (len(cold), len(warm)) == (3, 1)
    gold = next(each.tier for each in facts.agreements if each.service_line is None)
    assert (gold.rules, gold.targets, gold.kind) == (dict(GOLD.rules), GOLD.targets, TierKind.ORDINARY)
    assert facts.agreements[0].tier.rules.keys() == set(ALL_CELLS)
    assert gold.rules[ServiceLine.HELP_DESK, Band.WEEKEND, Priority.P1].outcome == "page"


def test_all_clients_are_read_in_as_few(firm: World) -> None:
    KEPT.clear()

    with CaptureQueriesContext(connection) as cold:
        assert len(facts_of_all(firm.organization, NIGHT)) >= 3

    assert len(cold) == 3
