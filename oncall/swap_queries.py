"""Reading swaps; scoped to an organization."""

from datetime import datetime

from django.db.models import Prefetch, Q, QuerySet

from accounts.models import Membership, Organization
from oncall.models import Participant, Schedule, Swap, SwapAsked, TimeOff
from oncall.swapping import SWAP_OPEN


def swaps(organization: Organization) -> QuerySet[Swap]:
    """All of them with their people, the newest first."""
    asked = SwapAsked.objects.select_related("member__user").order_by("member__user__name", "pk")
    rows = Swap.objects.filter(organization=organization).select_related(
        "organization", "schedule__organization", "back_schedule__organization", "asker__user", "asker__organization", "taker__user",
        "taker__organization", "settled_by__user",
    )  # fmt: skip
    return rows.prefetch_related(Prefetch("asked", queryset=asked)).order_by("-pk")


def open_swaps(organization: Organization) -> QuerySet[Swap]:
    """Those that wait for somebody's word, the next to begin first."""
    return swaps(organization).filter(status__in=SWAP_OPEN).order_by("start_at", "pk")


def get_swap(organization: Organization, swap_id: int) -> Swap:
    """Raises Swap.DoesNotExist, also for another organization's."""
    return swaps(organization).get(pk=swap_id)


def swaps_for(member: Membership) -> QuerySet[Swap]:
    """Open ones that are this member's own, or ask them and have no no of theirs, or would be theirs."""
    mine = SwapAsked.objects.filter(member=member, declined_at=None, swap__status="asked")
    wanted = Q(pk__in=mine.values("swap")) | Q(asker=member) | Q(taker=member)
    return open_swaps(member.organization).filter(wanted)


def swaps_that_end_with(member: Membership) -> QuerySet[Swap]:
    """Open ones that this member asked for, or is asked for and gave no no to: no more so once they left."""
    asked = SwapAsked.objects.filter(member=member, declined_at=None)
    rows = Swap.objects.filter(organization=member.organization_id, status__in=SWAP_OPEN)
    return rows.filter(Q(asker=member) | Q(pk__in=asked.values("swap"))).order_by("start_at", "pk")


def swaps_between(schedule: Schedule, since: datetime, until: datetime) -> QuerySet[Swap]:
    """Open ones of a schedule that are about a time within, or give one back."""
    given = Q(schedule=schedule, start_at__lt=until, end_at__gt=since)
    back = Q(back_schedule=schedule, back_start_at__lt=until, back_end_at__gt=since)
    return open_swaps(schedule.organization).filter(given | back)


def away_within(organization: Organization, since: datetime, until: datetime) -> QuerySet[TimeOff]:
    """Whose time off touches this time."""
    rows = TimeOff.objects.filter(organization=organization, canceled_at=None)
    return rows.filter(start_at__lt=until, end_at__gt=since)


def crew_of(schedule: Schedule, since: datetime, until: datetime) -> QuerySet[Participant]:
    """Places in the schedule's rotations within this time."""
    return Participant.objects.filter(
        version__layer__schedule=schedule, version__held__overlap=(since, until)
    )
