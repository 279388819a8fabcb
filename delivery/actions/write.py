"""Writing to the outbox: the row is the work."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import Organization
from delivery import nudge
from delivery.models import Channel, Message, PhoneNumber
from delivery.queries import sender_of
from delivery.segments import fold, plain


def write_message(
    *, organization: Organization, channel: Channel, address: str, body: str, purpose: str, now: datetime,
    due_at: datetime | None = None, expires_at: datetime | None = None, priority: int = 5, subject: str = "",
    answer_route: str = "", ring_seconds: int = 22, sender: PhoneNumber | None = None, unique_key: str | None = None,
) -> Message:  # fmt: skip
    """One thing to be sent to one address; due now unless told. The same `unique_key` gives the first message again.

    Without `sender` texts and calls come from the organization's paging number. A call needs `answer_route`, the name
    of the URL (kwargs `account`, `attempt`) that says what is spoken. Texts are folded, everything is made storable.
    """
    message = draft_message(
        organization=organization, channel=channel, address=address, body=body, purpose=purpose, now=now, due_at=due_at,
        expires_at=expires_at, priority=priority, subject=subject, answer_route=answer_route, ring_seconds=ring_seconds,
        sender=sender or _default_sender(organization, channel),
    )  # fmt: skip
    if unique_key is not None:
        return _write_once(message, unique_key, now)
    write_all([message], now=now)
    return message


def draft_message(
    *, organization: Organization, channel: Channel, address: str, body: str, purpose: str, now: datetime,
    sender: PhoneNumber | None, due_at: datetime | None = None, expires_at: datetime | None = None, priority: int = 5,
    subject: str = "", answer_route: str = "", ring_seconds: int = 22,
) -> Message:  # fmt: skip
    """A message that is not written yet: see `write_message` and `write_all`."""
    if channel == Channel.VOICE and not answer_route:
        raise ValueError("a call needs an answer_route")
    return Message(
        organization=organization, channel=channel, address=address, purpose=purpose, priority=priority, number=sender,
        subject=" ".join(plain(subject).split())[:255], body=fold(body) if channel == Channel.SMS else plain(body),
        answer_route=answer_route, ring_seconds=ring_seconds, created_at=now, due_at=due_at or now, expires_at=expires_at,
    )  # fmt: skip


def write_all(drafts: Iterable[Message], *, now: datetime) -> None:
    """Write drafts to the outbox in one statement; those due now are nudged."""
    for message in Message.objects.bulk_create(drafts):
        _hurry(message, now)


def _write_once(message: Message, unique_key: str, now: datetime) -> Message:
    message.unique_key = unique_key
    Message.objects.bulk_create([message], ignore_conflicts=True)
    first = Message.objects.get(unique_key=unique_key)
    if first.pk == message.pk:
        _hurry(message, now)
    return first


def _hurry(message: Message, now: datetime) -> None:
    if message.due_at and message.due_at <= now:
        nudge.nudge(task_of(message), message.pk)


def task_of(message: Message) -> str:
    """The task that works on this message: mail has a slower queue of its own."""
    return nudge.Task.SEND_MAIL if message.channel == Channel.EMAIL else nudge.Task.SEND


def _default_sender(organization: Organization, channel: Channel) -> PhoneNumber | None:
    if channel == Channel.EMAIL:
        return None
    return sender_of(organization, PhoneNumber.Purpose.PAGING)
