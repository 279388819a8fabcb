"""Am I on call now, until when, and when next: for every schedule of the organization."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Membership
from hours.interval import Interval
from oncall.models import Schedule
from oncall.queries import schedules
from oncall.shifts import stints
from oncall.stored_specs import schedule_specs

AHEAD = timedelta(days=42)


@dataclass(frozen=True)
class MyDuty:
    """One schedule that needs me. `current`: my time on call now; `following`: my next one. Looked at up to `seen_until`."""

    schedule: Schedule
    current: Interval | None
    following: Interval | None
    seen_until: datetime

    @property
    def until(self) -> datetime | None:
        """When my present time ends; None: not within six weeks."""
        return self.known_end(self.current)

    @property
    def following_until(self) -> datetime | None:
        return self.known_end(self.following)

    def known_end(self, time: Interval | None) -> datetime | None:
        """The end of one of my times; None where it lies beyond the look."""
        return time.end if time and time.end < self.seen_until else None


def my_duties(member: Membership, now: datetime) -> list[MyDuty]:
    """The schedules in which I am on call within six weeks, those of now first, then by the next time. Six queries."""
    rows = list(schedules(member.organization))
    until = now + AHEAD
    specs = schedule_specs(rows, since=now, until=until)
    found = [_duty(row, stints(specs[row.pk], member.pk, now, until), now, until) for row in rows]
    mine = [duty for duty in found if duty.current or duty.following]
    return sorted(
        mine, key=lambda duty: (duty.current is None, duty.following.start if duty.following else until)
    )


def _duty(schedule: Schedule, times: list[Interval], now: datetime, until: datetime) -> MyDuty:
    current = times[0] if times and times[0].contains(now) else None
    rest = times[1:] if current else times
    return MyDuty(schedule, current, rest[0] if rest else None, until)
