"""Carol reads where nobody would be, on the board, and fills it with the owner; then an edit of hers asks first."""

import re

import pytest
from playwright.sync_api import expect

from hours import clock
from oncall.models import Override, Participant, TimeOff
from routing.actions.look import look_for_holes
from routing.models import HoleSnapshot
from tests.browser.conftest import Opens
from tests.browser.looking import faults_of
from tests.sla.clients import wall
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def look(night: World) -> None:
    HoleSnapshot.objects.update(due_at=clock.now())
    look_for_holes(organization_id=night.organization.pk, now=clock.now())


@pytest.fixture
def away(night: World) -> World:
    """Dave has all the turns of the primary, and is away on Wednesday evening."""
    Participant.objects.filter(version__layer__schedule=night.primary).update(member=night.dave)
    start, end = wall("2026-03-04T20:00"), wall("2026-03-04T23:00")
    TimeOff.objects.create(organization=night.organization, member=night.dave, start_at=start, end_at=end)
    look(night)
    return night


@pytest.mark.parametrize("width", [1280, 375])
def test_the_warning_is_read_and_the_owner_fills_the_hole(
    opens: Opens, away: World, complaints: list[str], width: int
) -> None:
    page = opens(away.carol, width=width)
    expect(page.locator("#board")).to_contain_text("Once in the coming 60 days nobody can be reached")
    faults = faults_of(page, f"holes-board-{width}")
    page.set_viewport_size({"width": width, "height": 800})

    page.get_by_role("link", name="All of them, and what would mend them").click()
    expect(page.locator("main")).to_contain_text("Nobody in Primary can be reached.")
    faults += faults_of(page, f"holes-page-{width}")
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("link", name=re.compile("Fill it")).click()
    expect(page.get_by_label("Who is on call too")).to_have_value(str(away.alice.pk))
    page.get_by_role("button", name="Save").click()

    expect(page.locator("main")).to_contain_text("Saved. The schedule shows it.")
    look(away)
    page.goto("/holes/")
    expect(page.locator("main")).to_contain_text("None. Whoever is promised a page")
    assert (faults, complaints) == ([], [])


@pytest.mark.parametrize("width", [1280, 375])
def test_an_edit_that_would_leave_nobody_asks_and_fills(
    opens: Opens, away: World, complaints: list[str], width: int
) -> None:
    page = opens(away.carol, width=width)
    page.goto(f"/schedules/{away.primary.pk}/overrides/?kind=remove")
    page.get_by_label("Who is not on call").select_option(str(away.dave.pk))
    page.get_by_label("From").fill("2026-03-05T20:00")
    page.get_by_label("To", exact=True).fill("2026-03-05T23:00")
    page.get_by_role("button", name="Save").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Nobody would be there")
    faults = faults_of(page, f"holes-ask-{width}")
    page.set_viewport_size({"width": width, "height": 800})
    page.get_by_role("button", name="Keep the hole").click()
    expect(page.get_by_label("Why it stays so")).to_have_attribute("aria-invalid", "true")
    faults += faults_of(page, f"holes-ask-again-{width}")
    page.get_by_role("button", name="Fill it with Alice").click()

    expect(page.locator("main")).to_contain_text("Saved. The schedule shows it.")
    assert Override.objects.get(kind="add").subject == away.alice
    faults += faults_of(page, f"holes-schedule-{width}")
    assert faults == []
    assert [each for each in complaints if "409" not in each] == []
