"""A request that wakes nobody yet: who sent it is not known, or it may be a machine's."""

from django.db import models
from django.db.models import Q

from accounts.models import Membership, Organization
from delivery.models import Verification
from routing.models.choices import PRIORITIES
from routing.models.incidents import Incident
from routing.states import HeldEnd, WhyHeld


class HeldRequest(models.Model):
    """Why an incident is held back, and how that ended. Until then the incident is `held`, whose due time is its end.

    The incident is of a quiet priority meanwhile; `priority` is what was asked for, `decided_at` when the page promised it.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    incident = models.OneToOneField(Incident, on_delete=models.PROTECT, related_name="held_request")
    why = models.CharField(max_length=12, choices=[(w.value, w.value) for w in WhyHeld])
    signs = models.JSONField(default=list)
    claim = models.CharField(max_length=120, blank=True)  # whose it is, as its sender says
    priority = models.CharField(max_length=2)
    decided_at = models.DateTimeField()
    held_at = models.DateTimeField()
    verification = models.ForeignKey(
        Verification, null=True, on_delete=models.PROTECT, related_name="+"
    )  # the newest code that was asked for
    ended_at = models.DateTimeField(null=True)
    ended_how = models.CharField(
        max_length=8, blank=True, choices=[(how.value, how.value) for how in HeldEnd]
    )
    ended_by = models.ForeignKey(Membership, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(why__in=[why.value for why in WhyHeld]), name="held_request_says_why"
            ),
            models.CheckConstraint(
                condition=Q(priority__in=PRIORITIES), name="held_request_priority_is_known"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_how="")
                | Q(ended_at__isnull=False, ended_how__in=[how.value for how in HeldEnd]),
                name="held_request_is_open_or_ended",
            ),
        ]
        indexes = [models.Index(fields=["organization", "-held_at"], name="held_requests_of_organization")]
