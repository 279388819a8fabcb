"""Everything a schedule's page shows of the coming two weeks: the drawing, and the same in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from accounts.models import Membership
from hours.interval import Interval
from oncall.models import Override, Schedule, Swap
from oncall.override_words import override_words
from oncall.queries import overrides_between
from oncall.shifts import Shift, gaps, hours_per_person, shifts
from oncall.spec import Person, ScheduleSpec
from oncall.stored_specs import schedule_spec
from oncall.swap_queries import swaps_between
from routing.hole_words import lack_words
from routing.holes import Hole
from routing.stored_holes import times
from web.drawing.schedule import GAP, Picture, Row, Span, draw, in_lanes
from web.duty import People, ever_by_id, named
from web.moments import short_moment
from web.override_address import change_address
from web.schedule_asked import asked_rows
from web.schedule_window import Window

COLOURS = 8


@dataclass(frozen=True)
class Turn:
    """One line of the list: a shift, or a gap (nobody). `anchor`: what the drawing links to."""

    anchor: str
    start: datetime
    end: datetime
    people: Sequence[Membership]
    layers: Sequence[str]
    overrides: Sequence[Override]
    address: str = ""  # the form that changes it, for whom it is open


@dataclass(frozen=True)
class Handoff:
    """At `at` the next people take over from those before; either may be nobody."""

    at: datetime
    before: Sequence[Membership]
    after: Sequence[Membership]


@dataclass(frozen=True)
class Share:
    """How long a member is on call in the time shown."""

    member: Membership
    hours: float
    colour: int


@dataclass(frozen=True)
class Sheet:
    """A schedule from the first instant of today, in the reader's zone."""

    schedule: Schedule
    since: datetime
    until: datetime
    picture: Picture
    turns: Sequence[Turn]
    handoffs: Sequence[Handoff]
    shares: Sequence[Share]
    overrides: Sequence[Override]
    asked: Sequence[Swap]  # cover that somebody asks for and nobody has given yet

    now: datetime

    @property
    def gaps(self) -> list[Turn]:
        """Those that are not over."""
        return [turn for turn in self.turns if not turn.people and turn.end > self.now]


def sheet_of(
    schedule: Schedule, window: Window, *, now: datetime, may_change: bool, holes: Sequence[Hole] = ()
) -> Sheet:
    """`may_change`: every shift and gap that is not over leads to the form that changes it. `holes`: its own are drawn."""
    since, until, zone = window.since, window.until, window.zone
    spec = schedule_spec(schedule, since=since, until=until)
    people = ever_by_id(schedule.organization)
    overrides = list(overrides_between(schedule, since, until).order_by("start_at"))
    turns = list(_turns(spec, people, overrides, since, until))
    if may_change:
        turns = [_changeable(schedule, turn, now) for turn in turns]
    colours = colours_of(spec)
    asked = list(swaps_between(schedule, since, until))
    rows = [*_layer_rows(spec, people, colours, since, until), *_override_rows(overrides, colours, zone, now)]
    rows += asked_rows(asked, schedule, zone=zone, now=now)
    if mine := [hole for hole in holes if hole.start < until and since < hole.end]:
        rows.append(Row(_("Holes"), [_hole_span(each, mine, zone, now) for each in times(mine)]))
    rows.append(Row(_("On call"), [_span(turn, colours, zone, now) for turn in turns], final=True))
    return Sheet(
        schedule=schedule,
        since=since,
        until=until,
        picture=draw(rows, since=since, until=until, zone=zone, now=now),
        turns=turns,
        handoffs=[h for h in _handoffs(turns) if h.at > now][:5],
        shares=_shares(spec, people, colours, since, until),
        overrides=[row for row in overrides if row.end_at > now or not window.is_coming],
        asked=asked,
        now=now,
    )


def _changeable(schedule: Schedule, turn: Turn, now: datetime) -> Turn:
    if turn.end <= now:
        return turn
    return replace(turn, address=change_address(schedule, turn.start, turn.end, list(turn.people), now))


def colours_of(spec: ScheduleSpec) -> Mapping[Person, int]:
    """A colour for each person, 1 to 8, in the order in which the schedule names them."""
    on_layers = (person for layer in spec.layers for group in layer.participants for person in group)
    on_overrides = (person for override in spec.overrides for person in override.people)
    order = dict.fromkeys([*on_layers, *on_overrides])
    return {person: place % COLOURS + 1 for place, person in enumerate(order)}


