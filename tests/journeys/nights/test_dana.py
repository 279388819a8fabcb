"""Dana of Northwind Dental, without a login: her form, her page, and what it says as the night goes on."""

import pytest

from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Night
from tests.journeys.waiting import until
from tests.world import DANA
from web.demo.outside import Browser, hidden_fields

FORM = "/r/harbor-pine-northwind-dental/"


@pytest.fixture
def dana(night: Night) -> Browser:
    return Browser(night.web_url)


def reports(dana: Browser, clock: Clock, **typed: str) -> str:
    """She fills in the form; the address of her page."""
    shown = dana.get(FORM)
    assert shown.status == 200
    clock.forward(seconds=20)
    filled = {
        "impact": "all_stopped", "summary": "Phones are dead", "name": "Dana Reyes", "phone": DANA, "callback_ok": "on",
    }  # fmt: skip
    answer = dana.post_form(FORM, {**hidden_fields(shown.text), **filled, **typed})
    assert answer.status == 200, answer.text[:500]
    assert "/t/" in answer.url
    return answer.url


def says(dana: Browser, page: str, words: str) -> str:
    return until(lambda: words in (text := dana.get(page).text) and text, f"her page says {words!r}") or ""


def test_her_page_says_who_has_it(dana: Browser, phone: Phones, clock: Clock) -> None:
    page = reports(dana, clock)
    says(dana, page, "We have it")
    phone("alice").received("Phones are dead", f"Call Dana {DANA}")
    phone("alice").replies("2")
    phone("alice").received("Passed on")
    phone("bob").received("Phones are dead")

    phone("bob").replies("1")

    phone("bob").received("You have it: Northwind Dental.")
    says(dana, page, "Bob has it")


def test_it_solved_itself_ends_the_night_for_all(dana: Browser, phone: Phones, clock: Clock) -> None:
    page = reports(dana, clock)
    phone("alice").received("Phones are dead")
    phone("alice").replies("1")
    phone("alice").received("You have it")
    shown = says(dana, page, "Alice has it")

    dana.post_form(f"{page}solved/", hidden_fields(shown))

    says(dana, page, "Solved")
    phone("alice").received("that it solved itself")
