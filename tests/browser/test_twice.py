"""A second click on the way sends nothing more."""

import pytest
from playwright.sync_api import expect

from accounts.models import ApiToken
from tests.browser.conftest import Opens
from tests.world import World

pytestmark = [pytest.mark.slow, pytest.mark.browser]


def test_a_double_click_makes_one_token(opens: Opens, night: World, complaints: list[str]) -> None:
    page = opens(night.alice)
    page.goto("/tokens/new/")
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(asked.url) if asked.method == "POST" else None)
    button = page.get_by_role("button", name="Make it")
    page.get_by_label("What uses it").fill("Ticket sync")

    button.evaluate("button => { button.click(); setTimeout(() => button.click(), 20); }")

    expect(page.locator("main")).to_contain_text("nb_")
    assert (len(sent), ApiToken.objects.count()) == (1, 1)
    assert complaints == []
