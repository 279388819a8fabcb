"""Who may be on call for somebody: members with a verified phone who are neither away nor on call there already."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import Membership, Role
from accounts.permissions import Act, may
from accounts.queries import members
from delivery.models import ContactMethod
from hours.interval import Interval
from oncall.models import Schedule, SwapAudience
from oncall.shifts import shifts
from oncall.stored_specs import schedule_spec
from oncall.swap_queries import away_within, crew_of

PAGED = [role for role in Role.values if may(role, Act.RESPOND)]


def stand_ins(member: Membership) -> QuerySet[Membership]:
    """Who may stand in: everybody else who is paged at all and has a verified phone."""
    phones = ContactMethod.objects.filter(
        organization=member.organization,
        kind=ContactMethod.Kind.PHONE,
        archived_at=None,
        verified_at__isnull=False,
    )
    rows = members(member.organization).filter(role__in=PAGED, pk__in=phones.values("member"))
    return rows.exclude(pk=member.pk)


def who_could(
    asker: Membership, schedule: Schedule, start_at: datetime, end_at: datetime, audience: str
) -> list[Membership]:
    """Whom `everyone` or `crew` means: those who could take all of that time."""
    away = away_within(asker.organization, start_at, end_at).values("member")
    rows = stand_ins(asker).exclude(pk__in=away).exclude(pk__in=beside(asker, schedule, start_at, end_at))
    if audience == SwapAudience.CREW:
        rows = rows.filter(pk__in=crew_of(schedule, start_at, end_at).values("member"))
    return list(rows)


def beside(asker: Membership, schedule: Schedule, start_at: datetime, end_at: datetime) -> set[int]:
    """Who is on call there together with the asker: they would be no cover."""
    spec = schedule_spec(schedule, since=start_at, until=end_at)
    found = (shift.people for shift in shifts(spec, start_at, end_at) if asker.pk in shift.people)
    return {int(str(person)) for people in found for person in people} - {asker.pk}


def whole(times: Iterable[Interval]) -> Interval | None:
    """From the first start to the last end; None where there is none."""
    found = list(times)
    return Interval(found[0].start, found[-1].end) if found else None
