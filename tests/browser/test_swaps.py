"""Cover me in two taps on a phone; a colleague says yes behind their link; the desk sees it in the schedule."""

import pytest
from playwright.sync_api import expect

from hours import clock
from oncall.stored_specs import on_call
from tests.browser.conftest import Opens
from tests.browser.looking import faults_of
from tests.web.test_swaps import link_of
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_alice_asks_in_two_taps_dave_says_yes_and_bob_sees_it(
    opens: Opens, night: World, complaints: list[str]
) -> None:
    alice = opens(night.alice, width=375)
    alice.goto("/me/")

    alice.get_by_role("link", name="Cover me").click()
    found = faults_of(alice, "swap-ask")
    alice.get_by_role("button", name="Ask them").click()

    expect(alice.locator("main")).to_contain_text("nobody has taken it yet")
    found += faults_of(alice, "swaps-mine")
    alice.goto("/me/")
    found += faults_of(alice, "me-with-a-swap")
    desk = opens(night.bob)
    desk.goto(f"/schedules/{night.primary.pk}/")
    found += faults_of(desk, "schedule-with-a-swap")
    desk.locator("svg a.shift-asked").click()
    expect(desk.get_by_role("heading", name="Cover for Alice")).to_be_visible()
    dave = opens(width=375)
    dave.goto(link_of("dave"))
    found += faults_of(dave, "swap-tap-open")
    dave.get_by_role("button", name="Yes, I take it").click()
    expect(dave.locator("main")).to_contain_text("It is yours. Thank you.")
    found += faults_of(dave, "swap-tap-mine")
    desk.get_by_role("button", name="I take it").click()
    expect(desk.locator("main")).to_contain_text("Dave has it. You have nothing to do.")
    found += faults_of(desk, "swap-taken")

    assert [*on_call([night.primary], clock.now())[night.primary.pk].people] == [night.dave.pk]
    assert found == []
    assert complaints == []


def test_a_holiday_shows_its_holes_on_a_phone_before_it_is_saved(
    opens: Opens, night: World, complaints: list[str]
) -> None:
    alice = opens(night.alice, width=375)
    alice.goto("/me/")
    alice.get_by_role("link", name="Time off").click()
    alice.get_by_label("First day").fill("2026-03-10")
    alice.get_by_label("Last day").fill("2026-03-11")

    alice.get_by_role("button", name="Save").click()

    expect(alice.locator("main")).to_contain_text("Nothing is saved yet.")
    found = faults_of(alice, "time-off-holes")
    alice.get_by_label("Why it stays so").fill("Bob is first then")
    alice.get_by_role("button", name="Keep the hole").click()
    expect(alice.locator("main")).to_contain_text("Saved. No schedule puts")
    found += faults_of(alice, "time-off-entered")
    assert found == []
    assert [said for said in complaints if "status of 409" not in said] == []
