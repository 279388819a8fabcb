"""Keeping and forgetting: the only way a row of an append-only table goes."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from allauth.usersessions.models import UserSession
from django.db import connection, transaction
from django.db.models import Exists, F, Model, OuterRef, Q, QuerySet

from accounts.models import AuditEvent, IdempotencyKey, SentForm, Session
from delivery.models import ContactMethod, ProviderEvent, Verification
from routing.actions.attached_look import forget_attachments
from routing.models import (
    Attachment,
    Consent,
    ConsentReceipt,
    Decision,
    Handling,
    Handoff,
    HeldRequest,
    InboundEvent,
    Reply,
    TimelineEntry,
    WebhookDelivery,
)
from sla.models import SheetAcceptance, SheetFile, SheetOffer

ATTACHMENTS = timedelta(days=90)
RAW_EVENTS = timedelta(days=30)
PROVIDER_EVENTS = timedelta(days=30)
DELIVERIES = timedelta(days=30)
TIMELINES = timedelta(days=396)  # 13 months
AUDIT = timedelta(days=7 * 366)  # and receipts, and sheets that were accepted
ANSWERS = timedelta(days=2)
CODES = timedelta(days=30)  # after they expired: until then a complaint can be looked into
BEGINNING = timedelta(days=1)  # a login writes the line of its session a moment before the session
AT_ONCE = 5000
MOST_BATCHES = 200


def forget_everywhere(*, now: datetime) -> dict[str, int]:
    """Delete what is older than its keeping time; returns rows by table. What was not handled is never forgotten."""
    return {
        "attachments": forget_attachments(before=now - ATTACHMENTS, now=now),
        "lines of attachments": _oldest(Attachment, "created_at", now - TIMELINES),
        "raw events": _forget_events(now - RAW_EVENTS),
        "webhook deliveries": _oldest(WebhookDelivery, "ended_at", now - DELIVERIES),
        "provider events": _oldest(ProviderEvent, "received_at", now - PROVIDER_EVENTS),
        "timeline": _oldest(TimelineEntry, "at", now - TIMELINES),
        "decisions": _oldest(Decision, "at", now - TIMELINES),
        "replies": _in_batches(
            _delete(Reply), Reply.objects.filter(due_at=None, received_at__lt=now - TIMELINES)
        ),
        "handoffs": _oldest(Handoff, "starts_at", now - TIMELINES),
        "sheets that were accepted": _in_batches(_delete_accepted, _accepted_once(now - AUDIT)),
        "sheets that were sent": _in_batches(_delete(SheetOffer), _never_accepted(now - TIMELINES)),
        "consent receipts": _oldest(ConsentReceipt, "at", now - AUDIT),
        "audit": _oldest(AuditEvent, "at", now - AUDIT),
        "idempotency": _oldest(IdempotencyKey, "created_at", now - ANSWERS),
        "sent forms": _oldest(SentForm, "created_at", now - ANSWERS),
        "sessions": _oldest(Session, "expire_date", now),
        "lines of sessions": _in_batches(_delete(UserSession), _without_session(now)),
        "codes": _in_batches(_delete(Verification), _spent_codes(now)),
    }


def _without_session(now: datetime) -> QuerySet[UserSession]:
    """What "where I am logged in" would list of sessions that are gone."""
    session = Session.objects.filter(session_key=OuterRef("session_key"))
    rows: QuerySet[UserSession] = UserSession.objects.filter(~Exists(session), created_at__lt=now - BEGINNING)
    return rows


def _spent_codes(now: datetime) -> QuerySet[Verification]:
    """Long expired, and not the one by which an address was verified or a charge accepted, or that a held request waits for."""
    phones = ContactMethod.objects.filter(verification=OuterRef("pk"))
    charges = Consent.objects.filter(verification=OuterRef("pk"))
    held = HeldRequest.objects.filter(verification=OuterRef("pk"))
    return Verification.objects.filter(~Exists(phones), ~Exists(charges), expires_at__lt=now - CODES).filter(
        ~Exists(held)
    )


def _accepted_once(before: datetime) -> QuerySet[SheetAcceptance]:
    """Accepted long ago, and no agreement goes by it any more since then: what still routes is kept, however old."""
    over = Q(agreement__archived_at__lt=before) | Q(agreement__ends_on__lt=before.date())
    another = ~Q(agreement__version=F("version"))
    return SheetAcceptance.objects.filter(over | another, at__lt=before)


def _never_accepted(before: datetime) -> QuerySet[SheetOffer]:
    return SheetOffer.objects.filter(acceptance=None, expires_at__lt=before)


def _delete_accepted(ids: list[Any]) -> int:
    """With the file, and with what was sent."""
    offers = list(SheetAcceptance.objects.filter(pk__in=ids).values_list("offer", flat=True))
    SheetFile.objects.filter(pk__in=ids).delete()
    gone = SheetAcceptance.objects.filter(pk__in=ids).delete()[0]
    SheetOffer.objects.filter(pk__in=offers).delete()
    return gone


def _forget_events(before: datetime) -> int:
    old = Handling.objects.filter(due_at=None, event__received_at__lt=before)
    return _in_batches(_delete_events, old)


def _delete_events(ids: list[Any]) -> int:
    Handling.objects.filter(pk__in=ids).delete()
    return InboundEvent.objects.filter(pk__in=ids).delete()[0]


def _oldest(model: type[Model], field: str, before: datetime) -> int:
    return _in_batches(_delete(model), model._default_manager.filter(**{f"{field}__lt": before}))


def _delete(model: type[Model]) -> Callable[[list[Any]], int]:
    return lambda ids: model._default_manager.filter(pk__in=ids).delete()[0]


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
