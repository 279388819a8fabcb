"""Who is on call now, until when, who comes next, and when nobody will be: for every schedule of an organization."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from accounts.models import Membership, Organization
from accounts.queries import everybody_called, responders
from hours.interval import Interval, subtract
from oncall.models import Schedule
from oncall.queries import in_order_of_paging
from oncall.shifts import Shift, each_shift
from oncall.spec import Person, ScheduleSpec
from oncall.stored_specs import schedule_specs
from routing.handoff_queries import with_unconfirmed

AHEAD = timedelta(days=28)
A_WEEK = timedelta(days=7)
People = Mapping[Person, Membership]


@dataclass(frozen=True)
class Gap:
    """Nobody is on call; `end` None: for as far as we looked."""

    start: datetime
    end: datetime | None


@dataclass(frozen=True)
class Duty:
    """One schedule now. `until` None: for as far as we looked. `next_people` are on call from then on: maybe nobody.
    `unconfirmed`: who came on within a day and has not said that they know, and when.
    """

    schedule: Schedule
    people: Sequence[Membership]
    until: datetime | None
    next_people: Sequence[Membership]
    gaps: Sequence[Gap]
    unconfirmed: Sequence[tuple[str, datetime]]


def duties(organization: Organization, now: datetime) -> list[Duty]:
    """Every schedule, in the order in which pages reach them; `gaps` are those that begin in the coming week.

    A bounded number of queries.
    """
    rows = list(with_unconfirmed(in_order_of_paging(organization), now))
    specs = schedule_specs(rows, since=now, until=now + AHEAD)
    people = by_id(organization)
    return [_duty(row, specs[row.pk], people, now) for row in rows]


def by_id(organization: Organization) -> People:
    """The organization's members as the specs of schedules name them."""
    return {member.pk: member for member in responders(organization)}


def ever_by_id(organization: Organization) -> People:
    """The same with those who left: they were on call in the past."""
    return {member.pk: member for member in everybody_called(organization)}


def named(persons: Iterable[Person], people: People) -> list[Membership]:
    """The members behind a spec's persons, as far as they are still members."""
    return [people[person] for person in persons if person in people]


def _gaps(coming: Iterable[Shift], now: datetime) -> list[Gap]:
    """Those that begin within a week, with their own end."""
    end = now + AHEAD
    found = subtract([Interval(now, end)], (Interval(shift.start, shift.end) for shift in coming))
    return [Gap(gap.start, gap.end if gap.end < end else None) for gap in found if gap.start < now + A_WEEK]


def _duty(schedule: Schedule, spec: ScheduleSpec, people: People, now: datetime) -> Duty:
    coming = _coming(spec, now)
    current = coming[0] if coming and coming[0].start <= now else None
    following = coming[1 if current else 0 :]
    until = _end(current, following, now)
    after = [shift for shift in following if shift.start == until]
    return Duty(
        schedule=schedule,
        people=named(current.people, people) if current else [],
        until=until,
        next_people=named(after[0].people, people) if after else [],
        unconfirmed=_told(schedule),
        gaps=_gaps(coming, now),
    )


def unconfirmed_in(schedule: Schedule, now: datetime) -> list[tuple[str, datetime]]:
    """Who came on within a day and has not said that they know, and when; as `Duty.unconfirmed`."""
    return _told(with_unconfirmed(Schedule.objects.filter(pk=schedule.pk), now).get())


def _told(schedule: Any) -> list[tuple[str, datetime]]:
    """`schedule`: as `with_unconfirmed` reads it."""
    return [*zip(schedule.unconfirmed, schedule.unconfirmed_since, strict=True)]


def _coming(spec: ScheduleSpec, now: datetime) -> list[Shift]:
    """The shifts of the coming week, and as many after it as it takes to say who is next."""
    found: list[Shift] = []
    for shift in each_shift(spec, now, now + AHEAD):
        found.append(shift)
        if shift.start >= now + A_WEEK and len(found) > 2:
            break
    return found


def _end(current: Shift | None, following: Sequence[Shift], now: datetime) -> datetime | None:
    if current is None:
        return following[0].start if following else None
    return current.end if current.end < now + AHEAD else None
