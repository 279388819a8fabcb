"""Schedules as the pure code reads them: rows in, specs out, in one statement for any number of schedules.

It is plain SQL, since every page asks it: building these queries anew took the ORM longer than the database needs to answer.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from hours.wall import LATEST
from hours.weekly import WeeklyWindow
from oncall.models import LayerVersion, Schedule
from oncall.shifts import on_call_at
from oncall.spec import Counting, Kind, LayerSpec, OnCall, OverrideSpec, Person, ScheduleSpec, TimeOffSpec
from oncall.turns import TurnUnit

Told = Mapping[str, Any]
ToldSpecs = tuple[list[Told], list[Told]]  # schedules, time off
# Who has left by then has left their groups: null; who leaves later is in them. A version that gave way before it began holds
# no time and overlaps nothing.
LAYERS = """
    SELECT json_agg(json_build_object(
        'name', layer.name, 'precedence', version.precedence, 'zone', version.time_zone,
        'length', turn_length, 'unit', turn_unit, 'first_turn', first_turn, 'covered', counts_covered_turns,
        'starts_at', starts_on + starts_time, 'ends_at', ends_on + ends_time,
        'since', lower(held), 'until', upper(held),
        'people', (
            SELECT json_agg(json_build_object(
                'group', "group", 'left', member.archived_at,
                'member', CASE WHEN member.archived_at IS NULL OR member.archived_at > %(since)s THEN member.id END
            ) ORDER BY "group", person.id)
            FROM oncall_participant person JOIN accounts_membership member ON member.id = member_id
            WHERE version_id = version.id
        ),
        'windows', (
            SELECT json_agg(json_build_object('days', days, 'start', start_minute, 'end', end_minute) ORDER BY id)
            FROM oncall_restriction WHERE version_id = version.id
        )
    ) ORDER BY version.id)
    FROM oncall_layer layer JOIN oncall_layerversion version ON version.layer_id = layer.id
    WHERE layer.schedule_id = schedule.id AND held && tstzrange(%(since)s, %(until)s)
"""
OVERRIDES = """
    SELECT json_agg(json_build_object(
        'kind', kind, 'start', start_at, 'end', end_at, 'subject', subject_id, 'stand_in', stand_in_id,
        'named', (
            SELECT json_agg(member_id ORDER BY id) FROM oncall_overrideperson WHERE override_id = change.id
        )
    ) ORDER BY id)
    FROM oncall_override change
    WHERE schedule_id = schedule.id AND canceled_at IS NULL AND start_at < %(until)s AND end_at > %(since)s
"""
TIME_OFF = """
    SELECT json_agg(json_build_object('member', member_id, 'start', start_at, 'end', end_at) ORDER BY id)
    FROM oncall_timeoff
    WHERE canceled_at IS NULL AND start_at < %(until)s AND end_at > %(since)s
        AND organization_id IN (SELECT organization_id FROM oncall_schedule WHERE id = ANY(%(ids)s))
"""
SCHEDULES = f"""
    SELECT json_agg(json_build_object(
        'id', id, 'zone', time_zone, 'layers', ({LAYERS}), 'overrides', ({OVERRIDES})
    ) ORDER BY id)
    FROM oncall_schedule schedule WHERE id = ANY(%(ids)s)
