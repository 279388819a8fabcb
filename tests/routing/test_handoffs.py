"""Carol comes on call at 18:00: she is told, says that she knows, and where she does not, others hear it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.audit import Actor
from accounts.models import AuditEvent, Membership
from delivery.models import ContactMethod
from delivery.segments import GSM, segments
from oncall.actions.override import add_override, cancel_override
from oncall.models import Override, Shadow, StepTarget
from routing.actions.handoff_turn import take_handoff
from routing.models import Handoff, HandoffWatch, ReplyCode
from tests.night import Night

pytestmark = pytest.mark.django_db
SIX = datetime(2026, 3, 3, 23, tzinfo=UTC)  # Tuesday 18:00 in New York
EIGHT = datetime(2026, 3, 4, 13, tzinfo=UTC)  # Wednesday 08:00
MINUTE = timedelta(minutes=1)


def puts_on(night: Night, who: Membership, start: datetime = SIX, end: datetime = EIGHT) -> Override:
    """`who` is backup instead of Bob."""
    made = add_override(
        schedule=night.world.backup, kind="replace", subject=night.world.bob, stand_in=who, start_at=start, end_at=end,
        actor=Actor.system(), now=night.clock.now,
    )  # fmt: skip
    night.do_due()
    return made


def ahead(night: Night, hours: int) -> None:
    night.world.organization.handoff_hours_before = hours
    night.world.organization.save()


@pytest.fixture
def afternoon(night: Night) -> Night:
    """Tuesday 16:00 in New York: from now on somebody looks who comes on call."""
    night.clock.to(SIX - timedelta(hours=2))
    HandoffWatch.objects.filter(organization=night.world.organization).update(due_at=night.clock.now)
    ahead(night, 0)
    night.do_due()
    return night


@pytest.fixture
def evening(afternoon: Night) -> Night:
    """Carol is backup from 18:00, and has been told so at 18:00."""
    puts_on(afternoon, afternoon.world.carol)
    afternoon.clock.to(SIX)
    return afternoon


def told(night: Night) -> str:
    return night.phone("carol").received("You are on call now")


def the_handoff(night: Night) -> Handoff:
    return Handoff.objects.get(member=night.world.carol)


def test_who_comes_on_is_told_in_her_time_and_a_1_confirms(evening: Night) -> None:
    assert (
        told(evening)
        == "Harbor Pine: You are on call now until Wed 4 Mar 08:00 EST, Backup. Nothing is open. Reply 1 to confirm."
    )

    evening.phone("carol").replies("1")

    evening.phone("carol").received("Thanks, you have it until Wed 4 Mar 08:00 EST.")
    row = the_handoff(evening)
    assert (row.confirmed_at, row.confirmed_how, row.due_at) == (evening.clock.now, "text", None)
    assert AuditEvent.objects.filter(verb="confirmed", object_kind="handoff").count() == 1
    evening.clock.forward(hours=1)


def test_the_text_says_what_is_open_the_most_urgent_first_in_two_segments(afternoon: Night) -> None:
    puts_on(afternoon, afternoon.world.dave)
    afternoon.clock.to(SIX - 3 * MINUTE)
    afternoon.rest_is_noise = True
    afternoon.alert("A printer is out of paper, and this is a very long title about it", severity="error")
    for n in range(4):
        afternoon.alert(f"Core switch {n} down")
    afternoon.clock.to(SIX)

    text = afternoon.phone("dave").received("You are on call now")

    assert "5 open: P1 Northwind Dental: Core switch 0 down" in text
    assert "; 2 more." in text
    assert segments(text) <= 2
    assert GSM.issuperset(text)
    assert "to confirm." in text


def test_without_a_1_the_one_going_off_and_the_managers_hear_it_once(evening: Night) -> None:
    told(evening)

    evening.clock.to(SIX + 15 * MINUTE - timedelta(seconds=1))
    assert evening.phone("bob").is_quiet
    assert evening.phone("alice").is_quiet
    evening.clock.forward(seconds=2)

    assert evening.phone("bob").received(
        "Carol has not confirmed the shift that began 18:00 EST, Backup"
    ) == (
        "Harbor Pine: Carol has not confirmed the shift that began 18:00 EST, Backup."
        " Carol stays on call; you may still be asked."
    )
    evening.phone("alice").received("Carol has not confirmed", "Carol stays on call: the schedule decides")
    assert evening.mails("alice@harbor-pine.example") == ["Carol has not confirmed"]
    assert mail.outbox[-1].body.endswith(f"/schedules/{evening.world.backup.pk}/\n")
    assert evening.mails("carol@harbor-pine.example") == []
    evening.clock.forward(hours=2)
    assert AuditEvent.objects.filter(verb="not confirmed", object_kind="handoff").count() == 1


def test_by_day_the_manager_has_a_mail_and_no_text(afternoon: Night) -> None:
    start = SIX + timedelta(hours=16)
    puts_on(afternoon, afternoon.world.dave, start, start + timedelta(hours=4))
    afternoon.clock.now = start - 10 * MINUTE
    afternoon.clock.to(start)
    afternoon.phone("dave").received("You are on call now until Wed 4 Mar 14:00 EST")

    afternoon.clock.forward(minutes=16)

    afternoon.phone("bob").received("Dave has not confirmed")
    assert afternoon.mails("alice@harbor-pine.example") == ["Dave has not confirmed"]


def test_a_late_1_counts_and_who_was_worried_hears_it(evening: Night) -> None:
    told(evening)
    evening.clock.forward(minutes=20)
    evening.phone("bob").received("Carol has not confirmed")
    evening.phone("alice").received("Carol has not confirmed")

    evening.phone("carol").replies("1")

    evening.phone("carol").received("Thanks, you have it until")
    evening.phone("bob").received(
        "Carol has confirmed the shift that began 18:00 EST, Backup. Nothing to do."
    )


def test_a_late_1_for_two_shifts_is_told_to_who_went_off_at_each(afternoon: Night) -> None:
    world = afternoon.world
    afternoon.rest_is_noise = True
    add_override(
        schedule=world.primary, kind="replace", subject=world.alice, stand_in=world.carol, start_at=SIX + 20 * MINUTE,
        end_at=EIGHT, actor=Actor.system(), now=afternoon.clock.now,
    )  # fmt: skip
    puts_on(afternoon, world.carol)
    afternoon.clock.to(SIX + 40 * MINUTE)

    afternoon.phone("carol").replies("1")

    afternoon.phone("bob").received("Carol has confirmed the shift that began 18:00 EST, Backup. Nothing")
    afternoon.phone("alice").received("Carol has confirmed the shift that began 18:20 EST, Primary. Nothing")


def test_whoever_took_an_incident_since_is_awake(evening: Night) -> None:
    told(evening)
    evening.rest_is_noise = True
    evening.alert()
    evening.clock.forward(minutes=4, seconds=1)
    text = evening.phone("carol").received("Core switch down")
    code = text.split("Reply ")[1].split(" ")[0]
    assert code != "1", "a bare 1 is the shift's"

    evening.phone("carol").replies(code)
    evening.clock.to(SIX + 16 * MINUTE)

    assert evening.incident().taken_by == evening.world.carol
    assert the_handoff(evening).confirmed_how == "awake"
    assert evening.mails("alice@harbor-pine.example") == []


# One phone, a shift and pages (engine.md, promise 14)


def test_a_1_for_the_shift_takes_no_incident_and_the_next_1_does(evening: Night) -> None:
    told(evening)
    evening.rest_is_noise = True
    evening.alert()
    evening.clock.forward(minutes=4, seconds=1)

    evening.phone("carol").replies("1")

    text = evening.phone("carol").received(
        "Thanks, you have the shift", "Not taken yet:", "Northwind Dental: Core switch down"
    )
    assert (evening.incident().status, the_handoff(evening).confirmed_how) == ("triggered", "text")
    assert f"Reply {ReplyCode.objects.get(phone='+12125550103', handoff=None).code} to take it." in text
    evening.phone("carol").replies("1")
    assert evening.incident().taken_by == evening.world.carol


def test_on_a_phone_that_was_paged_lately_the_shift_has_a_code_and_a_1_takes_the_page(
    afternoon: Night,
) -> None:
    afternoon.rest_is_noise = True
    puts_on(afternoon, afternoon.world.alice)
    afternoon.clock.to(SIX - 5 * MINUTE)
    afternoon.alert()
    afternoon.clock.to(SIX)
    text = afternoon.phone("alice").received("You are on call now", "Core switch down")
    code = ReplyCode.objects.get(handoff__isnull=False).code
    assert f"Reply {code} to confirm." in text

    afternoon.phone("alice").replies("1")

    assert afternoon.incident().taken_by == afternoon.world.alice
    assert Handoff.objects.get(member=afternoon.world.alice).confirmed_at is None
    afternoon.phone("alice").replies(f"{code} 1")
    afternoon.phone("alice").received("Thanks, you have it until")
    assert Handoff.objects.get(member=afternoon.world.alice).confirmed_how == "text"


@pytest.mark.parametrize("body", ["I am ill", "2", "yes", "no"])
def test_what_confirms_nothing_is_asked_again(evening: Night, body: str) -> None:
    told(evening)

    evening.phone("carol").replies(body)

    text = evening.phone("carol").received("Not understood. Reply 1 to confirm that you are on call, Backup")
    assert "Not possible? Tell a manager now." in text
    assert the_handoff(evening).confirmed_at is None


def test_after_an_hour_the_bare_key_is_the_pages_again(evening: Night) -> None:
    told(evening)
    evening.rest_is_noise = True
    evening.clock.forward(minutes=61)
    evening.alert()
    evening.clock.forward(minutes=4, seconds=1)
    evening.phone("carol").received("Core switch down", "Reply 1 to take it")

    evening.phone("carol").replies("1")

    assert evening.incident().taken_by == evening.world.carol


# Which handoffs there are


def test_hours_before_she_is_told_too_and_confirms_once_for_all(afternoon: Night) -> None:
    ahead(afternoon, 1)
    puts_on(afternoon, afternoon.world.carol)
    afternoon.clock.to(SIX - timedelta(hours=1))
    text = afternoon.phone("carol").received(
        "You are on call from Tue 3 Mar 18:00 EST until Wed 4 Mar 08:00 EST, Backup"
    )
    assert "Reply 1 to confirm. Not possible? https://bell.example/me/" in text

    afternoon.phone("carol").replies("1")

    afternoon.phone("carol").received("Thanks. You are on call from Tue 3 Mar 18:00 EST until")
    afternoon.clock.to(SIX + timedelta(hours=1))
    assert the_handoff(afternoon).told_at == SIX


def test_what_would_come_in_the_night_comes_the_evening_before(afternoon: Night) -> None:
    ahead(afternoon, 1)
    three = datetime(2026, 3, 4, 8, tzinfo=UTC)
    puts_on(afternoon, afternoon.world.dave, three, EIGHT)
    afternoon.clock.forward(minutes=6)

    afternoon.clock.now = datetime(2026, 3, 4, 2, 1, tzinfo=UTC)
    afternoon.do_due()

    afternoon.phone("dave").received("You are on call from Wed 4 Mar 03:00 EST")
    afternoon.phone("bob").received("You are on call from Wed 4 Mar 08:00 EST")
    afternoon.phone("dave").replies("1")
    afternoon.phone("dave").received("Thanks.")
    afternoon.clock.now = three - MINUTE
    afternoon.clock.forward(minutes=20)


def test_a_handoff_that_vanishes_is_withdrawn_and_said_so_where_it_was_told(afternoon: Night) -> None:
    ahead(afternoon, 1)
    override = puts_on(afternoon, afternoon.world.carol)
    afternoon.clock.to(SIX - timedelta(minutes=50))
    afternoon.phone("carol").received("You are on call from")

    cancel_override(override=override, actor=Actor.system(), now=afternoon.clock.now)
    afternoon.clock.forward(minutes=6)

    afternoon.phone("carol").received(
        "The schedule was changed: you are not on call from Tue 3 Mar 18:00 EST, Backup."
    )
    assert the_handoff(afternoon).withdrawn_at is not None
    puts_on(afternoon, afternoon.world.carol)
    afternoon.clock.to(SIX)
    told(afternoon)


def test_what_is_theirs_again_before_anybody_looked_is_said_again(afternoon: Night) -> None:
    ahead(afternoon, 1)
    override = puts_on(afternoon, afternoon.world.carol)
    afternoon.clock.forward(minutes=5)
    cancel_override(override=override, actor=Actor.system(), now=afternoon.clock.now)
    take_handoff(handoff_id=the_handoff(afternoon).pk, now=SIX - timedelta(hours=1))
    assert the_handoff(afternoon).withdrawn_at is not None

    puts_on(afternoon, afternoon.world.carol)

    afternoon.clock.to(SIX - timedelta(hours=1))
    afternoon.phone("carol").received("You are on call from Tue 3 Mar 18:00 EST")


def test_as_long_as_the_schedules_say_the_same_they_are_not_worked_out_again(afternoon: Night) -> None:
    rows = HandoffWatch.objects.filter(organization=afternoon.world.organization)
    afternoon.clock.forward(minutes=6)
    before = rows.get()

    afternoon.clock.forward(minutes=5)
    assert (rows.get().seen, rows.get().looked_until) == (before.seen, before.looked_until)
    puts_on(afternoon, afternoon.world.dave, SIX + timedelta(days=1), SIX + timedelta(days=1, hours=2))
    afternoon.clock.forward(minutes=5)

    assert rows.get().seen != before.seen
    assert Handoff.objects.filter(member=afternoon.world.dave).exists()


def test_who_takes_over_right_now_knows_it(afternoon: Night) -> None:
    afternoon.clock.to(SIX - MINUTE)
    puts_on(afternoon, afternoon.world.carol)

    afternoon.clock.forward(hours=1)

    assert not Handoff.objects.filter(member=afternoon.world.carol).exists()


def test_who_stays_on_hears_nothing(afternoon: Night) -> None:
    puts_on(afternoon, afternoon.world.carol)
    puts_on(afternoon, afternoon.world.carol, EIGHT, EIGHT + timedelta(hours=2))
    afternoon.clock.to(SIX)
    told(afternoon)
    afternoon.phone("carol").replies("1")
    afternoon.phone("carol").received("Thanks, you have it until Wed 4 Mar 10:00 EST.")

    afternoon.clock.now = EIGHT - 10 * MINUTE
    afternoon.clock.forward(minutes=30)


def test_where_no_policy_pages_nobody_is_told(afternoon: Night) -> None:
    StepTarget.objects.filter(schedule=afternoon.world.backup).delete()
    puts_on(afternoon, afternoon.world.carol)

    afternoon.clock.to(SIX + timedelta(hours=1))

    assert not Handoff.objects.exists()


def test_shadows_are_told_by_mail_and_are_asked_nothing(afternoon: Night) -> None:
    for member in (afternoon.world.dave, afternoon.world.carol):
        Shadow.objects.create(schedule=afternoon.world.backup, member=member)
    puts_on(afternoon, afternoon.world.carol)

    afternoon.clock.to(SIX)

    told(afternoon)
    assert afternoon.mails("dave@harbor-pine.example") == ["Carol is on call now"]
    assert "until Wed 4 Mar 08:00 EST, Backup. You follow along: nothing to do." in mail.outbox[-1].body
    assert afternoon.mails("carol@harbor-pine.example") == []
    assert not Handoff.objects.filter(member=afternoon.world.dave).exists()


def test_without_a_phone_that_takes_texts_there_is_a_mail(afternoon: Night) -> None:
    ContactMethod.objects.filter(member=afternoon.world.carol).update(can_text=False)
    puts_on(afternoon, afternoon.world.carol)

    afternoon.clock.to(SIX)

    assert afternoon.mails("carol@harbor-pine.example") == ["You are on call now"]


def test_one_text_for_two_schedules_at_once(afternoon: Night) -> None:
    puts_on(afternoon, afternoon.world.carol)
    add_override(
        schedule=afternoon.world.primary, kind="set", people=[afternoon.world.carol], start_at=SIX, end_at=EIGHT,
        actor=Actor.system(), now=afternoon.clock.now,
    )  # fmt: skip
    afternoon.clock.to(SIX)

    afternoon.phone("carol").received("You are on call now", "Primary")
    afternoon.phone("carol").replies("1")

    afternoon.phone("carol").received("Thanks, you have it until")
    assert Handoff.objects.exclude(confirmed_at=None).count() == 2


def test_after_a_pause_of_the_sweep_what_began_meanwhile_is_told_late(afternoon: Night) -> None:
    puts_on(afternoon, afternoon.world.carol)
    afternoon.clock.forward(minutes=5)
    afternoon.clock.now = SIX + 30 * MINUTE

    afternoon.do_due()

    told(afternoon)
    assert the_handoff(afternoon).due_at == SIX + 45 * MINUTE


@pytest.mark.parametrize("by", ["text", "mail"])
def test_what_was_to_be_said_before_and_could_not_leave_is_not_said_afterwards(
    afternoon: Night, by: str
) -> None:
    ahead(afternoon, 1)
    ContactMethod.objects.filter(member=afternoon.world.carol).update(can_text=by == "text")
    puts_on(afternoon, afternoon.world.carol)
    afternoon.clock.forward(minutes=5)
    take_handoff(
        handoff_id=the_handoff(afternoon).pk, now=SIX - timedelta(hours=1)
    )  # nothing is sent by then

    afternoon.clock.now = SIX + MINUTE
    afternoon.do_due()

    assert the_handoff(afternoon).before_told_at == SIX - timedelta(hours=1)
    if by == "text":
        told(afternoon)
    assert afternoon.mails("carol@harbor-pine.example") == ["You are on call now"] * (by == "mail")


def test_what_was_to_be_said_in_the_evening_waits_for_the_morning_after_a_pause(afternoon: Night) -> None:
    ahead(afternoon, 12)
    puts_on(afternoon, afternoon.world.carol, EIGHT + timedelta(hours=6), EIGHT + timedelta(hours=8))
    afternoon.clock.forward(minutes=5)
    afternoon.clock.now = EIGHT - timedelta(hours=6)

    afternoon.do_due()

    afternoon.clock.now = EIGHT - MINUTE
    afternoon.clock.to(EIGHT)
    afternoon.phone("carol").received("You are on call from Wed 4 Mar 14:00 EST")
    afternoon.phone("bob").received("You are on call from Wed 4 Mar 16:00 EST")


def test_the_database_holds_one_row_per_schedule_person_and_start(evening: Night) -> None:
    told(evening)
    row: Any = the_handoff(evening)
    row.pk = None

    with (
        pytest.raises(IntegrityError, match="one_handoff_per_schedule_person_and_start"),
        transaction.atomic(),
    ):
        row.save()
