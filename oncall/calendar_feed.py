"""A calendar feed: the secret address from which a member's own calendar reads shifts."""

from django.db import models
from django.db.models import Q

from accounts.models import Membership, Organization


class CalendarFeed(models.Model):
    """Of a member's own shifts in all schedules, or of everybody's in one. Only the hash of its secret is kept.

    `facts_mark` is what it told last, `changed_at` since when, `revision` how often that changed.
    """

    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="+")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="calendar_feeds")
    schedule = models.ForeignKey(
        "oncall.Schedule", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )  # null: the member's own shifts
    name = models.CharField(max_length=80)  # which device or calendar reads it
    prefix = models.CharField(max_length=12)
    secret_hash = models.CharField(max_length=64, unique=True)
    facts_mark = models.CharField(max_length=64, blank=True)
    revision = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    last_fetched_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member", "name"], condition=Q(revoked_at=None), name="one_feed_per_device"
            )
        ]
