"""An edit that would leave promised time without people asks first: the owner fills it, somebody says why, or it is not done."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import TestCase

from accounts.models import AuditEvent
from delivery.models import ContactMethod, Message
from oncall.models import EscalationStep, Override, Participant
from oncall.stored_specs import on_call
from routing.holes import find_holes
from tests.web.conftest import Browser, Seen
from tests.web.test_policies import typed
from tests.world import NIGHT, World

pytestmark = pytest.mark.django_db
EVENING = {"starts": "2026-03-04T20:00", "ends": "2026-03-04T23:00"}
START, END = datetime(2026, 3, 5, 1, tzinfo=UTC), datetime(2026, 3, 5, 4, tzinfo=UTC)


@pytest.fixture
def daves(night: World) -> World:
    """Dave has all the turns of the primary; Alice, the owner, none."""
    Participant.objects.filter(version__layer__schedule=night.primary).update(member=night.dave)
    return night


def takes_dave_off(who: Browser, night: World, **more: str) -> Seen:
    page = f"/schedules/{night.primary.pk}/overrides/?kind=remove"
    return who.sends(page, subject=night.dave.pk, reason="dentist", **EVENING | more)


def test_carol_who_takes_dave_off_is_told_who_would_wait_for_nobody_and_nothing_is_saved(
    carol: Browser, daves: World
) -> None:
    with TestCase.captureOnCommitCallbacks() as nudges:
        seen = takes_dave_off(carol, daves)

    assert seen.status == 409
    assert "Nothing is saved yet." in seen
    assert "Nobody in Primary can be reached." in seen
    assert "Promised a page then: Contoso Legal, Fabrikam, Northwind Dental." in seen
    assert "Wed 4 March 20:00 EST to Wed 4 March 23:00 EST" in seen
    assert "Fill it with Alice" in seen
    assert not Override.objects.exists()
    assert not AuditEvent.objects.filter(object_kind="override").exists()
    assert not Message.objects.exists()
    assert not nudges


def test_the_owner_fills_exactly_the_hole(carol: Browser, daves: World) -> None:
    seen = takes_dave_off(carol, daves, holes="fill")

    assert "Saved. The schedule shows it." in seen
    filling = Override.objects.get(kind="add")
    assert (filling.subject, filling.start_at, filling.end_at) == (daves.alice, START, END)
    assert filling.made_by == daves.carol
    mail = Message.objects.get(channel="email")
    assert mail.address == "alice@harbor-pine.example"
    assert (
        "Carol put you on call where nobody else would be: Primary, Wed 4 Mar 20:00 EST to Wed 4 Mar 23:00 EST."
        in mail.body
    )
    assert not Message.objects.filter(channel="sms").exists()  # it is more than a day away
    assert not find_holes(daves.organization, since=NIGHT, until=NIGHT + timedelta(days=7)).holes


def test_a_hole_that_is_kept_has_a_reason_in_the_audit(carol: Browser, daves: World) -> None:
    silent = takes_dave_off(carol, daves, holes="keep", hole_reason="  ")
    bad = takes_dave_off(carol, daves, holes="keep", hole_reason="a\0b")
    assert (silent.status, bad.status) == (409, 409)
    assert not Override.objects.exists()

    seen = takes_dave_off(carol, daves, holes="keep", hole_reason="Northwind knows")

    assert "Saved. The schedule shows it." in seen
    line = AuditEvent.objects.get(object_kind="holes")
    assert (line.verb, line.reason, line.actor_name) == ("kept", "Northwind knows", "Carol")
    assert line.after == {
        "holes": ["nobody_first 2026-03-05T01:00Z to 2026-03-05T04:00Z Primary"], "count": 1
    }  # fmt: skip


def test_who_goes_back_finds_everything_typed(carol: Browser, daves: World) -> None:
    seen = takes_dave_off(carol, daves, holes="back")

    assert seen.status == 200
    assert 'value="dentist"' in seen.html
    assert 'value="2026-03-04T20:00"' in seen.html
    assert not Override.objects.exists()


def test_dave_may_say_why_he_is_off_but_puts_nobody_else_on_call(dave: Browser, daves: World) -> None:
    seen = takes_dave_off(dave, daves)

    assert "Fill it with" not in seen
    assert "Keep the hole" in seen
    assert takes_dave_off(dave, daves, holes="fill").status == 403
    assert not Override.objects.exists()


def test_the_owner_can_not_fill_what_she_leaves_herself(alice: Browser, night: World) -> None:
    page = f"/schedules/{night.primary.pk}/overrides/?kind=remove"

    seen = alice.sends(page, subject=night.alice.pk, reason="", **EVENING)
    tried = alice.sends(page, subject=night.alice.pk, reason="", holes="fill", **EVENING)

    assert "Fill it with" not in seen
    assert tried.status in (409, 422)
    assert not Override.objects.exists()


def test_what_was_a_hole_before_is_not_asked_about(carol: Browser, daves: World) -> None:
    takes_dave_off(carol, daves, holes="keep", hole_reason="known")

    seen = carol.sends(
        f"/schedules/{daves.primary.pk}/overrides/?kind=replace", subject=daves.alice.pk, stand_in=daves.bob.pk,
        reason="", **EVENING,
    )  # fmt: skip

    assert "Saved. The schedule shows it." in seen


def test_canceling_what_filled_a_hole_asks_too(carol: Browser, daves: World) -> None:
    takes_dave_off(carol, daves, holes="fill")
    row = Override.objects.get(kind="add")
    page = f"/schedules/{daves.primary.pk}/overrides/{row.pk}/cancel/"

    assert carol.sends(page).status == 409
    row.refresh_from_db()
    assert row.canceled_at is None

    assert "Canceled." in carol.sends(page, holes="keep", hole_reason="nobody needs it")


def test_ending_the_only_layer_asks(carol: Browser, daves: World) -> None:
    layer = daves.primary.layers.get()
    page = f"/schedules/{daves.primary.pk}/layers/{layer.pk}/end/"

    seen = carol.sends(page)
    assert seen.status == 409
    assert "more times" in seen
    assert who_is_on(daves) == {daves.dave.pk}

    carol.sends(page, holes="fill")
    assert who_is_on(daves) == {daves.alice.pk}
    assert not find_holes(daves.organization, since=NIGHT, until=NIGHT + timedelta(days=60)).holes


def test_a_policy_that_asks_the_backup_too_late_asks_first_and_the_owner_is_no_remedy(
    carol: Browser, night: World
) -> None:
    page = f"/policies/{night.policy.pk}/"
    steps = [([f"schedule-{row.pk}"], "25", "0") for row in (night.primary, night.backup)]
    slow = typed(night, *steps)

    seen = carol.sends(page, **slow)
    assert seen.status == 409
    assert "the backup is first asked after 25 min, the acknowledge target is 10 min." in seen
    assert "Fill it with" not in seen

    back = carol.sends(page, **slow, holes="back")
    assert "Nothing is saved yet. Change it, or save it again." in back
    assert not EscalationStep.objects.filter(wait_seconds=1500).exists()
    carol.sends(page, **slow, holes="keep", hole_reason="small firm")
    assert EscalationStep.objects.filter(policy=night.policy, wait_seconds=1500).exists()


def test_dave_who_takes_his_only_phone_away_says_why(dave: Browser, daves: World) -> None:
    phone = ContactMethod.objects.get(member=daves.dave)
    page = f"/me/phones/{phone.pk}/remove/"

    assert dave.sends(page).status == 409
    assert not ContactMethod.objects.get(pk=phone.pk).archived_at

    assert "Removed." in dave.sends(page, holes="keep", hole_reason="a new one comes tomorrow")


def test_nobody_leaves_to_somebody_who_can_not_be_reached_unasked(carol: Browser, daves: World) -> None:
    ContactMethod.objects.filter(member=daves.bob).update(verified_at=None)
    page = f"/people/{daves.dave.pk}/deactivate/"

    seen = carol.sends(page, to=daves.bob.pk)

    assert seen.status == 409
    daves.dave.refresh_from_db()
    assert daves.dave.archived_at is None
    assert not Message.objects.exists()


def who_is_on(night: World) -> set[int]:
    later = NIGHT + timedelta(minutes=1)
    return {int(str(pk)) for pk in on_call([night.primary], later)[night.primary.pk].people}
