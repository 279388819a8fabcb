"""How the engine is, in words, for alarms and the board."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from celery import current_app

from delivery.models import Attempt, Message
from routing.health import health
from routing.heartbeat import beat
from routing.models import Heartbeat
from tests.world import NIGHT, World

pytestmark = pytest.mark.django_db


def test_all_is_well() -> None:
    beat("sweep")

    found = health(NIGHT)

    assert (found.database, found.broker, found.provider, found.reasons) == (True, True, True, ())
    assert found.sweep_age_seconds is not None
    assert found.sweep_age_seconds < 5


def test_a_sweep_that_was_never_seen_or_not_for_a_while_is_a_reason() -> None:
    assert health(NIGHT).reasons == ("The sweep has never been seen.",)

    beat("sweep")
    Heartbeat.objects.update(at=Heartbeat.objects.get().at - timedelta(seconds=16))
    assert health(NIGHT).reasons == ("The sweep has not been seen for a while.",)


@pytest.fixture
def no_broker() -> Iterator[None]:
    before, current_app.conf.broker_url = current_app.conf.broker_url, "redis://127.0.0.1:1/0"
    yield
    current_app.conf.broker_url = before


def test_without_the_broker_pages_go_out_slower_and_it_says_so(no_broker: None) -> None:
    beat("sweep")

    found = health(NIGHT)

    assert found.broker is False
    assert found.reasons == ("The broker does not answer: pages go out through the sweep, slower.",)


def test_a_provider_that_refuses_us_is_a_reason_for_ten_minutes(harbor_pine: World) -> None:
    beat("sweep")
    message = Message.objects.create(
        organization=harbor_pine.organization, channel="sms", address="+12125550101", body="x", purpose="page",
        created_at=NIGHT, due_at=NIGHT,
    )  # fmt: skip
    Attempt.objects.create(
        organization=harbor_pine.organization, message=message, number=1, status="refused", reason="credentials",
        started_at=NIGHT,
    )  # fmt: skip

    assert health(NIGHT + timedelta(minutes=9)).reasons == ("The provider complained 1 times: credentials.",)
    assert health(NIGHT + timedelta(minutes=11)).reasons == ()
