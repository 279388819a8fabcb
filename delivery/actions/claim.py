"""Taking one message to work on: a lease on the row, compared with the database's clock."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from accounts.plain_rows import columns, row
from delivery.models import (
    Attempt,
    AttemptStatus,
    Channel,
    Message,
    MessageStatus,
    PhoneNumber,
    ProviderAccount,
)
from delivery.providers.transport import CONNECT_SECONDS

MAIL_LEASE_SECONDS = (
    35.0  # a mail server may take long over each of several steps; a worker's time ends at 30 s
)
LEASE = """
    UPDATE delivery_message SET status = %s, due_at = %s, tries = %s,
        lease_until = statement_timestamp() + make_interval(secs => %s)
    WHERE id = %s RETURNING lease_until
"""
# A text or call that is due and untried, with its sender, and whether its phone said STOP to that account.
UNTRIED = f"""
    SELECT {columns(Message, "message")}, {columns(PhoneNumber, "number")}, {columns(ProviderAccount, "account")}, EXISTS (
        SELECT FROM delivery_optout
        WHERE account_id = account.id AND phone = message.address AND ended_at IS NULL
    )
    FROM delivery_message message LEFT JOIN delivery_phonenumber number ON number.id = number_id
        LEFT JOIN delivery_provideraccount account ON account.id = account_id
    WHERE message.id = %s AND status = 'queued' AND tries = 0 AND channel <> 'email' AND ended_at IS NULL AND due_at <= %s
        AND (lease_until IS NULL OR lease_until < statement_timestamp())
    FOR NO KEY UPDATE OF message SKIP LOCKED
"""  # noqa: S608 - nothing but the names of columns
BEGIN_UNTRIED = """
    WITH leased AS (
        UPDATE delivery_message SET status = 'sending', due_at = %(due_at)s, tries = 1,
            lease_until = statement_timestamp() + make_interval(secs => %(seconds)s)
        WHERE id = %(message)s RETURNING id, organization_id
    )
    INSERT INTO delivery_attempt (
        id, organization_id, message_id, number, status, provider_sid, reason, possible_duplicate, sequence, answered_by,
        started_at
    )
    SELECT %(id)s, organization_id, id, 1, 'sending', '', '', false, -1, '', %(now)s FROM leased
"""
IN_DOUBT = (AttemptStatus.SENDING, AttemptStatus.UNKNOWN)


class Work(StrEnum):
    """What a due message needs."""

    DELIVER = "deliver"  # nothing is on its way
    RECONCILE = "reconcile"  # a request left and nobody knows what became of it
    POLL = "poll"  # the provider has it and stays silent


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to work on a message until `lease_until`; whoever comes later carries another lease."""

    message_id: UUID
    lease_until: datetime
    work: Work


def claim(message_id: UUID, *, now: datetime) -> Claim | None:
    """The claim, or None: not due, ended, or in other hands. Refuses to run inside a transaction."""
    with transaction.atomic(durable=True):
        message = _free(now).select_for_update(skip_locked=True, no_key=True).filter(pk=message_id).first()
        if message is None:
            return None
        work = _work(message)
        status = MessageStatus.SENDING if work is Work.DELIVER else MessageStatus(message.status)
        return Claim(message.pk, lease(message, status=status, now=now), work)


def take_untried(message_id: UUID, *, now: datetime) -> tuple[Message, bool] | None:
    """A text or call that is due and that nobody has tried, locked, in this transaction, and whether its phone said STOP
    to its sender; None if it is anything else. Nearly every message is one: its lease and its first attempt are one commit.
    """
    with connection.cursor() as cursor:
        cursor.execute(UNTRIED, [message_id, now])
        found = cursor.fetchone()
    if found is None:
        return None
    message, rest = row(Message, found)
    number, rest = row(PhoneNumber, rest)
    account, (stopped,) = row(ProviderAccount, rest)
    if message.number_id is not None:
        message.number, number.account = number, account
    return message, stopped


def begin_untried(message: Message, *, now: datetime) -> Attempt:
    """The first lease of the locked message, and its first attempt."""
    attempt = Attempt(
        organization_id=message.organization_id,
        message=message,
        number=1,
        started_at=now,
        status=AttemptStatus.SENDING,
    )
    length = lease_length(Channel(message.channel))
    asked: dict[str, Any] = {
        "message": message.pk, "due_at": now + length, "seconds": length.total_seconds(), "id": attempt.pk, "now": now,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(BEGIN_UNTRIED, asked)
    message.tries = 1
    attempt._state.adding = False
    return attempt


def lease(message: Message, *, status: MessageStatus, now: datetime) -> datetime:
    """Give the locked message a state, its number of tries and a fresh lease, and say until when."""
    length = lease_length(Channel(message.channel))
    with connection.cursor() as cursor:
        cursor.execute(LEASE, [status, now + length, message.tries, length.total_seconds(), message.pk])
        (until,) = cursor.fetchone()
    assert isinstance(until, datetime)
    return until


def lease_length(channel: Channel) -> timedelta:
    """Longer than a request may take, and no longer: so long does a page wait when its worker is killed."""
    if channel == Channel.EMAIL:
        return timedelta(seconds=MAIL_LEASE_SECONDS)
    return timedelta(seconds=CONNECT_SECONDS + settings.PROVIDER_TIMEOUT_SECONDS + 2)


def held(claimed: Claim) -> QuerySet[Message]:
    """The message, locked, while the claim still holds; an end or another worker's lease takes it away."""
    rows = Message.objects.select_for_update(no_key=True, of=("self",)).select_related("number__account")
    return rows.filter(pk=claimed.message_id, lease_until=claimed.lease_until, ended_at=None)


def _free(now: datetime) -> QuerySet[Message]:
    unleased = Q(lease_until=None) | Q(lease_until__lt=Now())
    return Message.objects.filter(unleased, ended_at=None, due_at__lte=now)


def _work(message: Message) -> Work:
    if message.status == MessageStatus.QUEUED:
        return Work.DELIVER
    last = message.attempts.order_by("-number").first()
    if last is None:
        return Work.DELIVER
    if last.status in IN_DOUBT:
        return Work.RECONCILE
    return Work.POLL if message.status == MessageStatus.WAITING else Work.DELIVER
