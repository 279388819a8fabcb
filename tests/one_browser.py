"""One real browser for the whole run: Playwright's loop can run only once in a process."""

import os
from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.chromium import chromium_path


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Playwright's loop runs in this thread, in which Django would refuse the database without a word from us."""
    from playwright.sync_api import sync_playwright

    path = chromium_path()
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
