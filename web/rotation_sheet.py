"""What a schedule would be for six weeks with a layer as it is typed: drawn, and in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import Membership
from hours.interval import Interval
from hours.wall import first_instant, local
from oncall.models import Schedule
from oncall.revision import revised
from oncall.shifts import Shift, gaps, hours_per_person, on_call_at, shifts
from oncall.spec import LayerSpec, Person, ScheduleSpec
from oncall.stored_specs import schedule_spec
from web.drawing.schedule import GAP, Row, Span
from web.drawing.weeks import Week, WeeksPicture, draw_weeks
from web.duty import People, named
from web.moments import short_moment
from web.schedule_sheet import Handoff, Share, colours_of

WEEKS = 6
A_WEEK = timedelta(days=7)
SATURDAY = 5


@dataclass(frozen=True)
class Weekend:
    """Who is on call from Saturday's first instant to Monday's, in order of appearance."""

    on: date
    people: Sequence[Membership]
    has_gap: bool


@dataclass(frozen=True)
class RotationSheet:
    """Six weeks from the first instant of the day on which the change holds, in the schedule's zone."""

    since: datetime
    until: datetime
    holds_from: datetime
    picture: WeeksPicture
    now_people: Sequence[Membership]
    weekends: Sequence[Weekend]
    shares: Sequence[Share]
    gaps: Sequence[Interval]
    handoffs: Sequence[Handoff]
    hidden: bool  # the layer is there, and never seen through those above it


def rotation_sheet(
    schedule: Schedule, people: People, *, name: str, rotation: LayerSpec, now: datetime
) -> RotationSheet:
    """`name` is the layer's as it is stored; of a new layer its own."""
    zone = ZoneInfo(schedule.time_zone)
    at = max(rotation.effective_from or now, now)
    since, until = _window(at, zone)
    stored = schedule_spec(schedule, since=min(now, since), until=until)
    spec = revised(stored, name, replace(rotation, effective_from=at))
    found = shifts(spec, since, until)
    holes = [hole for hole in gaps(spec, since, until) if hole.end > at]
    lines = sorted([*found, *(Shift(hole.start, hole.end, (), ()) for hole in holes)], key=_start)
    return RotationSheet(
        since=since,
        until=until,
        holds_from=at,
        picture=draw_weeks(Scene(spec, people, now).weeks(rotation.name, lines, since), zone=zone, now=now),
        now_people=named(on_call_at(spec, at).people, people),
        weekends=list(_weekends(lines, people, since, until, zone)),
        shares=_shares(spec, people, since, until),
        gaps=holes,
        handoffs=[one for one in _handoffs(lines, people) if one.at > at][:5],
        hidden=not any(rotation.name in shift.layers for shift in found),
    )


def _start(shift: Shift) -> datetime:
    return shift.start


def _window(at: datetime, zone: ZoneInfo) -> tuple[datetime, datetime]:
    today = local(at, zone).date()
    return first_instant(today, zone), first_instant(today + WEEKS * A_WEEK, zone)


@dataclass(frozen=True)
class Scene:
    """What every span of the drawing is made of."""

    spec: ScheduleSpec
    people: People
    now: datetime

    @cached_property
    def colours(self) -> Mapping[Person, int]:
        return colours_of(self.spec)

    def weeks(self, layer: str, lines: Sequence[Shift], since: datetime) -> Iterator[Week]:
        """Week by week what comes out; above it what the layer says by itself, where there is more than it."""
        alone = replace(self.spec, layers=self.spec.versions(layer), overrides=(), time_off=())
        more = len(self.spec.layer_names) > 1 or bool(self.spec.overrides)
        first = local(since, self.spec.zone).date()
        for number in range(WEEKS):
            start, end = (
                first_instant(first + (number + later) * A_WEEK, self.spec.zone) for later in (0, 1)
            )
            final = [line for line in lines if line.start < end and line.end > start]
            rows = [Row("", [self.span(line) for line in final], final=True)]
            if more:
                rows.insert(0, Row("", [self.span(one) for one in shifts(alone, start, end)]))
            yield Week(start, end, rows)

    def span(self, line: Shift) -> Span:
        words = ", ".join(str(member) for member in named(line.people, self.people))
        start, end = (short_moment(at, zone=self.spec.zone, now=self.now) for at in (line.start, line.end))
        title = f"{words or _('Gap: nobody is on call')}, {start} – {end}"
        colour = self.colours.get(line.people[0], 1) if line.people else GAP
        return Span(line.start, line.end, words or _("nobody"), title, colour)


def _weekends(
    lines: Sequence[Shift], people: People, since: datetime, until: datetime, zone: ZoneInfo
) -> Iterator[Weekend]:
    today = local(since, zone).date()
    saturday = today + timedelta(days=(SATURDAY - today.weekday()) % 7)
    while (start := first_instant(saturday, zone)) < until:
        end = first_instant(saturday + timedelta(days=2), zone)
        over = [line for line in lines if line.start < end and line.end > start]
        persons = dict.fromkeys(person for line in over for person in line.people)
        yield Weekend(saturday, named(persons, people), any(not line.people for line in over))
        saturday += A_WEEK


def _shares(spec: ScheduleSpec, people: People, since: datetime, until: datetime) -> list[Share]:
    hours, colours = hours_per_person(spec, since, until), colours_of(spec)
    return [Share(people[one], hours[one], colours.get(one, 1)) for one in hours if one in people]


def _handoffs(lines: Sequence[Shift], people: People) -> Iterator[Handoff]:
    for before, after in pairwise(lines):
        yield Handoff(after.start, named(before.people, people), named(after.people, people))
