"""What happened, in lines a person can read, and steps that were done."""

from django.db import models

from accounts.models import Membership, Organization
from routing.models.incidents import Incident
from sla.models import Runbook


class TimelineEntry(models.Model):
    """A line a person can read about what happened to an incident; append-only."""

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="timeline")
    at = models.DateTimeField()
    kind = models.CharField(max_length=24)
    text = models.TextField()
    member = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")
    shown_to_client = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["incident", "id"], name="timeline_of_incident")]


class RunbookTick(models.Model):
    """A step of a runbook done on an incident, with who and when. It stays where the incident gets another runbook."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="ticks")
    runbook = models.ForeignKey(Runbook, on_delete=models.PROTECT, related_name="+")
    step_text = models.CharField(max_length=255)
    position = models.PositiveSmallIntegerField()
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["incident", "runbook", "position"], name="a_step_is_ticked_once")
        ]
