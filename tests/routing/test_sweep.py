"""The sweep needs only PostgreSQL: what is due is nudged, and what nobody does it does itself (promises 1 and 2)."""

import base64
import json
import os
import socket
import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from celery import current_app
from django.db import connection

from accounts.audit import Actor
from delivery import nudge
from delivery.actions.write import write_message
from delivery.models import Attempt, Channel, Message
from delivery.providers import registry
from routing.actions.webhooks import create_webhook, send_test
from routing.due import SOURCES
from routing.heartbeat import age_seconds
from routing.models import Handling, Heartbeat, Incident, Integration, WebhookDelivery
from routing.sweep import HANDS, SPARE_HANDS, Sweep
from tests.night import Night
from tests.routing.test_due import ALERT, stored
from tests.world import NIGHT, PHONES, elsewhere, world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> Night:
    found = Night(world())
    found.rest_is_noise = True
    settings.PUBLIC_BASE_URL, settings.VAR_DIR = "https://bell.example", tmp_path
    monkeypatch.setattr(registry, "platform_provider", lambda: found.wire)
    return found


@pytest.fixture
def broker() -> Iterator[redis.Redis]:
    """A broker that nobody listens to: every worker is dead."""
    nudge.circuit.open_until = 0.0
    found = redis.Redis.from_url(os.environ["REDIS_URL"])
    found.delete("page", "default")
    yield found
    found.delete("page", "default")


@pytest.fixture
def no_broker() -> Iterator[None]:
    before, current_app.conf.broker_url = current_app.conf.broker_url, "redis://127.0.0.1:1/0"
    nudge.circuit.open_until = float("inf")
    yield
    current_app.conf.broker_url, nudge.circuit.open_until = before, 0.0


def swept(sweep: Sweep, night: Night) -> int:
    """One look, and everything it hands to its threads is done; so long goes by on the night's clock too."""
    began, found = time.monotonic(), sweep.once(now=night.clock.now)
    deadline = threading.Event()
    for _ in range(200):
        if not sweep.at_work:
            night.clock.now += timedelta(seconds=time.monotonic() - began)
            return found
        deadline.wait(0.05)
    raise AssertionError(f"still at work: {sweep.at_work}")


def five_seconds_pass() -> None:
    """By the database's clock."""
    with connection.cursor() as cursor:
        for source in SOURCES:
            cursor.execute(f"UPDATE {source.table} SET nudged_at = nudged_at - interval '5 seconds'")


def test_without_a_broker_it_does_the_whole_way_from_the_alert_to_the_page_itself(
    night: Night, no_broker: None
) -> None:
    stored(night.integration(), ALERT)
    sweep = Sweep()

    for _ in range(4):
        swept(sweep, night)
        five_seconds_pass()

    assert night.incident().status == "triggered"
    night.phone("alice").received("Server 0 down")


def test_with_a_broker_a_due_row_is_nudged_once_and_left_to_the_workers(
    night: Night, broker: redis.Redis
) -> None:
    [event] = stored(night.integration(), ALERT)
    sweep = Sweep()

    for _ in range(3):
        swept(sweep, night)

    assert broker.llen("default") == 1
    assert str(event.pk).encode() in broker.lindex("default", 0)
    assert not Incident.objects.exists()


def test_a_row_that_was_nudged_and_nobody_took_within_five_seconds_it_does_itself(
    night: Night, broker: redis.Redis
) -> None:
    stored(night.integration(), ALERT)
    sweep = Sweep()
    swept(sweep, night)

    five_seconds_pass()
    swept(sweep, night)

    assert night.incident().status == "triggered"


def test_a_new_due_time_of_the_same_row_is_nudged_again(night: Night, broker: redis.Redis) -> None:
    incident = night.alert().incident
    broker.delete("page", "default")
    sweep = Sweep()
    night.clock.now += timedelta(minutes=4)
    swept(sweep, night)
    assert any(str(incident.pk).encode() in row for row in broker.lrange("page", 0, -1))
    broker.delete("page")

    Incident.objects.update(due_at=night.clock.now + timedelta(seconds=30), nudged_at=None)
    night.clock.now += timedelta(seconds=30)
    swept(sweep, night)

    assert any(f'"{incident.pk}"'.encode() in body(row) for row in broker.lrange("page", 0, -1))


def body(row: bytes) -> bytes:
    return base64.b64decode(json.loads(row)["body"])


def test_a_row_that_cannot_be_done_keeps_nobody_waiting_and_is_tried_ever_later(
    night: Night, no_broker: None
) -> None:
    poisoned = night.alert("Poisoned").incident
    Incident.objects.update(policy={"v": 99})
    stored(night.integration(), ALERT)
    sweep = Sweep()
    night.clock.now += timedelta(minutes=4)

    tried = []
    for second in range(0, 80, 5):
        swept(sweep, night)
        rest = sweep.resting.get(("incidents", str(poisoned.pk)))
        assert rest is not None
        if not tried or rest.failures > tried[-1][0]:
            tried.append((rest.failures, second))
        five_seconds_pass()
        night.clock.now += timedelta(seconds=5)

    assert tried == [(1, 0), (2, 5), (3, 15), (4, 35), (5, 75)]
    assert Incident.objects.filter(summary="Server 0 down", status="triggered", round=1).exists()


def test_a_row_that_can_be_done_again_is_a_row_like_any_other(night: Night, no_broker: None) -> None:
    incident = night.alert().incident
    policy = night.incident().policy
    Incident.objects.update(policy={"v": 99})
    sweep = Sweep()
    night.clock.now += timedelta(minutes=4)
    swept(sweep, night)

    Incident.objects.update(policy=policy)
    five_seconds_pass()
    night.clock.now += timedelta(seconds=5)
    swept(sweep, night)

    assert sweep.resting == {}
    assert (night.incident().step, night.incident().pk) == (2, incident.pk)


