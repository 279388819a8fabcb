"""Holes are looked for after every edit and every hour; who must know of them is told, once."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest

from accounts.audit import Actor
from accounts.models import AuditEvent, Membership, Organization
from delivery.models import ContactMethod, Message, OptOut, PhoneNumber
from oncall.actions.override import add_override
from oncall.models import EscalationStep, FallbackEntry, Participant, TimeOff
from routing.actions.cover import Asking, Keep, with_cover
from routing.actions.look import look_for_holes
from routing.due import SOURCES, mark_due
from routing.holes import AHEAD, find_holes
from routing.models import HoleMark, HoleSnapshot, Route
from routing.stored_holes import found_in
from sla.models import Agreement, BusinessWindow, Client
from tests.sla.clients import wall
from tests.world import NIGHT, PHONES, Elsewhere, World, give_phone

pytestmark = pytest.mark.django_db
HOLES = next(source for source in SOURCES if source.name == "holes")


@pytest.fixture
def looked(harbor_pine: World) -> World:
    """At noon on Monday everything was in order, and the mail of that morning is sent."""
    look(harbor_pine, wall("2026-03-02T12:00"))
    return harbor_pine


def look(harbor_pine: World, at: datetime) -> HoleSnapshot:
    HoleSnapshot.objects.filter(pk=harbor_pine.organization.pk).update(due_at=at)
    assert look_for_holes(organization_id=harbor_pine.organization.pk, now=at)
    return HoleSnapshot.objects.get(pk=harbor_pine.organization.pk)


def stops(member: Membership, at: datetime) -> None:
    """STOP to texts, and calls are off: no page reaches this member."""
    phone = ContactMethod.objects.get(member=member)
    ContactMethod.objects.filter(pk=phone.pk).update(can_call=False)
    number = PhoneNumber.objects.get(organization=member.organization, purpose="paging")
    OptOut.objects.create(account=number.account, phone=phone.address, word="STOP", started_at=at)


def starts(member: Membership) -> None:
    ContactMethod.objects.filter(member=member).update(can_call=True)
    phone = ContactMethod.objects.get(member=member)
    OptOut.objects.filter(phone=phone.address).delete()


def mails() -> list[Message]:
    return list(Message.objects.filter(channel="email").order_by("address"))


def texts() -> list[Message]:
    return list(Message.objects.filter(channel="sms"))


EDITS: dict[str, Callable[[World], object]] = {
    "a turn": lambda w: Participant.objects.filter(version__layer__schedule=w.primary).update(member=w.dave),
    "an override": lambda w: add_override(
        schedule=w.primary, kind="add", subject=w.bob, start_at=NIGHT, end_at=NIGHT + AHEAD, actor=Actor.system(), now=NIGHT
    ),
    "time off": lambda w: TimeOff.objects.create(
        organization=w.organization, member=w.bob, start_at=NIGHT, end_at=NIGHT + AHEAD
    ),
    "a step": lambda w: EscalationStep.objects.filter(policy=w.policy).update(wait_seconds=600),
    "the fallback": lambda w: FallbackEntry.objects.filter(organization=w.organization, member=w.carol).delete(),
    "a phone": lambda w: ContactMethod.objects.filter(member=w.bob).update(verified_at=None),
    "a STOP": lambda w: stops(w.bob, NIGHT),
    "a leaver": lambda w: Membership.objects.filter(pk=w.bob.pk).update(archived_at=NIGHT),
    "a client": lambda w: Client.objects.filter(pk=w.contoso.pk).update(archived_at=NIGHT),
    "an agreement": lambda w: Agreement.objects.filter(client=w.contoso).update(ends_on=date(2026, 3, 4)),
    "opening hours": lambda w: BusinessWindow.objects.filter(calendar=w.northwind.calendar).update(end_minute=960),
    "a route": lambda w: Route.objects.create(organization=w.organization, policy=w.policy, client=w.contoso),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS.values(), ids=EDITS)
def test_every_edit_that_can_make_a_hole_has_the_sweep_look_again_for_this_firm_alone(
    looked: World, other: Elsewhere, edit: Callable[[World], object]
) -> None:
    assert not mark_due(HOLES, now=wall("2026-03-02T12:01"))

    edit(looked)

    due = mark_due(HOLES, now=wall("2026-03-02T12:01"))
    assert [(row.key, row.pages_nobody) for row in due] == [(str(looked.organization.pk), True)]


def test_what_changes_nothing_is_no_reason_to_look(looked: World) -> None:
    Participant.objects.filter(version__layer__schedule=looked.primary).update(member=looked.alice)
    Organization.objects.filter(pk=looked.organization.pk).update(last_incident_number=2000)

    assert not HoleMark.objects.exists()


def test_the_snapshot_is_what_a_look_finds(harbor_pine: World) -> None:
    ContactMethod.objects.filter(member=harbor_pine.alice).update(verified_at=None)

    row = look(harbor_pine, NIGHT)

    found = find_holes(harbor_pine.organization, since=NIGHT, until=NIGHT + AHEAD)
    assert found.holes
    assert found_in(row.content) == found
    assert row.brief["times"]["first"] == len(found.holes)
    assert (row.computed_at, row.due_at) == (NIGHT, NIGHT + timedelta(hours=1))
    assert not HoleMark.objects.exists()


def test_a_look_that_is_not_due_does_nothing(looked: World) -> None:
    assert not look_for_holes(organization_id=looked.organization.pk, now=wall("2026-03-02T12:30"))


def test_when_bob_says_stop_by_night_alice_and_carol_are_mailed_and_alice_is_texted_since_it_is_tonight(
    looked: World,
) -> None:
    FallbackEntry.objects.filter(organization=looked.organization, member=looked.carol).delete()
    Participant.objects.filter(version__layer__schedule=looked.primary).update(member=looked.bob)
    look(looked, wall("2026-03-02T12:10"))
    Message.objects.all().delete()
    stops(looked.bob, NIGHT)

    look(looked, NIGHT)
    look(looked, NIGHT + timedelta(minutes=5))

    assert [mail.address for mail in mails()] == ["alice@harbor-pine.example", "carol@harbor-pine.example"]
    assert mails()[0].subject == "Nobody in Primary can be reached. From Tue 3 Mar 02:14 EST on"
    assert "/holes/" in mails()[0].body
    [text] = texts()
    assert text.address == PHONES["alice"]
    assert text.body.startswith("Harbor Pine: Nobody in Primary can be reached. Tue 3 Mar 02:14 EST to ")


def test_stop_start_and_stop_is_told_once_another_cause_or_another_day_again(looked: World) -> None:
    FallbackEntry.objects.filter(organization=looked.organization, member=looked.carol).delete()
    turns = Participant.objects.filter(version__layer__schedule=looked.primary)
    turns.update(member=looked.bob)
    look(looked, wall("2026-03-02T12:10"))
    Message.objects.all().delete()

    told = []
    for minute in (0, 20, 40):
        stops(looked.bob, NIGHT)
        row = look(looked, NIGHT + timedelta(minutes=minute))
        told.append((len(mails()), len(texts()), row.brief["times"]["first"] > 0))
        starts(looked.bob)
        look(looked, NIGHT + timedelta(minutes=minute + 10))
    assert told == [(2, 1, True)] * 3

    stops(looked.dave, NIGHT)
    turns.update(member=looked.dave)
    look(looked, NIGHT + timedelta(hours=2))
    assert (len(mails()), len(texts())) == (4, 2)

    turns.update(member=looked.bob)
    look(looked, NIGHT + timedelta(hours=3))
    stops(looked.bob, NIGHT)
    look(looked, NIGHT + timedelta(hours=25))
    assert len([mail for mail in mails() if mail.subject.startswith("Nobody in Primary")]) == 6


def test_a_text_that_waits_for_the_morning_is_still_owed_when_the_hole_comes_back(looked: World) -> None:
    start, end = wall("2026-03-03T20:00"), wall("2026-03-03T22:00")
    off = {"organization": looked.organization, "member": looked.alice, "start_at": start, "end_at": end}
    for minute in (0, 20):
        row = TimeOff.objects.create(**off)
        look(looked, NIGHT + timedelta(minutes=minute))
        if minute == 0:
            row.delete()
            look(looked, NIGHT + timedelta(minutes=10))

    look(looked, wall("2026-03-03T07:00"))

    assert len([mail for mail in mails() if mail.subject.startswith("Nobody in Primary")]) == 2
    assert len(texts()) == 1


def test_a_hole_of_tomorrow_evening_does_not_wake_alice_who_is_texted_in_the_morning(looked: World) -> None:
    start, end = wall("2026-03-03T20:00"), wall("2026-03-03T22:00")
    TimeOff.objects.create(organization=looked.organization, member=looked.alice, start_at=start, end_at=end)

    look(looked, NIGHT)
    assert len(mails()) == 2
    assert not texts()
    start, end = start + timedelta(days=20), end + timedelta(days=20)
    TimeOff.objects.create(organization=looked.organization, member=looked.alice, start_at=start, end_at=end)
    look(
        looked, NIGHT + timedelta(minutes=10)
    )  # news that needs no text, and does not end the one that waits

    look(looked, wall("2026-03-03T07:00"))
    [text] = texts()
    assert "20:00" in text.body


def test_what_somebody_keeps_is_told_to_nobody_at_once(looked: World) -> None:
    start, end = wall("2026-03-03T20:00"), wall("2026-03-03T22:00")
    with_cover(
        lambda: TimeOff.objects.create(
            organization=looked.organization, member=looked.alice, start_at=start, end_at=end
        ),
        Asking(looked.organization, Keep("they know"), Actor.member(looked.carol), NIGHT),
    )  # fmt: skip

    row = look(looked, NIGHT)

    assert row.brief["times"]["first"] == 1
    assert not Message.objects.exists()


def test_what_somebody_keeps_for_good_is_told_to_nobody_at_once_either(looked: World) -> None:
    def leave_it_empty() -> None:
        Participant.objects.filter(version__layer__schedule=looked.primary).delete()

    look(looked, NIGHT - timedelta(minutes=10))
    with_cover(
        leave_it_empty, Asking(looked.organization, Keep("they know"), Actor.member(looked.carol), NIGHT)
    )

    row = look(looked, NIGHT + timedelta(seconds=5))

    assert row.brief["times"]["first"] > 1
    assert not Message.objects.exists()


def test_every_morning_at_seven_one_mail_tells_what_is_missing_and_then_that_it_is_mended(
    looked: World,
) -> None:
    start, end = wall("2026-03-20T20:00"), wall("2026-03-20T22:00")
    off = TimeOff.objects.create(
        organization=looked.organization, member=looked.alice, start_at=start, end_at=end
    )
    assert look(looked, wall("2026-03-02T20:00")).due_at == wall("2026-03-02T21:00")
    Message.objects.all().delete()

    assert look(looked, wall("2026-03-03T06:30")).due_at == wall("2026-03-03T07:00")
    for minute in (0, 20):
        look(looked, wall("2026-03-03T07:00") + timedelta(minutes=minute))
    first, _carols = mails()
    assert first.subject == "Holes in the coming 60 days: nobody can be reached: once"
    assert "- Fri 20 Mar 20:00 EDT to Fri 20 Mar 22:00 EDT" in first.body

    off.delete()
    look(looked, wall("2026-03-04T07:00"))
    look(looked, wall("2026-03-05T07:00"))
    assert len(mails()) == 4
    mended = next(mail for mail in mails() if mail.subject == "All holes are mended")
    assert "Mended since the last mail:\n- Nobody in Primary can be reached. Fri 20 Mar" in mended.body
    assert "What would mend it" not in mended.body


def test_who_is_alone_by_confirmation_has_no_hole_behind_until_a_second_person_can_be_reached(
    looked: World,
) -> None:
    Organization.objects.filter(pk=looked.organization.pk).update(alone_confirmed_at=NIGHT)
    ContactMethod.objects.exclude(member=looked.alice).update(archived_at=NIGHT)

    row = look(looked, NIGHT)
    assert (row.brief["times"]["behind"], row.brief["alone"]) == (0, True)

    give_phone(looked.bob, "+12125550188")
    row = look(looked, NIGHT + timedelta(minutes=1))
    assert row.brief["alone"] is False
    assert Organization.objects.get(pk=looked.organization.pk).alone_confirmed_at is None
    assert AuditEvent.objects.filter(verb="no longer alone", actor_kind="system").count() == 1
