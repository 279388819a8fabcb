"""Turns on the wall clock: whose it is on the nights when the clock changes, at the end of a month, years on."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hours.weekly import WeeklyWindow
from oncall.rotation import carried_turn, next_handoff_in
from oncall.shifts import hours_per_person, next_handoff, on_call_at, shifts
from oncall.spec import Counting
from oncall.turns import TurnUnit
from tests.hours.reference import utc
from tests.oncall.specs import layer, schedule

MICROSECOND = timedelta(microseconds=1)
WORKDAYS, WEEKEND = frozenset(range(5)), frozenset({5, 6})


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text)


def who(spec, at: str) -> tuple[object, ...]:  # type: ignore[no-untyped-def]
    return on_call_at(spec, utc(at)).people


def turns(spec, since: str, until: str) -> list[tuple[str, str, object]]:  # type: ignore[no-untyped-def]
    found = shifts(spec, utc(since), utc(until))
    return [(f"{one.start:%m-%d %H:%M}", f"{one.end:%m-%d %H:%M}", *one.people) for one in found]


def test_at_the_instant_of_a_handoff_the_new_person_is_on_call_and_only_that_person() -> None:
    week = schedule(layer("alice", "bob"))

    assert who(week, "2026-01-12 13:59:59.999999") == ("alice",)
    assert who(week, "2026-01-12 14:00") == ("bob",)
    assert on_call_at(week, utc("2026-01-12 14:00") + MICROSECOND).people == ("bob",)


def test_nobody_is_on_call_before_the_start_and_after_the_end() -> None:
    one = schedule(layer("alice", ends_at=wall("2026-01-07 12:00")))

    assert turns(one, "2026-01-01 00:00", "2026-02-01 00:00") == [("01-05 14:00", "01-07 17:00", "alice")]
    assert who(one, "2026-01-05 13:59:59.999999") == who(one, "2026-01-07 17:00") == ()


def test_an_end_in_the_repeated_hour_is_the_last_one() -> None:
    one = schedule(layer("alice", ends_at=wall("2026-11-01 01:30")))

    assert who(one, "2026-11-01 06:29:59.999999") == ("alice",)
    assert who(one, "2026-11-01 06:30") == ()


def test_a_handoff_in_the_gap_happens_once_when_the_gap_ends() -> None:
    day = schedule(layer("alice", "bob", unit=TurnUnit.DAY, starts_at=wall("2026-03-06 02:30")))

    assert turns(day, "2026-03-07 00:00", "2026-03-10 00:00") == [
        ("03-07 00:00", "03-07 07:30", "alice"),
        ("03-07 07:30", "03-08 07:00", "bob"),
        ("03-08 07:00", "03-09 06:30", "alice"),
        ("03-09 06:30", "03-10 00:00", "bob"),
    ]


def test_a_handoff_in_the_repeated_hour_happens_once_on_the_first_pass() -> None:
    day = schedule(layer("alice", "bob", unit=TurnUnit.DAY, starts_at=wall("2026-10-31 01:30")))

    assert who(day, "2026-11-01 05:29:59.999999") == ("alice",)
    assert who(day, "2026-11-01 05:30") == ("bob",)
    assert who(day, "2026-11-01 06:10") == ("bob",)
    assert who(day, "2026-11-01 06:30") == ("bob",)


def test_a_turn_shorter_than_the_repeated_hour_is_not_taken_up_again() -> None:
    """At 01:05 for the second time the clock shows less than 01:15, which bob has had since the first time."""
    hourly = schedule(layer("alice", "bob", "carol", unit=TurnUnit.HOUR, starts_at=wall("2026-11-01 00:15")))

    assert who(hourly, "2026-11-01 05:05") == ("alice",)
    assert who(hourly, "2026-11-01 05:15") == who(hourly, "2026-11-01 06:05") == ("bob",)
    assert who(hourly, "2026-11-01 07:14:59.999999") == ("bob",)
    assert who(hourly, "2026-11-01 07:15") == ("carol",)


def test_an_hour_turn_that_falls_into_a_gap_is_used_up_and_empty() -> None:
    hourly = schedule(layer("alice", "bob", "carol", unit=TurnUnit.HOUR, starts_at=wall("2026-03-08 01:00")))

    assert turns(hourly, "2026-03-08 06:00", "2026-03-08 09:00") == [
        ("03-08 06:00", "03-08 07:00", "alice"),
        ("03-08 07:00", "03-08 08:00", "carol"),
        ("03-08 08:00", "03-08 09:00", "alice"),
    ]


def test_eight_hour_turns_keep_their_times_on_the_wall_all_year() -> None:
    eight = schedule(
        layer("alice", "bob", "carol", length=8, unit=TurnUnit.HOUR, starts_at=wall("2026-01-01 02:00"))
    )

    starts = [
        one.start.astimezone(ZoneInfo("America/New_York"))
        for one in shifts(eight, utc("2026-01-02 00:00"), utc("2026-12-31 00:00"))[1:]
    ]

    assert {start.hour for start in starts} == {2, 3, 10, 18}
    assert [start.strftime("%m-%d") for start in starts if start.hour == 3] == ["03-08"]


def test_a_night_shift_is_as_long_as_it_really_is() -> None:
    night = WeeklyWindow(frozenset({6}), 0, 480)
    nights = schedule(layer("alice", restrictions=(night,)))

    assert hours_per_person(nights, utc("2026-03-08 00:00"), utc("2026-03-09 00:00")) == {"alice": 7.0}
    assert hours_per_person(nights, utc("2026-11-01 00:00"), utc("2026-11-02 00:00")) == {"alice": 9.0}
    assert hours_per_person(nights, utc("2026-06-07 00:00"), utc("2026-06-08 00:00")) == {"alice": 8.0}


@pytest.mark.parametrize(("year", "february"), [(2026, "02-28"), (2028, "02-29")])
def test_a_month_turn_of_the_31st_clamps_and_is_counted_from_the_anchor(year: int, february: str) -> None:
    monthly = schedule(
        layer(
            "alice",
            "bob",
            unit=TurnUnit.MONTH,
            starts_at=datetime.fromisoformat(f"{year}-01-31 09:00"),
            zone=ZoneInfo("UTC"),
        )
    )

    starts = [
        f"{one.start:%m-%d}"
        for one in shifts(monthly, utc(f"{year}-01-31 09:00"), utc(f"{year}-08-01 00:00"))
    ]

    assert starts == ["01-31", february, "03-31", "04-30", "05-31", "06-30", "07-31"]


def test_a_turn_of_29_february_comes_back_on_the_28th_and_in_leap_years_on_the_29th() -> None:
    yearly = schedule(
        layer(
            "alice",
            "bob",
            length=12,
            unit=TurnUnit.MONTH,
            starts_at=wall("2024-02-29 00:00"),
            zone=ZoneInfo("UTC"),
        )
    )

    starts = [
        f"{one.start:%Y-%m-%d}" for one in shifts(yearly, utc("2024-01-01 00:00"), utc("2028-12-31 00:00"))
    ]

    assert starts == ["2024-02-29", "2025-02-28", "2026-02-28", "2027-02-28", "2028-02-29"]


def test_a_shift_may_be_longer_than_sixteen_days() -> None:
    monthly = schedule(layer("alice", "bob", length=5))

    assert turns(monthly, "2026-01-05 14:00", "2026-03-16 13:00") == [
        ("01-05 14:00", "02-09 14:00", "alice"),
        ("02-09 14:00", "03-16 13:00", "bob"),
    ]


def test_ten_years_on_the_turns_are_still_where_the_anchor_put_them() -> None:
    old = schedule(layer("alice", "bob", "carol", starts_at=wall("2016-01-05 09:00")))

    since = utc("2026-03-10 13:00")
    weeks = (wall("2026-03-10 09:00") - wall("2016-01-05 09:00")) // timedelta(weeks=1)

    assert on_call_at(old, since).people == (("alice", "bob", "carol")[weeks % 3],)
    assert on_call_at(old, since - MICROSECOND).people == (("alice", "bob", "carol")[(weeks - 1) % 3],)


def test_instants_of_other_centuries_are_answered() -> None:
    hourly = schedule(layer("alice", "bob", unit=TurnUnit.HOUR))

    assert who(hourly, "0001-01-01 00:00") == who(hourly, "1900-01-01 00:00") == ()
    assert who(hourly, "2200-01-01 00:00")
    assert who(hourly, "9999-12-31 23:59:59.999999")
    assert next_handoff(hourly, utc("9999-12-31 23:59:59.999999")) is None


def test_a_group_is_on_call_together_and_an_empty_rotation_is_nobody() -> None:
    together = schedule(layer(("alice", "bob"), "carol"))
    empty = schedule(layer())

    assert who(together, "2026-01-06 00:00") == ("alice", "bob")
    assert who(together, "2026-01-13 00:00") == ("carol",)
    assert who(empty, "2026-01-06 00:00") == ()
    assert shifts(empty, utc("2026-01-01 00:00"), utc("2026-02-01 00:00")) == []


def test_turns_of_the_calendar_use_up_the_weekend_and_covered_turns_do_not() -> None:
    office = (WeeklyWindow(WORKDAYS, 540, 1020),)
    daily = {"unit": TurnUnit.DAY, "starts_at": wall("2026-01-08 09:00"), "restrictions": office}

    calendar = schedule(layer("alice", "bob", "carol", **daily))
    covered = schedule(layer("alice", "bob", "carol", count_turns=Counting.COVERED, **daily))

    days = ["2026-01-08", "2026-01-09", "2026-01-12", "2026-01-13"]  # Thursday, Friday, Monday, Tuesday
    assert [*(who(calendar, f"{day} 15:00")[0] for day in days)] == ["alice", "bob", "bob", "carol"]
    assert [*(who(covered, f"{day} 15:00")[0] for day in days)] == ["alice", "bob", "carol", "alice"]
    assert who(covered, "2026-01-10 15:00") == ()


def test_a_turn_that_only_the_end_of_an_overnight_window_reaches_counts() -> None:
    friday_night = (WeeklyWindow(frozenset({4}), 1320, 480),)
    daily = {"unit": TurnUnit.DAY, "starts_at": wall("2026-01-09 00:00"), "restrictions": friday_night}
    covered = schedule(layer("alice", "bob", "carol", count_turns=Counting.COVERED, **daily))

    assert turns(covered, "2026-01-09 00:00", "2026-01-18 00:00") == [
        ("01-10 03:00", "01-10 05:00", "alice"),
        ("01-10 05:00", "01-10 13:00", "bob"),
        ("01-17 03:00", "01-17 05:00", "carol"),
        ("01-17 05:00", "01-17 13:00", "alice"),
    ]


def test_a_covered_window_that_a_clock_change_swallows_still_counts() -> None:
    swallowed = (WeeklyWindow(frozenset({6}), 120, 150), WeeklyWindow(WORKDAYS, 120, 150))
    daily = layer(
        "alice",
        "bob",
        unit=TurnUnit.DAY,
        starts_at=wall("2026-03-05 00:00"),
        restrictions=swallowed,
        count_turns=Counting.COVERED,
    )

    assert who(schedule(daily), "2026-03-06 07:15") == ("bob",)  # Friday
    assert (
        turns(schedule(daily), "2026-03-07 00:00", "2026-03-09 04:00") == []
    )  # Saturday none, Sunday swallowed
    assert who(schedule(daily), "2026-03-09 06:15") == ("bob",)  # Monday: alice's turn was Sunday's


def test_the_current_person_stays_on_call_when_another_leaves_the_rotation() -> None:
    old = layer("alice", "bob", "carol")
    now = utc("2026-01-21 00:00")  # carol's week

    assert carried_turn(old, (("bob",), ("carol",)), now) == 1
    assert carried_turn(old, (("alice",), ("bob",), ("carol",), ("dave",)), now) == 2
    assert carried_turn(old, (("alice",), ("carol", "dave")), now) == 1


def test_when_the_current_person_leaves_the_next_in_order_has_the_turn() -> None:
    old = layer("alice", "bob", "carol")

    assert carried_turn(old, (("alice",), ("carol",)), utc("2026-01-14 00:00")) == 1  # bob left
    assert carried_turn(old, (("alice",), ("bob",)), utc("2026-01-21 00:00")) == 0  # carol left
    assert carried_turn(old, (("mallory",),), utc("2026-01-21 00:00")) is None
    assert carried_turn(old, (), utc("2026-01-21 00:00")) is None
    assert carried_turn(old, (("alice",),), utc("2026-01-01 00:00")) is None  # it had not begun


def test_of_somebody_with_several_turns_the_one_in_progress_is_carried_on() -> None:
    old = layer("alice", "bob", "alice", "carol")

    assert carried_turn(old, (("alice",), ("alice",), ("carol",)), utc("2026-01-06 00:00")) == 0
    assert carried_turn(old, (("alice",), ("alice",), ("carol",)), utc("2026-01-20 00:00")) == 1


def test_an_edited_rotation_leaves_the_past_and_begins_with_its_first_turn() -> None:
    edited = utc("2026-01-14 00:00")
    old = layer("alice", "bob", effective_until=edited)
    new = layer("alice", "carol", "bob", effective_from=edited, first_turn=2)
    spec = schedule(old, new)

    assert turns(spec, "2026-01-05 14:00", "2026-02-02 14:00") == [
        ("01-05 14:00", "01-12 14:00", "alice"),
        ("01-12 14:00", "01-19 14:00", "bob"),
        ("01-19 14:00", "01-26 14:00", "alice"),
        ("01-26 14:00", "02-02 14:00", "carol"),
    ]


def test_the_next_handoff_of_a_layer_is_where_its_next_turn_starts() -> None:
    one = layer("alice", "bob", ends_at=wall("2026-01-20 00:00"))

    assert next_handoff_in([one], utc("2026-01-01 00:00")) == utc("2026-01-05 14:00")
    assert next_handoff_in([one], utc("2026-01-05 14:00")) == utc("2026-01-12 14:00")
    assert next_handoff_in([one], utc("2026-01-12 14:00")) == utc("2026-01-19 14:00")
    assert next_handoff_in([one], utc("2026-01-19 14:00")) is None
    assert next_handoff_in([layer()], utc("2026-01-01 00:00")) is None


def test_a_new_version_hands_over_only_if_the_people_change() -> None:
    edited = utc("2026-01-14 00:00")
    old = layer("alice", "bob", effective_until=edited)
    same = layer("bob", "carol", effective_from=edited, first_turn=0)
    others = layer("bob", "carol", effective_from=edited, first_turn=1)

    assert next_handoff_in([old, same], utc("2026-01-13 00:00")) == utc("2026-01-19 14:00")
    assert next_handoff_in([old, others], utc("2026-01-13 00:00")) == edited


def test_a_covered_turn_is_handed_over_where_the_next_one_that_counts_starts() -> None:
    office = (WeeklyWindow(WORKDAYS, 540, 1020),)
    daily = layer(
        "alice",
        "bob",
        unit=TurnUnit.DAY,
        starts_at=wall("2026-01-08 00:00"),
        restrictions=office,
        count_turns=Counting.COVERED,
    )

    assert next_handoff_in([daily], utc("2026-01-09 12:00")) == utc("2026-01-12 05:00")


def test_an_instant_may_come_in_any_zone() -> None:
    here = datetime(2026, 1, 12, 14, tzinfo=UTC).astimezone(ZoneInfo("Asia/Tokyo"))

    assert on_call_at(schedule(layer("alice", "bob")), here).people == ("bob",)
