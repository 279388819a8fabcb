"""Harbor Pine by night, and its people at their browsers."""

import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from html import unescape
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import translation

from accounts.models import Membership
from hours import clock
from routing.actions.report import report
from routing.models import Incident
from tests.world import DANA, NIGHT, Elsewhere, World, elsewhere, world


class Seen:
    """What came back, as a reader sees it."""

    def __init__(self, response: Any) -> None:
        self.response = response
        self.status: int = response.status_code
        self.html: str = response.content.decode()

    @property
    def words(self) -> str:
        """The text without tags, with single spaces; what screen readers alone hear is in it."""
        without = re.sub(r"<(script|style|title)\b.*?</\1>", " ", self.html, flags=re.DOTALL)
        spaced = " ".join(unescape(re.sub(r"<[^>]+>", " ", without)).split())
        return re.sub(r" ([,.:;)])", r"\1", spaced.replace("( ", "("))

    def __contains__(self, words: str) -> bool:
        return words in self.words

    def addresses(self, element: str) -> list[str]:
        """Where the links inside this element lead."""
        inside = re.search(rf"<{element}\b.*?</{element}>", self.html, flags=re.DOTALL)
        return [unescape(each) for each in re.findall(r'href="([^"#]+)"', inside[0])] if inside else []


class Browser:
    """A member who is logged in, without JavaScript."""

    def __init__(self, member: Membership | None) -> None:
        self.http = Client()
        if member:
            self.http.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def opens(self, path: str, **headers: str) -> Seen:
        return Seen(
            self.http.get(path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        )

    def sends(self, path: str, **fields: object) -> Seen:
        """POST a form and follow where it leads."""
        return Seen(self.http.post(path, fields, follow=True))


@pytest.fixture(autouse=True)
def _two_in_the_morning() -> Iterator[None]:
    """It is Tuesday 3 March 2026, 02:14 in New York. A page's language ends with its test."""
    clock.move((NIGHT - clock.now()).total_seconds())
    yield
    clock.move((datetime.now(UTC) - clock.now()).total_seconds())
    translation.deactivate()


@pytest.fixture(scope="module")
def _both(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, Elsewhere]]:
    """Both firms, built once for all tests of a file; every test's own changes are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        both = world(), elsewhere()
        connection.check_constraints()  # once for all of these rows, and not again after every test
        yield both
        transaction.set_rollback(True)


@pytest.fixture
def night(_both: tuple[World, Elsewhere], db: None) -> World:
    return deepcopy(_both[0])


@pytest.fixture
def other(_both: tuple[World, Elsewhere], db: None) -> Elsewhere:
    return deepcopy(_both[1])


@pytest.fixture
def alice(night: World) -> Browser:
    """The owner; primary."""
    return Browser(night.alice)


@pytest.fixture
def bob(night: World) -> Browser:
    """A technician; backup."""
    return Browser(night.bob)


@pytest.fixture
def carol(night: World) -> Browser:
    """The manager."""
    return Browser(night.carol)


@pytest.fixture
def dave(night: World) -> Browser:
    """A technician who has no turn."""
    return Browser(night.dave)


@pytest.fixture
def vera(night: World) -> Browser:
    """She only looks."""
    return Browser(night.vera)


@pytest.fixture
def mallory(other: Elsewhere) -> Browser:
    """The owner of another firm."""
    return Browser(other.mallory)


@pytest.fixture
def stranger() -> Browser:
    """Nobody is logged in."""
    return Browser(None)


@pytest.fixture
def switch_down(night: World) -> Incident:
    """Dana's core switch is down, which Gold covers at night: Alice is being paged."""
    return reported(night, "Core switch down", "P1")


def by_form(night: World, summary: str = "Server on fire") -> Incident:
    """What Greta asks for by Fabrikam's form at 02:14."""
    found = report(
        organization=night.organization, kind="form", summary=summary, priority="P1", service_line="help_desk",
        received_at=NIGHT, client=night.fabrikam, contact_name="Greta Falk", contact_phone="+12125550399", reporter=None,
    )  # fmt: skip
    return Incident.objects.get(pk=found.pk)


def reported(night: World, summary: str, priority: str, client: str = "northwind", **more: Any) -> Incident:
    """What Carol reports for a client, now."""
    found = report(
        organization=night.organization, kind="member", summary=summary, priority=priority,
        service_line="help_desk", received_at=clock.now(), client=getattr(night, client), contact_name="Dana Reyes",
        contact_phone=DANA, reporter=night.carol, **more,
    )  # fmt: skip
    return Incident.objects.get(pk=found.pk)
