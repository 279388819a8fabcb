"""Cover that is asked for, on pages: two taps on a phone, a private link, the list, the schedule's drawing."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from accounts.models import AuditEvent, Organization
from delivery.models import Message
from hours import clock
from oncall.models import FallbackEntry, Override, Swap, TimeOff
from oncall.stored_specs import on_call
from routing.swap_link import link_to
from tests.web.conftest import Browser
from tests.web.test_me import value_in
from tests.world import World

pytestmark = pytest.mark.django_db
EVENING = {"start": "2026-03-03T22:00", "end": "2026-03-04T08:00"}


def asks(alice: Browser, **fields: object) -> Swap:
    """Two taps: the page as it comes, sent."""
    page = alice.opens("/me/ask/")
    given = {"stretch": value_in(page.html), "people": "everyone", "note": "", **fields}
    seen = alice.sends("/me/ask/", **given)
    assert "They are asked now. You stay on call until somebody takes it." in seen
    return Swap.objects.latest("pk")


def tonight(bob: Browser, night: World, **fields: object) -> Swap:
    """The whole form, for the night to come."""
    seen = bob.sends("/swaps/new/", schedule=night.backup.pk, people="everyone", **{**EVENING, **fields})
    assert "They are asked now." in seen, seen.words
    return Swap.objects.latest("pk")


def on_primary(night: World) -> list[object]:
    return [*on_call([night.primary], clock.now())[night.primary.pk].people]


def test_two_taps_from_ones_own_page_ask_everyone_for_this_night(alice: Browser, night: World) -> None:
    assert "/me/ask/" in alice.opens("/me/").html
    page = alice.opens("/me/ask/")
    assert "Primary until the morning: now to 08:00 EST" in page
    chosen = re.findall(r'<input[^>]*name="(people|stretch)"[^>]*value="([^"]*)"[^>]*checked', page.html)
    assert dict(chosen)["people"] == "everyone"
    assert "stretch" in dict(chosen)

    swap = asks(alice)

    assert {each.member for each in swap.asked.all()} == {night.bob, night.carol, night.dave}
    assert on_primary(night) == [night.alice.pk]
    assert "Alice: Primary" in alice.opens("/me/")
    assert "nobody has taken it yet" in alice.opens("/swaps/")


def test_who_is_asked_takes_it_on_their_own_page_and_the_second_is_told_who(
    alice: Browser, dave: Browser, bob: Browser, night: World
) -> None:
    swap = asks(alice)
    assert "I take it for Alice" in dave.opens("/me/")
    assert "I take it for Alice" not in alice.opens("/swaps/")

    assert "It is yours. Thank you." in dave.sends(f"/swaps/{swap.pk}/accept/")

    assert on_primary(night) == [night.dave.pk]
    assert "Dave has it. You have nothing to do." in bob.sends(f"/swaps/{swap.pk}/accept/")
    assert Override.objects.count() == 1
    assert "Dave has it" in alice.opens("/swaps/")
    assert [*AuditEvent.objects.filter(verb="swap.accepted").values_list("actor_name", "object_id")] == [
        ("Dave", str(swap.pk))
    ]


def link_of(name: str) -> str:
    """The path of the private link in somebody's mail."""
    mail = Message.objects.filter(channel="email", address=f"{name}@harbor-pine.example").latest("created_at")
    return urlsplit(re.search(r"https?://\S+/s/\S+", mail.body)[0]).path  # type: ignore[index]


def test_the_private_link_says_yes_without_a_login_and_only_by_a_tap(
    alice: Browser, stranger: Browser, night: World
) -> None:
    asks(alice, note="The children are ill")
    carol, dave = link_of("carol"), link_of("dave")

    page = stranger.opens(carol)
    assert "Alice asks for cover Primary" in page
    assert "The children are ill" in page
    assert "Can you, Carol?" in page
    assert page.response["Referrer-Policy"] == "no-referrer"
    assert on_primary(night) == [night.alice.pk]

    assert "It is yours. Thank you." in stranger.sends(f"{carol}yes/")

    assert on_primary(night) == [night.carol.pk]
    late = stranger.sends(f"{dave}yes/")
    assert (late.status, "Carol has it. You have nothing to do." in late) == (409, True)
    assert "I can't" not in late


