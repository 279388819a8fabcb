"""Schedules made from a template, all of them or none."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.audit import Actor
from accounts.models import Organization
from oncall.actions.layers import add_layer
from oncall.actions.schedules import add_schedule
from oncall.models import Schedule
from oncall.templates import ScheduleDraft


def begin_schedules(
    *, organization: Organization, drafts: Iterable[ScheduleDraft], actor: Actor, now: datetime
) -> list[Schedule]:
    """The drafts of `oncall.templates` as schedules, in their order; people are membership ids. Raises Refused."""
    with transaction.atomic():
        return [_begun(organization, draft, actor, now) for draft in drafts]


def _begun(organization: Organization, draft: ScheduleDraft, actor: Actor, now: datetime) -> Schedule:
    schedule = add_schedule(
        organization=organization, name=draft.name, time_zone=draft.zone.key, actor=actor, now=now
    )
    for layer in draft.layers:
        add_layer(schedule=schedule, rotation=layer, actor=actor, now=now)
    return schedule
