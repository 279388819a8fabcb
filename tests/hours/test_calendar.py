"""Where an instant falls in a client's calendar."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from hours.calendar import (
    Band,
    Calendar,
    DatedWindow,
    HolidayDay,
    band_at,
    holiday_at,
    is_open,
    next_closing,
    next_common_opening,
    next_opening,
    open_intervals,
    segments_on,
)
from hours.interval import Interval
from hours.wall import LATEST, start_instant
from hours.weekly import WeeklyWindow
from tests.hours.reference import utc

TICK = timedelta(microseconds=1)
NEW_YORK = ZoneInfo("America/New_York")
HONOLULU = ZoneInfo("Pacific/Honolulu")
WORKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))
NINE_TO_FIVE = (WeeklyWindow(WORKDAYS, 540, 1020),)
ALWAYS = (WeeklyWindow(EVERY_DAY, 0, 1440),)
CHRISTMAS = HolidayDay(date(2026, 12, 25), "Christmas Day")


def office(zone: ZoneInfo = NEW_YORK, **parts: object) -> Calendar:
    return Calendar(**{"zone": zone, "windows": NINE_TO_FIVE, **parts})  # type: ignore[arg-type]


def wall(text: str, zone: ZoneInfo = NEW_YORK) -> datetime:
    return start_instant(datetime.fromisoformat(text), zone)


@pytest.mark.parametrize(
    ("at", "band"),
    [
        ("2026-03-06 08:59:59.999999", Band.AFTER_HOURS),
        ("2026-03-06 09:00", Band.BUSINESS_HOURS),
        ("2026-03-06 16:59:59.999999", Band.BUSINESS_HOURS),
        ("2026-03-06 17:00", Band.AFTER_HOURS),
        ("2026-03-06 23:59:59.999999", Band.AFTER_HOURS),
        ("2026-03-07 00:00", Band.WEEKEND),
        ("2026-03-08 23:59:59.999999", Band.WEEKEND),
        ("2026-03-09 00:00", Band.AFTER_HOURS),
    ],
)
def test_a_window_holds_from_its_first_instant_to_just_before_its_end(at: str, band: Band) -> None:
    assert band_at(office(), wall(at)) is band


@pytest.mark.parametrize(
    ("at", "band"),
    [
        ("2026-12-24 23:59:59.999999", Band.AFTER_HOURS),
        ("2026-12-25 00:00", Band.HOLIDAY),
        ("2026-12-25 03:00", Band.HOLIDAY),
        ("2026-12-25 12:00", Band.HOLIDAY),
        ("2026-12-25 23:59:59.999999", Band.HOLIDAY),
        ("2026-12-26 00:00", Band.WEEKEND),
    ],
)
def test_christmas_is_the_clients_own_date_wherever_we_sit(at: str, band: Band) -> None:
    """Honolulu's Christmas begins at 10:00 UTC, when it is afternoon in Helsinki."""
    calendar = office(HONOLULU, holidays=(CHRISTMAS,))

    assert band_at(calendar, wall(at, HONOLULU)) is band
    assert (holiday_at(calendar, wall(at, HONOLULU)) is CHRISTMAS) is (band is Band.HOLIDAY)


def test_the_strongest_of_opening_closing_holiday_and_window_decides() -> None:
    friday = date(2026, 12, 25)
    calendar = office(
        holidays=(CHRISTMAS,),
        closings=(DatedWindow(friday, 600, 660), DatedWindow(date(2026, 12, 23), 600, 660)),
        openings=(DatedWindow(friday, 630, 690, "Christmas sale"),),
    )

    assert band_at(calendar, wall("2026-12-23 10:30")) is Band.AFTER_HOURS  # closing beats window
    assert (
        band_at(calendar, wall("2026-12-25 10:29")) is Band.HOLIDAY
    )  # holiday beats window, names the closing
    assert (
        band_at(calendar, wall("2026-12-25 10:30")) is Band.BUSINESS_HOURS
    )  # opening beats closing, holiday
    assert band_at(calendar, wall("2026-12-25 11:30")) is Band.HOLIDAY
    assert holiday_at(calendar, wall("2026-12-25 10:30")) is None