def test_a_tap_sent_by_another_site_does_nothing(alice: Browser, stranger: Browser, night: World) -> None:
    asks(alice)
    path = link_of("carol")

    answer = stranger.http.post(f"{path}yes/", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.status_code == 422
    assert on_primary(night) == [night.alice.pk]


def test_no_may_become_yes_and_the_last_no_ends_it(
    alice: Browser, dave: Browser, stranger: Browser, night: World
) -> None:
    swap = asks(alice, people=night.dave.pk)
    link = link_of("dave")

    stranger.sends(f"{link}no/")

    swap.refresh_from_db()
    assert swap.status == "declined"
    assert "everybody who was asked said no" in alice.opens(f"/swaps/{swap.pk}/")
    assert "You said no You have nothing to do." in stranger.opens(link_of("dave"))
    again = asks(alice)
    assert "You said no. Alice hears of it" in dave.sends(f"/swaps/{again.pk}/decline/")
    assert "You said no" in stranger.opens(link_of("dave"))
    assert "It is yours." in dave.sends(f"/swaps/{again.pk}/accept/")


def test_a_manager_approves_or_does_not(bob: Browser, dave: Browser, carol: Browser, night: World) -> None:
    Organization.objects.filter(pk=night.organization.pk).update(swaps_need_a_yes=True)
    first = tonight(bob, night)

    assert "A manager has to say yes; until then Bob stays on call." in dave.sends(
        f"/swaps/{first.pk}/accept/"
    )
    assert "For you to answer Bob: Backup" in carol.opens("/swaps/")
    assert dave.sends(f"/swaps/{first.pk}/approve/").status == 403
    assert "Bob stays on call. Both are told." in carol.sends(
        f"/swaps/{first.pk}/refuse/", reason="Too much for Dave\x00"
    )
    second = tonight(bob, night)
    dave.sends(f"/swaps/{second.pk}/accept/")
    assert "Dave is on call then. Both are told." in carol.sends(f"/swaps/{second.pk}/approve/")

    row = Override.objects.get()
    assert (row.subject, row.stand_in) == (night.bob, night.dave)


def test_withdrawn_by_who_asked_or_a_manager_and_nobody_else(
    bob: Browser, dave: Browser, carol: Browser, vera: Browser, night: World
) -> None:
    swap = tonight(bob, night)
    assert dave.sends(f"/swaps/{swap.pk}/withdraw/").status == 403
    assert "Withdraw" not in vera.opens(f"/swaps/{swap.pk}/")

    assert "Withdrawn. Nothing has changed" in bob.sends(f"/swaps/{swap.pk}/withdraw/")

    assert "Bob does not need it any more." in dave.sends(f"/swaps/{swap.pk}/accept/")
    other = tonight(bob, night)
    assert "Withdrawn." in carol.sends(f"/swaps/{other.pk}/withdraw/")


def test_the_schedule_shows_what_is_asked_for_and_who_is_on_stays(bob: Browser, night: World) -> None:
    swap = tonight(bob, night, note="Concert")

    page = bob.opens(f"/schedules/{night.backup.pk}/")

    assert "Cover that is asked for Bob: Backup, 22:00 EST to Wed 08:00 EST" in page
    assert f'<a href="/swaps/{swap.pk}/" class="shift-asked"' in page.html
    assert "Bob asks for cover: nobody has taken it yet, 22:00 EST" in page.html


def test_the_form_begins_with_my_next_time_on_call(bob: Browser, night: World) -> None:
    now = clock.now()
    Override.objects.create(
        schedule=night.backup, kind="replace", subject=night.bob, stand_in=night.dave, created_at=now,
        start_at=now, end_at=now + timedelta(hours=6),
    )  # fmt: skip

    assert 'value="2026-03-03T08:14"' in bob.opens("/swaps/new/").html


def test_an_exchange_asks_whose_time_it_is(bob: Browser, dave: Browser, night: World) -> None:
    start = clock.now() + timedelta(days=8)
    Override.objects.create(
        schedule=night.backup, kind="replace", subject=night.bob, stand_in=night.dave, created_at=start,
        start_at=start, end_at=start + timedelta(hours=10),
    )  # fmt: skip
    choice = re.search(rf'value="({night.dave.pk}-{night.backup.pk}-\d+-\d+)"', bob.opens("/swaps/new/").html)
    assert choice

    swap = tonight(bob, night, back=choice[1])

    assert [each.member for each in swap.asked.all()] == [night.dave]
    assert "In return Bob takes 11 Mar 03:14 EDT to 11 Mar 13:14 EDT" in dave.opens("/swaps/")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"end": "2026-03-03T21:00"}, "It must end after it starts"),
        ({"start": "x"}, "Write it as"),
        ({"schedule": "99999999999999999999"}, "This changed meanwhile."),
        ({"people": "1\x00"}, "This changed meanwhile."),
        ({"back": "1-1-1-1"}, "This changed meanwhile."),
        ({"note": "x" * 201}, "at most 200"),
        ({"expires": "2026-03-05T08:00"}, "Between now and when it starts."),
        ({"note": "a\x00b"}, "Null characters"),
    ],
)
def test_what_will_not_do_is_kept_and_explained(
    bob: Browser, night: World, fields: dict[str, str], words: str
) -> None:
    given = {"schedule": night.backup.pk, "people": "everyone", "note": "Please", **EVENING, **fields}

    seen = bob.sends("/swaps/new/", **given)

    assert (seen.status, words in seen) == (422, True), seen.words
    assert not Swap.objects.exists()


