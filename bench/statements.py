"""How many statements the database is told from an alert's first byte to its first page's request: no clock involved."""

import json
import time
from collections.abc import Callable
from itertools import count
from typing import Any

from django.db import connection

from delivery import nudge
from delivery.actions.send import send
from delivery.models import Message
from hours import clock
from routing.actions.intake import handle
from routing.actions.store import Received, store_event
from routing.queries import integration_of_key


def alert_to_page(key: str) -> int:
    """Statements of intake, handling and the sending of the first text, in this process; nobody else may be at work."""
    nudge.circuit.open_until = float("inf")  # nobody is told: it is done here
    _page_one(key)  # what never changes, such as tier versions, is known then
    counted = count()

    def counting(execute: Callable[..., Any], *statement: Any) -> Any:
        next(counted)
        return execute(*statement)

    with connection.execute_wrapper(counting):
        _page_one(key)
    nudge.circuit.open_until = 0.0
    return next(counted)


def _page_one(key: str) -> None:
    summary = f"counted {time.time_ns()}"
    body = {"summary": summary, "severity": "critical", "client": "northwind-dental", "dedup_key": summary}
    now = clock.now()
    integration = integration_of_key(key, now=now)
    assert integration is not None
    received = Received(
        raw=json.dumps(body).encode(), content_type="application/json", method="POST", path="/in/", address=None,
        received_at=now, decided_at=now,
    )  # fmt: skip
    event_id, _ = store_event(integration=integration, received=received)
    handle(event_id=event_id, now=now)
    text = Message.objects.filter(body__contains=summary, channel="sms").values_list("pk", flat=True)
    send(text[0], now=clock.now())
