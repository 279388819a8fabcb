"""What it costs to look who comes on call in a thousand schedules: when something may have changed, and when nothing did."""

import time
from datetime import datetime, timedelta

from accounts.models import Organization
from oncall.models import EscalationPolicy, EscalationStep, Schedule, StepTarget
from routing.actions.handoff_look import look_for_handoffs
from routing.models import HandoffWatch

TIMES = 7


def look_seconds(slug: str, now: datetime) -> tuple[float, float]:
    """The first look of an hour, and the fastest of those that follow."""
    organization = Organization.objects.get(slug=slug)
    _page_all(organization, now)
    hour = now.replace(minute=0)
    _look(organization, hour)  # makes the rows
    looks = [_look(organization, hour + timedelta(hours=1, minutes=5 * number)) for number in range(TIMES)]
    return looks[0], min(looks[1:])


def _page_all(organization: Organization, now: datetime) -> None:
    """A policy pages all of them, and people are paged at all."""
    Organization.objects.filter(pk=organization.pk).update(went_live_at=now)
    policy = EscalationPolicy.objects.create(organization=organization, name="All of them")
    step = EscalationStep.objects.create(
        organization=organization, policy=policy, position=1, wait_seconds=240
    )
    rows = Schedule.objects.filter(organization=organization, archived_at=None)
    StepTarget.objects.bulk_create(StepTarget(step=step, schedule=row) for row in rows)


def _look(organization: Organization, now: datetime) -> float:
    HandoffWatch.objects.filter(pk=organization.pk).update(due_at=now)
    began = time.perf_counter()
    look_for_handoffs(organization_id=organization.pk, now=now)
    return time.perf_counter() - began
