"""When a verdict's targets are due."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sla.grid import EIGHT_BY_FIVE, GOLD
from sla.priority import Priority
from tests.sla.clients import (
    agreement,
    ask,
    facts,
    on,
    tier,
    wall,
)

P1, P2, P3, P4 = Priority
SATURDAY = "2026-03-07 21:40"


class TestDeadlines:
    def test_a_page_runs_from_receipt_around_the_clock(self) -> None:
        verdict, at = ask(on(GOLD), SATURDAY, P2), wall(SATURDAY)

        assert verdict.acknowledge_due_at == at + timedelta(minutes=20)
        assert verdict.response_due_at == at + timedelta(hours=1)
        assert verdict.update_due_at == at + timedelta(hours=2)
        assert verdict.resolution_due_at == at + timedelta(hours=8)

    def test_the_clock_change_costs_nobody_time(self) -> None:
        verdict = ask(on(GOLD), "2026-03-08 01:55")

        assert verdict.response_due_at == datetime(2026, 3, 8, 7, 25, tzinfo=UTC)  # 03:25 EDT

    def test_what_waits_for_the_desk_runs_from_its_opening(self) -> None:
        verdict = ask(on(EIGHT_BY_FIVE), SATURDAY, P1)

        assert verdict.acknowledge_due_at == wall("2026-03-09 08:10")
        assert verdict.response_due_at == wall("2026-03-09 08:30")

    def test_p3_counts_the_clients_hours_only(self) -> None:
        afternoon, weekend = ask(on(GOLD), "2026-03-06 15:00", P3), ask(on(GOLD), SATURDAY, P3)

        assert afternoon.response_due_at == wall("2026-03-09 10:00")  # 2 h on Friday, 2 h on Monday
        assert weekend.response_due_at == wall("2026-03-09 12:00")

    def test_p4_is_due_when_the_next_business_day_ends(self) -> None:
        friday, weekend = ask(on(GOLD), "2026-03-06 15:00", P4), ask(on(GOLD), SATURDAY, P4)

        assert friday.response_due_at == wall("2026-03-09 17:00")
        assert weekend.response_due_at == wall("2026-03-10 17:00")

    def test_without_targets_nothing_is_due(self) -> None:
        bare = facts(replace(agreement(GOLD), tier=replace(tier(GOLD), targets={})))

        assert ask(bare, SATURDAY).acknowledge_due_at is None
