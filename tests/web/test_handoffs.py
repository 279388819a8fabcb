"""Coming on call, on pages: "I know" on one's own, and who has not said so on the board."""

from datetime import timedelta

import pytest

from accounts.models import Membership, Organization
from hours import clock
from routing.models import Handoff
from tests.web.conftest import Browser
from tests.world import World

pytestmark = pytest.mark.django_db


def asked(night: World, member: Membership, **more: object) -> Handoff:
    """Since a quarter of an hour backup, and asked to say so."""
    ago = clock.now() - timedelta(minutes=16)
    return Handoff.objects.create(
        organization=night.organization, schedule=night.backup, member=member, starts_at=ago, created_at=ago,
        told_at=ago, asked_at=ago, due_at=ago + timedelta(minutes=15), **more,
    )  # fmt: skip


def test_one_tap_says_that_i_know_and_the_page_asks_no_more(bob: Browser, night: World) -> None:
    row = asked(night, night.bob)
    assert "You came on call in Backup" in bob.opens("/me/")

    seen = bob.sends(f"/me/on/{row.pk}/")

    assert "Thanks, you have it." in seen
    assert "Say that you know" not in seen
    row.refresh_from_db()
    assert (row.confirmed_how, row.due_at) == ("page", None)
    assert "Thanks" in bob.sends(f"/me/on/{row.pk}/"), "twice is once"


def test_nobody_knows_it_for_somebody_else(alice: Browser, night: World) -> None:
    row = asked(night, night.bob)

    assert alice.sends(f"/me/on/{row.pk}/").status == 404
    row.refresh_from_db()
    assert row.confirmed_at is None


def test_the_board_and_the_schedule_say_who_has_not_confirmed_and_that_they_stay_on(
    alice: Browser, night: World
) -> None:
    row = asked(night, night.bob, missed_told_at=clock.now())
    pages = ("/live/", f"/schedules/{night.backup.pk}/")
    for page in pages:
        seen = alice.opens(page)
        assert "Bob has not confirmed the shift that began" in seen
        assert "Bob stays on call." in seen
    assert "has not confirmed" not in alice.opens(f"/schedules/{night.primary.pk}/")

    Handoff.objects.filter(pk=row.pk).update(ends_at=clock.now())

    for page in pages:
        assert "has not confirmed" not in alice.opens(page)


def test_how_long_ahead_is_the_organizations_choice_within_a_day(alice: Browser, night: World) -> None:
    page = alice.opens("/organization/").html
    edition = page.split('name="edition" value="')[1].split('"')[0]
    given = {
        "name": "Harbor Pine IT", "time_zone": "America/New_York", "country": "US", "language": "en", "incident_prefix": "HP",
        "client_phone": "", "names_shown_to_clients": "on", "fallback_interval_seconds": "600", "week_mail_day": "",
        "week_mail_hour": "8", "edition": edition,
    }  # fmt: skip

    refused = alice.sends("/organization/", **given, handoff_hours_before="25")
    alice.sends("/organization/", **given, handoff_hours_before="3")

    assert "less than or equal to 24" in refused
    row = Organization.objects.get(pk=night.organization.pk)
    assert (row.handoff_hours_before, row.week_mail_day, row.week_mail_hour) == (3, None, 8)
