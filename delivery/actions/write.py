"""Writing to the outbox: the row is the work."""

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
    if channel == Channel.VOICE and not answer_route:
        raise ValueError("a call needs an answer_route")
    fields: dict[str, object] = {
        "organization": organization, "channel": channel, "address": address, "purpose": purpose, "priority": priority,
        "number": sender or _default_sender(organization, channel), "subject": " ".join(plain(subject).split())[:255],
        "body": fold(body) if channel == Channel.SMS else plain(body), "answer_route": answer_route,
        "ring_seconds": ring_seconds, "created_at": now, "due_at": due_at or now, "expires_at": expires_at,
    }  # fmt: skip
    message, created = _stored(unique_key, fields)
    if created and message.due_at and message.due_at <= now:
        nudge.nudge(task_of(message), message.pk)
    return message


def task_of(message: Message) -> str:
    """The task that works on this message: mail has a slower queue of its own."""
    return nudge.Task.SEND_MAIL if message.channel == Channel.EMAIL else nudge.Task.SEND


def _default_sender(organization: Organization, channel: Channel) -> PhoneNumber | None:
    if channel == Channel.EMAIL:
        return None
    return sender_of(organization, PhoneNumber.Purpose.PAGING)


def _stored(unique_key: str | None, fields: dict[str, object]) -> tuple[Message, bool]:
    if unique_key is None:
        return Message.objects.create(**fields), True
    return Message.objects.get_or_create(unique_key=unique_key, defaults=fields)