def test_it_shows_that_it_lives_and_tells_the_watchdog_whom_to_call(
    night: Night, no_broker: None, tmp_path: Path
) -> None:
    swept(Sweep(), night)

    age = age_seconds("sweep")
    assert age is not None
    assert age < 5
    assert PHONES["alice"] in (tmp_path / "watchdog.json").read_text()


def test_a_full_disk_does_not_end_it(night: Night, no_broker: None, settings: Any, tmp_path: Path) -> None:
    settings.VAR_DIR = tmp_path / "file" / "below"
    (tmp_path / "file").write_text("no directory")

    swept(Sweep(), night)

    assert Heartbeat.objects.filter(name="sweep").exists()


def test_it_waits_for_a_database_that_is_away(night: Night, no_broker: None) -> None:
    sweep, stop = Sweep(), threading.Event()
    port, connection.settings_dict["PORT"] = connection.settings_dict["PORT"], "1"
    connection.close()
    try:
        sweep._once_or_wait()
    finally:
        connection.settings_dict["PORT"] = port

    stored(night.integration(), ALERT)
    sweep._once_or_wait()
    stop.set()
    sweep.run(stop)

    assert Incident.objects.count() == 1


def test_a_message_that_ended_and_was_not_followed_up_is_due_again(night: Night, no_broker: None) -> None:
    night.phone("alice").takes_no_texts()
    night.alert()
    text = Message.objects.get(pages__member=night.world.alice, channel="sms")
    assert text.followed_up_at is not None
    Message.objects.filter(pk=text.pk).update(followed_up_at=None)

    swept(Sweep(), night)

    text.refresh_from_db()
    assert text.followed_up_at is not None
    assert Attempt.objects.filter(message=text).count() == 1


def test_one_row_of_another_firm_does_not_wait_behind_fifty(night: Night, no_broker: None) -> None:
    theirs = Integration.objects.create(
        organization=elsewhere().organization, name="RMM", kind="generic", key_hash="1" * 64, created_at=NIGHT
    )
    sweep, free = Sweep(), threading.Event()
    for _ in range(HANDS):
        sweep.hands.submit(free.wait, 10)
    stored(night.integration(), ALERT, times=50)
    sweep.once(now=night.clock.now)
    [late] = stored(theirs, ALERT)
    sweep.once(now=night.clock.now)

    free.set()
    while Handling.objects.filter(pk=late.pk, incident=None).exists():
        time.sleep(0.02)
    sweep.hands.shutdown(cancel_futures=True)

    before = Incident.objects.filter(pk__lt=Handling.objects.get(pk=late.pk).incident_id)
    assert before.count() < 3 * HANDS


def test_a_step_that_waited_for_a_free_hand_begins_when_one_is_free(night: Night, no_broker: None) -> None:
    """Else its time would be over before anybody could answer: all hands may be with a provider that stays silent."""
    incident = night.alert().incident
    night.clock.now += timedelta(minutes=4)
    sweep, free = Sweep(), threading.Event()
    for _ in range(HANDS):
        sweep.hands.submit(free.wait, 10)

    sweep.once(now=night.clock.now)
    threading.Timer(0.4, free.set).start()
    sweep.hands.shutdown(wait=True)

    incident.refresh_from_db()
    assert (incident.round, incident.step) == (1, 2)
    assert incident.step_started_at >= night.clock.now + timedelta(seconds=0.4)


def test_a_mail_server_that_stays_silent_holds_up_no_page(
    night: Night, no_broker: None, settings: Any
) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_TIMEOUT = "django.core.mail.backends.smtp.EmailBackend", 1
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        settings.EMAIL_HOST, settings.EMAIL_PORT = silent.getsockname()
        for number in range(2 * HANDS):
            write_message(
                organization=night.world.organization, channel=Channel.EMAIL, address=f"{number}@harbor-pine.example",
                body="It is over.", purpose="desk", now=night.clock.now,
            )  # fmt: skip
        sweep = Sweep()
        sweep.once(now=night.clock.now)
        stored(night.integration(), ALERT)

        for _ in range(15):
            sweep.once(now=night.clock.now)
            five_seconds_pass()
            if night.wire.sent:
                break
            threading.Event().wait(0.05)
            night.clock.now += timedelta(seconds=0.05)

        assert night.wire.sent
        sweep.spare_hands.shutdown(cancel_futures=True)
    sweep.hands.shutdown()


def test_programs_that_never_answer_hold_up_no_page(night: Night, no_broker: None) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as silent:
        for number in range(6):
            webhook, _ = create_webhook(
                organization=night.world.organization, url=f"http://127.0.0.1:{silent.getsockname()[1]}/{number}",
                events=["noted"], actor=Actor.system(), now=night.clock.now,
            )  # fmt: skip
            send_test(webhook=webhook, now=night.clock.now)
        stored(night.integration(), ALERT)
        sweep = Sweep()

        for _ in range(40):
            sweep.once(now=night.clock.now)
            five_seconds_pass()
            if night.wire.sent:
                break
            threading.Event().wait(0.05)
            night.clock.now += timedelta(seconds=0.05)

        assert night.wire.sent
        assert WebhookDelivery.objects.filter(status="sending").count() == SPARE_HANDS
    sweep.spare_hands.shutdown(cancel_futures=True)
    sweep.hands.shutdown()
