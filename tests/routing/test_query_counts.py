"""How many statements an alert takes on its way: counted, since times depend on the machine. Latency is made of these."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.audit import Actor
from routing.actions.integrations import create_integration
from routing.models import InboundEvent
from tests.world import LONG_AGO, World

pytestmark = pytest.mark.django_db
ALERT = {"summary": "Core switch down", "severity": "critical", "client": "northwind-dental"}


def statements(deed: Callable[[], Any]) -> list[str]:
    """What a deed says to the database."""
    with CaptureQueriesContext(connection) as captured:
        deed()
    return [query["sql"] for query in captured]


def test_an_alert_is_stored_in_two_statements_its_key_and_the_row(harbor_pine: World) -> None:
    _, key = create_integration(
        organization=harbor_pine.organization, name="RMM", kind="generic", client=None, actor=Actor.system(), now=LONG_AGO
    )  # fmt: skip

    said = statements(
        lambda: Client().post(f"/in/{key}/", json.dumps(ALERT), content_type="application/json")
    )

    assert InboundEvent.objects.count() == 1
    assert len(said) == 2, "\n".join(said)