"""  # noqa: S608 - nothing but what stands above
STATEMENT = f"SELECT ({SCHEDULES}), ({TIME_OFF})"  # noqa: S608 - the same
MARK = f"SELECT md5(concat(({SCHEDULES}), ({TIME_OFF})))"  # noqa: S608 - the same


def schedule_specs(rows: Iterable[Schedule], *, since: datetime, until: datetime) -> dict[int, ScheduleSpec]:
    """Each schedule as the pure code reads it for [since, until); people are membership ids. One query for any number."""
    return specs_in([row.pk for row in rows], since=since, until=until)


def specs_in(ids: list[int], *, since: datetime, until: datetime) -> dict[int, ScheduleSpec]:
    """The same by the schedules' ids, which must be known to be one's own."""
    return specs_told(told_specs(ids, since, until))


def told_specs(ids: list[int], since: datetime, until: datetime) -> ToldSpecs:
    """The same before it is made into specs: JSON, the same as long as nothing of it changes."""
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, {"ids": ids, "since": since, "until": until})
        schedules, away = cursor.fetchone() or (None, None)
    return schedules or [], away or []


def mark_of_specs(ids: list[int], since: datetime, until: datetime) -> str:
    """Another word as soon as anything of it is another, for who need not read it again as long as nothing is."""
    with connection.cursor() as cursor:
        cursor.execute(MARK, {"ids": ids, "since": since, "until": until})
        return str((cursor.fetchone() or ("",))[0])


def specs_told(told: ToldSpecs) -> dict[int, ScheduleSpec]:
    schedules, away = told
    parts = {row["id"]: (row["zone"], *_parts(row)) for row in schedules}
    everyone = {person for _, layers, changes in parts.values() for person in _people_of(layers, changes)}
    time_off = (*(_time_off(row) for row in away if row["member"] in everyone), *_gone(schedules))
    return {
        pk: ScheduleSpec(zone=ZoneInfo(zone), layers=layers, overrides=changes, time_off=time_off)
        for pk, (zone, layers, changes) in parts.items()
    }


def _gone(schedules: Iterable[Told]) -> Iterable[TimeOffSpec]:
    """Whoever leaves within the time asked for is away from then on."""
    places = (
        place for row in schedules for layer in row["layers"] or () for place in layer["people"] or ()
        if place["member"] is not None and place["left"] is not None
    )  # fmt: skip
    left = {place["member"]: datetime.fromisoformat(place["left"]) for place in places}
    return (TimeOffSpec(member, at, LATEST) for member, at in left.items())


def schedule_spec(schedule: Schedule, *, since: datetime, until: datetime) -> ScheduleSpec:
    return schedule_specs([schedule], since=since, until=until)[schedule.pk]


def on_call(rows: Iterable[Schedule], at: datetime) -> dict[int, OnCall]:
    """Who is on call in each schedule at an instant, by schedule id."""
    return on_call_in([row.pk for row in rows], at)


def on_call_in(ids: Iterable[int], at: datetime) -> dict[int, OnCall]:
    """The same by the schedules' ids, which must be known to be one's own; an id that means none is not in it."""
    specs = specs_in(list(ids), since=at, until=at + timedelta(microseconds=1))
    return {pk: on_call_at(spec, at) for pk, spec in specs.items()}


def layer_spec(row: LayerVersion, schedule_zone: str) -> LayerSpec:
    """One version of a layer, its participants (with their members) and restrictions loaded."""
    told = {
        "name": row.layer.name, "precedence": row.precedence, "zone": row.time_zone,
        "length": row.turn_length, "unit": row.turn_unit, "first_turn": row.first_turn, "covered": row.counts_covered_turns,
        "people": [
            {"group": each.group, "member": None if each.member.archived_at else each.member_id}
            for each in row.participants.all()
        ],
        "windows": [
            {"days": each.days, "start": each.start_minute, "end": each.end_minute} for each in row.restrictions.all()
        ],
    }  # fmt: skip
    ends_at = datetime.combine(row.ends_on, row.ends_time) if row.ends_on and row.ends_time else None
    starts_at = datetime.combine(row.starts_on, row.starts_time)
    return _layer(told, schedule_zone, starts_at, ends_at, row.held.lower, row.held.upper)


def _parts(row: Told) -> tuple[tuple[LayerSpec, ...], tuple[OverrideSpec, ...]]:
    layers = tuple(_layer_told(told, row["zone"]) for told in row["layers"] or ())
    return layers, tuple(_override(told) for told in row["overrides"] or ())


def _people_of(layers: Iterable[LayerSpec], changes: Iterable[OverrideSpec]) -> Iterable[Person]:
    for layer in layers:
        for group in layer.participants:
            yield from group
    for change in changes:
        yield from (*change.people, *change.instead_of)


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _layer_told(told: Told, schedule_zone: str) -> LayerSpec:
    starts_at, ends_at, since, until = (
        _instant(told[name]) for name in ("starts_at", "ends_at", "since", "until")
    )
    assert starts_at is not None
    return _layer(told, schedule_zone, starts_at, ends_at, since, until)


def _layer(
    told: Told,
    schedule_zone: str,
    starts_at: datetime,
    ends_at: datetime | None,
    since: datetime | None,
    until: datetime | None,
) -> LayerSpec:
    return LayerSpec(
        name=told["name"],
        precedence=told["precedence"],
        zone=ZoneInfo(told["zone"] or schedule_zone),
        participants=_groups(told["people"] or ()),
        length=told["length"],
        unit=TurnUnit(told["unit"]),
        starts_at=starts_at,
        ends_at=ends_at,
        effective_from=since,
        effective_until=until,
        first_turn=told["first_turn"],
        restrictions=tuple(
            WeeklyWindow(frozenset(each["days"]), each["start"], each["end"])
            for each in told["windows"] or ()
        ),
        count_turns=Counting.COVERED if told["covered"] else Counting.CALENDAR,
    )


def _groups(people: Iterable[Told]) -> tuple[tuple[Person, ...], ...]:
    """In order; a group left empty still has its turn."""
    groups: defaultdict[int, list[Person]] = defaultdict(list)
    for person in people:
        groups[person["group"]].extend([] if person["member"] is None else [person["member"]])
    return tuple(tuple(groups[group]) for group in range(max(groups, default=-1) + 1))


def _override(told: Told) -> OverrideSpec:
    kind = Kind(told["kind"])
    people: tuple[Person, ...] = (told["subject"],)
    instead_of: tuple[Person, ...] = ()
    if kind is Kind.SET:
        people = tuple(told["named"] or ())
    elif kind is Kind.REPLACE:
        people, instead_of = (told["stand_in"],), (told["subject"],)
    return OverrideSpec(
        kind=kind,
        start=datetime.fromisoformat(told["start"]),
        end=datetime.fromisoformat(told["end"]),
        people=people,
        instead_of=instead_of,
    )


def _time_off(told: Told) -> TimeOffSpec:
    return TimeOffSpec(
        told["member"], datetime.fromisoformat(told["start"]), datetime.fromisoformat(told["end"])
    )
