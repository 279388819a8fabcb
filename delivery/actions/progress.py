"""What a provider says about an attempt, however late or often it says it: attempts and messages only move on."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from delivery.actions.end import end, learn
from delivery.models import (
    ATTEMPT_ENDS,
    Attempt,
    AttemptStatus,
    Channel,
    Message,
    MessageStatus,
)
from delivery.outcomes import Reason, of_answered_call
from delivery.providers import errors
from delivery.providers.base import ProviderStatus

log = logging.getLogger(__name__)
LOOK_AFTER = timedelta(seconds=30)
RANK = {
    AttemptStatus.SENDING: 0,
    AttemptStatus.UNKNOWN: 0,
    AttemptStatus.ACCEPTED: 1,
    AttemptStatus.SENT: 2,
    AttemptStatus.RINGING: 2,
    AttemptStatus.ANSWERED: 3,
    **{AttemptStatus(status): 9 for status in ATTEMPT_ENDS},
}
MAY_STILL_ARRIVE = (AttemptStatus.UNDELIVERED, AttemptStatus.FAILED)


def advance(
    attempt_id: UUID, says: ProviderStatus, *, sequence: int = -1, of: UUID | None = None, now: datetime
) -> bool:
    """Take in what the provider says; True if the attempt moved. Older news and unknown words change nothing.

    `of`: its message, where that is known.
    """
    with transaction.atomic():
        attempt = lock(attempt_id, of=of)
        status = _status(attempt, says)
        moved = status is not None and _is_news(attempt.status, status)
        _remember(attempt, says, sequence)
        if status is not None and moved:
            _move(attempt, status, says.error_code, now)
        attempt.save()
        if moved:
            _move_message(attempt, now)
        return moved


def lock(attempt_id: UUID, *, of: UUID | None = None) -> Attempt:
    """The attempt with its message, both locked, always the message first. `of`: its message, where that is known."""
    message_id = of or Attempt.objects.values_list("message_id", flat=True).get(pk=attempt_id)
    message = Message.objects.select_for_update(no_key=True).get(pk=message_id)
    attempt = Attempt.objects.select_for_update(no_key=True).get(pk=attempt_id)
    attempt.message = message
    return attempt


def _status(attempt: Attempt, says: ProviderStatus) -> AttemptStatus | None:
    by_machine = (says.answered_by or attempt.answered_by).startswith(("machine", "fax"))
    return AttemptStatus.VOICEMAIL if says.status == AttemptStatus.COMPLETED and by_machine else says.status


def _is_news(old: str, new: AttemptStatus) -> bool:
    """Never backwards; an end is final, but a text that "failed" may turn out delivered."""
    if old in MAY_STILL_ARRIVE and new == AttemptStatus.DELIVERED:
        return True
    return RANK[new] > RANK[AttemptStatus(old)]


def _remember(attempt: Attempt, says: ProviderStatus, sequence: int) -> None:
    attempt.provider_sid = attempt.provider_sid or says.provider_sid
    attempt.answered_by = (says.answered_by or attempt.answered_by)[:24]
    attempt.sequence = max(attempt.sequence, sequence)


def _move(attempt: Attempt, status: AttemptStatus, code: int | None, now: datetime) -> None:
    if status == AttemptStatus.DELIVERED and attempt.status in MAY_STILL_ARRIVE:
        log.warning("attempt %s: %s after all, it was %s", attempt.pk, status, attempt.status)
    attempt.status = status
    attempt.error_code = code
    if status == AttemptStatus.RINGING:
        attempt.ringing_at = now
    if status == AttemptStatus.ANSWERED:
        attempt.answered_at = now
    if status in ATTEMPT_ENDS:
        attempt.ended_at = attempt.ended_at or now
        attempt.reason = outcome(attempt)[1]


def outcome(attempt: Attempt) -> tuple[MessageStatus, Reason]:
    """What the end of an attempt means for its message."""
    match attempt.status:
        case AttemptStatus.DELIVERED:
            return MessageStatus.DELIVERED, Reason.NONE
        case AttemptStatus.COMPLETED | AttemptStatus.VOICEMAIL:
            return MessageStatus.DELIVERED, of_answered_call(
                ringing_at=attempt.ringing_at,
                answered_at=attempt.answered_at,
                heard_at=attempt.heard_at,
                answered_by=attempt.answered_by,
            )
        case AttemptStatus.BUSY | AttemptStatus.NO_ANSWER:
            return MessageStatus.FAILED, Reason(attempt.status)
        case AttemptStatus.CANCELED:
            return MessageStatus.CANCELED, Reason.CANCELED
    reason = errors.of_callback(attempt.error_code).reason
    return MessageStatus.EXPIRED if reason == Reason.EXPIRED else MessageStatus.FAILED, reason


def _move_message(attempt: Attempt, now: datetime) -> None:
    message = attempt.message
    if message.ended_at is not None:
        _arrived_after_all(message, attempt)
    elif attempt.status in ATTEMPT_ENDS:
        _end_message(message, attempt, now)
    elif message.status == MessageStatus.WAITING or attempt.number == message.tries:
        wait(message, until=now + LOOK_AFTER)


def _end_message(message: Message, attempt: Attempt, now: datetime) -> None:
    """A success ends the message whichever attempt it was; a failure only if no newer attempt is on its way."""
    status, reason = outcome(attempt)
    if status != MessageStatus.DELIVERED and attempt.number != message.tries:
        return
    end(message, status=status, reason=reason, now=now)
    learn(message, reason=reason, code=attempt.error_code, now=now)


def _arrived_after_all(message: Message, attempt: Attempt) -> None:
    late = message.channel == Channel.SMS and attempt.status == AttemptStatus.DELIVERED
    if late and message.status in (MessageStatus.FAILED, MessageStatus.EXPIRED):
        message.status, message.reason = MessageStatus.DELIVERED, Reason.NONE
        message.save(update_fields=["status", "reason"])


def wait(message: Message, *, until: datetime) -> None:
    """The provider has it: nothing to do before `until`, unless a callback comes."""
    message.status = MessageStatus.WAITING
    message.due_at, message.lease_until = until, None
    message.save(update_fields=["status", "due_at", "lease_until"])
