"""`--only-database`: leave out what asks neither the database nor the broker, for a second run on other servers."""

from pathlib import Path

import pytest

ALWAYS = (
    "journeys",
    "config",
    "api",
    "accounts",
    "phonesim",
)  # folders of processes and doors, whatever a test says
OF_SERVERS = {"db", "transactional_db", "django_db_setup", "broker", "broker_url"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--only-database", action="store_true", help="leave out tests that use no server")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--only-database"):
        return
    left_out = [item for item in items if not _uses_servers(item)]
    config.hook.pytest_deselected(items=left_out)
    items[:] = [item for item in items if _uses_servers(item)]


def _uses_servers(item: pytest.Item) -> bool:
    folder = item.path.relative_to(Path(__file__).parent).parts[0]
    names = set(getattr(item, "fixturenames", ()))
    return folder in ALWAYS or bool(names & OF_SERVERS) or item.get_closest_marker("django_db") is not None
