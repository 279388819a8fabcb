"""Members' pages in a real browser: usable by everyone, at every size, in both themes, and live without a reload."""

import re
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from accounts.audit import Actor
from hours import clock
from oncall.actions.override import add_override
from routing.actions import respond
from routing.actions.report import report
from routing.models import Incident
from sla.models import Runbook, RunbookStep
from tests.browser.conftest import Opens
from tests.world import DANA, NIGHT, World

pytestmark = [pytest.mark.slow, pytest.mark.browser]
SEVEN_SECONDS = 7_000


@pytest.fixture
def switch_down(night: World) -> Incident:
    """Dana's core switch is down, with a runbook; Alice is being paged. And there is a gap on Wednesday."""
    runbook = Runbook.objects.create(
        organization=night.organization, client=night.northwind, title="Switch down"
    )
    RunbookStep.objects.create(runbook=runbook, position=1, text="Check the UPS", deadline_minutes=10)
    add_override(
        schedule=night.primary, kind="remove", subject=night.alice, start_at=NIGHT.replace(day=4), end_at=NIGHT.replace(day=5),
        actor=Actor.member(night.carol), now=NIGHT, reason="dentist",
    )  # fmt: skip
    found = report(
        organization=night.organization, kind="member", summary="Core switch down", priority="P1",
        service_line="help_desk", received_at=clock.now(), client=night.northwind, contact_name="Dana Reyes",
        contact_phone=DANA, reporter=night.carol,
    )  # fmt: skip
    return Incident.objects.get(pk=found.pk)


def violations(page: Page) -> list[Any]:
    found = Axe().run(page).response["violations"]
    return [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found]


def test_the_board_shows_news_without_a_reload(opens: Opens, night: World, switch_down: Incident) -> None:
    page = opens(night.alice)
    page.evaluate("window.neverReloaded = true")
    expect(page.locator("#board")).to_contain_text("Calling people")

    respond.acknowledge(
        incident_id=switch_down.pk, by=night.bob, actor=Actor.member(night.bob), now=clock.now()
    )

    expect(page.locator("#board")).to_contain_text("Bob has it", timeout=SEVEN_SECONDS)
    expect(page.locator("#news")).to_have_text("1 open incident, 0 that nobody has")
    assert page.evaluate("window.neverReloaded")


def test_news_never_takes_away_what_one_is_typing(opens: Opens, night: World, switch_down: Incident) -> None:
    page = opens(night.alice)
    page.goto(f"/incidents/{switch_down.number}/")
    page.get_by_text("Add a note").first.click()
    field = page.get_by_label("Note")
    field.type("Closet B is ")

    respond.acknowledge(
        incident_id=switch_down.pk, by=night.bob, actor=Actor.member(night.bob), now=clock.now()
    )
    expect(page.locator("#incident")).to_contain_text("Bob has it", timeout=SEVEN_SECONDS)
    page.keyboard.type("locked")

    expect(field).to_have_value("Closet B is locked")


def test_a_lost_connection_is_said_with_the_time_of_what_one_sees(
    opens: Opens, night: World, switch_down: Incident
) -> None:
    board = opens(night.alice)
    incident, me = board.context.new_page(), board.context.new_page()
    incident.goto(f"/incidents/{switch_down.number}/")
    me.goto("/me/")

    board.context.set_offline(True)
    for page in (board, incident, me):
        expect(page.locator("#connection-lost")).to_be_visible(timeout=SEVEN_SECONDS)
        expect(page.locator("#connection-lost")).to_contain_text(
            re.compile(r"What you see is from \d\d:\d\d E[SD]T")
        )
    board.context.set_offline(False)

    for page in (board, incident, me):
        expect(page.locator("#connection-lost")).to_be_hidden(timeout=SEVEN_SECONDS)


def test_when_the_login_ends_the_page_leads_to_the_door(opens: Opens, night: World) -> None:
    page = opens(night.alice)

    page.context.clear_cookies()

    page.wait_for_url("**/account/login/?next=/", timeout=SEVEN_SECONDS)


def test_taking_it_needs_no_mouse(opens: Opens, night: World, switch_down: Incident) -> None:
    page = opens(night.bob)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the page")).to_be_focused()
    page.keyboard.press("Enter")

    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == f"take-{switch_down.number}":
            break
    page.keyboard.press("Enter")

    expect(page.get_by_text("You have it.")).to_be_visible()


def test_without_javascript_everything_is_there(
    chromium: Any, live_server: Any, night: World, switch_down: Incident
) -> None:
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(night.bob.user.email)
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Log in").click()

    page.get_by_role("link", name="Core switch down").click()
    page.get_by_role("button", name="I take it").click()

    expect(page.get_by_text("You have it.")).to_be_visible()
    context.close()
