"""The wall clock and the line of instants: gaps, repeated hours, missing midnights, the ends of the calendar."""

import zoneinfo
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from hours.wall import EARLIEST, LATEST, end_instant, first_instant, local, next_midnight, start_instant
from hours.zone_names import accepted
from tests.hours import slow_wall
from tests.hours.nasty import instants_near, midnight, places, walls_near
from tests.hours.reference import utc


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("zone", "wall", "start", "end"),
    [
        ("America/New_York", "2026-03-08 01:59", "2026-03-08 06:59", "2026-03-08 06:59"),
        ("America/New_York", "2026-03-08 02:00", "2026-03-08 07:00", "2026-03-08 07:00"),
        ("America/New_York", "2026-03-08 02:30", "2026-03-08 07:00", "2026-03-08 07:00"),
        ("America/New_York", "2026-03-08 03:00", "2026-03-08 07:00", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01 01:00", "2026-11-01 05:00", "2026-11-01 06:00"),
        ("America/New_York", "2026-11-01 01:30", "2026-11-01 05:30", "2026-11-01 06:30"),
        ("America/New_York", "2026-11-01 02:00", "2026-11-01 07:00", "2026-11-01 07:00"),
        ("Europe/London", "2026-03-29 01:30", "2026-03-29 01:00", "2026-03-29 01:00"),
        ("Europe/London", "2026-10-25 01:30", "2026-10-25 00:30", "2026-10-25 01:30"),
        ("Australia/Lord_Howe", "2026-04-05 01:45", "2026-04-04 14:45", "2026-04-04 15:15"),
        ("Australia/Lord_Howe", "2026-10-04 02:15", "2026-10-03 15:30", "2026-10-03 15:30"),
        ("Asia/Kathmandu", "2026-02-28 09:00", "2026-02-28 03:15", "2026-02-28 03:15"),
        ("America/Phoenix", "2026-03-08 02:30", "2026-03-08 09:30", "2026-03-08 09:30"),
        ("Africa/Casablanca", "2026-02-15 02:30", "2026-02-15 01:30", "2026-02-15 02:30"),
        ("Africa/Casablanca", "2026-03-22 02:30", "2026-03-22 02:00", "2026-03-22 02:00"),
        ("Pacific/Apia", "2011-12-30 12:00", "2011-12-30 10:00", "2011-12-30 10:00"),
    ],
)
def test_a_missing_time_is_the_end_of_the_gap_and_of_a_repeated_one_a_start_takes_the_first(
    zone: str, wall: str, start: str, end: str
) -> None:
    assert start_instant(at(wall), ZoneInfo(zone)) == utc(start)
    assert end_instant(at(wall), ZoneInfo(zone)) == utc(end)


@pytest.mark.parametrize(
    ("zone", "day", "begins"),
    [
        ("Africa/Cairo", "2026-04-24", "2026-04-23 22:00"),
        ("Asia/Beirut", "2026-03-29", "2026-03-28 22:00"),
        ("America/Santiago", "2026-09-06", "2026-09-06 04:00"),
        ("America/Havana", "2026-03-08", "2026-03-08 05:00"),
        ("America/Havana", "2025-11-02", "2025-11-02 04:00"),
        ("Africa/Cairo", "2026-10-30", "2026-10-29 22:00"),
    ],
)
def test_a_day_begins_at_its_first_instant_even_without_a_midnight_or_with_two(
    zone: str, day: str, begins: str
) -> None:
    first = first_instant(date.fromisoformat(day), ZoneInfo(zone))

    assert first == utc(begins)
    assert local(first, ZoneInfo(zone)).date() == date.fromisoformat(day)
    assert local(first - timedelta(microseconds=1), ZoneInfo(zone)).date() < date.fromisoformat(day)


@given(st.data())
@hypothesis_settings(max_examples=60)
def test_starts_and_ends_are_what_somebody_sees_who_watches_the_clock(data: st.DataObject) -> None:
    zone, day = data.draw(places())
    wall = data.draw(walls_near(day))

    assert start_instant(wall, zone) == slow_wall.start(wall, zone)
    assert end_instant(wall, zone) == slow_wall.end(wall, zone)


@given(st.data())
@hypothesis_settings(max_examples=150)
def test_an_instant_comes_back_from_the_wall_clock(data: st.DataObject) -> None:
    zone, day = data.draw(places())
    instant = data.draw(instants_near(day))

    shown = local(instant, zone)
    back = (end_instant if shown.fold else start_instant)(shown, zone)

    assert shown.tzinfo is None
    assert back == instant
    assert start_instant(shown, zone) <= instant <= end_instant(shown, zone)


@given(st.data())
@hypothesis_settings(max_examples=150)
def test_later_on_the_wall_is_never_earlier_in_time(data: st.DataObject) -> None:
    zone, day = data.draw(places())
    earlier, later = sorted([data.draw(walls_near(day)), data.draw(walls_near(day))])

    assert start_instant(earlier, zone) <= start_instant(later, zone)
    assert end_instant(earlier, zone) <= end_instant(later, zone)
    assert start_instant(earlier, zone) <= end_instant(earlier, zone)


@given(st.data())
@hypothesis_settings(max_examples=100)
def test_the_next_midnight_is_later_and_begins_the_next_date(data: st.DataObject) -> None:
    zone, day = data.draw(places())
    instant = data.draw(instants_near(day))

    following = next_midnight(instant, zone)

    assert instant < following <= instant + timedelta(hours=26)
    assert local(following, zone).date() > local(instant, zone).date()
    assert local(following - timedelta(microseconds=1), zone).date() <= local(instant, zone).date()


def test_the_ends_of_the_calendar_are_reached_and_not_passed() -> None:
    first, last = EARLIEST.replace(tzinfo=None), LATEST.replace(tzinfo=None)
    for zone in map(ZoneInfo, sorted(accepted())):
        for wall in (first, first + timedelta(hours=30), last - timedelta(hours=30), last):
            assert EARLIEST <= start_instant(wall, zone) <= end_instant(wall, zone) <= LATEST
            assert first <= local(wall.replace(tzinfo=UTC), zone) <= last
            assert next_midnight(wall.replace(tzinfo=UTC), zone) <= LATEST


def test_zones_with_the_same_rules_give_the_same_instants() -> None:
    for hour in range(72):
        wall = midnight(date(2026, 3, 28)) + timedelta(hours=hour)

        assert start_instant(wall, ZoneInfo("Europe/London")) == start_instant(
            wall, ZoneInfo("Europe/Jersey")
        )


def test_zone_rules_come_from_the_tzdata_wheel_and_not_from_the_host() -> None:
    assert settings.USE_TZ
    assert zoneinfo.TZPATH == ()
    assert (files("tzdata.zoneinfo") / "zone.tab").is_file()
