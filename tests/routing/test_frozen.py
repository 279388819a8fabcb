"""What was decided stays decided: no edit of what was promised changes a stored decision or what hangs on it."""

from collections.abc import Callable
from datetime import date
from functools import partial
from typing import Any

from accounts.audit import Actor
from hours.special_day import SpecialDay
from hours.weekly import WeeklyWindow
from routing.models import Decision, Incident, TargetClock, TimelineEntry
from sla.actions.agreements import (
    add_agreement,
    archive_agreement,
    edit_agreement,
    end_agreement,
    move_agreements,
    resume_agreement,
    suspend_agreement,
)
from sla.actions.calendars import CalendarDetails, edit_calendar
from sla.actions.clients import ClientDetails, archive_client, edit_client, restore_client
from sla.actions.desk import save_desk
from sla.actions.special_days import add_exception
from sla.actions.tiers import Promise, archive_tier, newest_promise, save_tier
from sla.facts import ServiceLine
from sla.grid import ALL_CELLS, DESK
from sla.models import SlaTier
from tests.night import Night

DECIDED = (Decision, Incident, TargetClock, TimelineEntry)


def stored() -> dict[str, list[dict[str, Any]]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in DECIDED}


def edits(night: Night) -> list[Callable[..., object]]:
    """Everything that is promised to Northwind, turned into its opposite."""
    world, tier = night.world, SlaTier.objects.get(organization=night.world.organization, name="Gold")
    gold, office = world.northwind.agreements.get(), world.northwind.calendar
    less = Promise(dict.fromkeys(ALL_CELLS, DESK), newest_promise(tier).targets)
    always = CalendarDetails(
        "Always", "Asia/Kathmandu", windows=(WeeklyWindow(frozenset(range(7)), 0, 1440),)
    )
    tomorrow = date(2026, 3, 4)

    def moved(**who: Any) -> object:
        version = tier.versions.latest("number")
        return move_agreements(agreements=[gold], version=version, starts_on=date(2026, 3, 3), **who)

    return [
        partial(save_tier, tier=tier, name="Lead", promise=less),
        moved,
        partial(archive_tier, tier=tier),
        partial(add_agreement, client=world.northwind, version=gold.version, starts_on=tomorrow, service_line=ServiceLine.SECURITY),
        partial(end_agreement, agreement=gold, ends_on=date(2026, 1, 31)),
        partial(edit_agreement, agreement=gold, starts_on=date(2026, 1, 15), ends_on=date(2026, 2, 1)),
        partial(suspend_agreement, agreement=gold),
        partial(resume_agreement, agreement=gold),
        partial(archive_agreement, agreement=gold),
        partial(edit_calendar, calendar=office, details=always),
        partial(add_exception, calendar=office, kind="closing", special=SpecialDay(date(2026, 3, 3)), name="Picnic"),
        partial(save_desk, organization=world.organization, name="Desk", email="d@desk.example", calendar=office),
        partial(edit_client, client=world.northwind, details=ClientDetails("Other", code="other", time_zone="Asia/Tokyo")),
        partial(archive_client, client=world.northwind),
        partial(restore_client, client=world.northwind),
    ]  # fmt: skip


def test_no_edit_of_a_promise_changes_what_was_decided(night: Night) -> None:
    night.alert("Core switch down")
    night.reported("Printer jams", "P3")
    night.phone("alice").received("Core switch down")
    before = stored()

    for edit in edits(night):
        assert edit(actor=Actor.member(night.world.alice), now=night.clock.now), edit
        assert stored() == before, edit

    assert [each["outcome"] for each in before["Decision"]] == ["page", "queue"]
