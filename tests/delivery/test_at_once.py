"""Several workers at the same message, at the same moment, on a real database; and one that is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.db import connection, transaction

from delivery.actions.callbacks import take_report
from delivery.actions.cancel import cancel_messages
from delivery.actions.send import send
from delivery.models import Attempt, Message, MessageStatus, ProviderEvent
from delivery.providers import forms

from .conftest import NOW, SID
from .script_server import answers, sleeps

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds):
    """Run the deeds in threads that start together; returns what each returned, raises what one raised."""
    gate = threading.Barrier(len(deeds))

    def run(deed):
        try:
            gate.wait(5)
            return deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(run, deeds))


def delivered(sid=SID):
    return forms.parse_status({"MessageSid": sid, "MessageStatus": "delivered"})


def test_eight_workers_claim_one_message_and_one_of_them_sends(wire):
    for _ in range(5):
        message = wire.text()
        wire.script.seen.clear()
        wire.script.will(answers(201, {"sid": SID, "status": "queued"}))

        sent = at_once(*[lambda pk=message.pk: send(pk, now=NOW)] * 8)

        assert sent.count(True) == 1
        assert len(wire.script.seen) == 1
        assert len(wire.attempts(message)) == 1


def test_a_cancellation_against_a_send_leaves_no_attempt_after_it(wire):
    for _ in range(20):
        message = wire.text()
        wire.script.behaviours.clear()
        wire.script.will(answers(201, {"sid": SID, "status": "queued"}))

        def cancels(pk=message.pk):
            with transaction.atomic():
                canceled = cancel_messages([pk], now=NOW)
                return canceled, Attempt.objects.filter(message=pk).count()

        (canceled, attempts_then), _ = at_once(cancels, lambda pk=message.pk: send(pk, now=NOW))

        assert len(canceled) == 1
        assert len(wire.attempts(message)) == attempts_then
        assert wire.now(message).status == MessageStatus.CANCELED


def test_messages_are_locked_in_the_order_of_their_ids_so_that_cancellations_never_deadlock(wire):
    ids = sorted(wire.text(due_at=NOW + timedelta(hours=1)).pk for _ in range(12))
    waits = threading.Event()

    def cancels():
        with transaction.atomic():
            waits.set()
            return cancel_messages(ids[::-1], now=NOW)

    def holds_the_first_and_takes_the_last():
        with transaction.atomic():
            Message.objects.select_for_update().get(pk=ids[0])
            waits.wait(5)
            time.sleep(0.3)
            return Message.objects.select_for_update(nowait=True).get(pk=ids[-1]).pk

    taken, canceled = at_once(holds_the_first_and_takes_the_last, lambda: time.sleep(0.2) or cancels())

    assert taken == ids[-1]
    assert canceled == ids


def test_the_same_callback_eight_times_at_once_counts_once(wire, account):
    message = wire.text()
    wire.script.will(answers(201, {"sid": SID, "status": "queued"}))
    wire.send(message)
    [attempt] = wire.attempts(message)

    def hears():
        return take_report(account=account, attempt_id=attempt.pk, report=delivered(), now=NOW)

    assert at_once(*[hears] * 8).count(True) == 1
    assert ProviderEvent.objects.count() == 1


def test_a_callback_that_comes_before_the_send_returns_is_matched(wire, account):
    message = wire.text()

    def reports_and_answers(handler):
        attempt = Attempt.objects.get(message=message)
        take_report(account=account, attempt_id=attempt.pk, report=delivered(), now=NOW)
        connection.close()
        answers(201, {"sid": SID, "status": "queued"})(handler)

    wire.script.will(reports_and_answers)
    wire.send(message)

    [attempt] = wire.attempts(message)
    assert (attempt.status, attempt.provider_sid) == ("delivered", SID)
    assert wire.now(message).status == MessageStatus.DELIVERED


def test_the_same_unique_key_written_by_six_at_once_is_one_message(wire):
    written = at_once(*[lambda: wire.text(unique_key="page-47").pk] * 6)

    assert len(set(written)) == 1
    assert Message.objects.count() == 1


WORKER = """
import sys, django
django.setup()
from datetime import datetime
from uuid import UUID
from django.conf import settings
from delivery.actions.send import send
settings.TWILIO_API_BASE_URL = sys.argv[2]
settings.ROOT_URLCONF = "tests.delivery.urls"
send(UUID(sys.argv[1]), now=datetime.fromisoformat(sys.argv[3]))
"""


def test_a_worker_killed_while_the_provider_answers_is_taken_over_and_nothing_is_sent_twice(wire):
    message = wire.text()
    took = threading.Event()
    listed = {
        "sid": SID,
        "status": "sent",
        "direction": "outbound-api",
        "from": "+12125550199",
        "to": message.address,
        "body": message.body,
        "date_created": "Tue, 03 Mar 2026 07:14:00 +0000",
        "error_code": None,
    }

    def takes_it_and_thinks(handler):
        took.set()
        sleeps(3)(handler)

    wire.script.will(takes_it_and_thinks, answers(200, {"messages": [listed], "next_page_uri": None}))
    database = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "DATABASE_URL": urlunsplit(database),
    }
    command = [sys.executable, "-c", WORKER, str(message.pk), wire.script.url, NOW.isoformat()]
    with subprocess.Popen(command, env=environment, cwd=os.getcwd()) as worker:
        assert took.wait(20)
        worker.send_signal(signal.SIGKILL)
    assert [attempt.status for attempt in wire.attempts(message)] == ["sending"]

    assert wire.send(message, after=5) is False  # the dead worker's lease still holds
    wire.lose_lease(message)
    assert wire.send(message, after=20) is True

    [attempt] = wire.attempts(message)
    assert (attempt.status, attempt.provider_sid, attempt.possible_duplicate) == ("sent", SID, False)
