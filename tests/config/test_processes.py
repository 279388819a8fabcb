"""The processes that tests start are real, work on the test's own database and broker, and none is left behind."""

from urllib.request import urlopen

import psycopg2
import pytest
import redis
from celery import current_app

from config.stack.guard import alive
from tests.processes import Processes, database_url

pytestmark = pytest.mark.slow


def test_the_address_is_the_test_databases(processes: Processes) -> None:
    with psycopg2.connect(database_url()) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT current_database(), to_regclass('routing_incident') IS NOT NULL")

        assert cursor.fetchone() in [
            ("test_nightbell", True),
            ("test_nightbell_gw0", True),
            ("test_nightbell_gw1", True),
        ]


def test_the_web_serves_the_test_database_and_uncollected_files(processes: Processes) -> None:
    processes.start("web")

    with urlopen(f"{processes.web_url}/healthz", timeout=5) as answer:
        assert answer.status == 200
    with urlopen(f"{processes.web_url}/static/css/base.css", timeout=5) as answer:
        assert answer.status == 200


def test_a_worker_can_be_killed_frozen_and_started_again(processes: Processes) -> None:
    worker = processes.start("page-worker")
    first = worker.pid

    worker.kill()
    killed = alive(first)
    worker.start()
    worker.freeze()
    frozen = worker.alive
    worker.thaw()
    code = worker.stop()

    assert not killed
    assert frozen
    assert worker.pid != first
    assert code == 0


def test_a_worker_listens_to_the_tests_own_broker(processes: Processes, settings: object) -> None:
    processes.start("default-worker")

    answers = current_app.control.inspect(timeout=3).ping()

    assert [name.split("@")[0] for name in answers] == ["default"]


def test_nothing_waits_in_the_broker_when_a_test_begins(processes: Processes, settings: object) -> None:
    broker = redis.Redis.from_url(settings.REDIS_URL)

    assert broker.dbsize() == 0
