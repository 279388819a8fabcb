"""Callbacks get lost: an attempt that stays silent is asked about, ever less often, and in the end given up."""

import logging
from datetime import datetime, timedelta

from django.db import transaction

from delivery.actions.claim import Claim, held
from delivery.actions.end import end
from delivery.actions.outgoing import account_of
from delivery.actions.progress import advance, wait
from delivery.models import Attempt, AttemptStatus, Channel, Message, MessageStatus
from delivery.outcomes import Reason
from delivery.providers.base import ProviderStatus
from delivery.providers.errors import DeliveryError
from delivery.providers.registry import provider_of

log = logging.getLogger(__name__)
NOT_FOUND = (404, 20404)
GIVEN_UP_AFTER = timedelta(minutes=75)  # longer than the longest call
PACE = ((timedelta(minutes=2), timedelta(seconds=30)), (timedelta(minutes=10), timedelta(minutes=2)))
SLOWEST = timedelta(minutes=10)


def poll(claimed: Claim, *, now: datetime) -> None:
    """Fetch the newest attempt's state and take it in."""
    message = Message.objects.select_related("number__account").get(pk=claimed.message_id)
    attempt = message.attempts.order_by("-number").first()
    if attempt is None:
        return
    try:
        says = _fetch(message, attempt)
    except DeliveryError as error:
        log.warning("attempt %s can't be asked about: %s", attempt.pk, error)
        says = None
        if error.code in NOT_FOUND:
            _give_up(claimed, attempt, now)
            return
    if says is None or not advance(attempt.pk, says, now=now):
        _look_later(claimed, attempt, now)


def _fetch(message: Message, attempt: Attempt) -> ProviderStatus:
    provider = provider_of(account_of(message))
    if message.channel == Channel.SMS:
        return provider.fetch_text(attempt.provider_sid)
    return provider.fetch_call(attempt.provider_sid)


def _look_later(claimed: Claim, attempt: Attempt, now: datetime) -> None:
    age = now - attempt.started_at
    if age >= GIVEN_UP_AFTER:
        _give_up(claimed, attempt, now)
        return
    pause = next((pause for until, pause in PACE if age < until), SLOWEST)
    with transaction.atomic():
        message = held(claimed).first()
        if message:
            wait(message, until=now + pause)


def _give_up(claimed: Claim, attempt: Attempt, now: datetime) -> None:
    """A text that the carrier took and never spoke of counts as arrived; anything else as lost."""
    taken = attempt.status == AttemptStatus.SENT
    status = MessageStatus.DELIVERED if taken else MessageStatus.FAILED
    reason = Reason.NO_RECEIPT if taken else Reason.PROVIDER_UNCLEAR
    with transaction.atomic():
        message = held(claimed).first()
        if message:
            end(message, status=status, reason=reason, now=now)