def test_who_takes_no_turns_is_told_so(dave: Browser, mallory: Browser, night: World) -> None:
    assert "there is nothing to cover" in dave.opens("/me/ask/")
    assert "Nobody asks for cover." in dave.opens("/swaps/")
    assert "so nobody could be paged" in mallory.opens("/swaps/new/")


def test_a_yes_that_would_leave_nobody_behind_asks_first_on_the_page_and_behind_the_link(
    bob: Browser, alice: Browser, stranger: Browser, night: World
) -> None:
    FallbackEntry.objects.filter(member=night.carol).delete()
    swap = tonight(bob, night)
    link = link_to(swap.asked.get(member=night.alice)).split("testserver")[-1]
    link = urlsplit(link).path

    asked = alice.sends(f"/swaps/{swap.pk}/accept/")
    tapped = stranger.sends(f"{link}yes/")
    silent = stranger.sends(f"{link}yes/", holes="keep", hole_reason=" ")

    assert (asked.status, tapped.status, silent.status) == (409, 409, 409)
    assert "Nobody would stand behind" in asked
    assert "Nobody else in Backup or the fallback stands behind" in asked
    assert "if you take this, somebody would be missing" in tapped
    assert "This field is required." in silent
    assert not Override.objects.exists()
    assert "nobody has taken it yet" in alice.sends(f"/swaps/{swap.pk}/accept/", holes="back")

    assert "It is yours. Thank you." in stranger.sends(
        f"{link}yes/", holes="keep", hole_reason="Bob has a fever"
    )
    line = AuditEvent.objects.get(object_kind="holes")
    assert (line.verb, line.reason, line.actor_name) == ("kept", "Bob has a fever", "Alice")


def test_cover_me_asks_first_and_so_does_time_off_of_whoever_agreed_to_cover(
    alice: Browser, bob: Browser, dave: Browser, carol: Browser, night: World
) -> None:
    FallbackEntry.objects.all().delete()
    page = alice.opens("/me/cover/")
    taps = {"stretch": value_in(page.html), "stand_in": night.bob.pk}
    asked = alice.sends("/me/cover/", **taps)
    assert (asked.status, Override.objects.count()) == (409, 0)
    swap = tonight(bob, night)
    assert "It is yours." in dave.sends(f"/swaps/{swap.pk}/accept/")

    off = dave.sends("/me/time-off/", start="2026-03-03", end="2026-03-04")

    assert (off.status, TimeOff.objects.count()) == (409, 0)
    assert "Tue 3 March 22:00 EST to Wed 4 March 08:00 EST" in off
    filled = carol.sends(
        f"/people/{night.dave.pk}/time-off/",
        start="2026-03-03",
        end="2026-03-04",
        holes="keep",
        hole_reason="Dave is ill",
    )
    assert "Saved." in filled
    again = TimeOff.objects.get()
    assert "Canceled: back in every schedule." in dave.sends(f"/me/time-off/{again.pk}/cancel/")
