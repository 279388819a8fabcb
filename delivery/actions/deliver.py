"""One request to a provider: commit an attempt, ask, record what came of it. Nothing leaves inside a transaction."""

import logging
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from uuid import UUID

from django.db import transaction

from delivery.actions.cancel import hang_up_soon
from delivery.actions.claim import Claim, begin_untried, held, take_untried
from delivery.actions.end import end, learn
from delivery.actions.outgoing import account_of, call_of, mail_of, sender_of, text_of
from delivery.actions.progress import LOOK_AFTER, advance, lock, wait
from delivery.models import (
    Attempt,
    AttemptStatus,
    Channel,
    ChannelState,
    Message,
    MessageStatus,
)
from delivery.outcomes import FAULTS_OF_OURS, Reason
from delivery.providers.base import Accepted, ProviderStatus
from delivery.providers.errors import BAD_CALLBACK_CODES, DeliveryError, Kind
from delivery.providers.registry import mail_provider, provider_of
from delivery.queries import opted_out

log = logging.getLogger(__name__)
ON_ITS_WAY = (AttemptStatus.ACCEPTED, AttemptStatus.SENT, AttemptStatus.RINGING, AttemptStatus.ANSWERED)
RECONCILE_AFTER = timedelta(seconds=5)
LIFE = {Channel.SMS: timedelta(hours=1), Channel.VOICE: timedelta(hours=1), Channel.EMAIL: timedelta(days=1)}
FIRST_WAIT = {Channel.SMS: 0.5, Channel.VOICE: 0.5, Channel.EMAIL: 5.0}  # seconds before the second try
LONGEST_WAIT = {Channel.SMS: 30.0, Channel.VOICE: 30.0, Channel.EMAIL: 300.0}


def deliver(claimed: Claim, *, now: datetime) -> None:
    """Send the claimed message once, if it may still be sent."""
    started = monotonic()
    attempt = begin(claimed, now=now)
    if attempt is not None:
        _carry_out(attempt, started, now)


def deliver_untried(message_id: UUID, *, now: datetime) -> bool:
    """Send a text or call that nobody has tried, if it may leave at all; False if there is no such message to be had."""
    started = monotonic()
    with transaction.atomic(durable=True):
        taken = take_untried(message_id, now=now)
        if taken is None:
            return False
        message, stopped = taken
        attempt = begin_untried(message, now=now) if _may_leave(message, stopped, now) else None
    if attempt is not None:
        _carry_out(attempt, started, now)
    return True


def _carry_out(attempt: Attempt, started: float, now: datetime) -> None:
    """Make the committed attempt's request and record what came of it; `started` by the monotonic clock, when it was `now`."""
    try:
        accepted = _request(attempt, now=now)
    except DeliveryError as error:
        record_failure(attempt, error, now=now + timedelta(seconds=monotonic() - started))
    else:
        record_success(attempt, accepted, now=now + timedelta(seconds=monotonic() - started))


def begin(claimed: Claim, *, now: datetime) -> Attempt | None:
    """Lock the message, read its state again and commit an attempt; None if it was canceled, expired or blocked."""
    with transaction.atomic(durable=True):
        message = held(claimed).filter(status=MessageStatus.SENDING).first()
        if message is None:
            return None
        if message.tries and message.attempts.filter(status__in=ON_ITS_WAY).exists():
            wait(message, until=now + LOOK_AFTER)  # an earlier request got through after all
            return None
        return _next_attempt(message, now) if _may_leave(message, _is_stopped(message), now) else None


def _may_leave(message: Message, stopped: bool, now: datetime) -> bool:
    """Whether the locked message may still leave; where it may not, that is its end. `stopped`: its phone said STOP."""
    if message.expires_at and message.expires_at <= now:
        end(message, status=MessageStatus.EXPIRED, reason=Reason.EXPIRED, now=now)
        return False
    if obstacle := _obstacle(message, stopped):
        end(message, status=MessageStatus.FAILED, reason=obstacle, now=now)
        return False
    return True


def _next_attempt(message: Message, now: datetime) -> Attempt:
    doubt = message.tries > 0 and message.attempts.filter(status=AttemptStatus.UNKNOWN).exists()
    message.tries += 1
    message.save(update_fields=["tries"])
    return Attempt.objects.create(
        organization_id=message.organization_id, message=message, number=message.tries, possible_duplicate=doubt,
        started_at=now,
    )  # fmt: skip


