"""A passkey: added, and used to come in without a password, in a real browser with an authenticator made of software."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opens
from tests.browser.test_pages import violations
from tests.world import PASSWORD, World

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture
def _by_name(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Passkeys belong to names, not to numbers."""
    monkeypatch.setattr(
        type(live_server), "url", live_server.url.replace("127.0.0.1", "localhost"), raising=False
    )


def give_authenticator(page: Page) -> None:
    there = page.context.new_cdp_session(page)
    there.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    there.send("WebAuthn.addVirtualAuthenticator", {"options": options})


@pytest.mark.usefixtures("_by_name")
def test_a_passkey_opens_the_door_without_a_password(
    opens: Opens, night: World, complaints: list[str]
) -> None:
    page = opens(night.bob, width=375)
    give_authenticator(page)
    page.goto("/account/security/")
    assert violations(page) == []
    page.get_by_role("link", name="Add a passkey").click()
    if page.get_by_label("Password").is_visible():
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Go on").click()
    page.get_by_label("Passwordless").check()
    assert violations(page) == []
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    assert violations(page) == []

    page.goto("/account/logout/")
    page.get_by_role("button", name="Log out").last.click()
    page.get_by_role("button", name="Use a passkey").click()

    page.wait_for_url("**/")
    expect(page.get_by_role("heading", name="Harbor Pine IT")).to_be_visible()
    assert complaints == []


@pytest.mark.usefixtures("_by_name")
def test_a_passkey_that_is_not_there_is_said_in_words(opens: Opens, night: World) -> None:
    page = opens()
    give_authenticator(page)
    page.goto("/account/login/")

    page.get_by_role("button", name="Use a passkey").click()

    expect(page.get_by_text("The passkey was not read.")).to_be_visible()
