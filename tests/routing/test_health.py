"""How the engine is, in words, for alarms and the board."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from celery import current_app

from delivery.models import Attempt, Message
from routing.health import clock_trouble, health
from routing.heartbeat import SET_BACK, beat, seen
from routing.models import Heartbeat
from routing.sweep import Sweep
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


def test_a_clock_that_was_set_back_is_a_reason_for_an_hour() -> None:
    beat("sweep")
    beat(SET_BACK)
    words = "A clock was set back in the last hour: what was due may come later by as much."
    assert health(NIGHT).reasons == (words,)

    Heartbeat.objects.filter(name=SET_BACK).update(
        at=Heartbeat.objects.get(name=SET_BACK).at - timedelta(hours=1)
    )

    assert health(NIGHT).reasons == ()


def test_a_heartbeat_of_the_future_is_a_clock_that_was_set_back() -> None:
    beat("sweep")
    Heartbeat.objects.update(at=Heartbeat.objects.get().at + timedelta(seconds=30))

    assert health(NIGHT).reasons == (
        "A clock was set back in the last hour: what was due may come later by as much.",
    )


def test_clocks_that_are_apart_are_a_reason() -> None:
    found = seen()

    assert clock_trouble(found, found.database_says + timedelta(seconds=5)) == ()
    assert clock_trouble(found, found.database_says - timedelta(seconds=90)) == (
        "The clocks of this machine and of the database are 90 seconds apart.",
    )


def test_the_sweep_sees_its_clock_set_back_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    sweep = Sweep()
    for says, at_seconds in ((0, 0), (1, 1), (61, 2), (60.5, 3), (61.5, 4)):  # on, a jump on, slewed
        sweep._watch_the_clock(NIGHT + timedelta(seconds=says), at_seconds)
    assert seen().set_back is None

    sweep._watch_the_clock(NIGHT + timedelta(seconds=52.5), 5)

    assert "set back by 10.0 seconds" in caplog.text
    assert seen().set_back is not None
