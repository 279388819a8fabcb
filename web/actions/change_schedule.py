"""Changing a schedule's name and time zone in one go."""

from datetime import datetime

from django.db import transaction

from accounts.actions.lock import lock_organization
from accounts.audit import Actor
from accounts.edition import refuse_stale
from oncall.actions.schedules import change_zone, rename_schedule
from oncall.models import Schedule
from oncall.queries import get_schedule


def schedule_state(schedule: Schedule) -> dict[str, object]:
    """What is another edition of a schedule itself; its layers have their own."""
    return {"name": schedule.name, "time_zone": schedule.time_zone}


def change_schedule(
    *, schedule: Schedule, name: str, time_zone: str, seen: str | None, actor: Actor, now: datetime
) -> Schedule:
    """Both or neither. Raises Refused, Stale where somebody saved since `seen`."""
    with transaction.atomic():
        organization = lock_organization(schedule.organization_id)
        row = get_schedule(organization, schedule.pk)
        refuse_stale(
            organization=organization, object_kind="schedule", object_id=row.pk, state=schedule_state(row), seen=seen,
        )  # fmt: skip
        if name != row.name:
            rename_schedule(schedule=row, name=name, seen=None, actor=actor, now=now)
        if time_zone != row.time_zone:
            change_zone(schedule=row, time_zone=time_zone, seen=None, actor=actor, now=now)
        return get_schedule(organization, row.pk)
