"""Times on call that can be asked for or given back: mine, and the others' in any schedule."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.models import Membership
from hours.interval import Interval, merge
from oncall.models import Schedule
from oncall.queries import schedules
from oncall.shifts import each_shift, stints
from oncall.spec import Person, ScheduleSpec
from oncall.stored_specs import schedule_specs
from web.duty import People, by_id
from web.moments import short_moment

AHEAD, A_DAY = timedelta(days=42), timedelta(days=1)
MOST = 60  # more are no choice any more


@dataclass(frozen=True)
class Theirs:
    """A time of somebody else on call that I might take in return."""

    member: Membership
    schedule: Schedule
    time: Interval
    words: str

    @property
    def value(self) -> str:
        start, end = (int(at.timestamp()) for at in (self.time.start, self.time.end))
        return f"{self.member.pk}-{self.schedule.pk}-{start}-{end}"


@dataclass(frozen=True)
class Times:
    """My schedules, those first in which I am on call next, when that is, and what others have in all."""

    mine: Sequence[Schedule]
    next: Interval | None
    theirs: Sequence[Theirs]


def times_of(me: Membership, *, zone: ZoneInfo, now: datetime) -> Times:
    """Three queries."""
    rows = list(schedules(me.organization))
    specs = schedule_specs(rows, since=now, until=now + AHEAD)
    first = {row.pk: next(iter(stints(specs[row.pk], me.pk, now, now + AHEAD)), None) for row in rows}
    mine = sorted((row for row in rows if first[row.pk]), key=lambda row: _start(first[row.pk], now))
    people = by_id(me.organization)
    theirs = [each for row in rows for each in _theirs(row, specs[row.pk], people, me, zone, now)]
    return Times(
        mine, first[mine[0].pk] if mine else None, sorted(theirs, key=lambda each: each.time.start)[:MOST]
    )


def _start(time: Interval | None, now: datetime) -> datetime:
    return time.start if time else now + AHEAD


def _theirs(
    schedule: Schedule, spec: ScheduleSpec, people: People, me: Membership, zone: ZoneInfo, now: datetime
) -> Iterator[Theirs]:
    """What begins later, each as long as it goes on. A partner swaps with nobody."""
    times: defaultdict[Person, list[Interval]] = defaultdict(list)
    for shift in each_shift(spec, now, now + AHEAD):
        for person in shift.people:
            times[person].append(Interval(shift.start, shift.end))
    for person, member in people.items():
        for time in merge(times[person]) if person != me.pk and not member.is_partner else ():
            is_cut = time.end >= now + AHEAD and time.length < A_DAY
            if time.start > now and not is_cut:
                moments = [short_moment(at, zone=zone, now=now) for at in (time.start, time.end)]
                yield Theirs(member, schedule, time, f"{member}: {schedule}, {' – '.join(moments)}")
