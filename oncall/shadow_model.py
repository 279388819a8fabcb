"""Who follows a schedule to learn: told by text whom a page goes to, never rung and never relied on."""

from django.db import models

from accounts.models import Membership


class Shadow(models.Model):
    """A member beside whoever is on call in a schedule. They are in no shift: no gap, hole, step or swap counts them."""

    schedule = models.ForeignKey("oncall.Schedule", on_delete=models.CASCADE, related_name="shadows")
    member = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["schedule", "member"], name="once_a_shadow_of_a_schedule")
        ]
