"""One's own pages on a phone: nothing wider than it, and what becomes of "call me now" shows by itself."""

import pytest
from playwright.sync_api import expect

from delivery.models import ContactMethod, Message
from hours import clock
from tests.browser.conftest import Opens
from tests.web.conftest import reported
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_technician_at_night_on_a_phone(opens: Opens, night: World, complaints: list[str]) -> None:
    reported(night, "Core switch down at the main street and nobody can work any more", "P1")
    phone = ContactMethod.objects.get(member=night.alice)
    page = opens(night.alice, width=375)

    for path in (
        "/me/",
        "/me/cover/",
        "/me/phones/",
        "/me/rules/",
        "/me/rules/P1/",
        "/me/kit/",
        f"/me/phones/{phone.pk}/",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), path
    page.get_by_role("button", name="Call me now").click()
    expect(page.locator("#sent")).to_contain_text("about to go out")
    for status in ("sending", "failed"):
        done = {"ended_at": clock.now(), "due_at": None, "reason": "busy"} if status == "failed" else {}
        Message.objects.filter(purpose="test").update(status=status, **done)
    expect(page.locator("#sent")).to_contain_text("busy or declined")
    page.goto("/me/")
    page.get_by_role("button", name="I take it").click()
    expect(page.locator("main")).to_contain_text("You have it.")

    assert complaints == []
