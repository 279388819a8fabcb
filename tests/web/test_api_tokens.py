"""API tokens in the browser: shown once, kept to their owners, ended when somebody says so."""

import pytest

from accounts.models import ApiToken, AuditEvent
from tests.web.conftest import Browser
from tests.world import World

pytestmark = pytest.mark.django_db


def made(browser: Browser, **more: object) -> str:
    """The secret on the page that answers."""
    seen = browser.sends("/tokens/new/", name="Ticket sync", scope="write", **more)
    assert seen.response.redirect_chain == []
    [secret] = [word for word in seen.words.split() if word.startswith("nb_")]
    return secret


def calls(browser: Browser, secret: str) -> int:
    return browser.opens("/api/v1/incidents/", authorization=f"Bearer {secret}").status


def test_a_token_is_shown_once_works_and_is_revoked(bob: Browser, night: World) -> None:
    secret = made(bob)
    token = ApiToken.objects.get()
    listed = bob.opens("/tokens/")

    worked = calls(bob, secret)
    asked = bob.opens(f"/tokens/{token.pk}/revoke/")
    bob.sends(f"/tokens/{token.pk}/revoke/")

    assert (worked, calls(bob, secret)) == (200, 401)
    assert token.membership == night.bob
    assert secret not in listed.html
    assert f"{token.prefix}…" in listed
    assert "Whatever uses it is refused from now on" in asked
    assert secret not in str(list(AuditEvent.objects.values()))
    assert "1 works no more" in bob.opens("/tokens/")


def test_a_technician_makes_tokens_for_nobody_else(bob: Browser, night: World) -> None:
    made(bob, membership=night.alice.pk)

    assert ApiToken.objects.get().membership == night.bob


def test_a_manager_sees_all_but_makes_none_in_an_owners_name(
    carol: Browser, alice: Browser, bob: Browser, night: World
) -> None:
    made(alice, membership="")
    made(carol, membership=night.dave.pk)

    refused = carol.sends("/tokens/new/", name="Mine", scope="write", membership=night.alice.pk)

    assert refused.status == 422
    assert "the organization's own" in carol.opens("/tokens/")
    assert "Dave" in carol.opens("/tokens/")
    assert "No program has a key yet." in bob.opens("/tokens/")


def test_a_colleagues_token_is_not_ones_own_to_revoke(bob: Browser, night: World) -> None:
    night.token(member=night.dave)
    token_id = ApiToken.objects.get().pk

    assert bob.sends(f"/tokens/{token_id}/revoke/").status == 403


@pytest.mark.parametrize("fields", [{"name": ""}, {"name": "a\x00b"}, {"name": "x" * 81}, {"scope": "all"}, {"membership": "9" * 20}])  # fmt: skip
def test_nonsense_is_answered_with_words(carol: Browser, night: World, fields: dict[str, str]) -> None:
    seen = carol.sends("/tokens/new/", **{"name": "Sync", "scope": "read", "membership": "", **fields})

    assert seen.status == 422
    assert not ApiToken.objects.exists()