def _is_stopped(message: Message) -> bool:
    if message.channel != Channel.SMS or message.number is None:
        return False
    return bool(opted_out(message.number.account_id, [message.address]))


def _obstacle(message: Message, stopped: bool) -> Reason | None:
    """Why a message can't leave at all; None if it can."""
    sender = message.number
    if message.channel == Channel.EMAIL:
        return None
    if sender is None or sender.archived_at is not None:
        return Reason.NO_SENDER
    if message.address == sender_of(message):
        return Reason.INVALID_ADDRESS
    state = sender.sms_state if message.channel == Channel.SMS else sender.voice_state
    if state != ChannelState.ON:
        return Reason.CHANNEL_OFF
    if message.channel == Channel.SMS and stopped:
        return Reason.OPTED_OUT
    return None


def _request(attempt: Attempt, *, now: datetime) -> Accepted:
    """Ask the provider. A callback address that it refuses is left out the second time: then we poll."""
    try:
        return _ask(attempt, with_callback=True, now=now)
    except DeliveryError as error:
        if error.code not in BAD_CALLBACK_CODES:
            raise
        log.error(
            "the provider refuses our callback address: is PUBLIC_BASE_URL right? (code %s)", error.code
        )
        return _ask(attempt, with_callback=False, now=now)


def _ask(attempt: Attempt, *, with_callback: bool, now: datetime) -> Accepted:
    message = attempt.message
    if message.channel == Channel.EMAIL:
        return mail_provider().send_mail(mail_of(message))
    provider = provider_of(account_of(message))
    if message.channel == Channel.SMS:
        text = text_of(message, attempt, now=now)
        return provider.send_text(text if with_callback else replace(text, status_url=""))
    call = call_of(message, attempt)
    return provider.place_call(call if with_callback else replace(call, status_url=""))


def record_success(attempt: Attempt, accepted: Accepted, *, now: datetime) -> None:
    """The provider took it. If nobody wants it any more by now, a call is hung up."""
    says = ProviderStatus(accepted.provider_sid, accepted.status, word=accepted.status)
    advance(attempt.pk, says, of=attempt.message_id, now=now)
    if attempt.message.channel != Channel.VOICE:
        return
    message = Message.objects.get(pk=attempt.message_id)
    if message.status == MessageStatus.CANCELED:
        hang_up_soon(message)


def record_failure(attempt: Attempt, error: DeliveryError, *, now: datetime) -> None:
    """The provider did not take it, or nobody knows; a callback that came first knows better."""
    with transaction.atomic():
        attempt = lock(attempt.pk, of=attempt.message_id)
        if attempt.status not in (AttemptStatus.SENDING, AttemptStatus.UNKNOWN):
            return
        attempt.reason, attempt.error_code = error.reason, error.code
        attempt.status = AttemptStatus.UNKNOWN if error.kind is Kind.AMBIGUOUS else AttemptStatus.REFUSED
        attempt.ended_at = None if error.kind is Kind.AMBIGUOUS else now
        attempt.save()
        if attempt.message.status == MessageStatus.SENDING and attempt.number == attempt.message.tries:
            _after_failure(attempt.message, error, now)
    if error.reason in FAULTS_OF_OURS:
        log.error("alarm: the provider refuses us: %s", error)


def _after_failure(message: Message, error: DeliveryError, now: datetime) -> None:
    if error.kind is Kind.AMBIGUOUS:
        wait(message, until=now + RECONCILE_AFTER)
    elif error.kind is Kind.RETRY and (again_at := next_try(message, now=now)):
        message.status, message.due_at, message.lease_until = MessageStatus.QUEUED, again_at, None
        message.save(update_fields=["status", "due_at", "lease_until"])
    else:
        end(message, status=MessageStatus.FAILED, reason=error.reason, now=now)
        learn(message, reason=error.reason, code=error.code, now=now)


def next_try(message: Message, *, now: datetime) -> datetime | None:
    """When to try again: doubling, up to a quarter later by chance; None once the message's time would be over."""
    channel = Channel(message.channel)
    wait_seconds = min(FIRST_WAIT[channel] * 2 ** (min(message.tries, 20) - 1), LONGEST_WAIT[channel])
    jitter = 1 + (message.pk.int + message.tries * 97) % 100 / 400
    again_at = now + timedelta(seconds=wait_seconds * jitter)
    last = message.expires_at or message.created_at + LIFE[channel]
    return again_at if again_at < last else None
