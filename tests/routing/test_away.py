"""While the database or the broker is away: what is said, what is stored, what is claimed."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from celery import current_app
from django.db import connection

from delivery import nudge
from routing.health import health
from routing.models import Handling, InboundEvent
from routing.watchdog import look
from tests.routing.test_intake_webhook import Source
from tests.world import NIGHT, world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source() -> Source:
    return Source(world())


@contextmanager
def no_database() -> Iterator[None]:
    """Nobody listens where the database was."""
    port, connection.settings_dict["PORT"] = connection.settings_dict["PORT"], "1"
    connection.close()
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["PORT"] = port


@pytest.fixture
def no_broker() -> Iterator[None]:
    before, current_app.conf.broker_url = current_app.conf.broker_url, "redis://127.0.0.1:1/0"
    nudge.circuit.open_until = 0.0
    yield
    current_app.conf.broker_url, nudge.circuit.open_until = before, 0.0


def test_without_the_database_an_alert_is_not_claimed(source: Source) -> None:
    with no_database():
        answer = source.sends()

    assert answer.status_code == 503
    assert "not stored" in answer.json()["detail"]
    assert not InboundEvent.objects.exists()


def test_without_the_broker_an_alert_is_stored_and_due_for_the_sweep(source: Source, no_broker: None) -> None:
    answer = source.sends()

    assert answer.status_code == 202
    assert Handling.objects.get(event=answer.json()["event"]).due_at is not None


def test_without_the_database_the_engine_is_not_well() -> None:
    with no_database():
        found = health(NIGHT)

    assert (found.database, found.reasons) == (False, ("The database does not answer.",))


def test_without_the_database_the_watchdog_sees_it() -> None:
    with no_database():
        found = look()

    assert (found.well, found.words, found.patience_seconds) == (False, "the database does not answer", 60)
