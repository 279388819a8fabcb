"""Nobody needs a mouse: a rotation built, an incident taken, noted and resolved, Bob deactivated, all by keyboard.

Every stop is seen: whatever has the focus has an outline, or its label has.
"""

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Membership
from oncall.models import LayerVersion
from routing.models import Incident
from tests.browser.conftest import Opens
from tests.web.conftest import reported
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.browser]
MOST = 120
NAME = """() => {
    const here = document.activeElement
    const label = here.labels && here.labels.length ? here.labels[0].textContent : ""
    return (here.getAttribute("aria-label") || label || here.textContent || here.value || "").replace(/\\s+/g, " ").trim()
}"""
SEEN = """() => {
    const looks = [document.activeElement, ...(document.activeElement.labels || [])].map((each) => getComputedStyle(each))
    return looks.some((look) => look.outlineStyle !== "none" && parseFloat(look.outlineWidth) >= 2)
}"""


def goes_to(page: Page, name: str, *, key: str = "Tab") -> None:
    """Press the key until what has this name has the focus."""
    page.wait_for_load_state()
    for _ in range(MOST):
        page.keyboard.press(key)
        assert page.evaluate(SEEN), page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
        if page.evaluate(NAME).startswith(name):
            return
    raise AssertionError(f"no way to {name!r}")


def presses(page: Page, name: str, key: str = "Enter") -> None:
    goes_to(page, name)
    page.keyboard.press(key)


def order(page: Page) -> list[str]:
    return list(
        page.evaluate(
            "[...document.querySelectorAll('#people li select')].map((one) => one.selectedOptions[0].textContent)"
        )
    )


def test_a_rotation_is_built_by_keyboard(opens: Opens, night: World, complaints: list[str]) -> None:
    page = opens(night.carol)
    layer = LayerVersion.objects.get(layer__schedule=night.primary).layer_id
    page.goto(f"/schedules/{night.primary.pk}/layers/{layer}/")

    for name in ("Bob", "Dave"):
        presses(page, "One more person")
        page.keyboard.type(name)
    assert order(page) == ["Alice", "Bob", "Dave"]
    goes_to(page, "Move with the arrow keys", key="Shift+Tab")
    page.keyboard.press("ArrowUp")
    expect(page.locator("#moved")).to_have_text("Dave is now in place 2 of 3.")
    assert page.evaluate(NAME).startswith("Move with the arrow keys")
    presses(page, "Save")

    expect(page.get_by_text("Alice, then Dave, then Bob")).to_be_visible()
    assert complaints == []


def test_a_night_is_worked_by_keyboard(opens: Opens, night: World, complaints: list[str]) -> None:
    found = reported(night, "Core switch down", "P1")
    page = opens(night.bob, width=375)

    presses(page, f"I take it {found.reference}")
    expect(page.get_by_text("You have it.")).to_be_visible()
    if "/incidents/" not in page.url:
        presses(page, "Core switch down")
    presses(page, "Add a note")
    goes_to(page, "Note")
    page.keyboard.type("Closet B is locked")
    presses(page, "Add a note")
    expect(page.locator("#incident")).to_contain_text("Closet B is locked")
    presses(page, "Resolve it")
    goes_to(page, "What was done")
    page.keyboard.type("Restarted the switch")
    presses(page, "Resolve it")

    expect(page.locator("main")).to_contain_text("Resolved")
    assert Incident.objects.get(pk=found.pk).status == "resolved"
    assert complaints == []


def test_bob_is_deactivated_by_keyboard_and_is_out_at_once(
    opens: Opens, night: World, complaints: list[str]
) -> None:
    bobs, page = opens(night.bob), opens(night.carol)
    page.goto(f"/people/{night.bob.pk}/")

    presses(page, "Deactivate")
    expect(page.get_by_role("heading", name="What goes to the next person")).to_be_visible()
    expect(page.locator("main")).to_contain_text("Backup: Weeks")
    goes_to(page, "Who takes over")
    page.keyboard.type("Dave")
    presses(page, "Deactivate Bob now")

    expect(page.get_by_text("Bob is deactivated. Dave has taken over and is told.")).to_be_visible()
    assert Membership.objects.get(pk=night.bob.pk).archived_at
    bobs.wait_for_url("**/account/login/**", timeout=7_000)
    assert [said for said in complaints if " 401" not in said] == []
