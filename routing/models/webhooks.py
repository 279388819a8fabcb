"""Who is told of changes: addresses of an organization's own programs, and each delivery to one of them."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.models import Organization
from routing.models.timeline import TimelineEntry
from routing.webhook_events import EVENTS


class Webhook(models.Model):
    """An address that is told of the chosen events, one delivery after the other: whoever holds its lease sends."""

    class State(models.TextChoices):
        ON = "on"
        OFF = "off"  # by a person
        FAILED = "failed"  # by us: nothing got there for three days
        ARCHIVED = "archived"

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=500)
    events = ArrayField(models.CharField(max_length=16))
    sealed_secret = models.TextField()
    secret_prefix = models.CharField(max_length=16)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ON)
    failures = models.PositiveIntegerField(default=0)  # in a row
    failing_since = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)  # the database's clock
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "id"], name="webhook_of_organization"),
            models.CheckConstraint(
                condition=Q(state__in=["on", "off", "failed", "archived"]), name="webhook_state_is_known"
            ),
            models.CheckConstraint(
                condition=Q(events__contained_by=list(EVENTS)) & ~Q(events=[]),
                name="webhook_is_told_of_known_events",
            ),
            models.CheckConstraint(
                condition=Q(failures=0, failing_since=None) | Q(failures__gt=0, failing_since__isnull=False),
                name="failing_webhook_says_since_when",
            ),
        ]

    def __str__(self) -> str:
        return self.url


class WebhookDelivery(models.Model):
    """One event told to one webhook: the row of work. `body` is made once, at the first try, and stays."""

    class Status(models.TextChoices):
        QUEUED = "queued"  # due at `due_at`
        SENDING = "sending"  # on its way; after a crash due again at `due_at`
        DELIVERED = "delivered"  # answered with 2xx
        FAILED = "failed"

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="deliveries")
    public_id = models.UUIDField(default=uuid.uuid4, editable=False)
    event_id = models.UUIDField()  # the same for every webhook and every replay
    event = models.CharField(max_length=16)
    line = models.ForeignKey(TimelineEntry, null=True, on_delete=models.PROTECT, related_name="+")
    is_replay = models.BooleanField(default=False)
    body = models.TextField(blank=True)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    answer_status = models.PositiveSmallIntegerField(null=True)
    answer = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)  # the database's clock
    tried_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["public_id"], name="one_delivery_per_public_id"),
            models.UniqueConstraint(
                fields=["webhook", "line"],
                condition=Q(is_replay=False),
                name="each_webhook_is_told_a_line_once",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["queued", "sending"], due_at__isnull=False, ended_at=None)
                | Q(status__in=["delivered", "failed"], due_at=None, ended_at__isnull=False),
                name="delivery_has_a_due_time_or_an_end",
            ),
            models.CheckConstraint(
                condition=Q(event__in=["test", *EVENTS]) & (Q(event="test") | Q(line__isnull=False)),
                name="delivery_tells_of_a_line",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(ended_at=None), name="deliveries_due"),
            models.Index(fields=["webhook", "-id"], name="deliveries_of_webhook"),
        ]
