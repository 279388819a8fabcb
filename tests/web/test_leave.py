"""Deactivate now, in the browser: everything is listed before, and somebody is named who takes over."""

import pytest

from accounts.models import AuditEvent, Membership
from accounts.queries import unanswered_invitations
from delivery.models import ContactMethod
from oncall.swap_queries import swaps_that_end_with
from routing.models import Incident
from tests.web.conftest import Browser
from tests.web.test_swaps import asks, tonight
from tests.world import World

pytestmark = pytest.mark.django_db


def test_all_that_is_held_is_listed_before(
    carol: Browser, bob: Browser, night: World, switch_down: Incident
) -> None:
    bob.sends(f"/incidents/{switch_down.number}/take/")
    night.token(member=night.bob)
    ContactMethod.objects.filter(member=night.dave).update(verified_at=None)

    seen = carol.opens(f"/people/{night.bob.pk}/deactivate/")

    assert "Turns Backup: Weeks" in seen
    assert "Incidents HP-1001 P1: Core switch down" in seen
    assert "+1 212 555 0102" in seen
    assert "API token Bob write" in seen
    assert "1 session ends." in seen
    assert "Carol (Manager): Text and call" in seen
    assert "Dave (Technician): No verified phone" in seen
    assert "Vera" not in seen


def test_cover_that_is_asked_for_is_listed_before_and_ends(
    bob: Browser, alice: Browser, carol: Browser, night: World
) -> None:
    tonight(bob, night)
    asks(alice)

    seen = carol.opens(f"/people/{night.bob.pk}/deactivate/")
    carol.sends(f"/people/{night.bob.pk}/deactivate/", to=night.dave.pk)

    assert "Backup: cover that they ask for, Tue 3 Mar 2026 22:00 EST to Wed 4 Mar 2026 08:00 EST" in seen
    assert "Primary: cover that Alice asks for, Tue 3 Mar 2026 02:14 EST to Tue 3 Mar 2026 08:00 EST" in seen
    assert "that time goes with their turns" in seen
    assert not swaps_that_end_with(night.bob).exists()
    assert len(AuditEvent.objects.get(verb="deactivated").before["cover_asked_for"]) == 2


def test_bob_is_out_and_dave_has_it(
    carol: Browser, bob: Browser, night: World, switch_down: Incident
) -> None:
    bob.sends(f"/incidents/{switch_down.number}/take/")

    seen = carol.sends(f"/people/{night.bob.pk}/deactivate/", to=night.dave.pk)

    assert "Bob is deactivated. Dave has taken over and is told." in seen
    assert "1 has left Bob, Technician" in seen
    assert bob.opens("/").status == 302
    again = carol.sends(f"/people/{night.bob.pk}/deactivate/", to=night.carol.pk)
    assert "Bob is deactivated already." in again


def test_what_carol_let_in_ends_with_her_and_what_she_knows_is_named(
    alice: Browser, carol: Browser, night: World
) -> None:
    carol.sends("/people/invite/", lines="frank@harbor-pine.example", role="manager")
    carol.sends("/tokens/new/", name="Ticket sync", scope="write", membership="")

    asked = alice.opens(f"/people/{night.carol.pk}/deactivate/")
    seen = alice.sends(f"/people/{night.carol.pk}/deactivate/", to=night.bob.pk)

    assert "Invitations they sent and nobody accepted end: frank@harbor-pine.example." in asked
    assert "API tokens they made for others or for nobody go on: Ticket sync." in asked
    assert "Carol is deactivated." in seen
    assert not unanswered_invitations(night.organization).exists()


def test_it_asks_for_a_name_and_says_why_not(carol: Browser, night: World) -> None:
    nobody = carol.sends(f"/people/{night.bob.pk}/deactivate/")
    viewer = carol.sends(f"/people/{night.bob.pk}/deactivate/", to=night.vera.pk)
    owner = carol.sends(f"/people/{night.alice.pk}/deactivate/", to=night.dave.pk)

    assert (nobody.status, viewer.status, owner.status) == (422, 422, 422)
    assert "Only an owner makes somebody an owner or takes that away." in owner
    assert not Membership.objects.exclude(archived_at=None).exists()


def test_who_holds_nothing_just_leaves(carol: Browser, night: World) -> None:
    asked = carol.opens(f"/people/{night.vera.pk}/deactivate/")

    seen = carol.sends(f"/people/{night.vera.pk}/deactivate/")

    assert "nobody has to take over" in asked
    assert "Vera is deactivated." in seen
