"""Ways to begin: what each template says for the coming weeks, and that it is stored as it says."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.audit import Actor
from accounts.models import Role
from accounts.refusal import Refused
from oncall.actions.begin import begin_schedules
from oncall.shifts import gaps, on_call_at
from oncall.spec import ScheduleSpec
from oncall.stored_specs import on_call
from oncall.templates import (
    ScheduleDraft,
    follow_the_sun,
    last_handoff,
    owner_alone,
    primary_and_backup,
    two_people_weekly,
)
from tests.world import join, new_organization

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 3, 7, 14, tzinfo=UTC)  # Tuesday 02:14 in New York
WEEK = timedelta(days=7)
A_YEAR = 53


def who(draft: ScheduleDraft, at: datetime) -> tuple[object, ...]:
    return on_call_at(ScheduleSpec(draft.zone, draft.layers), at).people


def test_the_owner_alone_is_always_on_call() -> None:
    (draft,) = owner_alone("alice", zone=NEW_YORK, now=NOW)

    assert {who(draft, NOW + number * WEEK) for number in range(A_YEAR)} == {("alice",)}


def test_two_people_take_weeks_in_turn() -> None:
    (draft,) = two_people_weekly("alice", "bob", zone=NEW_YORK, now=NOW)

    assert [who(draft, NOW + number * WEEK) for number in range(4)] == [("alice",), ("bob",)] * 2


@pytest.mark.parametrize("size", [2, 3, 7])
def test_the_backup_is_next_weeks_primary(size: int) -> None:
    primary, backup = primary_and_backup(range(size), zone=NEW_YORK, now=NOW)

    for number in range(A_YEAR):
        at = NOW + number * WEEK
        assert who(backup, at) == who(primary, at + WEEK) != who(primary, at)


def test_following_the_sun_leaves_no_hour_without_anybody() -> None:
    (draft,) = follow_the_sun(["alice", "bob"], ["dave"], zone=NEW_YORK, now=NOW)

    assert gaps(ScheduleSpec(draft.zone, draft.layers), NOW, NOW + A_YEAR * WEEK) == []
    assert who(draft, NOW) == ("dave",)
    assert who(draft, NOW + timedelta(hours=6)) == ("alice",)


def test_the_last_handoff_is_tuesday_at_nine() -> None:
    assert last_handoff(NOW, NEW_YORK).isoformat() == "2026-02-24T09:00:00"
    assert last_handoff(NOW + timedelta(hours=7), NEW_YORK).isoformat() == "2026-03-03T09:00:00"


@pytest.mark.django_db
def test_a_template_becomes_schedules_or_nothing() -> None:
    firm = new_organization("Harbor Pine IT", "harbor-pine", "HP")
    alice, bob = (join(firm, name, Role.TECHNICIAN) for name in ("alice", "bob"))
    drafts = primary_and_backup([alice.pk, bob.pk], zone=NEW_YORK, now=NOW)

    made = begin_schedules(organization=firm, drafts=drafts, actor=Actor.system(), now=NOW)

    assert [row.name for row in made] == ["Primary", "Backup"]
    assert [turn.people for turn in on_call(made, NOW).values()] == [(alice.pk,), (bob.pk,)]
    with pytest.raises(Refused):
        begin_schedules(organization=firm, drafts=reversed(drafts), actor=Actor.system(), now=NOW)
    assert firm.schedules.count() == 2
