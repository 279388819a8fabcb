"""Signing up: a company and a mail address make an organization; only the mailed link opens it."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Membership, Organization, Role
from delivery.models import Message
from tests.web.conftest import Browser, Seen

pytestmark = pytest.mark.django_db
COMPANY = {
    "name": "Willow IT",
    "email": "ann@willow.example",
    "time_zone": "America/Chicago",
    "country": "US",
}


@pytest.fixture(autouse=True)
def _nobody_was_counted(settings: Any) -> None:
    settings.SIGN_UP = True
    cache.clear()


def signs_up(address: str = "198.51.100.7", **more: str) -> Seen:
    return Seen(Client(REMOTE_ADDR=address).post("/start/", COMPANY | more, follow=True))


def link() -> str:
    message = Message.objects.get(address=COMPANY["email"])
    return re.findall(r"https?://[^/\s]+(/invitation/\S+)", message.body)[0]


def test_the_mailed_link_leads_the_owner_to_the_first_evening() -> None:
    assert "Look into your mail" in signs_up()
    newcomer = Browser(None)

    seen = newcomer.sends(link(), name="Ann", password="willow and oak 42")

    assert "The first evening" in seen
    assert Membership.objects.get(user__email=COMPANY["email"]).role == Role.OWNER
    assert "You are not live yet" in newcomer.opens("/")
    assert "Back to the first evening" in newcomer.opens("/")


def test_sending_it_twice_makes_one_organization_and_one_mail() -> None:
    signs_up()

    assert "Look into your mail" in signs_up(name="WILLOW IT")

    assert Organization.objects.filter(name__iexact="Willow IT").count() == 1
    assert Message.objects.filter(address=COMPANY["email"]).count() == 1


def test_another_company_of_the_same_name_gets_an_address_of_its_own() -> None:
    signs_up()

    signs_up(email="other@elsewhere.example")

    first, second = Organization.objects.filter(name="Willow IT").order_by("pk")
    assert first.slug == "willow-it"
    assert second.slug.startswith("willow-it-")


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("name", "", "This field is required"),
        ("name", "a\0b", "Null characters are not allowed"),
        ("email", "ann at willow", "valid email"),
        ("country", "USA", "Two letters, like US or DE"),
        ("time_zone", "Mars/Olympus", ""),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(field: str, value: str, words: str) -> None:
    seen = signs_up(**{field: value})

    assert seen.status == 422
    assert words in seen
    assert not Organization.objects.exists()


def test_too_many_from_one_place_or_for_one_address_are_held_up() -> None:
    places = [signs_up("8.8.8.8", name=f"Firm {n}", email=f"a{n}@b.example").status for n in range(6)]
    mails = [signs_up(f"9.9.{n}.9", name=f"Company {n}").status for n in range(4)]

    assert places == [200] * 5 + [429]
    assert mails == [200] * 3 + [429]
    assert Organization.objects.count() == 8


def test_where_nobody_may_sign_up_there_is_no_such_page(settings: Any) -> None:
    assert "Start with Nightbell" in Browser(None).opens("/account/login/")
    settings.SIGN_UP = False

    assert Browser(None).opens("/start/").status == 404
    assert signs_up().status == 404
    assert "Start with Nightbell" not in Browser(None).opens("/account/login/")
    assert not Organization.objects.exists()
