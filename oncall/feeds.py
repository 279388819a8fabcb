"""Reading calendar feeds: whose a secret is, what it tells as a mark that changes with it, and its shifts."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, partial
from hashlib import blake2s

from django.db.models import QuerySet

from accounts.models import Membership, Organization
from accounts.queries import everybody_called
from accounts.tokens import digest
from hours.interval import Interval
from oncall import feed_times
from oncall.feed_times import FURTHEST_BACK, MARGIN, FeedShift, begun
from oncall.joined import Stretch
from oncall.models import CalendarFeed, Schedule
from oncall.queries import schedules
from oncall.spec import Person, ScheduleSpec
from oncall.stored_specs import ToldSpecs, schedule_specs, specs_told, told_specs

SECRET = re.compile(r"[A-Za-z0-9_-]{43}")  # as `mint_key` makes them


def feeds_of(member: Membership) -> QuerySet[CalendarFeed]:
    """A member's feeds that work, by name."""
    rows = CalendarFeed.objects.filter(member=member, revoked_at=None)
    return rows.select_related("schedule", "member__user", "organization").order_by("name", "pk")


def get_feed(organization: Organization, feed_id: int) -> CalendarFeed:
    """One that works. Raises CalendarFeed.DoesNotExist, also for another organization's."""
    rows = CalendarFeed.objects.select_related("schedule", "member__user", "organization")
    return rows.get(organization=organization, pk=feed_id, revoked_at=None)


def feed_of(secret: str) -> CalendarFeed | None:
    """The feed with this secret, also one that has ended; what cannot be a secret is not looked for."""
    if not SECRET.fullmatch(secret):
        return None
    rows = CalendarFeed.objects.select_related("schedule", "member__user", "organization")
    return rows.filter(secret_hash=digest(secret)).first()


def has_ended(feed: CalendarFeed) -> bool:
    """Revoked, of somebody who left, or of a schedule that was archived."""
    gone = not feed.member.is_here
    archived = feed.schedule is not None and feed.schedule.archived_at is not None
    return feed.revoked_at is not None or gone or archived


@dataclass(frozen=True)
class Facts:
    """Everything a feed's calendar is made of, for one day of UTC."""

    feed: CalendarFeed
    window: Interval
    rows: Mapping[int, Schedule]
    told: ToldSpecs
    people: Mapping[Person, str]  # names; empty where the calendar names nobody

    @cached_property
    def mark(self) -> str:
        """Another one when any of the facts changes."""
        names = {pk: row.name for pk, row in self.rows.items()}
        said = json.dumps([self.told, names, {str(pk): name for pk, name in self.people.items()}])
        return blake2s(said.encode(), digest_size=16).hexdigest()


def facts_of(feed: CalendarFeed, now: datetime) -> Facts:
    """Two queries."""
    window = feed_times.window_at(now)
    rows = [feed.schedule] if feed.schedule else list(schedules(feed.organization))
    told = told_specs([row.pk for row in rows], window.start - MARGIN, window.end)
    named = everybody_called(feed.organization) if feed.schedule else ()
    return Facts(feed, window, {row.pk: row for row in rows}, told, {row.pk: str(row) for row in named})


def shifts_of(facts: Facts) -> list[tuple[Schedule, FeedShift]]:
    """What the calendar shows, schedule by schedule. One query more where somebody is on call for weeks on end."""
    specs, window = specs_told(facts.told), facts.window
    found = {pk: _shifts(facts.feed, specs[pk], window) for pk in facts.rows}
    long = [facts.rows[pk] for pk, shifts in found.items() if feed_times.runs_since_before(shifts, window)]
    for pk, start in _true_starts(facts.feed, long, found, window.start - MARGIN).items():
        found[pk][0] = replace(found[pk][0], start=start)
    return [(facts.rows[pk], shift) for pk, shifts in found.items() for shift in shifts]


def _shifts(feed: CalendarFeed, spec: ScheduleSpec, window: Interval) -> list[FeedShift]:
    if feed.schedule_id is not None:
        return feed_times.everybodys(spec, window)
    return feed_times.ones_own(spec, window, feed.member_id)


def _true_starts(
    feed: CalendarFeed, long: list[Schedule], found: Mapping[int, list[FeedShift]], at: datetime
) -> dict[int, datetime | None]:
    """When the first shift of each of these schedules began, by the schedule's id."""
    specs = schedule_specs(long, since=at - FURTHEST_BACK, until=at) if long else {}
    same = _those_alone if feed.schedule_id is not None else _those
    return {pk: begun(spec, partial(same, frozenset(found[pk][0].people)), at) for pk, spec in specs.items()}


def _those_alone(people: frozenset[Person], stretch: Stretch) -> bool:
    return stretch.people == people


def _those(people: frozenset[Person], stretch: Stretch) -> bool:
    return people <= stretch.people
