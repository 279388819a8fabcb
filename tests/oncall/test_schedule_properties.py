"""What holds of every schedule: the lookup, the list of shifts and somebody with a paper calendar agree."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from hours.interval import Interval, merge
from oncall.rotation import turns_within
from oncall.shifts import Shift, gaps, hours_per_person, next_handoff, on_call_at, shifts
from oncall.spec import ScheduleSpec
from tests.hours.nasty import places
from tests.oncall import slow_schedule
from tests.oncall.specs import DAY, HOUR, PEOPLE, layers, near, schedules

MICROSECOND = timedelta(microseconds=1)
ZERO = timedelta(0)


def around(day: date) -> tuple[datetime, datetime]:
    middle = datetime.combine(day, time(), UTC)
    return middle - 2 * DAY, middle + 3 * DAY


@given(st.data())
@settings(max_examples=80)
def test_who_is_on_call_is_what_turn_after_turn_from_the_anchor_gives(data: st.DataObject) -> None:
    spec, day = data.draw(schedules())
    handoffs = [edge for shift in shifts(spec, *around(day)) for edge in (shift.start, shift.end)]
    moment = data.draw(st.sampled_from(handoffs) | near(day) if handoffs else near(day))

    for at in (moment - MICROSECOND, moment, moment + MICROSECOND):
        assert frozenset(on_call_at(spec, at).people) == slow_schedule.people_on_call(spec, at)


@given(schedules())
@settings(max_examples=60)
def test_the_lookup_agrees_with_the_list_at_every_boundary_and_half_hour(
    drawn: tuple[ScheduleSpec, date],
) -> None:
    spec, (since, until) = drawn[0], around(drawn[1])
    found = shifts(spec, since, until)
    edges = {edge + by for one in found for edge in (one.start, one.end) for by in (-MICROSECOND, ZERO)}

    for at in edges | {since + number * HOUR / 2 for number in range(240)}:
        here = [shift for shift in found if shift.start <= at < shift.end]
        if since <= at < until:
            assert on_call_at(spec, at).people == (here[0].people if here else ())


@given(schedules())
@settings(max_examples=40)
def test_shifts_and_gaps_fill_the_range_and_none_could_be_longer(drawn: tuple[ScheduleSpec, date]) -> None:
    spec, (since, until) = drawn[0], around(drawn[1])
    found, empty = shifts(spec, since, until), gaps(spec, since, until)

    assert merge([*(Interval(shift.start, shift.end) for shift in found), *empty]) == [Interval(since, until)]
    assert sum((one.end - one.start for one in [*found, *empty]), ZERO) == until - since
    for one, following in zip(found, found[1:], strict=False):
        assert one.end < following.start or set(one.people) != set(following.people)
    assert merge(empty) == empty


@given(schedules(), st.integers(1, 5 * 96 - 1))
@settings(max_examples=40)
def test_cutting_a_range_in_two_gives_the_same_shifts(drawn: tuple[ScheduleSpec, date], quarter: int) -> None:
    spec, (since, until) = drawn[0], around(drawn[1])
    cut = since + quarter * timedelta(minutes=15)

    whole = shifts(spec, since, until)
    halves = [*shifts(spec, since, cut), *shifts(spec, cut, until)]

    assert [(s.start, s.end, s.people) for s in whole] == glued(halves)


def glued(found: list[Shift]) -> list[tuple[datetime, datetime, tuple[object, ...]]]:
    joined: list[tuple[datetime, datetime, tuple[object, ...]]] = []
    for shift in found:
        if joined and joined[-1][1] == shift.start and joined[-1][2] == shift.people:
            joined[-1] = (joined[-1][0], shift.end, shift.people)
        else:
            joined.append((shift.start, shift.end, shift.people))
    return joined


@given(schedules(), st.data())
@settings(max_examples=40)
def test_until_the_next_handoff_the_same_people_are_on_call(
    drawn: tuple[ScheduleSpec, date], data: st.DataObject
) -> None:
    spec, instant = drawn[0], data.draw(near(drawn[1]))
    people = on_call_at(spec, instant).people

    handoff = next_handoff(spec, instant)

    if handoff is None:
        assert {shift.people for shift in shifts(spec, instant, instant + 400 * DAY)} <= {people}
        return
    assert on_call_at(spec, handoff - MICROSECOND).people == people
    assert on_call_at(spec, handoff).people != people


@given(schedules())
@settings(max_examples=40)
def test_hours_are_those_of_the_shifts(drawn: tuple[ScheduleSpec, date]) -> None:
    spec, (since, until) = drawn[0], around(drawn[1])

    hours = hours_per_person(spec, since, until)

    for person in (*PEOPLE, "frank"):
        theirs = [shift.end - shift.start for shift in shifts(spec, since, until) if person in shift.people]
        assert abs(hours.get(person, 0.0) - sum(theirs, ZERO) / HOUR) < 1e-9


@given(st.data())
@settings(max_examples=60)
def test_an_unrestricted_layer_leaves_no_hole_between_its_start_and_its_end(data: st.DataObject) -> None:
    zone, day = data.draw(places())
    one = replace(
        data.draw(layers(zone, day, "primary")), participants=(("alice",), ("bob",)), restrictions=()
    )
    since, until = around(day)

    turns = [Interval(start, end) for start, end, _ in turns_within(one, since, until)]

    begin, end = max(since, one.begins), min(until, one.finishes)
    assert merge(turns) == ([Interval(begin, end)] if begin < end else [])


@given(st.data())
@settings(max_examples=40)
def test_zones_with_the_same_rules_give_the_same_shifts(data: st.DataObject) -> None:
    day = date(2026, 3, 29)
    drawn = data.draw(layers(ZoneInfo("Europe/London"), day, "primary"))
    renamed = replace(drawn, zone=ZoneInfo("Europe/Jersey"))
    since, until = around(day)

    here, there = (ScheduleSpec(ZoneInfo("UTC"), (one,)) for one in (drawn, renamed))

    assert shifts(here, since, until) == shifts(there, since, until)
