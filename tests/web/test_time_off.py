"""Time off: its holes are shown before it is saved, the fallback is never emptied, managers enter it for others."""

from datetime import timedelta

import pytest

from accounts.models import AuditEvent
from hours import clock
from oncall.models import FallbackEntry, TimeOff
from oncall.stored_specs import on_call
from tests.web.conftest import Browser
from tests.web.test_me import value_in
from tests.world import World, give_phone

pytestmark = pytest.mark.django_db
DAYS = {"start": "2026-03-10", "end": "2026-03-11"}


def primary_in(night: World, *, days: float) -> list[object]:
    return [*on_call([night.primary], clock.now() + timedelta(days=days))[night.primary.pk].people]


def test_the_holes_it_makes_are_shown_and_nothing_is_saved_until_one_says_why(
    alice: Browser, night: World
) -> None:
    assert 'href="/me/time-off/"' in alice.opens("/me/").html

    asked = alice.sends("/me/time-off/", **DAYS)

    assert asked.status == 409
    assert "Nothing is saved yet." in asked
    assert "Northwind Dental" in asked
    assert not TimeOff.objects.exists()
    kept = alice.sends("/me/time-off/", **DAYS, holes="keep", hole_reason="Bob is told and first then")
    assert "Saved. No schedule puts" in kept
    row = TimeOff.objects.get()
    assert (row.start_at.isoformat(), row.end_at.isoformat()) == (
        "2026-03-10T04:00:00+00:00",
        "2026-03-12T04:00:00+00:00",
    )
    assert primary_in(night, days=7.5) == []
    assert {*AuditEvent.objects.values_list("verb", flat=True)} >= {"time_off.added", "kept"}


def test_what_makes_no_hole_is_saved_at_once_and_canceled(dave: Browser, night: World) -> None:
    seen = dave.sends("/me/time-off/", **DAYS, start_time="18:00", end_time="09:30", reason="Wedding")
    assert "Saved." in seen
    assert "Tue 10 March 18:00 EDT to Wed 11 March 09:30 EDT Wedding" in seen
    assert "Saved." in dave.sends("/me/time-off/", **DAYS, start_time="18:00", end_time="09:30")
    assert TimeOff.objects.count() == 1
    overlaps = dave.sends("/me/time-off/", **DAYS)
    assert (overlaps.status, "overlaps a time off" in overlaps) == (422, True)

    row = TimeOff.objects.get()
    assert "Canceled: back in every schedule." in dave.sends(f"/me/time-off/{row.pk}/cancel/")

    row.refresh_from_db()
    assert row.canceled_at
    assert "It was over before." in dave.sends(f"/me/time-off/{row.pk}/cancel/")


def test_the_fallback_is_never_emptied(alice: Browser, carol: Browser, night: World) -> None:
    assert "Saved." in carol.sends("/me/time-off/", **DAYS)

    seen = alice.sends(
        "/me/time-off/", start="2026-03-11", end="2026-03-12", holes="keep", hole_reason="Holiday"
    )

    assert (seen.status, "Then nobody in the fallback would be there." in seen) == (422, True)
    FallbackEntry.objects.create(organization=night.organization, position=3, member=night.dave)
    again = alice.sends(
        "/me/time-off/", start="2026-03-11", end="2026-03-12", holes="keep", hole_reason="Holiday"
    )
    assert "Saved." in again


def test_a_manager_enters_it_for_others_and_nobody_else_does(
    carol: Browser, dave: Browser, bob: Browser, night: World
) -> None:
    assert f"/people/{night.bob.pk}/time-off/" in carol.opens(f"/people/{night.bob.pk}/").html
    assert dave.sends(f"/people/{night.bob.pk}/time-off/", **DAYS).status == 403

    assert (
        carol.sends(f"/people/{night.bob.pk}/time-off/", **DAYS, holes="keep", hole_reason="ok").status == 200
    )

    row = TimeOff.objects.get()
    assert row.member == night.bob
    assert dave.sends(f"/me/time-off/{row.pk}/cancel/").status == 404
    assert "Canceled" in bob.sends(f"/me/time-off/{row.pk}/cancel/")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"end": "2026-03-09"}, "It must end after it starts."),
        ({"start": "2026-02-01", "end": "2026-02-02"}, "That is past already."),
        ({"start": "2027-06-01", "end": "2027-06-02"}, "Within the coming 400 days."),
        ({"end": "2027-06-02"}, "At most 400 days at once."),
        ({"start": "9999-12-31", "end": "9999-12-31"}, "Nobody plans that far."),
        ({"start": "never"}, "valid date"),
        ({"end_time": "25:00"}, "valid time"),
        ({"reason": "a\x00b"}, "Null characters"),
    ],
)
def test_what_will_not_do_is_explained(
    dave: Browser, night: World, fields: dict[str, str], words: str
) -> None:
    seen = dave.sends("/me/time-off/", **{**DAYS, **fields})

    assert (seen.status, words in seen) == (422, True), seen.words
    assert not TimeOff.objects.exists()


def test_who_is_away_is_not_asked_to_cover(bob: Browser, dave: Browser, night: World) -> None:
    give_phone(night.vera, "+12125550105")
    dave.sends("/me/time-off/", start="2026-03-03", end="2026-03-04")

    bob.sends(
        "/swaps/new/",
        schedule=night.backup.pk,
        people="everyone",
        start="2026-03-03T22:00",
        end="2026-03-04T08:00",
    )

    put = bob.sends("/me/cover/", stand_in=night.dave.pk, stretch=value_in(bob.opens("/me/cover/").html))
    assert (put.status, "Dave is away then" in put) == (422, True)
    [swap] = night.organization.swaps.all()
    assert {each.member for each in swap.asked.all()} == {night.alice, night.carol}
