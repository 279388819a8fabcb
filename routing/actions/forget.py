"""Keeping and forgetting: the only way a row of an append-only table goes."""

from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Model

from accounts.models import AuditEvent, IdempotencyKey
from delivery.models import ProviderEvent
from routing.models import Decision, Handling, InboundEvent, TimelineEntry

RAW_EVENTS = timedelta(days=30)
PROVIDER_EVENTS = timedelta(days=30)
TIMELINES = timedelta(days=396)  # 13 months
AUDIT = timedelta(days=7 * 366)
ANSWERS = timedelta(days=2)
AT_ONCE = 5000


def forget_everywhere(*, now: datetime) -> dict[str, int]:
    """Delete what is older than its keeping time; returns rows by table. Unhandled events are never forgotten."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL nightbell.forgetting = 'on'")
        return {
            "raw events": _forget_events(now - RAW_EVENTS),
            "provider events": _oldest(ProviderEvent, "received_at", now - PROVIDER_EVENTS),
            "timeline": _oldest(TimelineEntry, "at", now - TIMELINES),
            "decisions": _oldest(Decision, "at", now - TIMELINES),
            "audit": _oldest(AuditEvent, "at", now - AUDIT),
            "idempotency": _oldest(IdempotencyKey, "created_at", now - ANSWERS),
        }


def _forget_events(before: datetime) -> int:
    ids = list(
        Handling.objects.filter(due_at=None, event__received_at__lt=before).values_list("pk", flat=True)[
            :AT_ONCE
        ]
    )
    Handling.objects.filter(pk__in=ids).delete()
    return InboundEvent.objects.filter(pk__in=ids).delete()[0]


def _oldest(model: type[Model], field: str, before: datetime) -> int:
    ids = list(
        model._default_manager.filter(**{f"{field}__lt": before}).values_list("pk", flat=True)[:AT_ONCE]
    )
    return model._default_manager.filter(pk__in=ids).delete()[0]
