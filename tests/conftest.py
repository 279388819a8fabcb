"""What every test shares: its database, how it is emptied, and the order in which several workers go."""

import gc
import os
from pathlib import Path

import pytest
from django.db import connections
from django.test import TransactionTestCase
from hypothesis import HealthCheck, settings

from tests import emptying
from tests.template import wait_for_it

JOURNEYS = Path(__file__).parent / "journeys"

# No property fails because a machine is slow: speed is measured by make bench.
settings.register_profile(
    "any machine", settings.default, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")


def pytest_configure() -> None:
    gc.disable()  # while thousands of tests are found nothing is garbage, and a third of the time went into asking
    TransactionTestCase._fixture_teardown = emptying.empty_by_deleting  # type: ignore[attr-defined]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stories with processes come first, and so to one worker: it waits for them while the others work."""
    items.sort(key=lambda item: JOURNEYS not in item.path.parents)


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.freeze()
    gc.enable()


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Each of several workers has a copy of the one database that was migrated (tests/template.py)."""
    if home := os.environ.get("NIGHTBELL_TEST_TEMPLATE"):
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = wait_for_it(Path(home))
