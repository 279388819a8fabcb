"""Reading when members are away."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Membership
from oncall.models import TimeOff


def time_off_of(member: Membership, now: datetime) -> QuerySet[TimeOff]:
    """What runs and what is to come, the next first."""
    rows = TimeOff.objects.filter(member=member, canceled_at=None, end_at__gt=now)
    return rows.select_related("member__user", "organization").order_by("start_at", "pk")


def get_time_off(member: Membership, time_off_id: int) -> TimeOff:
    """Raises TimeOff.DoesNotExist, also for another member's."""
    return TimeOff.objects.select_related("member__user", "organization").get(member=member, pk=time_off_id)
