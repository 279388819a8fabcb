"""When a target is due."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hours.calendar import Calendar, DatedWindow, HolidayDay, open_intervals
from hours.weekly import WeeklyWindow
from sla.clock import due_at, end_of_business_day
from tests.sla.clients import EVERY_DAY, NEW_YORK, OFFICE, WORKDAYS, wall

HOUR = timedelta(hours=1)


def test_around_the_clock_is_elapsed_time_in_utc() -> None:
    assert due_at(wall("2026-03-08 01:30"), HOUR, None) == wall("2026-03-08 03:30")
    assert due_at(wall("2026-11-01 00:30"), 2 * HOUR, None) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-06 10:00", 4, "2026-03-06 14:00"),
        ("2026-03-06 13:00", 4, "2026-03-06 17:00"),  # ends exactly at closing time
        ("2026-03-06 13:01", 4, "2026-03-09 08:01"),
        ("2026-03-07 12:00", 4, "2026-03-09 12:00"),
        ("2026-12-24 16:00", 4, "2026-12-28 11:00"),  # over Christmas and the weekend
        ("2026-03-06 07:00", 0, "2026-03-06 08:00"),
    ],
)
def test_on_the_clients_hours_only_open_time_counts(start: str, hours: int, due: str) -> None:
    assert due_at(wall(start), hours * HOUR, OFFICE) == wall(due)


def test_an_office_open_across_the_clock_change_counts_real_hours() -> None:
    nights = Calendar(NEW_YORK, (WeeklyWindow(EVERY_DAY, 0, 480),))

    assert due_at(wall("2026-03-08 00:00"), 7 * HOUR, nights) == wall("2026-03-08 08:00")
    assert due_at(wall("2026-11-01 00:00"), 9 * HOUR, nights) == wall("2026-11-01 08:00")


def test_a_target_that_is_never_reached_has_no_time() -> None:
    never = replace(OFFICE, windows=())

    assert due_at(wall("2026-03-06 10:00"), HOUR, never) is None
    assert end_of_business_day(wall("2026-03-06 10:00"), 1, never) is None
    assert due_at(datetime.max.replace(tzinfo=UTC), HOUR, None) is None


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        ("2026-03-05 10:00", 1, "2026-03-06 17:00"),
        ("2026-03-06 10:00", 1, "2026-03-09 17:00"),
        ("2026-03-06 17:00", 1, "2026-03-10 17:00"),  # after closing belongs to Monday
        ("2026-03-07 10:00", 1, "2026-03-10 17:00"),
        ("2026-03-06 10:00", 0, "2026-03-06 17:00"),
        ("2026-03-06 10:00", 3, "2026-03-11 17:00"),
        ("2026-12-24 10:00", 1, "2026-12-28 17:00"),
    ],
)
def test_the_next_day_ends_when_the_client_closes(start: str, days: int, due: str) -> None:
    assert end_of_business_day(wall(start), days, OFFICE) == wall(due)


def test_a_day_with_a_lunch_break_ends_in_the_evening() -> None:
    lunch = tuple(DatedWindow(date(2026, 3, day), 720, 780) for day in (5, 6))

    assert end_of_business_day(wall("2026-03-05 10:00"), 1, replace(OFFICE, closings=lunch)) == wall(
        "2026-03-06 17:00"
    )


def test_an_office_that_never_closes_has_days_to_midnight() -> None:
    always = Calendar(NEW_YORK, (WeeklyWindow(EVERY_DAY, 0, 1440),))

    assert end_of_business_day(wall("2026-03-07 10:00"), 1, always) == wall("2026-03-09 00:00")


@settings(max_examples=100)
@given(st.integers(0, 20 * 1440), st.integers(1, 60 * 60), st.sampled_from([OFFICE, None]))
def test_the_open_time_until_it_is_due_is_the_target(
    offset: int, target_minutes: int, calendar: Calendar | None
) -> None:
    start, target = wall("2026-12-10 00:00") + timedelta(minutes=offset), timedelta(minutes=target_minutes)

    due = due_at(start, target, calendar)

    assert due is not None
    counted = open_intervals(calendar, start, due) if calendar else None
    total = sum((each.length for each in counted), timedelta(0)) if counted is not None else due - start
    assert total == target


def test_holidays_are_not_business_days() -> None:
    feast = HolidayDay(date(2026, 3, 9), "Feast")
    weekdays = Calendar(NEW_YORK, (WeeklyWindow(WORKDAYS, 480, 1020),), holidays=(feast,))

    assert end_of_business_day(wall("2026-03-06 10:00"), 1, weekdays) == wall("2026-03-10 17:00")
