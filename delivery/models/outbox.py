"""Messages, their attempts, and what the provider reported."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Organization
from delivery.models.channels import Channel
from delivery.models.senders import PhoneNumber, ProviderAccount


class MessageStatus(models.TextChoices):
    QUEUED = "queued"  # due at `due_at`
    SENDING = "sending"  # a worker holds the lease
    WAITING = "waiting"  # the provider took it; its end is still to come
    DELIVERED = "delivered"  # text: the receipt; e-mail: handed over; call: somebody or something answered, then it ended
    FAILED = "failed"  # it will not arrive; `reason` says why
    CANCELED = "canceled"  # nobody needs it any more
    EXPIRED = "expired"  # its validity ran out before it left


MESSAGE_MOVES = {
    "queued": ("sending", "failed", "canceled", "expired"),
    "sending": ("queued", "waiting", "delivered", "failed", "canceled", "expired"),
    "waiting": ("queued", "delivered", "failed", "canceled", "expired"),
    "failed": ("delivered",),
    "canceled": ("delivered", "failed"),
    "expired": ("delivered",),
}


MESSAGE_ENDS = ("delivered", "failed", "canceled", "expired")


class Message(models.Model):
    """One thing to be sent to one address: the outbox row. The row is the work; a nudge only hurries it.

    `reason` after an end, in the words of `delivery.outcomes`: "" or e.g. no_answer, busy, voicemail, answered,
    undelivered, opted_out, landline, invalid_number, expired.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="messages")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    address = models.CharField(max_length=254)
    number = models.ForeignKey(PhoneNumber, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    subject = models.CharField(max_length=255, blank=True)
    body = models.TextField(
        blank=True
    )  # text or mail; for a call what is spoken if its prompt can't be fetched
    purpose = models.CharField(
        max_length=24
    )  # page, sign_of_life, notice, reply, desk, verification, invitation ...
    priority = models.PositiveSmallIntegerField(default=5)  # 1 first; pages before notices
    answer_route = models.CharField(
        max_length=60, blank=True
    )  # call: URL name that answers, given account and attempt
    unique_key = models.CharField(
        max_length=200, null=True, blank=True
    )  # at most one message ever with this key
    status = models.CharField(max_length=12, choices=MessageStatus.choices, default=MessageStatus.QUEUED)
    reason = models.CharField(max_length=40, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    ring_seconds = models.PositiveSmallIntegerField(default=22)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)  # when somebody must look at it again; null after the end
    expires_at = models.DateTimeField(null=True, blank=True)  # not sent any more after this
    lease_until = models.DateTimeField(null=True, blank=True)  # the database's clock
    nudged_at = models.DateTimeField(null=True, blank=True)  # the database's clock
    ended_at = models.DateTimeField(null=True, blank=True)
    followed_up_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unique_key"], name="one_message_per_unique_key"),
            models.UniqueConstraint(fields=["organization", "id"], name="message_of_organization"),
            models.CheckConstraint(
                condition=Q(status__in=MessageStatus.values), name="message_status_is_known"
            ),
            models.CheckConstraint(
                condition=Q(status__in=MESSAGE_ENDS, ended_at__isnull=False, due_at=None)
                | (~Q(status__in=MESSAGE_ENDS) & Q(ended_at=None, due_at__isnull=False)),
                name="message_has_a_due_time_or_an_end",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(ended_at=None), name="messages_due"),
            models.Index(
                fields=["ended_at"],
                condition=Q(followed_up_at=None, ended_at__isnull=False),
                name="messages_to_follow_up",
            ),
        ]


class AttemptStatus(models.TextChoices):
    """The provider's own word, as far as we know it."""

    SENDING = "sending"
    UNKNOWN = "unknown"
    ACCEPTED = "accepted"
    SENT = "sent"
    RINGING = "ringing"
    ANSWERED = "answered"
    DELIVERED = "delivered"
    COMPLETED = "completed"
    UNDELIVERED = "undelivered"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    VOICEMAIL = "voicemail"
    FAILED = "failed"
    CANCELED = "canceled"
    REFUSED = "refused"  # the provider said no: never sent


ATTEMPT_ENDS = (
    "delivered",
    "completed",
    "undelivered",
    "busy",
    "no_answer",
    "voicemail",
    "failed",
    "canceled",
    "refused",
)


class Attempt(models.Model):
    """One request to a provider for a message; committed before the request leaves. Its id is in every callback URL."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="attempts")
    number = models.PositiveSmallIntegerField()  # 1 for the first
    status = models.CharField(max_length=12, choices=AttemptStatus.choices, default=AttemptStatus.SENDING)
    provider_sid = models.CharField(max_length=64, blank=True)
    reason = models.CharField(max_length=80, blank=True)
    error_code = models.PositiveIntegerField(null=True, blank=True)
    possible_duplicate = models.BooleanField(default=False)
    sequence = models.IntegerField(default=-1)  # the provider's SequenceNumber of the newest call callback
    answered_by = models.CharField(max_length=24, blank=True)
    started_at = models.DateTimeField()
    ringing_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True)  # a key was pressed
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["message", "number"], name="attempts_of_a_message_are_numbered"),
            models.CheckConstraint(
                condition=Q(status__in=AttemptStatus.values), name="attempt_status_is_known"
            ),
        ]
        indexes = [models.Index(fields=["provider_sid"], name="attempts_by_sid")]


class ProviderEvent(models.Model):
    """One callback of a provider, stored before it has any effect; the unique key is the defence against replays."""

    account = models.ForeignKey(ProviderAccount, on_delete=models.PROTECT, related_name="+")
    key = models.CharField(
        max_length=200
    )  # e.g. message:<sid>:<status>:<error>, call:<sid>:<sequence>, keys:<sid>:<step>
    attempt = models.ForeignKey(
        Attempt, null=True, blank=True, on_delete=models.PROTECT, related_name="events"
    )
    params = models.JSONField()
    received_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "key"], name="one_effect_per_callback")]
