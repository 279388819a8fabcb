"""Coming in and going out, and what is said where there is nothing."""

import pytest
from django.test import Client

from accounts.models import Membership, Role
from delivery.models import Message
from tests.web.conftest import Browser, Seen
from tests.world import NIGHT, PASSWORD, Elsewhere, World

pytestmark = pytest.mark.django_db


def test_logging_in_leads_to_where_one_wanted_to_go(stranger: Browser, night: World) -> None:
    answer = stranger.http.post(
        "/account/login/", {"login": night.bob.user.email, "password": PASSWORD, "next": "/schedules/"}
    )

    assert (answer.status_code, answer["Location"]) == (302, "/schedules/")


@pytest.mark.parametrize("away", ["https://evil.example/", "//evil.example/", "/\\evil.example", "http://["])
def test_logging_in_leads_nowhere_else(stranger: Browser, night: World, away: str) -> None:
    page = stranger.http.get("/account/login/", {"next": away})

    answer = stranger.http.post(
        "/account/login/", {"login": night.bob.user.email, "password": PASSWORD, "next": away}
    )

    assert (page.status_code, answer.status_code, answer["Location"]) == (200, 302, "/")


def test_a_wrong_password_is_said_and_the_address_kept(stranger: Browser, night: World) -> None:
    seen = stranger.sends("/account/login/", login=night.bob.user.email, password="wrong horse")

    assert "<title>Error:" in seen.html
    assert "password you specified are not correct" in seen
    assert f'value="{night.bob.user.email}"' in seen.html


def test_nobody_signs_up_on_their_own(stranger: Browser) -> None:
    seen = stranger.opens("/account/signup/")

    assert "Nobody signs up here" in seen
    assert "Nightbell" in seen


def test_going_out_is_a_button_and_never_a_link(bob: Browser) -> None:
    bob.opens("/account/logout/")
    still_in = bob.opens("/").status

    seen = bob.sends("/account/logout/")

    assert still_in == 200
    assert "Log in" in seen


def test_a_forgotten_password_leads_to_one_mail(stranger: Browser, night: World) -> None:
    seen = stranger.sends("/account/password/reset/", email=night.bob.user.email)

    assert "Look into your mail" in seen
    mail = Message.objects.get(address=night.bob.user.email)
    link = next(word for word in mail.body.split() if "/password/reset/key/" in word)
    page = Seen(stranger.http.get(link[link.index("/account/") :], follow=True))
    assert "Choose a new password" in page


def test_an_unknown_address_is_answered_the_same(stranger: Browser, night: World) -> None:
    seen = stranger.sends("/account/password/reset/", email="nobody@harbor-pine.example")

    assert "Look into your mail" in seen
    assert Message.objects.count() == 0


def test_a_used_link_says_so(stranger: Browser) -> None:
    seen = stranger.opens("/account/password/reset/key/1-set-password/")

    assert "This link is used up" in seen


def test_who_is_a_member_nowhere_is_told(night: World) -> None:
    night.bob.archived_at = night.bob.created_at
    night.bob.save()

    seen = Browser(night.bob).opens("/")

    assert seen.status == 403
    assert "You are not a member of any organization." in seen


def log_in(browser: Browser, email: str, password: str = PASSWORD, then: str = "/") -> Seen:
    return browser.sends("/account/login/", login=email, password=password, next=then)


def end(member: Membership) -> None:
    Membership.objects.filter(pk=member.pk).update(archived_at=NIGHT)


def test_whose_membership_ended_is_told_so_at_login_and_whom_to_ask(stranger: Browser, night: World) -> None:
    end(night.bob)

    seen = log_in(stranger, night.bob.user.email, then="/schedules/")
    wrong = log_in(Browser(None), night.bob.user.email, "wrong horse")
    nobody = log_in(Browser(None), "nobody@harbor-pine.example", "wrong horse")

    assert seen.status == 403
    assert "Successfully signed in" not in seen
    assert f"Your membership of {night.organization.name} ended on 3 March 2026." in seen
    assert f"ask an owner: {night.alice.user.name}." in seen
    assert wrong.words.replace(night.bob.user.email, "") == nobody.words
    assert night.organization.name not in wrong


def test_the_page_of_who_is_no_member_any_more_has_a_button_to_log_out(
    stranger: Browser, night: World
) -> None:
    end(night.bob)
    seen = log_in(stranger, night.bob.user.email)

    out = stranger.sends("/account/logout/")

    assert '<form method="post" action="/account/logout/">' in seen.html
    assert "Log in" in out
    assert "_auth_user_id" not in stranger.http.session


def test_who_is_a_member_elsewhere_goes_there(stranger: Browser, night: World, other: Elsewhere) -> None:
    end(night.bob)
    Membership.objects.create(
        organization=other.organization, user=night.bob.user, role=Role.VIEWER, created_at=NIGHT
    )

    seen = log_in(stranger, night.bob.user.email)

    assert seen.status == 200
    assert other.organization.name in seen


def test_a_live_part_is_no_page_to_say_it_on(night: World) -> None:
    end(night.bob)

    assert Browser(night.bob).opens("/live/", HX_Request="true").status == 403


def test_an_address_that_is_nothing(stranger: Browser) -> None:
    seen = stranger.opens("/nothing/here/")

    assert seen.status == 404
    assert "There is no such page" in seen


def test_a_form_from_an_old_page_is_asked_for_again(night: World) -> None:
    http = Client(enforce_csrf_checks=True)

    seen = Seen(http.post("/account/login/", {"login": "a@b.example", "password": "x"}))

    assert seen.status == 403
    assert "Please send that once more" in seen


@pytest.mark.parametrize("path", ["/", "/account/login/", "/nothing/here/", "/schedules/"])
def test_the_policy_allows_nothing_inside_the_page(bob: Browser, path: str) -> None:
    policy = bob.opens(path).response["Content-Security-Policy"]

    assert "unsafe" not in policy
    assert "script-src 'self'" in policy


PAGES = ["/", "/live/", "/incidents/", "/schedules/", "/clients/", "/report/", "/mail/", "/incidents/1001/"]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_of_members_leads_a_stranger_to_the_door(stranger: Browser, path: str) -> None:
    answer = stranger.opens(path).response

    assert (answer.status_code, answer["Location"]) == (302, f"/account/login/?next={path}")


def test_pages_of_members_are_kept_by_nobody(bob: Browser) -> None:
    assert set(bob.opens("/").response["Cache-Control"].split(", ")) == {"private", "no-cache"}