def _turns(
    spec: ScheduleSpec, people: People, overrides: Sequence[Override], since: datetime, until: datetime
) -> Iterator[Turn]:
    """Shifts and gaps in one line, without holes."""
    nobody = [Shift(gap.start, gap.end, (), ()) for gap in gaps(spec, since, until)]
    found = sorted([*shifts(spec, since, until), *nobody], key=lambda shift: shift.start)
    for number, shift in enumerate(found, start=1):
        touching = [row for row in overrides if row.start_at < shift.end and row.end_at > shift.start]
        there = named(shift.people, people)
        yield Turn(f"shift-{number}", shift.start, shift.end, there, shift.layers, touching)


def _layer_rows(
    spec: ScheduleSpec, people: People, colours: Mapping[Person, int], since: datetime, until: datetime
) -> Iterator[Row]:
    """What each layer says by itself, the strongest first."""
    names = dict.fromkeys(layer.name for level in spec.levels for layer in level)
    for name in names:
        alone = replace(
            spec, layers=tuple(one for one in spec.layers if one.name == name), overrides=(), time_off=()
        )
        yield Row(name, [_layer_span(name, shift, people, colours) for shift in shifts(alone, since, until)])


def _layer_span(name: str, shift: Shift, people: People, colours: Mapping[Person, int]) -> Span:
    names = ", ".join(str(member) for member in named(shift.people, people))
    return Span(shift.start, shift.end, names, f"{name}: {names}", colours[shift.people[0]])


def _override_rows(
    overrides: Sequence[Override], colours: Mapping[Person, int], zone: ZoneInfo, now: datetime
) -> list[Row]:
    """Overrides in as few lanes as it takes for none to lie on another."""
    spans = []
    for row in overrides:
        words = override_words(row)
        colour = colours.get(row.stand_in_id or row.subject_id or 0, 1)
        title = f"{words}, {_period(row.start_at, row.end_at, zone, now)}"
        spans.append(Span(row.start_at, row.end_at, words, title, colour, by_override=True))
    return in_lanes(_("Changes"), spans)


def _span(turn: Turn, colours: Mapping[Person, int], zone: ZoneInfo, now: datetime) -> Span:
    period = _period(turn.start, turn.end, zone, now)
    if not turn.people:
        return Span(
            turn.start,
            turn.end,
            _("nobody"),
            f"{_('Gap: nobody is on call')}, {period}",
            GAP,
            turn.address or f"#{turn.anchor}",
        )
    names = ", ".join(str(member) for member in turn.people)
    changed = any(member.pk in _named_by(turn.overrides) for member in turn.people)
    title = f"{names}, {period}{', ' + _('by an override') if changed else ''}"
    return Span(
        turn.start,
        turn.end,
        names,
        title,
        colours.get(turn.people[0].pk, 1),
        turn.address or f"#{turn.anchor}",
        changed,
    )


def _hole_span(time: Interval, holes: Sequence[Hole], zone: ZoneInfo, now: datetime) -> Span:
    words = " ".join(
        dict.fromkeys(lack_words(hole) for hole in holes if time.start < hole.end and hole.start < time.end)
    )
    title = f"{_('Hole')}: {words} {_period(time.start, time.end, zone, now)}"
    return Span(time.start, time.end, _("hole"), title, GAP, "#holes-head")


def _named_by(overrides: Sequence[Override]) -> set[int]:
    """Who is on call because of these overrides."""
    added = {row.subject_id for row in overrides if row.kind == "add"}
    stood_in = {row.stand_in_id for row in overrides if row.kind == "replace"}
    only = {person.member_id for row in overrides for person in row.people.all()}
    return {pk for pk in added | stood_in | only if pk is not None}


def _period(start: datetime, end: datetime, zone: ZoneInfo, now: datetime) -> str:
    return f"{short_moment(start, zone=zone, now=now)} – {short_moment(end, zone=zone, now=now)}"


def _handoffs(turns: Sequence[Turn]) -> Iterator[Handoff]:
    for before, after in pairwise(turns):
        yield Handoff(after.start, before.people, after.people)


def _shares(
    spec: ScheduleSpec, people: People, colours: Mapping[Person, int], since: datetime, until: datetime
) -> list[Share]:
    hours = hours_per_person(spec, since, until)
    return [
        Share(people[person], hours[person], colours.get(person, 1)) for person in hours if person in people
    ]
