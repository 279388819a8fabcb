"""The organization's language is that of its pages, its clients' pages and its invitations, where it is offered."""

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Anybody
from django.utils import translation

from accounts.audit import Actor
from delivery.models import Message
from hours import clock
from routing.status_link import address_of_page
from tests.web.conftest import Browser, reported
from tests.world import World
from web.actions.invite import invite_by_mail

pytestmark = pytest.mark.django_db
GERMAN = {
    "": "Content-Type: text/plain; charset=UTF-8\n",
    "Set up": "Einrichten",
    "Choose your name and password here, within %(days)s days:": "Name und Passwort, binnen %(days)s Tagen:",
}


@pytest.fixture(autouse=True)
def _german_is_offered(tmp_path: Path, settings: Any) -> Iterator[None]:
    folder = tmp_path / "de" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    (folder / "django.mo").write_bytes(catalogue(GERMAN))
    settings.LOCALE_PATHS = [tmp_path]
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    yield
    translation.activate("en")


def catalogue(words: dict[str, str]) -> bytes:
    """A compiled catalogue, as GNU gettext lays it out."""
    pairs = sorted((key.encode(), value.encode()) for key, value in words.items())
    tables, texts, start = [b"", b""], b"", 28 + 16 * len(pairs)
    for column in (0, 1):
        for pair in pairs:
            tables[column] += struct.pack("<2I", len(pair[column]), start + len(texts))
            texts += pair[column] + b"\0"
    head = struct.pack("<7I", 0x950412DE, 0, len(pairs), 28, 28 + 8 * len(pairs), 0, 0)
    return head + tables[0] + tables[1] + texts


@pytest.fixture
def german(night: World) -> World:
    night.organization.language = "de"
    night.organization.save(update_fields=["language"])
    return night


def test_its_members_read_it_whatever_their_browser_asks_for(
    german: World, alice: Browser, mallory: Browser
) -> None:
    seen = alice.opens("/setup/", Accept_Language="en-US,en")
    elsewhere = mallory.opens("/setup/", Accept_Language="en-US,en")

    assert "Einrichten" in seen
    assert '<html lang="de"' in seen.html
    assert seen.response.headers["Content-Language"] == "de"
    assert "Einrichten" not in elsewhere
    assert '<html lang="en"' in elsewhere.html


def test_its_clients_read_it_on_the_form_and_on_the_page_of_their_request(german: World) -> None:
    link = address_of_page(reported(german, "Core switch down", "P1"))

    for address in (f"/r/{german.northwind.slug}/", link):
        assert '<html lang="de"' in Anybody().get(address, headers={"Accept-Language": "en"}).content.decode()


def test_whoever_is_invited_reads_it(german: World) -> None:
    invite_by_mail(
        organization=german.organization, email="erin@harbor-pine.example", role="viewer", name="",
        invited_by=german.alice, actor=Actor.system(), now=clock.now(),
    )  # fmt: skip

    body = Message.objects.get(purpose="invitation").body
    assert "Name und Passwort, binnen 7 Tagen:" in body
    link = next(line for line in body.splitlines() if "/invitation/" in line)
    assert '<html lang="de"' in Anybody().get(link).content.decode()


def test_a_language_that_is_offered_no_more_is_english(german: World, alice: Browser, settings: Any) -> None:
    settings.LANGUAGES = [("en", "English")]

    assert '<html lang="en"' in alice.opens("/setup/").html
