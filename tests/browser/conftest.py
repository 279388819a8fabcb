"""Harbor Pine at two in the morning, on a server of our own, seen with a real browser."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from hours import clock
from tests.world import NIGHT, PASSWORD, World, world

Opens = Callable[..., Page]


@pytest.fixture
def night(chromium: Browser, transactional_db: None) -> Iterator[World]:
    """It is Tuesday 02:14 in New York."""
    clock.move((NIGHT - clock.now()).total_seconds())
    yield world()
    clock.move((datetime.now(UTC) - clock.now()).total_seconds())


@pytest.fixture
def complaints() -> list[str]:
    """What the console said against the page: errors, warnings, refusals of the policy."""
    return []


@pytest.fixture
def opens(chromium: Browser, live_server: Any, complaints: list[str]) -> Iterator[Opens]:
    """Open a window; with `member` somebody is logged in."""
    windows = []

    def window(member: Any = None, *, width: int = 1280, theme: Any = "light") -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport={"width": width, "height": 800}, color_scheme=theme
        )
        windows.append(context)
        page = context.new_page()
        page.on(
            "console",
            lambda said: complaints.append(said.text) if said.type in ("error", "warning") else None,
        )
        page.on("pageerror", lambda error: complaints.append(str(error)))
        if member:
            log_in(page, member)
        return page

    yield window
    for context in windows:
        context.close()


def log_in(page: Page, member: Any, leads_to: str = "**/") -> None:
    page.goto("/account/login/")
    page.get_by_label("E-mail").fill(member.user.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    page.wait_for_url(leads_to)
