"""The engine of the stories in which processes and servers die: on servers of its own, made whole after each story.

The scheduler is never started: without it nothing stops but what is done once a day.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.engine import Engine, engine_in
from tests.journeys.faults.leases import PATIENCE_SECONDS
from tests.journeys.faults.servers import Servers, own_servers

NAMES = ("phonesim", "page-worker", "default-worker", "sweep", "web")
HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.slow)


@pytest.fixture(scope="package")
def servers(django_db_blocker: Any) -> Iterator[Servers]:
    with django_db_blocker.unblock(), own_servers(os.environ) as found:
        yield found


@pytest.fixture(scope="package")
def running(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    told = {
        "DATABASE_URL": servers.database_url,
        "REDIS_URL": servers.broker_url,
        "PROVIDER_TIMEOUT_SECONDS": str(PATIENCE_SECONDS),
    }
    with engine_in(tmp_path_factory.mktemp("engine"), **told) as engine:
        engine.start(*NAMES)
        yield engine


@pytest.fixture
def engine(running: Engine, servers: Servers) -> Iterator[Engine]:
    """Everything alive at the start of a story, whatever the one before has done."""
    servers.start_what_is_missing()
    running.make_whole(*NAMES)
    yield running
    servers.start_what_is_missing()
    running.make_whole(*NAMES)
