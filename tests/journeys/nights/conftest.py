"""The engine of the stories in which every process stays alive: started once for all of them."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.journeys.emptying import as_it_was
from tests.journeys.engine import Engine, engine_in


@pytest.fixture(scope="package")
def engine(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Engine]:
    """Web, both workers, the sweep and the simulator."""
    with django_db_blocker.unblock():
        with engine_in(tmp_path_factory.mktemp("engine")) as running:
            running.start("phonesim", "page-worker", "default-worker", "sweep", "web")
            yield running
        as_it_was()
