"""One night as people see it: the client's form, the phones, the board and the status page, with every process real."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from hours import clock
from tests.journeys.phones import Simulator
from tests.processes import Processes
from tests.world import CLIENT_NUMBER, NIGHT, PAGING_NUMBER, PASSWORD, PHONES, World, world

pytestmark = [pytest.mark.slow, pytest.mark.browser]
STEP_SECONDS = 240
PATIENCE = 40_000


@pytest.fixture
def firm(processes: Processes) -> Iterator[World]:
    """Harbor Pine by night, its engine running and its numbers owned at the simulator."""
    clock.move((NIGHT - clock.now()).total_seconds())
    found = world()
    for name in ("phonesim", "page-worker", "default-worker", "sweep", "web"):
        processes.start(name)
    simulator = Simulator(processes.phonesim_url)
    for number in (PAGING_NUMBER, CLIENT_NUMBER):
        simulator.owns(number, account=settings.TWILIO_ACCOUNT_SID, token=settings.TWILIO_AUTH_TOKEN)
    call_command("register_numbers", stdout=io.StringIO())
    yield found
    clock.move((datetime.now(UTC) - clock.now()).total_seconds())


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def window(chromium: Browser, complaints: list[str]) -> Iterator[Any]:
    contexts = []

    def opened(url: str, *, width: int = 1280) -> Page:
        context = chromium.new_context(viewport={"width": width, "height": 900})
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(url)
        return page

    yield opened
    for context in contexts:
        context.close()


def violations(page: Page) -> list[str]:
    return [each["id"] for each in Axe().run(page).response["violations"]]


def test_dana_reports_nobody_answers_bob_takes_it_and_everybody_sees_it(
    processes: Processes, firm: World, window: Any, complaints: list[str]
) -> None:
    phones = window(processes.phonesim_url)
    board = window(f"{processes.web_url}/account/login/")
    log_in(board, firm)
    client = window(f"{processes.web_url}/r/{firm.northwind.slug}/", width=375)

    dana_reports(client)

    alice, bob = card(phones, PHONES["alice"]), card(phones, PHONES["bob"])
    expect(alice).to_contain_text("Core switch down", timeout=PATIENCE)
    expect(board.get_by_role("main")).to_contain_text("Core switch down", timeout=PATIENCE)
    clock.move(30)
    expect(alice).to_contain_text("inging", timeout=PATIENCE)
    clock.move(STEP_SECONDS)
    expect(bob).to_contain_text("Core switch down", timeout=PATIENCE)

    bob.get_by_role("button", name="1", exact=True).click()

    expect(bob).to_contain_text("You have it", timeout=PATIENCE)
    expect(board.get_by_role("main")).to_contain_text("Bob", timeout=PATIENCE)
    expect(client.get_by_role("main")).to_contain_text("Bob has it", timeout=PATIENCE)
    assert {name: violations(page) for name, page in (("board", board), ("status", client), ("phones", phones))} == {
        "board": [], "status": [], "phones": [],
    }  # fmt: skip
    assert complaints == []


def log_in(page: Page, firm: World) -> None:
    page.get_by_label("E-mail").fill(firm.carol.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url("**/")


def dana_reports(page: Page) -> None:
    """As a person does, who needs more than three seconds."""
    page.get_by_label("Everyone has stopped").check()
    page.get_by_label("What is wrong, in a few words?").fill("Core switch down")
    page.get_by_label("Your name").fill("Dana Reyes")
    page.get_by_label("Phone number to call you back").fill("2125550142")
    page.wait_for_timeout(3_200)
    page.get_by_role("button", name="Send to").click()
    page.wait_for_url("**/t/**")
    expect(page.get_by_role("heading", level=1)).to_contain_text("We have it")


def card(page: Page, number: str) -> Any:
    """A phone on the page of phones."""
    return page.locator("article", has_text=number)
