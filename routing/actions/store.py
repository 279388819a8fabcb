"""Accepted means stored: one inbound event with its row of work, committed before anybody is answered 2xx.

What a listening source sends is stored like any other, and there is nothing to do with it: its row of work has ended.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from delivery.nudge import nudge
from routing.models import Handling, InboundEvent, Integration

EQUAL_BYTES_LOCK = 1  # the first key of the advisory lock that orders equal bytes


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
    digest = hashlib.sha256(received.raw).hexdigest()
    with transaction.atomic():
        _in_line(integration.pk, received.delivery_id or digest)
        earlier = _earlier(integration, received.delivery_id)
        if earlier is not None:
            return earlier, False
        event = _insert(integration, received, digest)
        is_work = _give_work(event, integration)
        if hurry and is_work:
            nudge("default.handle_event", event.pk)
    return event.pk, True


def refuse_other_bytes(event_id: UUID, raw: bytes) -> None:
    """Raises KeyReused unless these are the stored event's bytes."""
    digest = hashlib.sha256(raw).hexdigest()
    if not InboundEvent.objects.filter(pk=event_id, raw_sha256=digest).exists():
        raise KeyReused


def _in_line(integration_id: int, name: str) -> None:
    """Equal requests of one integration are stored one after the other, so that each sees the earlier ones."""
    statement = "SELECT pg_advisory_xact_lock(%s, hashtext(%s))"
    with connection.cursor() as cursor:
        cursor.execute(statement, [EQUAL_BYTES_LOCK, f"{integration_id}:{name}"])


def _earlier(integration: Integration, delivery_id: str | None) -> UUID | None:
    if delivery_id is None:
        return None
    rows = InboundEvent.objects.filter(integration=integration, delivery_id=delivery_id)
    return rows.values_list("pk", flat=True).first()


def _give_work(event: InboundEvent, integration: Integration) -> bool:
    """The event's row of work, due now; over already where its source is listening at the moment of receipt."""
    listening = integration.state == Integration.State.LISTENING
    Handling.objects.create(
        event=event, organization_id=event.organization_id, due_at=None if listening else event.received_at,
        outcome=Handling.Outcome.LISTENED if listening else "",
    )  # fmt: skip
    return not listening


def _insert(integration: Integration, received: Received, digest: str) -> InboundEvent:
    return InboundEvent.objects.create(
        organization_id=integration.organization_id, integration=integration, received_at=received.received_at,
        decided_at=received.decided_at, address=received.address, method=received.method, path=received.path[:255],
        content_type=received.content_type[:255], headers=received.headers, raw=received.raw, raw_sha256=digest,
        delivery_id=received.delivery_id, key_prefix=received.key_prefix,
    )  # fmt: skip
