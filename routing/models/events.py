"""Accepted requests, stored raw, and what became of each."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import Organization
from routing.models.sources import Integration


class InboundEvent(models.Model):
    """One accepted request, stored raw, append-only. What became of it is its `Handling`."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    integration = models.ForeignKey(Integration, on_delete=models.PROTECT, related_name="events")
    received_at = models.DateTimeField()
    decided_at = (
        models.DateTimeField()
    )  # coverage counts from here: the form's shown promise, else received_at
    address = models.GenericIPAddressField(null=True)
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=255, blank=True)
    headers = models.JSONField(default=dict)
    raw = models.BinaryField()
    raw_sha256 = models.CharField(max_length=64)
    delivery_id = models.CharField(max_length=255, null=True, blank=True)
    key_prefix = models.CharField(
        max_length=8, blank=True
    )  # of the key it came with: who still uses the old one

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["integration", "delivery_id"], name="one_event_per_delivery"),
            models.UniqueConstraint(fields=["organization", "id"], name="event_of_organization"),
        ]
        indexes = [
            models.Index(fields=["integration", "raw_sha256", "-received_at"], name="events_by_bytes"),
            models.Index(fields=["integration", "-received_at"], name="events_by_source"),
        ]


class Handling(models.Model):
    """What became of an inbound event: the row of work. Due until `due_at` is null."""

    class Outcome(models.TextChoices):
        OPENED = "opened"
        REPEATED = "repeated"
        ACKNOWLEDGED = "acknowledged"
        RESOLVED = "resolved"
        REOPENED = "reopened"
        IGNORED = "ignored"
        CONTROL = "control"
        REPLAYED = "replayed"
        UNPARSEABLE = "unparseable"
        LISTENED = "listened"  # its source was listening: stored and shown, nothing done

    event = models.OneToOneField(
        InboundEvent, primary_key=True, on_delete=models.CASCADE, related_name="handling"
    )
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    due_at = models.DateTimeField(null=True)
    nudged_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    warnings = models.JSONField(default=list)
    alert = models.ForeignKey("Alert", null=True, on_delete=models.PROTECT, related_name="handlings")
    incident = models.ForeignKey("Incident", null=True, on_delete=models.PROTECT, related_name="handlings")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(due_at__isnull=False) | ~Q(outcome=""), name="handled_event_has_an_outcome"
            )
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="handlings_due")]
