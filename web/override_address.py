"""From a shift or a gap to the form that changes it, already filled in."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Membership
from hours.wall import local
from oncall.models import OverrideKind, Schedule
from web.local_times import PATTERN


def change_address(
    schedule: Schedule, start: datetime, end: datetime, people: list[Membership], now: datetime
) -> str:
    """Somebody stands in for the first of the people; where there is nobody, somebody comes. The past is left out."""
    zone = ZoneInfo(schedule.time_zone)
    asked = {
        "kind": OverrideKind.REPLACE.value if people else OverrideKind.ADD.value,
        "starts": _wall(max(start, now), zone), "ends": _wall(end, zone),
    }  # fmt: skip
    if people:
        asked["subject"] = str(people[0].pk)
    return f"{reverse('add_override', args=[schedule.pk])}?{urlencode(asked)}"


def add_address(schedule: Schedule, start: datetime, end: datetime, who: Membership, now: datetime) -> str:
    """Somebody more is on call then: this member, unless another is chosen."""
    zone = ZoneInfo(schedule.time_zone)
    asked = {
        "kind": OverrideKind.ADD.value, "starts": _wall(max(start, now), zone), "ends": _wall(end, zone),
        "subject": str(who.pk),
    }  # fmt: skip
    return f"{reverse('add_override', args=[schedule.pk])}?{urlencode(asked)}"


def _wall(instant: datetime, zone: ZoneInfo) -> str:
    return local(instant, zone).strftime(PATTERN)
