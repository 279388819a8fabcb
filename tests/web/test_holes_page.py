"""Where promised time has nobody behind it: on the board, on each schedule, and all of it on a page that says what would help."""

from datetime import UTC, datetime

import pytest

from accounts.models import Organization
from delivery.models import ContactMethod
from oncall.models import EscalationStep, TimeOff
from routing.actions.look import look_for_holes
from routing.models import HoleSnapshot, KeptHole
from tests.web.conftest import Browser
from tests.world import NIGHT, Elsewhere, World

pytestmark = pytest.mark.django_db
START, END = datetime(2026, 3, 5, 1, tzinfo=UTC), datetime(2026, 3, 5, 4, tzinfo=UTC)


def look(night: World) -> None:
    HoleSnapshot.objects.filter(pk=night.organization.pk).update(due_at=NIGHT)
    look_for_holes(organization_id=night.organization.pk, now=NIGHT)


@pytest.fixture
def away(night: World) -> World:
    """Alice is away on Wednesday evening, and nobody else is on the primary."""
    TimeOff.objects.create(organization=night.organization, member=night.alice, start_at=START, end_at=END)
    look(night)
    return night


def test_the_board_says_how_often_who_is_missing_when_and_for_whom(bob: Browser, away: World) -> None:
    seen = bob.opens("/")

    assert "Once in the coming 60 days nobody can be reached" in seen
    assert "Nobody in Primary can be reached. Wed 4 March 20:00 EST to Wed 4 March 23:00 EST." in seen
    assert "Promised a page then: Contoso Legal, Fabrikam, Northwind Dental." in seen
    assert "/holes/" in seen.html


def test_without_holes_the_board_is_silent_about_them(bob: Browser, night: World) -> None:
    look(night)

    assert "in the coming 60 days" not in bob.opens("/")
    assert "None. Whoever is promised a page" in bob.opens("/holes/")


def test_after_an_edit_the_pages_say_that_it_is_looked_at_again(bob: Browser, away: World) -> None:
    TimeOff.objects.filter(member=away.alice).delete()

    for page in ("/", "/holes/", f"/schedules/{away.primary.pk}/"):
        assert "Something changed: it is being looked at again." in bob.opens(page)


def test_the_schedule_draws_its_holes_and_lists_them_and_no_other_schedule_does(
    bob: Browser, away: World
) -> None:
    primary, backup = (bob.opens(f"/schedules/{row.pk}/") for row in (away.primary, away.backup))

    assert "Promised time without people, in the coming 60 days" in primary
    assert (
        'aria-label="Hole: Nobody in Primary can be reached. Wed 20:00 EST – Wed 23:00 EST"' in primary.html
    )
    assert "Promised time without people" not in backup


def test_the_page_leads_carol_to_an_override_with_the_owner_filled_in(carol: Browser, away: World) -> None:
    seen = carol.opens("/holes/")

    [fill] = [each for each in seen.addresses("main") if "/overrides/" in each]
    form = carol.opens(fill)
    assert f'value="{away.alice.pk}" selected' in form.html
    assert 'value="2026-03-04T20:00"' in form.html
    assert 'value="2026-03-04T23:00"' in form.html


def test_whose_phone_can_not_be_reached_is_named_with_the_way_to_their_page(
    carol: Browser, bob: Browser, night: World
) -> None:
    ContactMethod.objects.filter(member=night.alice).update(verified_at=None)
    look(night)

    seen = carol.opens("/holes/")
    assert "Alice would be called and can't be reached" in seen
    assert f"/people/{night.alice.pk}/" in seen.addresses("main")
    assert "more times" in seen
    assert f"/people/{night.alice.pk}/" not in bob.opens("/holes/").addresses("main")


def test_vera_reads_it_and_is_led_nowhere_she_may_not_go(vera: Browser, away: World) -> None:
    seen = vera.opens("/holes/")

    assert "Nobody in Primary can be reached." in seen
    assert not [each for each in seen.addresses("main") if "/overrides/" in each or "/policies/" in each]


def test_who_kept_a_hole_and_why_stands_beside_it(bob: Browser, away: World) -> None:
    KeptHole.objects.create(
        organization=away.organization, policy_id=away.policy.pk, missing="nobody_first", start_at=START, end_at=END,
        reason="They know", kept_by="Carol", kept_at=NIGHT,
    )  # fmt: skip

    assert "Carol keeps it: They know" in bob.opens("/holes/")


def test_what_is_asked_too_late_is_told_with_its_policy(carol: Browser, night: World) -> None:
    EscalationStep.objects.filter(policy=night.policy).update(wait_seconds=1500)
    look(night)

    assert "Somebody is asked later than was promised" in carol.opens("/")
    assert "the backup is first asked after 25 min, the acknowledge target is 10 min." in carol.opens(
        "/holes/"
    )


def test_who_is_alone_sees_one_standing_notice(alice: Browser, night: World) -> None:
    Organization.objects.filter(pk=night.organization.pk).update(alone_confirmed_at=NIGHT)
    ContactMethod.objects.exclude(member=night.alice).update(archived_at=NIGHT)
    look(night)

    assert "You are alone: nobody is called when you do not answer." in alice.opens("/holes/")
    assert "stands behind the first step" not in alice.opens("/holes/")


def test_another_firm_sees_nothing_of_it(mallory: Browser, away: World, other: Elsewhere) -> None:
    assert "Primary can be reached" not in mallory.opens("/holes/")
    assert "Contoso" not in mallory.opens("/")
