"""What is kept of a deed."""

from django.db import models
from django.db.models import Q


class AuditEvent(models.Model):
    """What a person or a program did, append-only; the only way out is forgetting."""

    class Actor(models.TextChoices):
        MEMBER = "member"
        PARTNER = "partner"
        TOKEN = "token"  # noqa: S105
        COMMAND = "command"
        CONTACT = "contact"
        SYSTEM = "system"

    organization = models.ForeignKey(
        "accounts.Organization", on_delete=models.PROTECT, related_name="audit_events"
    )
    actor_kind = models.CharField(max_length=12, choices=Actor.choices)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120)
    verb = models.CharField(max_length=60)
    object_kind = models.CharField(max_length=40)
    object_id = models.CharField(max_length=64)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    address = models.GenericIPAddressField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(actor_kind__in=["member", "partner", "token", "command", "contact", "system"]),
                name="audit_actor_is_known",
            )
        ]
        indexes = [
            models.Index(fields=["organization", "-at"], name="audit_by_time"),
            models.Index(fields=["organization", "verb"], name="audit_by_verb"),
            models.Index(fields=["organization", "object_kind", "object_id"], name="audit_by_object"),
        ]
