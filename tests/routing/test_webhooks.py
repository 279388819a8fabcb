"""Webhooks: each change is told once, signed, in order, tried for a day, and never at the cost of a page."""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.db import transaction

from accounts.audit import Actor
from accounts.models import AuditEvent
from accounts.refusal import Refused
from delivery.models import Message
from routing.actions.forget import forget_everywhere
from routing.actions.webhook_turn import take_turn
from routing.actions.webhooks import (
    create_webhook,
    edit_webhook,
    replay,
    send_test,
    switch_off,
    switch_on,
)
from routing.models import Webhook, WebhookDelivery
from tests.night import Night
from tests.world import Elsewhere

ALL = ("opened", "paged", "acknowledged", "escalated", "resolved", "reopened", "noted")


@dataclass
class Listener:
    """The organization's own program: what it was told, and what it answers next (200 when nothing is set)."""

    url: str = ""
    secret: str = ""
    answers: list[int] = field(default_factory=list)
    told: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def events(self) -> list[str]:
        return [headers["X-Nightbell-Event"] for headers, _ in self.told]

    @property
    def bodies(self) -> list[dict]:
        return [json.loads(body) for _, body in self.told]


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            found.told.append((dict(self.headers), body))
            status = found.answers.pop(0) if found.answers else 200
            self.send_response(status)
            self.send_header("Location", found.url + "/elsewhere")
            self.end_headers()
            self.wfile.write(b"thanks \x00" + b"x" * 9000)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    found.url = f"http://127.0.0.1:{server.server_port}"
    yield found
    server.shutdown()
    server.server_close()


@pytest.fixture
def webhook(night: Night, listener: Listener) -> Webhook:
    """Harbor Pine's program is told of everything."""
    night.rest_is_noise = True
    made, listener.secret = create_webhook(
        organization=night.world.organization, url=listener.url + "/hook?x=1", events=ALL, actor=Actor.system(),
        now=night.clock.now,
    )  # fmt: skip
    return made


def test_a_night_is_told_in_order_with_the_incident_as_the_api_shows_it(
    night: Night, webhook: Webhook, listener: Listener
) -> None:
    night.alert("Core switch down")
    night.clock.forward(seconds=1)
    night.phone("alice").replies("1")
    night.clock.forward(seconds=1)

    assert listener.events == ["opened", "paged", "acknowledged"]
    body = listener.bodies[2]
    assert body["text"] == "Alice has it."
    assert body["incident"]["reference"] == night.incident().reference
    assert body["incident"]["acknowledged_by"] == "alice@harbor-pine.example"
    assert len({each["id"] for each in listener.bodies}) == 3


def test_the_signature_covers_the_time_and_the_body(
    night: Night, webhook: Webhook, listener: Listener
) -> None:
    send_test(webhook=webhook, now=night.clock.now)
    night.clock.forward(seconds=1)

    headers, body = listener.told[0]
    moment, given = (part.split("=")[1] for part in headers["X-Nightbell-Signature"].split(","))
    expected = hmac.new(listener.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    assert given == expected
    assert abs(int(moment) - night.clock.now.timestamp()) < 5
    assert headers["X-Nightbell-Delivery"] == str(WebhookDelivery.objects.get().public_id)
    assert listener.secret not in Webhook.objects.get().sealed_secret


def test_only_chosen_events_of_ones_own_organization_are_told(
    night: Night, webhook: Webhook, listener: Listener, other: Elsewhere
) -> None:
    edit_webhook(
        webhook=webhook, url=webhook.url, events=["resolved"], seen="", actor=Actor.system(),
        now=night.clock.now,
    )  # fmt: skip
    create_webhook(
        organization=other.organization, url=listener.url + "/theirs", events=ALL, actor=Actor.system(),
        now=night.clock.now,
    )  # fmt: skip

    night.alert("Core switch down", dedup_key="sw-1")
    night.alert("Core switch down", dedup_key="sw-1", event_action="resolve")
    night.clock.forward(seconds=1)

    assert listener.events == ["resolved"]


def test_what_is_rolled_back_is_never_told(night: Night, webhook: Webhook, listener: Listener) -> None:
    with transaction.atomic():
        send_test(webhook=webhook, now=night.clock.now)
        transaction.set_rollback(True)
    night.clock.forward(minutes=1)

    assert listener.told == []


def test_a_failure_is_tried_again_with_the_same_body_and_a_redirect_is_one(
    night: Night, webhook: Webhook, listener: Listener
) -> None:
    listener.answers = [500, 302]
    delivery = send_test(webhook=webhook, now=night.clock.now)

    night.clock.forward(minutes=2)

    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries, delivery.answer_status) == ("delivered", 3, 200)
    assert len({body for _, body in listener.told}) == 1
    assert "/elsewhere" not in str(listener.told)
    assert delivery.answer.startswith("thanks x")
    assert len(delivery.answer) <= 4096
    webhook.refresh_from_db()
    assert (webhook.failures, webhook.failing_since) == (0, None)


