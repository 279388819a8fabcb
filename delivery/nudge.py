"""Nudges: Celery messages that say "look at this row now", published after commit, by task name, and disposable.

A lost nudge costs at most one sweep, so nothing here ever fails a request or holds it up: while the broker is away a
publish takes at most about 0.3 s, and then none is tried for two seconds.
"""

import logging
import threading
import time
from enum import StrEnum
from functools import lru_cache, partial
from uuid import uuid4

from celery import current_app
from django.db import transaction
from kombu import Connection
from kombu.exceptions import KombuError
from kombu.pools import producers
from redis.exceptions import RedisError

log = logging.getLogger(__name__)
SILENCE_SECONDS = 2.0
SHORT = {
    "socket_timeout": 0.25,
    "socket_connect_timeout": 0.25,
    "max_retries": 0,
    "interval_start": 0,
    "interval_step": 0,
    "interval_max": 0,
    "retry_on_timeout": False,
}


class Task(StrEnum):
    """The tasks this room nudges; they live above and are known by name only. Each takes one row's id."""

    SEND = "page.send"  # delivery.actions.send.send, texts and calls
    SEND_MAIL = "default.send"  # the same for mail, on the slower queue
    HANG_UP = "page.hang_up"  # delivery.actions.cancel.hang_up
    FOLLOW_UP = "page.follow_up"  # a message has ended


class Circuit:
    """Remembers that the broker was away a moment ago, so that one failure is paid and logged once."""

    def __init__(self) -> None:
        self.open_until = 0.0
        self.lock = threading.Lock()

    def is_open(self) -> bool:
        return time.monotonic() < self.open_until

    def failed(self, error: BaseException) -> None:
        with self.lock:
            first = self.open_until == 0.0
            self.open_until = time.monotonic() + SILENCE_SECONDS
        if first:
            log.warning("the broker is away, the sweep takes over: %s", type(error).__name__)

    def worked(self) -> None:
        if self.open_until:
            log.warning("the broker is back")
            self.open_until = 0.0


circuit = Circuit()


def nudge(task: str, row_id: object) -> None:
    """Publish after this transaction commits, at once without one; if it rolls back, nothing is published."""
    transaction.on_commit(partial(publish, task, str(row_id)), robust=True)


def publish(task: str, row_id: str) -> bool:
    """Publish now; False when the broker did not take it. The queue is the name's first word."""
    if circuit.is_open():
        return False
    try:
        _send(task, row_id)
    except (KombuError, RedisError, OSError) as error:
        circuit.failed(error)
        return False
    circuit.worked()
    return True


def _send(task: str, row_id: str) -> None:
    """Celery's own message, put straight on its queue: `send_task` takes three times as long for the same bytes."""
    message = current_app.amqp.create_task_message(str(uuid4()), task, args=[row_id], ignore_result=True)
    with producers[_broker(current_app.conf.broker_url)].acquire(block=True, timeout=0.25) as producer:
        producer.publish(
            message.body,
            headers=message.headers,
            routing_key=task.partition(".")[0],
            serializer="json",
            retry=False,
            **message.properties,
        )


@lru_cache(maxsize=8)
def _broker(url: str) -> Connection:
    """What the pool's connections are copied from; never connected itself, so a fork may inherit it."""
    connection = current_app.connection_for_write(url)
    return connection.clone(transport_options={**(connection.transport_options or {}), **SHORT})
