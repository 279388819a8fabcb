"""Building a rotation in a real browser: the preview follows, people are moved by keyboard and by dragging."""

import pytest
from playwright.sync_api import Page, expect

from oncall.models import LayerVersion, Participant
from tests.browser.conftest import Opens
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def editor(night: World, opens: Opens) -> Page:
    """Carol at Primary's layer: Alice, then Bob, then Dave."""
    version = LayerVersion.objects.get(layer__schedule=night.primary)
    for group, member in enumerate((night.bob, night.dave), start=1):
        Participant.objects.create(version=version, group=group, member=member)
    page = opens(night.carol)
    page.goto(f"/schedules/{night.primary.pk}/layers/{version.layer_id}/")
    return page


def order(page: Page) -> list[str]:
    return page.evaluate(
        "[...document.querySelectorAll('#people li select')].map((one) => one.selectedOptions[0].textContent)"
    )


def test_people_are_moved_by_keyboard_by_button_and_by_dragging(editor: Page, complaints: list[str]) -> None:
    handles = editor.locator("#people [data-handle]")

    handles.nth(0).focus()
    editor.keyboard.press("ArrowDown")

    assert order(editor) == ["Bob", "Alice", "Dave"]
    expect(editor.locator("#moved")).to_have_text("Alice is now in place 2 of 3.")
    expect(editor.locator("#preview")).to_contain_text("09:00 EST: Alice")

    editor.locator("#people li").nth(2).get_by_role("button", name="Up").click()

    assert order(editor) == ["Bob", "Dave", "Alice"]

    start, end = (editor.locator("#people [data-handle]").nth(place).bounding_box() for place in (2, 0))
    assert start
    assert end
    editor.mouse.move(start["x"] + 5, start["y"] + 5)
    editor.mouse.down()
    editor.mouse.move(end["x"] + 5, end["y"] + 30, steps=8)
    editor.mouse.move(end["x"] + 5, end["y"] - 10, steps=8)
    editor.mouse.up()

    assert order(editor) == ["Alice", "Bob", "Dave"]
    assert complaints == []


def test_the_preview_follows_what_is_typed_and_saving_keeps_it(editor: Page, night: World) -> None:
    preview = editor.locator("#preview")

    editor.get_by_label("A turn lasts").fill("2")
    expect(preview.get_by_text("14 Mar: Dave")).to_be_visible()

    editor.get_by_role("button", name="Only in certain hours").click()
    expect(preview).to_contain_text("Tick at least one day.")
    editor.get_by_role("checkbox", name="Mon").check()
    editor.get_by_role("checkbox", name="all day").check()
    expect(preview).to_contain_text("Nobody is on call")

    editor.locator("#windows").get_by_role("button", name="Take out").click()
    expect(preview).not_to_contain_text("Nobody is on call")
    editor.get_by_role("button", name="One more person").click()
    editor.locator("#people select").last.select_option(label="Carol")
    editor.get_by_role("button", name="Save", exact=True).click()

    expect(editor.get_by_text("Alice, then Bob, then Dave, then Carol")).to_be_visible()
    expect(editor.get_by_text("2 weeks each")).to_be_visible()