def test_it_is_given_up_after_a_day_and_a_replay_tells_the_same_event_again(
    night: Night, webhook: Webhook, listener: Listener
) -> None:
    listener.answers = [503] * 100
    delivery = send_test(webhook=webhook, now=night.clock.now)
    night.clock.forward(hours=25)
    delivery.refresh_from_db()
    assert (delivery.status, delivery.reason) == ("failed", "It answered 503.")
    assert 10 <= delivery.tries <= 14
    listener.answers, listener.told = [], []

    again = replay(delivery=delivery, actor=Actor.system(), now=night.clock.now)
    night.clock.forward(minutes=6)

    again.refresh_from_db()
    assert again.status == "delivered"
    assert listener.bodies[0]["id"] == str(delivery.event_id)
    assert again.public_id != delivery.public_id


def test_while_an_endpoint_fails_the_rest_of_a_storm_waits_in_rows(
    night: Night, webhook: Webhook, listener: Listener
) -> None:
    listener.answers = [500] * 3
    for _ in range(20):
        send_test(webhook=webhook, now=night.clock.now)

    night.do_due()
    night.clock.forward(seconds=3)
    tried_before_it_rested = len(listener.told)
    night.clock.forward(minutes=10)

    assert tried_before_it_rested == 1
    assert set(WebhookDelivery.objects.values_list("status", flat=True)) == {"delivered"}


def test_after_three_days_of_failures_it_is_switched_off_and_the_owner_told(
    night: Night, webhook: Webhook, listener: Listener
) -> None:
    listener.answers = [500] * 1000
    for _ in range(4):
        send_test(webhook=webhook, now=night.clock.now)
        night.clock.forward(hours=23)
        if not Webhook.objects.filter(state="on").exists():
            break

    webhook.refresh_from_db()
    assert webhook.state == "failed"
    assert not WebhookDelivery.objects.filter(ended_at=None).exists()
    mail = Message.objects.get(subject="A webhook was switched off")
    assert mail.address == "alice@harbor-pine.example"
    assert AuditEvent.objects.filter(object_kind="webhook", verb="switched off").count() == 1
    with pytest.raises(Refused):
        send_test(webhook=webhook, now=night.clock.now)
    assert switch_on(webhook=webhook, actor=Actor.system(), now=night.clock.now)


def test_switched_off_it_is_told_nothing_of_what_waited_either(
    night: Night, webhook: Webhook, listener: Listener
) -> None:
    waiting = send_test(webhook=webhook, now=night.clock.now)

    assert switch_off(webhook=webhook, actor=Actor.system(), now=night.clock.now)
    night.alert("Core switch down")
    night.clock.forward(minutes=1)

    assert listener.told == []
    waiting.refresh_from_db()
    assert waiting.status == "failed"
    assert WebhookDelivery.objects.count() == 1


def test_a_webhook_in_other_hands_is_left_alone(night: Night, webhook: Webhook, listener: Listener) -> None:
    delivery = send_test(webhook=webhook, now=night.clock.now)
    Webhook.objects.update(lease_until=night.clock.now + timedelta(days=36500))

    assert take_turn(delivery_id=delivery.pk, now=night.clock.now) == 0
    assert listener.told == []


def test_a_try_that_a_crash_broke_off_is_made_again_when_its_lease_is_over(
    night: Night, webhook: Webhook, listener: Listener
) -> None:
    delivery = send_test(webhook=webhook, now=night.clock.now)
    WebhookDelivery.objects.update(status="sending", tries=1, due_at=night.clock.now + timedelta(seconds=60))

    night.clock.forward(minutes=2)

    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries) == ("delivered", 2)


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hook", "https://", "https://user:pass@example.com/", "https://10.0.0.8/", "ftp://example.com/",
        "https://169.254.169.254/latest", "https://[::ffff:127.0.0.1]/", "https://printer.local/", "https://a b/",
        "https://example.com:99999/", "https://[fd00:ec2::254]/", "https://example.com/" + "x" * 500, "https://ex\u0430mple.com/",
    ],
)  # fmt: skip
def test_an_address_that_can_be_none_is_refused(night: Night, url: str) -> None:
    with pytest.raises(Refused) as refused:
        create_webhook(
            organization=night.world.organization,
            url=url,
            events=ALL,
            actor=Actor.system(),
            now=night.clock.now,
        )

    assert "url" in refused.value.errors


def test_in_production_nothing_is_sent_to_this_machine(
    night: Night, webhook: Webhook, listener: Listener, settings: object
) -> None:
    delivery = send_test(webhook=webhook, now=night.clock.now)
    settings.PRODUCTION = True

    night.clock.forward(seconds=1)

    assert listener.told == []
    delivery.refresh_from_db()
    assert (delivery.status, delivery.tries) == ("queued", 1)
    assert "https" in delivery.reason


def test_deliveries_are_forgotten_before_the_lines_they_tell_of(
    night: Night, webhook: Webhook, listener: Listener
) -> None:
    night.alert("Core switch down")
    night.clock.forward(seconds=1)
    assert WebhookDelivery.objects.exists()

    forget_everywhere(now=night.clock.now + timedelta(days=400))

    assert not WebhookDelivery.objects.exists()
