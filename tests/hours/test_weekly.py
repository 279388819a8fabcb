"""Weekly windows on the nights when the clock changes, and on all others."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hours.interval import Interval, intersect, merge
from hours.wall import EARLIEST, LATEST
from hours.weekly import WeeklyWindow, by_day, covers, parse_clock, weekly_window, window_intervals
from tests.hours import slow_wall
from tests.hours.nasty import MICROSECOND, instants_near, places
from tests.hours.reference import utc

NEW_YORK = ZoneInfo("America/New_York")
EVERY_DAY = frozenset(range(7))
DAY = timedelta(days=1)

minutes = st.integers(0, 1439) | st.sampled_from(range(0, 1440, 30))
windows = st.builds(
    lambda days, start, length: WeeklyWindow(days, start, (start + length - 1) % 1440 + 1),
    st.frozensets(st.integers(0, 6), min_size=1),
    minutes,
    st.integers(1, 1439),
)
whole_days = st.builds(lambda days: WeeklyWindow(days, 0, 1440), st.frozensets(st.integers(0, 6), min_size=1))
patterns = st.lists(windows | whole_days, min_size=1, max_size=4).map(tuple)


def window(start: str, end: str, days: frozenset[int] = EVERY_DAY) -> tuple[WeeklyWindow]:
    return (weekly_window(days=days, start=start, end=end),)


def spans(pattern: tuple[WeeklyWindow, ...], zone: str, since: str, until: str) -> list[tuple[str, str]]:
    found = window_intervals(pattern, ZoneInfo(zone), utc(since), utc(until))
    return [(f"{one.start:%m-%d %H:%M}", f"{one.end:%m-%d %H:%M}") for one in found]


@pytest.mark.parametrize(
    ("zone", "clock", "day", "expected"),
    [
        ("America/New_York", ("02:00", "06:00"), "2026-03-08", [("03-08 07:00", "03-08 10:00")]),
        ("America/New_York", ("02:00", "02:30"), "2026-03-08", []),
        ("America/New_York", ("01:00", "02:00"), "2026-11-01", [("11-01 05:00", "11-01 07:00")]),
        ("America/New_York", ("01:30", "01:45"), "2026-11-01", [("11-01 05:30", "11-01 06:45")]),
        ("America/New_York", ("00:00", "08:00"), "2026-03-08", [("03-08 05:00", "03-08 12:00")]),
        ("America/New_York", ("00:00", "08:00"), "2026-11-01", [("11-01 04:00", "11-01 13:00")]),
        ("Europe/London", ("00:30", "01:30"), "2026-10-25", [("10-24 23:30", "10-25 01:30")]),
        ("Australia/Lord_Howe", ("01:30", "02:00"), "2026-04-05", [("04-04 14:30", "04-04 15:30")]),
        ("Africa/Cairo", ("00:00", "24:00"), "2026-04-24", [("04-23 22:00", "04-24 21:00")]),
        ("America/Havana", ("00:00", "24:00"), "2025-11-02", [("11-02 04:00", "11-03 05:00")]),
        ("Asia/Kathmandu", ("09:00", "17:00"), "2026-02-28", [("02-28 03:15", "02-28 11:15")]),
    ],
)
def test_a_window_is_one_piece_also_when_the_clock_changes_in_it(
    zone: str, clock: tuple[str, str], day: str, expected: list[tuple[str, str]]
) -> None:
    only = window(*clock, frozenset({date.fromisoformat(day).weekday()}))
    before = f"{date.fromisoformat(day) - 2 * DAY} 00:00"

    assert spans(only, zone, before, f"{date.fromisoformat(day) + 3 * DAY} 00:00") == expected


def test_an_overnight_window_ends_at_the_end_of_a_gap() -> None:
    night = window("22:00", "02:30", frozenset({5}))

    assert spans(night, "America/New_York", "2026-03-07 12:00", "2026-03-09 12:00") == [
        ("03-08 03:00", "03-08 07:00")
    ]


def test_an_overnight_window_belongs_to_the_day_it_starts() -> None:
    friday_night = window("17:00", "08:00", frozenset({4}))

    assert covers(friday_night, NEW_YORK, utc("2026-03-07 12:59:59.999999"))
    assert not covers(friday_night, NEW_YORK, utc("2026-03-07 13:00"))
    assert covers(friday_night, NEW_YORK, utc("2026-03-06 22:00"))
    assert not covers(friday_night, NEW_YORK, utc("2026-03-06 12:00"))


def test_where_the_clock_falls_back_over_midnight_windows_reach_over_dates() -> None:
    """St. John's went from 00:01 on 1 November 2009 back to 23:01 on 31 October."""
    st_johns = ZoneInfo("America/St_Johns")
    friday, sunday = window("23:45", "23:30", frozenset({4})), window("00:00", "08:00", frozenset({6}))

    assert covers(friday, st_johns, utc("2009-11-01 02:30:30"))  # 00:00:30 on Sunday; 23:30 comes once more
    assert not covers(friday, st_johns, utc("2009-11-01 03:00"))
    assert covers(sunday, st_johns, utc("2009-11-01 03:00"))  # 23:30 on Saturday; Sunday has begun before
    assert not covers(sunday, st_johns, utc("2009-11-01 02:29:59"))


