"""An alert while something of ours is away: stored and due without the broker, not claimed without the database."""

from collections.abc import Iterator

import pytest
from celery import current_app
from django.db import connection

from delivery import nudge
from routing.models import Handling, InboundEvent
from tests.routing.test_intake_webhook import Source
from tests.world import world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def source() -> Source:
    return Source(world())


def test_without_the_database_nothing_is_claimed(source: Source) -> None:
    connection.close()
    port = connection.settings_dict["PORT"]
    connection.settings_dict["PORT"] = "1"
    try:
        answer = source.sends()
    finally:
        connection.close()
        connection.settings_dict["PORT"] = port

    assert answer.status_code == 503
    assert "not stored" in answer.json()["detail"]
    assert not InboundEvent.objects.exists()


@pytest.fixture
def no_broker() -> Iterator[None]:
    before, current_app.conf.broker_url = current_app.conf.broker_url, "redis://127.0.0.1:1/0"
    nudge.circuit.open_until = 0.0
    yield
    current_app.conf.broker_url, nudge.circuit.open_until = before, 0.0


def test_without_the_broker_it_is_stored_and_due_for_the_sweep(source: Source, no_broker: None) -> None:
    answer = source.sends()

    assert answer.status_code == 202
    assert Handling.objects.get(event=answer.json()["event"]).due_at is not None
