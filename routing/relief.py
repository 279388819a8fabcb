"""Who should take a stretch of a schedule, of those who take turns at all."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.levels import rank
from accounts.models import Membership, Organization
from accounts.permissions import Act, may
from accounts.queries import members
from hours.interval import Interval
from hours.wall import zone
from oncall.fairness import borne_by
from oncall.models import Schedule
from oncall.queries import schedules_since
from oncall.relief import LATELY, Standing, standings
from oncall.spec import Person, ScheduleSpec, TimeOffSpec
from oncall.stored_specs import schedule_specs
from oncall.swap_queries import away_within
from routing.fairness import had
from routing.reach import paging_number, reaches
from sla.queries import most_wanted_level

LONGEST = timedelta(days=60)  # a longer stretch is a rotation, nobody's to take


@dataclass(frozen=True, slots=True)
class Suggested:
    """A member and how they stand; `asked` is the stretch, `rest` the time between two shifts."""

    member: Membership
    standing: Standing
    asked: Interval
    rest: timedelta


def who_should(
    schedule: Schedule,
    asked: Interval,
    *,
    rest: timedelta,
    now: datetime,
    besides: frozenset[int] = frozenset(),
) -> list[Suggested]:
    """Members with turns in any schedule, whoever should take it first; where nobody has any, all who are paged.

    `besides`: whom it is not for. Nobody for a stretch longer than LONGEST. A bounded number of queries.
    """
    if asked.length > LONGEST:
        return []
    since, until = asked.start - LATELY, asked.end + rest
    rows = list(schedules_since(schedule.organization, since))
    specs = schedule_specs(rows, since=since, until=until)
    kept = [specs[row.pk] for row in rows if row.archived_at is None]
    people = _pool(schedule.organization, kept, besides)
    found = standings(
        people, asked,
        borne=borne_by(had(rows, specs, since, until)),
        time_off=[
            TimeOffSpec(row.member_id, row.start_at, row.end_at)
            for row in away_within(schedule.organization, asked.start, asked.end)
        ],
        reachable=_reachable(schedule.organization, people.values(), now),
        zone=zone(schedule.time_zone), rest=rest, learning=_learning(schedule.organization, people.values()),
    )  # fmt: skip
    return [Suggested(people[one.person], one, asked, rest) for one in found]


def _pool(
    organization: Organization, specs: Iterable[ScheduleSpec], besides: frozenset[int]
) -> dict[Person, Membership]:
    paged: dict[Person, Membership] = {
        member.pk: member
        for member in members(organization)
        if may(member.role, Act.RESPOND) and member.pk not in besides
    }
    in_turns = {person for spec in specs for layer in spec.layers for person in layer.everybody}
    return {pk: member for pk, member in paged.items() if pk in in_turns} or paged


def _learning(organization: Organization, people: Iterable[Membership]) -> frozenset[Person]:
    """Whom a colleague would have to come along with for some client."""
    least = rank(most_wanted_level(organization))
    return frozenset(member.pk for member in people if rank(member.level) < least)


def _reachable(organization: Organization, people: Iterable[Membership], now: datetime) -> frozenset[Person]:
    found = reaches(list(people), priority="P1", number=paging_number(organization), now=now)
    return frozenset(reach.member.pk for reach in found if reach.rules)
