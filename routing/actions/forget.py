"""Keeping and forgetting: the only way a row of an append-only table goes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Model, QuerySet

from accounts.models import AuditEvent, IdempotencyKey
from delivery.models import ProviderEvent
from routing.models import Decision, Handling, InboundEvent, TimelineEntry, WebhookDelivery

RAW_EVENTS = timedelta(days=30)
PROVIDER_EVENTS = timedelta(days=30)
DELIVERIES = timedelta(days=30)
TIMELINES = timedelta(days=396)  # 13 months
AUDIT = timedelta(days=7 * 366)
ANSWERS = timedelta(days=2)
AT_ONCE = 5000
MOST_BATCHES = 200


def forget_everywhere(*, now: datetime) -> dict[str, int]:
    """Delete what is older than its keeping time; returns rows by table. Unhandled events are never forgotten."""
    return {
        "raw events": _forget_events(now - RAW_EVENTS),
        "webhook deliveries": _oldest(WebhookDelivery, "ended_at", now - DELIVERIES),
        "provider events": _oldest(ProviderEvent, "received_at", now - PROVIDER_EVENTS),
        "timeline": _oldest(TimelineEntry, "at", now - TIMELINES),
        "decisions": _oldest(Decision, "at", now - TIMELINES),
        "audit": _oldest(AuditEvent, "at", now - AUDIT),
        "idempotency": _oldest(IdempotencyKey, "created_at", now - ANSWERS),
    }


def _forget_events(before: datetime) -> int:
    old = Handling.objects.filter(due_at=None, event__received_at__lt=before)
    return _in_batches(_delete_events, old)


def _delete_events(ids: list[Any]) -> int:
    Handling.objects.filter(pk__in=ids).delete()
    return InboundEvent.objects.filter(pk__in=ids).delete()[0]


def _oldest(model: type[Model], field: str, before: datetime) -> int:
    rows = model._default_manager
    return _in_batches(
        lambda ids: rows.filter(pk__in=ids).delete()[0], rows.filter(**{f"{field}__lt": before})
    )


def _in_batches(delete: Callable[[list[Any]], int], old: QuerySet[Any]) -> int:
    """Delete so many at a time, each in its own transaction: a worker whose time is over leaves the rest to the next night."""
    total = 0
    for _ in range(MOST_BATCHES):
        with transaction.atomic():
            _may_forget()
            ids = list(old.values_list("pk", flat=True)[:AT_ONCE])
            total += delete(ids) if ids else 0
        if len(ids) < AT_ONCE:
            break
    return total


def _may_forget() -> None:
    """Until this transaction ends the triggers of append-only tables let DELETE pass."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL nightbell.forgetting = 'on'")