def test_a_half_day_closes_from_noon_and_leaves_the_morning_alone() -> None:
    eve = HolidayDay(date(2026, 12, 24), "Christmas Eve", closed_from=720)
    calendar = office(holidays=(eve,))

    assert band_at(calendar, wall("2026-12-24 08:00")) is Band.AFTER_HOURS
    assert band_at(calendar, wall("2026-12-24 11:59:59.999999")) is Band.BUSINESS_HOURS
    assert band_at(calendar, wall("2026-12-24 12:00")) is Band.HOLIDAY
    assert band_at(calendar, wall("2026-12-24 23:59")) is Band.HOLIDAY
    assert band_at(calendar, wall("2026-12-25 00:00")) is Band.AFTER_HOURS


def test_a_night_window_is_the_day_it_starts_but_a_holiday_closes_its_own_date() -> None:
    nights = (WeeklyWindow(frozenset({3}), 1320, 360),)  # Thursday 22:00 to Friday 06:00
    plain, closed_friday = office(windows=nights), office(windows=nights, holidays=(CHRISTMAS,))
    closed_thursday = office(windows=nights, holidays=(HolidayDay(date(2026, 12, 24), "Eve"),))

    assert band_at(plain, wall("2026-12-25 03:00")) is Band.BUSINESS_HOURS
    assert band_at(closed_friday, wall("2026-12-24 23:59")) is Band.BUSINESS_HOURS
    assert band_at(closed_friday, wall("2026-12-25 00:00")) is Band.HOLIDAY
    assert band_at(closed_thursday, wall("2026-12-24 23:59")) is Band.HOLIDAY
    assert band_at(closed_thursday, wall("2026-12-25 00:00")) is Band.BUSINESS_HOURS


@pytest.mark.parametrize(
    ("zone", "on", "first", "hours"),
    [
        ("Africa/Cairo", date(2026, 4, 24), "2026-04-23 22:00", 23),  # midnight is skipped
        ("America/Havana", date(2026, 3, 8), "2026-03-08 05:00", 23),
        ("America/Santiago", date(2026, 9, 6), "2026-09-06 04:00", 23),
        ("Asia/Beirut", date(2026, 3, 29), "2026-03-28 22:00", 23),
        ("America/Havana", date(2025, 11, 2), "2025-11-02 04:00", 25),  # midnight comes twice
        ("Atlantic/Azores", date(2026, 10, 25), "2026-10-25 00:00", 25),
        ("Africa/Cairo", date(2026, 10, 29), "2026-10-28 21:00", 25),  # 23:00 comes twice
        ("Australia/Lord_Howe", date(2026, 4, 5), "2026-04-04 13:00", 24.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), "2026-10-03 13:30", 23.5),
        ("Asia/Kathmandu", date(2026, 5, 1), "2026-04-30 18:15", 24),
    ],
)
def test_a_holiday_is_the_whole_local_date_also_where_midnight_is_missing_or_doubled(
    zone: str, on: date, first: str, hours: float
) -> None:
    calendar = Calendar(ZoneInfo(zone), windows=ALWAYS, holidays=(HolidayDay(on, "Feast"),))
    start, end = utc(first), utc(first) + timedelta(hours=hours)

    assert band_at(calendar, start - TICK) is Band.BUSINESS_HOURS
    assert band_at(calendar, start) is Band.HOLIDAY
    assert band_at(calendar, end - TICK) is Band.HOLIDAY
    assert band_at(calendar, end) is Band.BUSINESS_HOURS


