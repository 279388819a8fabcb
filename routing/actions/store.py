"""Accepted means stored: one inbound event with its row of work, committed before anybody is answered 2xx.

What a listening source sends is stored like any other, and there is nothing to do with it: its row of work has ended.
"""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import connection

from delivery.nudge import nudge
from routing.models import Handling, InboundEvent, Integration

# The event and its row of work; a delivery id that is there already (or comes at this moment, and commits) stores nothing.
STORE = """
    WITH event AS (
        INSERT INTO routing_inboundevent (
            id, organization_id, integration_id, received_at, decided_at, address, method, path, content_type, headers,
            raw, raw_sha256, delivery_id, key_prefix
        ) VALUES (
            %(id)s, %(organization)s, %(integration)s, %(received_at)s, %(decided_at)s, %(address)s, %(method)s, %(path)s,
            %(content_type)s, %(headers)s, %(raw)s, %(digest)s, %(delivery_id)s, %(key_prefix)s
        ) ON CONFLICT (integration_id, delivery_id) DO NOTHING RETURNING id, organization_id
    )
    INSERT INTO routing_handling (event_id, organization_id, due_at, tries, outcome, warnings)
    SELECT id, organization_id, %(due_at)s, 0, %(outcome)s, '[]' FROM event
"""


@dataclass(frozen=True, slots=True)
class Received:
    """One request as it came. `headers`: only those we keep; `decided_at`: coverage counts from there."""

    raw: bytes
    content_type: str
    method: str
    path: str
    address: str | None
    received_at: datetime
    decided_at: datetime
    delivery_id: str | None = None
    headers: dict[str, Any] = field(default_factory=dict)
    key_prefix: str = ""


class KeyReused(Exception):
    """A delivery id came again with other bytes: taking it for the earlier one would lose an alert."""


def store_event(*, integration: Integration, received: Received, hurry: bool = True) -> tuple[UUID, bool]:
    """(id, True) for a new event, (the earlier one's id, False) when its delivery id was seen before."""
    event_id = uuid4()
    if not _insert(event_id, integration, received):
        return _earlier(integration, received), False
    if hurry and integration.state != Integration.State.LISTENING:
        nudge("default.handle_event", event_id)
    return event_id, True


def refuse_other_bytes(event_id: UUID, raw: bytes) -> None:
    """Raises KeyReused unless these are the stored event's bytes."""
    if not InboundEvent.objects.filter(pk=event_id, raw_sha256=_digest(raw)).exists():
        raise KeyReused


def _insert(event_id: UUID, integration: Integration, received: Received) -> bool:
    """One statement, so one round trip and one commit; False when the delivery id is there already.

    The row of work is due now; over already where the source is listening at the moment of receipt.
    """
    listening = integration.state == Integration.State.LISTENING
    row: dict[str, Any] = {
        "id": str(event_id), "organization": integration.organization_id, "integration": integration.pk,
        "received_at": received.received_at, "decided_at": received.decided_at, "address": received.address,
        "method": received.method, "path": received.path[:255], "content_type": received.content_type[:255],
        "headers": json.dumps(received.headers), "raw": received.raw, "digest": _digest(received.raw),
        "delivery_id": received.delivery_id, "key_prefix": received.key_prefix,
        "due_at": None if listening else received.received_at,
        "outcome": Handling.Outcome.LISTENED.value if listening else "",
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(STORE, row)
        return bool(cursor.rowcount)


def _earlier(integration: Integration, received: Received) -> UUID:
    rows = InboundEvent.objects.filter(integration=integration, delivery_id=received.delivery_id)
    return rows.values_list("pk", flat=True).get()


def _digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()
