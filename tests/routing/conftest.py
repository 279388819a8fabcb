"""Harbor Pine by night, without processes: see tests/night.py."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from django.db import connection, transaction

from delivery.providers import registry
from tests.night import Night
from tests.world import Elsewhere, World, elsewhere, world


@pytest.fixture(scope="module")
def _both(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, Elsewhere]]:
    """Both firms, built once for all tests of a file; every test's own changes are rolled back."""
    with django_db_blocker.unblock(), transaction.atomic():
        both = world(), elsewhere()
        connection.check_constraints()  # once for all of these rows, and not again after every test
        yield both
        transaction.set_rollback(True)


@pytest.fixture
def harbor_pine(_both: tuple[World, Elsewhere], db: None) -> World:
    return deepcopy(_both[0])


@pytest.fixture
def other(_both: tuple[World, Elsewhere], db: None) -> Elsewhere:
    return deepcopy(_both[1])


@pytest.fixture
def night(harbor_pine: World, monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Night]:
    """Tuesday 02:14 in New York. A text or call that the test does not look at fails it."""
    found = Night(harbor_pine)
    settings.PUBLIC_BASE_URL = "https://bell.example"
    monkeypatch.setattr(registry, "platform_provider", lambda: found.wire)
    yield found
    found.expect_nothing_else()
