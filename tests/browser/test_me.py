"""One's own pages on a phone: nothing wider than it, and what becomes of "call me now" shows by itself."""

import pytest
from playwright.sync_api import expect

from delivery.models import ContactMethod, Message
from hours import clock
from tests.browser.conftest import Opens
from tests.browser.looking import faults_of
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


def test_a_calendar_feed_is_made_copied_and_fetched(
    opens: Opens, night: World, complaints: list[str]
) -> None:
    page = opens(night.bob)

    page.goto(f"/schedules/{night.primary.pk}/")
    page.get_by_role("link", name="In my calendar").click()
    page.get_by_label("What reads it").fill("My phone")
    page.get_by_role("button", name="Make it").click()
    faults = faults_of(page, "feed-address")
    page.get_by_role("button", name="Copy the address").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    address = page.locator("#feed-address").inner_text()
    subscribes = page.get_by_role("link", name="Add it to the calendar").get_attribute("href")
    fetched = page.request.get("/" + address.split("/", 3)[3])
    page.goto("/me/feeds/")

    assert subscribes == address.replace("http://", "webcal://")
    assert "SUMMARY:On call: Primary (Alice)" in fetched.text()
    expect(page.get_by_role("row", name="My phone")).not_to_contain_text("never")
    assert (faults, complaints) == ([], [])