def test_windows_on_two_days_that_touch_are_one_interval() -> None:
    assert spans(window("00:00", "24:00"), "America/New_York", "2026-03-01 12:00", "2026-03-20 12:00") == [
        ("03-01 12:00", "03-20 12:00")
    ]


@given(st.data())
@settings(max_examples=60)
def test_windows_are_where_somebody_sees_them_who_watches_the_clock(data: st.DataObject) -> None:
    zone, day = data.draw(places())
    pattern = data.draw(patterns)
    since, until = datetime.combine(day - DAY, time(), UTC), datetime.combine(day + 2 * DAY, time(), UTC)

    expected = intersect(_watched(pattern, zone, day), [Interval(since, until)])

    assert window_intervals(pattern, zone, since, until) == expected


def _watched(pattern: tuple[WeeklyWindow, ...], zone: ZoneInfo, day: date) -> list[Interval]:
    found = []
    for starts_on in (day + number * DAY for number in range(-5, 6)):
        for one in (one for one in pattern if starts_on.weekday() in one.days):
            ends_on = starts_on + DAY if one.end_minute <= one.start_minute else starts_on
            begin = slow_wall.start(_clock(starts_on, one.start_minute), zone)
            end = slow_wall.end(_clock(ends_on, one.end_minute), zone)
            found += [Interval(begin, end)] if begin < end else []
    return merge(found)


def _clock(day: date, minute: int) -> datetime:
    return datetime.combine(day, time()) + timedelta(minutes=minute)


@given(st.data())
@settings(max_examples=100)
def test_the_lookup_and_the_list_agree(data: st.DataObject) -> None:
    zone, day = data.draw(places())
    pattern, instant = data.draw(patterns), data.draw(instants_near(day))

    around = window_intervals(pattern, zone, instant - 3 * DAY, instant + 3 * DAY)
    edges = [edge for one in around for edge in (one.start, one.end)]

    for moment in [instant, *edges, *(edge - MICROSECOND for edge in edges)]:
        inside = any(
            one.contains(moment) for one in window_intervals(pattern, zone, moment, moment + MICROSECOND)
        )
        assert covers(pattern, zone, moment) == inside


def test_the_ends_of_the_calendar_have_windows_too() -> None:
    always = window("00:00", "24:00")
    for name in ("Asia/Tokyo", "America/New_York", "UTC"):
        nights = window("22:00", "06:00")

        assert window_intervals(nights, ZoneInfo(name), EARLIEST, EARLIEST + 3 * DAY)
        assert window_intervals(nights, ZoneInfo(name), LATEST - 3 * DAY, LATEST)
        assert covers(always, ZoneInfo(name), LATEST - DAY)
        assert covers(always, ZoneInfo(name), EARLIEST + DAY)


def test_a_week_is_read_from_its_first_day_on() -> None:
    friday, week = WeeklyWindow(frozenset({4}), 480, 780), WeeklyWindow(frozenset({0, 1, 2, 3}), 480, 1020)
    evening = WeeklyWindow(frozenset({0}), 1200, 1320)

    assert by_day([friday, evening, week]) == [week, evening, friday]


@pytest.mark.parametrize(
    ("text", "minute"), [("00:00", 0), ("17:05", 1025), ("23:59", 1439), ("24:00", 1440)]
)
def test_a_time_of_day_is_minutes_since_midnight(text: str, minute: int) -> None:
    assert parse_clock(text) == minute


@pytest.mark.parametrize(
    "text", ["", "9:00", "24:01", "25:00", "17:60", "17.00", "5pm", "17:00:00", "１７:00", "-1:00", "\ud800"]
)
def test_another_time_of_day_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(ValueError, match="17:00"):
        parse_clock(text)


@pytest.mark.parametrize(
    ("days", "start", "end", "words"),
    [
        ({0}, 1020, 1020, "all day"),
        ({0}, 0, 0, "all day"),
        ({0}, 1440, 60, "24:00 is an end only"),
        ({0}, 10, 1441, "24:00"),
        ({0}, -1, 60, "starts between"),
        (set(), 0, 60, "at least one day"),
        ({7}, 0, 60, "Sunday"),
    ],
)
def test_a_window_that_is_none_is_refused(days: set[int], start: int, end: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        WeeklyWindow(frozenset(days), start, end)


def test_an_end_at_midnight_is_the_midnight_that_follows() -> None:
    assert weekly_window(days=[0], start="17:00", end="00:00") == WeeklyWindow(frozenset({0}), 1020, 1440)
    assert weekly_window(days=[0], start="17:00", end="24:00").minutes == 420
