"""How many statements an alert takes on its way: counted, since times depend on the machine. Latency is made of these."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.audit import Actor
from delivery.actions.send import send
from delivery.models import Message
from oncall.models import EscalationStep, StepTarget
from routing.actions.intake import handle
from routing.actions.integrations import create_integration
from routing.actions.store import Received, store_event
from routing.models import InboundEvent, Page
from tests.night import Night
from tests.world import LONG_AGO, World

pytestmark = pytest.mark.django_db
ALERT = {"summary": "Core switch down", "severity": "critical", "client": "northwind-dental"}


def statements(deed: Callable[[], Any]) -> list[str]:
    """What a deed says to the database."""
    with CaptureQueriesContext(connection) as captured:
        deed()
    return [
        query["sql"]
        for query in captured
        if not query["sql"].startswith(("SAVEPOINT", "RELEASE", "BEGIN", "COMMIT"))
    ]


def arrived(night: Night) -> UUID:
    """An alert that nobody handled yet."""
    now, raw = night.clock.now, json.dumps({**ALERT, "dedup_key": str(next(night.counter))}).encode()
    received = Received(
        raw=raw, content_type="", method="POST", path="/in/", address=None, received_at=now, decided_at=now
    )
    return store_event(integration=night.integration(), received=received)[0]


def test_an_alert_is_stored_in_two_statements_its_key_and_the_row(harbor_pine: World) -> None:
    _, key = create_integration(
        organization=harbor_pine.organization, name="RMM", kind="generic", client=None, actor=Actor.system(), now=LONG_AGO
    )  # fmt: skip

    said = statements(
        lambda: Client().post(f"/in/{key}/", json.dumps(ALERT), content_type="application/json")
    )

    assert InboundEvent.objects.count() == 1
    assert len(said) == 2, "\n".join(said)


def test_from_the_stored_alert_to_its_pages_is_24_statements_and_to_the_provider_6(night: Night) -> None:
    night.rest_is_noise = True
    handle(
        event_id=arrived(night), now=night.clock.now
    )  # what never changes, such as tier versions, is known then
    event_id = arrived(night)

    handled = statements(lambda: handle(event_id=event_id, now=night.clock.now))
    text = Message.objects.filter(channel="sms").latest("pages__id")
    sent = statements(lambda: send(text.pk, now=night.clock.now))

    assert Page.objects.count() == 6
    assert len(handled) <= 24, "\n".join(handled)
    assert len(sent) <= 6, "\n".join(sent)


def test_more_people_in_a_step_take_a_handful_of_statements_each(night: Night) -> None:
    night.rest_is_noise = True
    one = len(statements(lambda: handle(event_id=arrived(night), now=night.clock.now)))
    step = EscalationStep.objects.order_by("position")[0]
    for person in (night.world.carol, night.world.dave):
        StepTarget.objects.create(step=step, member=person)

    three = len(statements(lambda: handle(event_id=arrived(night), now=night.clock.now)))

    assert Page.objects.values("member").distinct().count() == 3
    assert three - one <= 2 * 3, (one, three)
