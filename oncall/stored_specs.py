"""Schedules as the pure code reads them: rows in, specs out, in three queries for any number of schedules."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, When
from django.db.models.functions import JSONObject

from hours.weekly import WeeklyWindow
from oncall.models import (
    LayerVersion,
    Override,
    OverridePerson,
    Participant,
    Restriction,
    Schedule,
    TimeOff,
)
from oncall.shifts import on_call_at
from oncall.spec import Counting, Kind, LayerSpec, OnCall, OverrideSpec, Person, ScheduleSpec, TimeOffSpec
from oncall.turns import TurnUnit

Rows = list[dict[str, Any]]


def schedule_specs(rows: Iterable[Schedule], *, since: datetime, until: datetime) -> dict[int, ScheduleSpec]:
    """Each schedule as the pure code reads it for [since, until); people are membership ids. Three queries for any number."""
    by_id = {row.pk: row for row in rows}
    layers, members = _layers(by_id, since, until)
    overrides, more_members = _overrides(by_id, since, until)
    away = _time_off(members | more_members, since, until)
    return {
        pk: ScheduleSpec(
            zone=ZoneInfo(row.time_zone),
            layers=tuple(layers[pk]),
            overrides=tuple(overrides[pk]),
            time_off=away,
        )
        for pk, row in by_id.items()
    }


def schedule_spec(schedule: Schedule, *, since: datetime, until: datetime) -> ScheduleSpec:
    return schedule_specs([schedule], since=since, until=until)[schedule.pk]


def on_call(rows: Iterable[Schedule], at: datetime) -> dict[int, OnCall]:
    """Who is on call in each schedule at an instant, by schedule id."""
    specs = schedule_specs(rows, since=at, until=at + timedelta(microseconds=1))
    return {pk: on_call_at(spec, at) for pk, spec in specs.items()}


def _layers(
    by_id: Mapping[int, Schedule], since: datetime, until: datetime
) -> tuple[defaultdict[int, list[LayerSpec]], set[int]]:
    """One query: the people and the windows of each version come with it."""
    rows = LayerVersion.objects.filter(layer__schedule__in=by_id, held__overlap=(since, until))
    found: defaultdict[int, list[LayerSpec]] = defaultdict(list)
    members: set[int] = set()
    for row in rows.select_related("layer").annotate(people=_people(), windows=_windows()).order_by("pk"):
        schedule = by_id[row.layer.schedule_id]
        spec = _spec(row, schedule.time_zone, row.people, row.windows)
        found[schedule.pk].append(spec)
        members.update(int(str(person)) for group in spec.participants for person in group)
    return found, members


def _people() -> ArraySubquery:
    """(group, member or null where archived) of each participant, in order."""
    rows = Participant.objects.filter(version=OuterRef("pk")).order_by("group", "pk")
    here = Case(When(member__archived_at=None, then=F("member_id")))
    return ArraySubquery(rows.annotate(here=here).values(said=JSONObject(group="group", member="here")))


def _windows() -> ArraySubquery:
    rows = Restriction.objects.filter(version=OuterRef("pk")).order_by("pk")
    return ArraySubquery(rows.values(said=JSONObject(days="days", start="start_minute", end="end_minute")))


def layer_spec(row: LayerVersion, schedule_zone: str) -> LayerSpec:
    """One version of a layer, its participants (with their members) and restrictions loaded."""
    people = [
        {"group": each.group, "member": None if each.member.archived_at else each.member_id}
        for each in row.participants.all()
    ]
    windows = [
        {"days": each.days, "start": each.start_minute, "end": each.end_minute}
        for each in row.restrictions.all()
    ]
    return _spec(row, schedule_zone, people, windows)


def _spec(row: LayerVersion, schedule_zone: str, people: Rows, windows: Rows) -> LayerSpec:
    """Archived members have left their groups, and a group left empty still has its turn."""
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for person in people:
        if person["member"] is not None:
            groups[person["group"]].append(person["member"])
    last = max((person["group"] for person in people), default=-1)
    return LayerSpec(
        name=row.layer.name,
        precedence=row.precedence,
        zone=ZoneInfo(row.time_zone or schedule_zone),
        participants=tuple(tuple(groups[group]) for group in range(last + 1)),
        length=row.turn_length,
        unit=TurnUnit(row.turn_unit),
        starts_at=datetime.combine(row.starts_on, row.starts_time),
        ends_at=datetime.combine(row.ends_on, row.ends_time) if row.ends_on and row.ends_time else None,
        effective_from=row.held.lower,
        effective_until=row.held.upper,
        first_turn=row.first_turn,
        restrictions=tuple(
            WeeklyWindow(frozenset(each["days"]), each["start"], each["end"]) for each in windows
        ),
        count_turns=Counting.COVERED if row.counts_covered_turns else Counting.CALENDAR,
    )


def _overrides(
    by_id: Mapping[int, Schedule], since: datetime, until: datetime
) -> tuple[defaultdict[int, list[OverrideSpec]], set[int]]:
    rows = Override.objects.filter(schedule__in=by_id, canceled_at=None, start_at__lt=until, end_at__gt=since)
    found: defaultdict[int, list[OverrideSpec]] = defaultdict(list)
    members: set[int] = set()
    named = OverridePerson.objects.filter(override=OuterRef("pk")).order_by("pk")
    for row in rows.annotate(named=ArraySubquery(named.values("member_id"))).order_by("pk"):
        spec = _override_spec(row, row.named)
        found[row.schedule_id].append(spec)
        members.update(int(str(person)) for person in (*spec.people, *spec.instead_of))
    return found, members


def _override_spec(row: Override, named: list[int]) -> OverrideSpec:
    kind = Kind(row.kind)
    people: tuple[Person, ...] = (row.subject_id,)
    instead_of: tuple[Person, ...] = ()
    if kind is Kind.SET:
        people = tuple(named)
    elif kind is Kind.REPLACE:
        people, instead_of = (row.stand_in_id,), (row.subject_id,)
    return OverrideSpec(kind=kind, start=row.start_at, end=row.end_at, people=people, instead_of=instead_of)


def _time_off(members: set[int], since: datetime, until: datetime) -> tuple[TimeOffSpec, ...]:
    rows = TimeOff.objects.filter(member__in=members, canceled_at=None, start_at__lt=until, end_at__gt=since)
    return tuple(TimeOffSpec(row.member_id, row.start_at, row.end_at) for row in rows.order_by("pk"))
