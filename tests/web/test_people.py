"""People in the browser: the list, invitations, one member's page and what can be changed on it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEvent, Invitation, Membership, User
from delivery.models import ContactMethod, Message
from hours import clock
from oncall.models import FallbackEntry
from routing.models import Incident
from tests.web.conftest import Browser
from tests.world import LONG_AGO, World

pytestmark = pytest.mark.django_db


def test_the_list_says_who_is_reached_how_and_who_is_on_call(
    alice: Browser, night: World, switch_down: Incident
) -> None:
    ContactMethod.objects.filter(member=night.dave).update(can_text=False)
    ContactMethod.objects.filter(member=night.carol).update(verified_at=None)
    switch_down.status, switch_down.taken_by, switch_down.taken_at = "acknowledged", night.bob, clock.now()
    switch_down.save()

    seen = alice.opens("/people/")

    assert "Alice alice@harbor-pine.example Owner Text and call Now, Primary 0" in seen
    assert "Bob bob@harbor-pine.example Technician Text and call Now, Backup 1" in seen
    assert "Carol carol@harbor-pine.example Manager No verified phone Not in four weeks" in seen
    assert "Dave dave@harbor-pine.example Technician Call only" in seen


def test_the_list_costs_the_same_for_many(alice: Browser, night: World) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            alice.opens("/people/")
        return len(queries)

    alice.opens("/people/")
    before = cost()
    for n in range(20):
        user = User.objects.create_user(f"t{n}@harbor-pine.example", name=f"T{n}")
        Membership.objects.create(
            organization=night.organization, user=user, role="technician", created_at=LONG_AGO
        )

    assert cost() == before < 15


def test_several_are_invited_at_once_each_with_a_result(carol: Browser, night: World) -> None:
    lines = "ann@example.com, Ann Lee, manager\nnobody\nBen Ray <ben@example.com>\nbob@harbor-pine.example\nmax@example.com; owner"

    seen = carol.sends("/people/invite/", lines=lines, role="technician")

    assert seen.status == 422
    asked = Invitation.objects.order_by("id").values_list("email", "name", "role")
    assert list(asked) == [
        ("ann@example.com", "Ann Lee", "manager"),
        ("ben@example.com", "Ben Ray", "technician"),
    ]
    assert "Invited ann@example.com" in seen
    assert "There is no e-mail address in this line." in seen
    assert "bob@harbor-pine.example is a member already." in seen
    assert "Only an owner makes somebody an owner" in seen
    assert "nobody\nbob@harbor-pine.example\nmax@example.com; owner</textarea>" in seen.html
    assert Message.objects.filter(purpose="invitation").count() == 2


def test_an_invitation_is_sent_again_and_taken_back(alice: Browser, night: World) -> None:
    alice.sends("/people/invite/", lines="ann@example.com, Ann", role="viewer")
    first = Invitation.objects.get()

    alice.sends(f"/people/invitations/{first.pk}/resend/")
    second = Invitation.objects.get(revoked_at=None)
    asked = alice.opens(f"/people/invitations/{second.pk}/revoke/")
    seen = alice.sends(f"/people/invitations/{second.pk}/revoke/")

    assert second.pk != first.pk
    assert "The link in the mail to ann@example.com stops working." in asked
    assert "Taken back." in seen
    assert "Asked in, not here yet" not in seen
    assert alice.opens(f"/people/invitations/{second.pk}/revoke/").status == 404


def test_a_members_page_shows_how_to_reach_them_their_turns_and_what_they_have(
    carol: Browser, night: World, switch_down: Incident
) -> None:
    switch_down.status, switch_down.taken_by, switch_down.taken_at = "acknowledged", night.bob, clock.now()
    switch_down.save()

    seen = carol.opens(f"/people/{night.bob.pk}/")

    assert "+1 212 555 0102 Text and call" in seen
    assert "Backup Now, until" in seen
    assert "HP-1001 Core switch down" in seen
    assert "America/New York (the organization's)" in seen


def test_a_member_is_edited_and_a_new_owner_stands_behind_everyone(alice: Browser, night: World) -> None:
    page = alice.opens(f"/people/{night.bob.pk}/edit/")
    stamp = page.response.context["form"].initial["edition"]

    seen = alice.sends(
        f"/people/{night.bob.pk}/edit/", name="Bob B.", role="owner", time_zone="Europe/Berlin", edition=stamp
    )

    assert "Saved." in seen
    assert "Europe/Berlin" in seen
    assert FallbackEntry.objects.filter(member=night.bob).exists()


def test_who_saves_second_is_told_and_then_may(alice: Browser, night: World) -> None:
    address = f"/people/{night.bob.pk}/edit/"
    stamp = alice.opens(address).response.context["form"].initial["edition"]
    alice.sends(address, name="Bob B.", role="technician", time_zone="", edition=stamp)

    told = alice.sends(address, name="Robert", role="technician", time_zone="", edition=stamp)
    fresh = told.response.context["form"]["edition"].value()
    saved = alice.sends(address, name="Robert", role="technician", time_zone="", edition=fresh)

    assert told.status == 422
    assert "Alice saved this after you opened it (name)." in told
    assert 'value="Robert"' in told.html
    assert "Saved." in saved


def test_who_is_asked_at_night_does_not_become_a_viewer(alice: Browser, night: World) -> None:
    bob = alice.sends(f"/people/{night.bob.pk}/edit/", name="Bob", role="viewer", time_zone="", edition="")
    dave = alice.sends(f"/people/{night.dave.pk}/edit/", name="Dave", role="viewer", time_zone="", edition="")

    assert (bob.status, dave.status) == (422, 200)
    assert "Give those to somebody else first." in bob


def test_a_manager_is_not_offered_to_make_an_owner(carol: Browser, night: World) -> None:
    seen = carol.opens(f"/people/{night.bob.pk}/edit/")

    assert 'value="owner"' not in seen.html
    refused = carol.sends(
        f"/people/{night.alice.pk}/edit/", name="Alice", role="viewer", time_zone="", edition=""
    )
    assert refused.status == 422


@pytest.mark.parametrize("zone", ["EST", "Mars/Base", "x" * 70, "a\x00b"])
def test_a_zone_that_is_none_is_answered_with_words(alice: Browser, night: World, zone: str) -> None:
    seen = alice.sends(
        f"/people/{night.bob.pk}/edit/", name="Bob", role="technician", time_zone=zone, edition=""
    )

    assert seen.status == 422


def test_a_member_who_left_is_folded_away_and_says_how_to_come_back(alice: Browser, night: World) -> None:
    Membership.objects.filter(pk=night.dave.pk).update(archived_at=clock.now() - timedelta(days=1))

    assert "1 has left Dave, Technician" in alice.opens("/people/")
    page = alice.opens(f"/people/{night.dave.pk}/")
    assert "Invite their address again" in page
    assert f"/people/{night.dave.pk}/edit/" not in page.html


def test_a_level_is_set_where_the_member_is_edited(carol: Browser, night: World) -> None:
    seen = carol.sends(
        f"/people/{night.dave.pk}/edit/", name="Dave", role="technician", time_zone="", level="junior"
    )

    assert "Level Junior" in seen
    assert AuditEvent.objects.get(object_kind="membership").after == {"level": "junior"}
