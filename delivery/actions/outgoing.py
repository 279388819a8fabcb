"""What leaves for a message: the request of one attempt, with the addresses it is answered at."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from delivery.models import Attempt, Message, ProviderAccount
from delivery.providers.base import OutgoingCall, OutgoingMail, OutgoingText

OWN_WORDS = "call_words"  # the URL name that speaks a message's body
DEFAULT_VALIDITY_SECONDS = (
    4 * 3600
)  # a text without an end of its own: late is better than never, next day is not


def text_of(message: Message, attempt: Attempt, *, now: datetime) -> OutgoingText:
    """The text of an attempt; the carrier gives it up when the message expires."""
    left = (message.expires_at - now).total_seconds() if message.expires_at else DEFAULT_VALIDITY_SECONDS
    return OutgoingText(
        from_number=sender_of(message),
        to=message.address,
        body=message.body,
        validity_seconds=int(left),
        status_url=_callback("message_status", message, attempt),
    )


def call_of(message: Message, attempt: Attempt) -> OutgoingCall:
    """The call of an attempt; what it says is fetched when it is answered, so that it is true then.

    Where that fails the message's own words are better than "an application error has occurred".
    """
    return OutgoingCall(
        from_number=sender_of(message),
        to=message.address,
        answer_url=_callback(message.answer_route, message, attempt),
        status_url=_callback("call_status", message, attempt),
        ring_seconds=message.ring_seconds,
        fallback_url=_callback(OWN_WORDS, message, attempt),
    )


def mail_of(message: Message) -> OutgoingMail:
    """The mail of a message; the id is the message's, so that a mail sent again is the same mail."""
    host = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ")
    return OutgoingMail(
        to=message.address, subject=message.subject, body=message.body, message_id=f"{message.pk}@{host}"
    )


def account_of(message: Message) -> ProviderAccount:
    """The provider account that sends a text or call."""
    if message.number is None:
        raise ValueError("a text or call without a sender")
    return message.number.account


def sender_of(message: Message) -> str:
    """The number a text or call comes from, E.164."""
    return message.number.number if message.number else ""


def _callback(route: str, message: Message, attempt: Attempt) -> str:
    path = reverse(route, kwargs={"account": account_of(message).pk, "attempt": attempt.pk})
    return f"{settings.PUBLIC_BASE_URL}{path}"
