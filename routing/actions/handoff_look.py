"""Looking who comes on call in the coming day: each gets a row, and who does not any more loses theirs."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from accounts.models import Membership, Organization
from oncall.arrivals import arrivals
from oncall.models import StepTarget
from oncall.queries import schedules
from oncall.stored_specs import mark_of_specs, specs_in
from routing.actions.handoff_turn import withdraw
from routing.actions.week_mail import mail_week
from routing.handoff_queries import with_people
from routing.handoff_times import AHEAD, EVERY, LATE, is_news, told_ahead_at
from routing.models import Handoff, HandoffWatch
from routing.queries import zone_of

Name = tuple[int, int, datetime]  # schedule, member, start


def look_for_handoffs(*, organization_id: int, now: datetime) -> bool:
    """What the sweep finds due every few minutes. False where somebody else was quicker.

    As long as the schedules say what they said nothing is worked out again, but once an hour.
    """
    watch = HandoffWatch.objects.select_related("organization").filter(pk=organization_id, due_at__lte=now)
    row = watch.first()
    if row is None:
        return False
    ids = _paged(row.organization)
    seen = f"{now:%Y%m%d%H} {mark_of_specs(ids, now - LATE, now + AHEAD)}"
    coming = None if seen == row.seen and not _taken_back(row.organization, now) else _coming(ids, now)
    with transaction.atomic():
        mine = watch.select_for_update(of=("self",), no_key=True).first()
        if mine is None:
            return False
        if coming is not None:
            _keep(mine, coming, now)
            mine.looked_until = now + AHEAD
        mail_week(mine.organization, now=now)
        mine.due_at, mine.nudged_at, mine.seen = now + EVERY, None, seen
        mine.save()
    return True


def _taken_back(organization: Organization, now: datetime) -> bool:
    """Whether something that lies ahead was withdrawn: it may be theirs again by now."""
    rows = Handoff.objects.filter(organization=organization, starts_at__gt=now, withdrawn_at__isnull=False)
    return rows.exists()


def _coming(ids: list[int], now: datetime) -> set[Name]:
    specs = specs_in(ids, since=now - LATE, until=now + AHEAD)
    return {
        (pk, int(str(each.person)), each.at)
        for pk, spec in specs.items()
        for each in arrivals(spec, now - LATE, now + AHEAD)
    }


def _paged(organization: Organization) -> list[int]:
    """The schedules whose people some policy pages. Where nobody is ever paged nobody is told."""
    if organization.went_live_at is None:
        return []
    steps = StepTarget.objects.filter(step__organization=organization, step__policy__archived_at=None)
    rows = schedules(organization).filter(pk__in=steps.values("schedule"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def _keep(watch: HandoffWatch, coming: set[Name], now: datetime) -> None:
    """Rows for what is new; what comes again after it was withdrawn waits again; the rest of what lies ahead is withdrawn."""
    known = _known(watch.organization, now)
    new = {
        name for name in coming - known.keys() if is_news(name[2], now=now, looked_until=watch.looked_until)
    }
    _add(watch.organization, new, now)
    ahead = {name: row for name, row in known.items() if name[2] > now}
    withdraw([pk for name, (pk, gone) in ahead.items() if name not in coming and not gone], now=now)
    _bring_back([pk for name, (pk, gone) in ahead.items() if name in coming and gone], now)


def _known(organization: Organization, now: datetime) -> dict[Name, tuple[int, bool]]:
    """The rows there are by what they are about: each one's id, and whether it was withdrawn."""
    rows = Handoff.objects.filter(
        organization=organization, starts_at__gt=now - LATE, starts_at__lt=now + AHEAD
    )
    told = rows.values_list("schedule_id", "member_id", "starts_at", "pk", "withdrawn_at")
    return {
        (schedule, member, at): (pk, withdrawn_at is not None)
        for schedule, member, at, pk, withdrawn_at in told
    }


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


def _bring_back(ids: Iterable[int], now: datetime) -> None:
    """A change was taken back: it is theirs after all, and said anew."""
    rows = Handoff.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=list(ids))
    for row in with_people(rows).order_by("pk"):
        ahead = told_ahead_at(
            row.starts_at, row.organization.handoff_hours_before, zone_of(row.member), now=now
        )
        row.withdrawn_at, row.before_at, row.before_told_at = None, ahead, None
        row.confirmed_at, row.confirmed_how, row.asked_at = None, "", None
        row.due_at, row.nudged_at = ahead or row.starts_at, None
        row.save()