@pytest.mark.parametrize(
    ("windows", "start", "end"),
    [
        (WeeklyWindow(EVERY_DAY, 120, 360), "2026-03-08 07:00", "2026-03-08 10:00"),  # 02:00-06:00
        (WeeklyWindow(frozenset({5}), 1320, 150), "2026-03-08 03:00", "2026-03-08 07:00"),  # 22:00-02:30
        (WeeklyWindow(frozenset({6}), 0, 480), "2026-03-08 05:00", "2026-03-08 12:00"),  # 7 h
        (WeeklyWindow(frozenset({6}), 60, 120), "2026-11-01 05:00", "2026-11-01 07:00"),  # both passes
        (WeeklyWindow(frozenset({6}), 0, 480), "2026-11-01 04:00", "2026-11-01 13:00"),  # 9 h
    ],
)
def test_windows_across_a_clock_change_are_one_piece(windows: WeeklyWindow, start: str, end: str) -> None:
    calendar = office(windows=(windows,))

    around = open_intervals(calendar, utc(start) - timedelta(hours=2), utc(end) + timedelta(hours=2))

    assert around == [Interval(utc(start), utc(end))]
    assert [is_open(calendar, at) for at in (utc(start) - TICK, utc(start))] == [False, True]
    assert [is_open(calendar, at) for at in (utc(end) - TICK, utc(end))] == [True, False]


def test_an_exception_swallowed_by_a_clock_change_changes_nothing() -> None:
    gone = DatedWindow(date(2026, 3, 8), 130, 170)  # 02:10 to 02:50, which does not exist

    calendar = office(openings=(gone,))

    assert {s.band for s in segments_on(calendar, gone.on)} == {Band.WEEKEND}


def test_a_date_that_a_zone_skipped_is_empty() -> None:
    apia = Calendar(ZoneInfo("Pacific/Apia"), windows=ALWAYS)

    assert segments_on(apia, date(2011, 12, 30)) == ()
    assert next_closing(apia, utc("2011-12-29 12:00")) is None


@pytest.mark.parametrize(("start", "end"), [(0, 0), (600, 540), (-1, 60), (0, 1441), (1440, 1440)])
def test_an_exception_lies_within_its_day(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a part of a day"):
        DatedWindow(date(2026, 3, 8), start, end)
    with pytest.raises(ValueError, match="not a part of a day"):
        HolidayDay(date(2026, 3, 8), "Feast", start, end)


def test_the_next_opening_after_a_long_weekend_is_tuesday_and_now_counts() -> None:
    calendar = office(holidays=(HolidayDay(date(2026, 5, 25), "Memorial Day"),))

    assert next_opening(calendar, wall("2026-05-22 17:00")) == wall("2026-05-26 09:00")
    assert next_opening(calendar, wall("2026-05-26 09:00")) == wall("2026-05-26 09:00")
    assert next_opening(calendar, wall("2026-05-26 16:59")) == wall("2026-05-26 16:59")
    assert next_closing(calendar, wall("2026-05-26 09:00")) == wall("2026-05-26 17:00")
    assert next_closing(calendar, wall("2026-05-26 17:00")) == wall("2026-05-26 17:00")


def test_a_calendar_that_never_opens_or_never_closes_says_so() -> None:
    closed = HolidayDay(date(2026, 3, 9), "Closed for good")
    gone = tuple(HolidayDay(closed.on + timedelta(days=n), "Closed for good") for n in range(420))

    assert next_opening(office(windows=()), wall("2026-03-09 12:00")) is None
    assert next_opening(office(holidays=gone), wall("2026-03-09 12:00")) is None
    assert next_closing(office(windows=ALWAYS), wall("2026-03-09 12:00")) is None


def test_two_calendars_meet_when_the_later_one_has_opened() -> None:
    ours, pacific = office(), office(ZoneInfo("America/Los_Angeles"))

    met = next_common_opening(ours, pacific, wall("2026-03-07 12:00"))

    assert met == wall("2026-03-09 12:00")
    assert met == next_common_opening(pacific, ours, wall("2026-03-07 12:00"))


def test_two_calendars_that_never_meet_say_so() -> None:
    nights = office(windows=(WeeklyWindow(EVERY_DAY, 1320, 360),))

    assert next_common_opening(office(), nights, wall("2026-03-07 12:00")) is None


def test_the_ends_of_the_line_of_instants_are_answered() -> None:
    calendar = office(windows=ALWAYS)

    assert band_at(calendar, LATEST) is Band.AFTER_HOURS
    assert next_opening(calendar, LATEST) is None
    assert band_at(calendar, datetime.min.replace(tzinfo=LATEST.tzinfo)) is Band.BUSINESS_HOURS
