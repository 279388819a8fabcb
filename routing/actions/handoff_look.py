"""Looking who comes on call in the coming day: each gets a row, and who does not any more loses theirs."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import Membership, Organization
from oncall.arrivals import arrivals
from oncall.models import Schedule, StepTarget
from oncall.queries import schedules
from oncall.stored_specs import schedule_specs
from routing.actions.handoff_turn import withdraw
from routing.actions.week_mail import mail_week
from routing.handoff_queries import with_people
from routing.handoff_times import AHEAD, EVERY, LATE, is_news, told_ahead_at
from routing.models import Handoff, HandoffWatch
from routing.queries import zone_of

Name = tuple[int, int, datetime]  # schedule, member, start


def look_for_handoffs(*, organization_id: int, now: datetime) -> bool:
    """What the sweep finds due every few minutes. False where somebody else was quicker."""
    watch = HandoffWatch.objects.select_related("organization").filter(pk=organization_id, due_at__lte=now)
    row = watch.first()
    if row is None:
        return False
    coming = _coming(row.organization, now)
    with transaction.atomic():
        mine = watch.select_for_update(of=("self",), no_key=True).first()
        if mine is None:
            return False
        _keep(mine, coming, now)
        mail_week(mine.organization, now=now)
        mine.due_at, mine.nudged_at, mine.looked_until = now + EVERY, None, now + AHEAD
        mine.save()
    return True


def _coming(organization: Organization, now: datetime) -> set[Name]:
    """Where nobody is ever paged nobody is told."""
    if organization.went_live_at is None:
        return set()
    rows = list(_paged(organization))
    specs = schedule_specs(rows, since=now - LATE, until=now + AHEAD) if rows else {}
    return {
        (pk, int(str(each.person)), each.at)
        for pk, spec in specs.items()
        for each in arrivals(spec, now - LATE, now + AHEAD)
    }


def _paged(organization: Organization) -> Iterable[Schedule]:
    """The schedules whose people some policy pages."""
    steps = StepTarget.objects.filter(step__organization=organization, step__policy__archived_at=None)
    return schedules(organization).filter(pk__in=steps.values("schedule"))


def _keep(watch: HandoffWatch, coming: set[Name], now: datetime) -> None:
    """Rows for what is new; what comes again after it was withdrawn waits again; the rest of what lies ahead is withdrawn."""
    ahead = with_people(
        Handoff.objects.filter(
            organization=watch.organization, starts_at__gt=now - LATE, starts_at__lt=now + AHEAD
        )
    )
    known = {_name(row): row for row in ahead}
    new = {
        name for name in coming - known.keys() if is_news(name[2], now=now, looked_until=watch.looked_until)
    }
    _add(watch.organization, new, now)
    gone = [
        row.pk
        for name, row in known.items()
        if name not in coming and row.starts_at > now and row.withdrawn_at is None
    ]
    withdraw(gone, now=now)
    _bring_back([known[name] for name in coming & known.keys()], now)


def _name(row: Handoff) -> Name:
    return row.schedule_id, row.member_id, row.starts_at


def _add(organization: Organization, new: set[Name], now: datetime) -> None:
    members = Membership.objects.filter(organization=organization, archived_at=None)
    people = members.select_related("user", "organization").in_bulk({member for _, member, _ in new})
    rows = [
        _row(organization, schedule, people[member], at, now)
        for schedule, member, at in sorted(new)
        if member in people
    ]
    Handoff.objects.bulk_create(rows, ignore_conflicts=True)


def _row(
    organization: Organization, schedule: int, member: Membership, at: datetime, now: datetime
) -> Handoff:
    ahead = told_ahead_at(at, organization.handoff_hours_before, zone_of(member), now=now)
    return Handoff(
        organization=organization, schedule_id=schedule, member=member, starts_at=at, before_at=ahead, created_at=now,
        due_at=ahead or at,
    )  # fmt: skip


def _bring_back(rows: Iterable[Handoff], now: datetime) -> None:
    """A change was taken back: it is theirs after all, and said anew."""
    ids = [row.pk for row in rows if row.withdrawn_at is not None and row.starts_at > now]
    for row in with_people(Handoff.objects.select_for_update(of=("self",), no_key=True)).filter(pk__in=ids):
        ahead = told_ahead_at(
            row.starts_at, row.organization.handoff_hours_before, zone_of(row.member), now=now
        )
        row.withdrawn_at, row.before_at, row.before_told_at = None, ahead, None
        row.confirmed_at, row.confirmed_how, row.asked_at = None, "", None
        row.due_at, row.nudged_at = ahead or row.starts_at, None
        row.save()
