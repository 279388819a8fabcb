"""What of schedules and policies hangs on one member: what somebody else must take over when they leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Prefetch, Q

from accounts.models import Membership
from oncall.models import FallbackEntry, LayerVersion, Override, OverridePerson, StepTarget


@dataclass(frozen=True, slots=True)
class Holdings:
    """A member's places from an instant on: in rotations, in overrides, as targets of steps, in the fallback."""

    versions: Sequence[LayerVersion]
    overrides: Sequence[Override]
    targets: Sequence[StepTarget]
    fallback: FallbackEntry | None

    def __bool__(self) -> bool:
        return bool(self.versions or self.overrides or self.targets or self.fallback)


def holdings_of(member: Membership, now: datetime) -> Holdings:
    """Five queries at most."""
    return Holdings(
        versions=_versions(member, now),
        overrides=_overrides(member, now),
        targets=_targets(member),
        fallback=FallbackEntry.objects.filter(member=member).first(),
    )


def _versions(member: Membership, now: datetime) -> list[LayerVersion]:
    """What holds now or later, of schedules that are in use."""
    lasting = Q(held__upper_inf=True) | Q(held__endswith__gt=now)
    mine = LayerVersion.objects.filter(
        lasting, participants__member=member, layer__schedule__archived_at=None
    )
    rows = LayerVersion.objects.filter(pk__in=mine).select_related("layer__schedule")
    return list(rows.order_by("layer__schedule__name", "pk"))


def _overrides(member: Membership, now: datetime) -> list[Override]:
    named = Q(subject=member) | Q(stand_in=member) | Q(people__member=member)
    mine = Override.objects.filter(named, canceled_at=None, end_at__gt=now, schedule__archived_at=None)
    rows = Override.objects.filter(pk__in=mine).select_related("schedule", "subject__user", "stand_in__user")
    people = Prefetch("people", queryset=OverridePerson.objects.select_related("member__user"))
    return list(rows.prefetch_related(people).order_by("start_at", "pk"))


def _targets(member: Membership) -> list[StepTarget]:
    rows = StepTarget.objects.filter(member=member, step__policy__archived_at=None)
    return list(rows.select_related("step__policy").order_by("step__policy__name", "step__position"))
