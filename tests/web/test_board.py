"""The board: who is on call, what is open, what waits, where nobody will be, how we are."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import Actor
from delivery.models import PhoneNumber
from hours import clock
from oncall.actions.override import add_override
from routing.actions import respond
from routing.models import Incident
from tests.web.conftest import Browser, reported
from tests.world import NIGHT, Elsewhere, World

pytestmark = pytest.mark.django_db


def test_a_stranger_is_led_to_the_door(stranger: Browser) -> None:
    seen = stranger.opens("/")

    assert seen.status == 302
    assert seen.response["Location"] == "/account/login/?next=/"


def test_it_says_who_is_on_call_and_until_when(bob: Browser) -> None:
    seen = bob.opens("/")

    assert "Primary Alice for the coming four weeks" in seen
    assert seen.words.index("Primary Alice") < seen.words.index("Backup Bob")


def test_it_says_who_comes_next(bob: Browser, night: World) -> None:
    add_override(
        schedule=night.primary, kind="replace", subject=night.alice, stand_in=night.dave,
        start_at=NIGHT + timedelta(hours=3), end_at=NIGHT + timedelta(hours=5), actor=Actor.member(night.carol), now=NIGHT,
    )  # fmt: skip

    seen = bob.opens("/")

    assert "Primary Alice until 05:14 EST, then Dave" in seen


def test_it_says_when_nobody_comes_next(bob: Browser, night: World) -> None:
    start = NIGHT + timedelta(hours=3)
    add_override(
        schedule=night.primary, kind="remove", subject=night.alice, start_at=start, end_at=start + timedelta(hours=1),
        actor=Actor.member(night.carol), now=NIGHT,
    )  # fmt: skip

    assert "Primary Alice until 05:14 EST, then nobody" in bob.opens("/")


def test_it_says_that_nobody_is_on_call_and_who_comes(bob: Browser, night: World) -> None:
    add_override(
        schedule=night.primary, kind="remove", subject=night.alice, start_at=NIGHT, end_at=NIGHT + timedelta(hours=1),
        actor=Actor.member(night.carol), now=NIGHT,
    )  # fmt: skip

    assert "Primary Nobody until 03:14 EST, then Alice" in bob.opens("/")


def test_open_incidents_come_by_their_next_deadline(
    bob: Browser, night: World, switch_down: Incident
) -> None:
    reported(night, "Server room is warm", "P2")

    seen = bob.opens("/")

    assert seen.words.index("Core switch down") < seen.words.index("Server room is warm")
    assert (
        f"P1 Core switch down {switch_down.reference}, Northwind Dental Calling people Alice To be taken in 9 min"
        in seen
    )


def test_what_was_taken_says_by_whom(bob: Browser, night: World, switch_down: Incident) -> None:
    respond.acknowledge(incident_id=switch_down.pk, by=night.bob, actor=Actor.member(night.bob), now=NIGHT)

    seen = bob.opens("/")

    assert "Taken Bob has it, 02:14 EST Answer the client in 29 min" in seen


def test_what_waits_for_the_desk_says_until_when(bob: Browser, night: World) -> None:
    reported(night, "Printer prints blank pages", "P3")

    seen = bob.opens("/")

    assert "The desk opens Tue 3 March 08:00 EST P3 Printer prints blank pages" in seen


def test_of_what_waits_the_most_urgent_comes_first(bob: Browser, night: World) -> None:
    reported(night, "Printer prints blank pages", "P4")
    reported(night, "Scanner is slow", "P3")

    seen = bob.opens("/")

    assert seen.words.index("Scanner is slow") < seen.words.index("Printer prints blank pages")


def test_gaps_of_the_week_are_named(bob: Browser, night: World) -> None:
    start = NIGHT + timedelta(days=1)
    add_override(
        schedule=night.primary, kind="remove", subject=night.alice, start_at=start, end_at=start + timedelta(hours=1),
        actor=Actor.member(night.carol), now=NIGHT,
    )  # fmt: skip

    seen = bob.opens("/")

    assert "nobody Primary, Wed 02:14 EST to Wed 03:14 EST" in seen


@pytest.mark.parametrize(
    ("days", "words"), [(3, "9 Mar 03:14 EDT to 12 Mar 03:14 EDT"), (40, "from 9 Mar 03:14 EDT on")]
)
def test_a_gap_that_outlasts_the_week_has_its_own_end(
    bob: Browser, night: World, days: int, words: str
) -> None:
    start = NIGHT + timedelta(days=6)
    add_override(
        schedule=night.primary, kind="remove", subject=night.alice, start_at=start, end_at=start + timedelta(days=days),
        actor=Actor.member(night.carol), now=NIGHT,
    )  # fmt: skip

    seen = bob.opens("/")

    assert f"nobody Primary, {words}" in seen


def test_without_a_schedule_nobody_is_said_to_be_on_call(bob: Browser, night: World) -> None:
    night.organization.schedules.update(archived_at=NIGHT)

    seen = bob.opens("/")

    assert "There is no schedule yet, so nobody is on call at any hour." in seen
    assert "somebody is on call at every hour" not in seen


def test_it_says_when_the_engine_is_not_well(bob: Browser) -> None:
    seen = bob.opens("/")

    assert "The sweep has never been seen." in seen


def test_it_says_that_texts_cannot_go_out_yet(bob: Browser, night: World) -> None:
    PhoneNumber.objects.filter(organization=night.organization).update(sms_state="pending")

    seen = bob.opens("/")

    assert "Our number is not registered for texts yet: pages go out by call at once." in seen
    assert "Texts being registered Calls on" in seen


def test_it_says_that_nobody_can_be_paged(bob: Browser, night: World) -> None:
    PhoneNumber.objects.filter(organization=night.organization).update(archived_at=NIGHT)

    assert "There is no number to page from, so nobody can be paged." in bob.opens("/")


def test_the_fragment_is_not_sent_again_until_something_happens(bob: Browser, night: World) -> None:
    first = bob.opens("/live/")
    again = bob.opens("/live/", If_None_Match=first.response["ETag"])
    reported(night, "Core switch down", "P1")
    later = bob.opens("/live/", If_None_Match=first.response["ETag"])

    assert (first.status, again.status, later.status) == (200, 304, 200)
    assert not again.html
    assert "Core switch down" in later


def test_the_countdowns_move_by_the_minute(bob: Browser, switch_down: Incident) -> None:
    first = bob.opens("/live/")
    clock.move(60)
    later = bob.opens("/live/", If_None_Match=first.response["ETag"])

    assert "in 9 min" in first
    assert "in 8 min" in later


def test_a_fragment_without_a_login_is_refused_and_never_the_login_page(stranger: Browser) -> None:
    seen = stranger.opens("/live/", HX_Request="true")

    assert seen.status == 401
    assert not seen.html


def test_nothing_of_another_organization_is_on_it(mallory: Browser, switch_down: Incident) -> None:
    seen = mallory.opens("/")

    assert "Core switch down" not in seen
    assert "Alice" not in seen


def test_a_viewer_sees_it_without_buttons(vera: Browser, switch_down: Incident) -> None:
    seen = vera.opens("/")

    assert "Core switch down" in seen
    assert "I take it" not in seen


def test_its_queries_do_not_grow_with_the_incidents(bob: Browser, night: World) -> None:
    reported(night, "Core switch down", "P1")
    few = queries_of(bob, "/")
    for number in range(5):
        reported(night, f"Server {number} is down", "P2")
    many = queries_of(bob, "/")

    assert many <= few
    assert many < 15


def queries_of(browser: Browser, path: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        browser.opens(path)
    return len(seen)


def test_the_switcher_shows_where_else_one_is_a_member(night: World, other: Elsewhere) -> None:
    type(night.bob).objects.create(
        organization=other.organization, user=night.bob.user, role="viewer", created_at=NIGHT
    )
    bob = Browser(night.bob)

    seen = bob.sends("/organization/switch/", organization="harbor-pine")

    assert "Harbor Pine IT" in seen
    assert "Elsewhere Ltd" in seen
