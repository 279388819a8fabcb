"""A nudge hurries a row and never holds anybody up: no broker, a hanging one, one that comes back."""

import os
import socket
import time

import pytest
import redis
from celery import current_app
from django.db import transaction

from delivery import nudge

QUEUE = "page"


@pytest.fixture(autouse=True)
def _fresh_circuit():
    nudge.circuit.open_until = 0.0
    yield
    nudge.circuit.open_until = 0.0


@pytest.fixture
def broker():
    client = redis.Redis.from_url(os.environ["REDIS_URL"])
    client.delete(QUEUE)
    yield client
    client.delete(QUEUE)


@pytest.fixture
def broker_url():
    """Sends nudges to another broker for one test."""
    before = current_app.conf.broker_url

    def use(url):
        current_app.conf.broker_url = url

    yield use
    current_app.conf.broker_url = before


def timed(task=nudge.Task.SEND):
    started = time.monotonic()
    taken = nudge.publish(task, "7")
    return taken, time.monotonic() - started


def test_it_arrives_on_the_queue_its_name_begins_with(broker):
    assert nudge.publish(nudge.Task.SEND, "7") is True

    assert broker.llen(QUEUE) == 1
    assert b"page.send" in broker.lindex(QUEUE, 0)


def test_it_is_published_after_commit_and_not_after_a_rollback(broker, transactional_db):
    with transaction.atomic():
        nudge.nudge(nudge.Task.SEND, 7)
        assert broker.llen(QUEUE) == 0
    assert broker.llen(QUEUE) == 1

    with transaction.atomic():
        nudge.nudge(nudge.Task.SEND, 8)
        transaction.set_rollback(True)
    assert broker.llen(QUEUE) == 1


def test_without_a_broker_nothing_fails_and_nothing_waits(broker_url, caplog):
    broker_url("redis://127.0.0.1:1/0")

    results = [timed() for _ in range(50)]

    assert not any(taken for taken, _ in results)
    assert sum(seconds for _, seconds in results) < 0.4
    assert caplog.text.count("the broker is away") == 1


def test_a_broker_that_hangs_costs_a_request_under_four_tenths_of_a_second_once(broker_url):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(5)
        broker_url(f"redis://127.0.0.1:{silent.getsockname()[1]}/0")

        first, again = timed(), timed()

    assert (first[0], again[0]) == (False, False)
    assert first[1] < 0.4
    assert again[1] < 0.01


def test_when_the_broker_is_back_nudges_go_again(broker, broker_url, monkeypatch):
    monkeypatch.setattr(nudge, "SILENCE_SECONDS", 0.05)
    url = current_app.conf.broker_url
    broker_url("redis://127.0.0.1:1/0")
    assert nudge.publish(nudge.Task.SEND, "7") is False
    broker_url(url)
    assert nudge.publish(nudge.Task.SEND, "7") is False

    time.sleep(0.06)

    assert nudge.publish(nudge.Task.SEND, "7") is True
    assert broker.llen(QUEUE) == 1
