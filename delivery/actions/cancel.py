"""Nobody needs them any more: messages that wait are canceled, calls that ring are hung up."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from delivery import nudge
from delivery.actions.outgoing import account_of
from delivery.models import AttemptStatus, Channel, Message, MessageStatus
from delivery.outcomes import Reason
from delivery.providers.registry import provider_of

RINGING = (AttemptStatus.ACCEPTED, AttemptStatus.RINGING)


def cancel_messages(ids: Iterable[UUID], *, now: datetime) -> list[UUID]:
    """Cancel those that have no end yet, inside the caller's transaction; returns which. Locks in id order.

    Whoever cancels has acted, so there is no follow-up. Calls on their way are hung up after commit.
    """
    rows = Message.objects.select_for_update(no_key=True).filter(pk__in=list(ids), ended_at=None)
    messages = list(rows.order_by("pk"))
    for message in messages:
        message.status, message.reason = MessageStatus.CANCELED, Reason.CANCELED
        message.ended_at = message.followed_up_at = now
        message.due_at = message.lease_until = None
    Message.objects.bulk_update(
        messages, ["status", "reason", "ended_at", "followed_up_at", "due_at", "lease_until"]
    )
    for message in messages:
        hang_up_soon(message)
    return [message.pk for message in messages]


def hang_up_soon(message: Message) -> None:
    """Nudge the hanging up of a call that is on its way; without a broker it rings on, and says who has it."""
    if message.channel == Channel.VOICE and message.tries:
        nudge.nudge(nudge.Task.HANG_UP, message.pk)


def hang_up(message_id: UUID) -> int:
    """End the unanswered calls of a canceled message at the provider; returns how many. DeliveryError may rise."""
    message = Message.objects.select_related("number__account").get(pk=message_id)
    if message.status != MessageStatus.CANCELED or message.channel != Channel.VOICE:
        return 0
    sids = (
        message.attempts.filter(status__in=RINGING)
        .exclude(provider_sid="")
        .values_list("provider_sid", flat=True)
    )
    provider = provider_of(account_of(message))
    return sum(provider.cancel_call(sid) for sid in sids)
