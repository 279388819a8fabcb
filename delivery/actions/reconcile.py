"""A request left and nobody knows what became of it: look it up, else send once more, marked possible duplicate.

The create calls of the provider are not idempotent (telephony.md, 1.10). A page sent twice is acceptable, a page
never sent is not.
"""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from delivery.actions.claim import IN_DOUBT, Claim, Work, held, lease
from delivery.actions.deliver import deliver
from delivery.actions.end import end
from delivery.actions.outgoing import account_of, call_of, text_of
from delivery.actions.progress import advance, wait
from delivery.models import Attempt, AttemptStatus, Channel, MessageStatus
from delivery.outcomes import Reason
from delivery.providers.base import Found
from delivery.providers.errors import DeliveryError
from delivery.providers.registry import provider_of

log = logging.getLogger(__name__)
LOOK_AGAIN_AFTER = timedelta(seconds=5)
PATIENCE = timedelta(seconds=20)  # after this a provider whose list can't be read counts as not having it
SENT_AGAIN_AT_MOST = {Channel.SMS: 1, Channel.VOICE: 1, Channel.EMAIL: 5}


def reconcile(claimed: Claim, *, now: datetime) -> None:
    """Adopt what the provider's list shows, or send again."""
    attempt = _doubtful(claimed)
    if attempt is None:
        return
    try:
        found = _look_up(attempt, now=now)
    except DeliveryError as error:
        log.warning("attempt %s: the provider's list can't be read: %s", attempt.pk, error)
        if now - attempt.started_at < PATIENCE:
            _look_again(claimed, now)
            return
        found = None
    if found:
        _adopt(attempt, found, now)
    elif again := _send_again(claimed, attempt, now):
        deliver(again, now=now)


def _doubtful(claimed: Claim) -> Attempt | None:
    """The attempt in doubt, said to be so; None if a callback or another worker has settled it."""
    with transaction.atomic(durable=True):
        message = held(claimed).first()
        attempt = (
            message.attempts.select_for_update(no_key=True).order_by("-number").first() if message else None
        )
        if message is None or attempt is None or attempt.status not in IN_DOUBT:
            return None
        attempt.status = AttemptStatus.UNKNOWN
        attempt.save(update_fields=["status"])
        message.status = MessageStatus.WAITING
        message.save(update_fields=["status"])
        return attempt


def _look_up(attempt: Attempt, *, now: datetime) -> Found | None:
    message = attempt.message
    if message.channel == Channel.EMAIL:
        return None
    provider = provider_of(account_of(message))
    siblings = Attempt.objects.filter(message__address=message.address).exclude(provider_sid="")
    known = frozenset(siblings.values_list("provider_sid", flat=True))
    if message.channel == Channel.SMS:
        text = text_of(message, attempt, now=now)
        return provider.find_text(text, since=attempt.started_at, known=known)
    return provider.find_call(call_of(message, attempt), since=attempt.started_at, known=known)


def _look_again(claimed: Claim, now: datetime) -> None:
    with transaction.atomic():
        message = held(claimed).first()
        if message:
            wait(message, until=now + LOOK_AGAIN_AFTER)


def _adopt(attempt: Attempt, found: Found, now: datetime) -> None:
    if found.copies > 1:
        Attempt.objects.filter(pk=attempt.pk).update(possible_duplicate=True)
    advance(attempt.pk, found.status, now=now)


def _send_again(claimed: Claim, attempt: Attempt, now: datetime) -> Claim | None:
    """Queue it and claim it again in one step; None if it was settled meanwhile or was sent again too often."""
    with transaction.atomic(durable=True):
        message = held(claimed).filter(status=MessageStatus.WAITING).first()
        if (
            message is None
            or not message.attempts.filter(pk=attempt.pk, status=AttemptStatus.UNKNOWN).exists()
        ):
            return None
        sent_again = message.attempts.filter(possible_duplicate=True).count()
        if sent_again >= SENT_AGAIN_AT_MOST[Channel(message.channel)]:
            end(message, status=MessageStatus.FAILED, reason=Reason.PROVIDER_UNCLEAR, now=now)
            return None
        message.status = MessageStatus.QUEUED
        message.save(update_fields=["status"])
        return Claim(message.pk, lease(message, status=MessageStatus.SENDING, now=now), Work.DELIVER)
