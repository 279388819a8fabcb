"""What to do at a client, step by step."""

from django.db import models
from django.db.models import Q

from accounts.models import Organization
from sla.models.choices import LINES, STEP_ROLES
from sla.models.clients import Client


class Runbook(models.Model):
    """What to do at a client: steps in order. Which one an incident gets, `sla.runbook_match` says.

    An edit makes a new row, so that the steps of an open incident stay as they are; the old one is archived and
    points to the newest.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="runbooks")
    client = models.ForeignKey(
        Client, null=True, blank=True, on_delete=models.PROTECT, related_name="runbooks"
    )
    service_line = models.CharField(max_length=12, blank=True)
    alert_class = models.CharField(max_length=64, blank=True)  # a `class_word`
    title = models.CharField(max_length=120)
    link = models.URLField(blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    replaced_by = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replaced"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(service_line__in=["", *LINES]), name="runbook_line_is_known"),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(archived_at__isnull=False),
                name="a_replaced_runbook_is_archived",
            ),
            models.UniqueConstraint(fields=["organization", "id"], name="runbook_of_organization"),
        ]

    def __str__(self) -> str:
        return self.title


class RunbookStep(models.Model):
    """One step: what, who (a role, somebody in words, or both), until when (minutes after taking)."""

    runbook = models.ForeignKey(Runbook, on_delete=models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=255)
    role = models.CharField(max_length=12, blank=True)
    responsible = models.CharField(max_length=80, blank=True)
    deadline_minutes = models.PositiveIntegerField(null=True, blank=True)
    link = models.URLField(blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["runbook", "position"], name="steps_of_a_runbook_are_ordered"),
            models.CheckConstraint(condition=Q(role__in=["", *STEP_ROLES]), name="who_does_a_step_is_known"),
        ]
