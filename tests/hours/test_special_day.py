"""Days that last over midnight or come every year: what the slow clock on the wall says of them."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hours.calendar import Calendar, DatedWindow, HolidayDay, band_at, next_common_opening, open_intervals
from hours.calendar_year import Look, year_of
from hours.special_day import MOST_FURTHER_DAYS, SpecialDay, parts_of
from hours.weekly import DAY_MINUTES, WeeklyWindow
from tests.hours.reference import MINUTE, Stretch, Walk, utc
from tests.hours.test_calendar_properties import CLOCK_CHANGES, WORKDAYS, minute

ends = st.sampled_from([60, 90, 120, 150, 1020, 1380, 1440, 1440])
NEW_YORK = ZoneInfo("America/New_York")
OFFICE = (WeeklyWindow(WORKDAYS, 480, 1020),)


@st.composite
def specials(draw: st.DrawFn, first: date) -> list[SpecialDay]:
    on = st.integers(0, 3).map(lambda number: first + timedelta(days=number))
    one = st.tuples(on, minute, ends, st.integers(0, 2), st.booleans()).filter(
        lambda p: p[1] < p[2] or p[3] > 0
    )
    return [SpecialDay(*each) for each in draw(st.lists(one, max_size=2))]


def stretch(walk: Walk, special: SpecialDay) -> Stretch:
    """From its first minute to its last as one piece, without a look at the midnights between."""
    last = datetime.combine(special.on + timedelta(days=special.further_days), time())
    start = walk.first(datetime.combine(special.on, time()) + special.start_minute * MINUTE)
    ends_with_its_date = special.end_minute == DAY_MINUTES
    return start, (walk.first if ends_with_its_date else walk.last)(last + special.end_minute * MINUTE)


@settings(max_examples=15)
@given(st.data(), st.sampled_from(CLOCK_CHANGES))
def test_every_minute_of_what_lasts_over_midnight_is_what_the_wall_clock_says(
    data: st.DataObject, change: tuple[str, str]
) -> None:
    zone, since = ZoneInfo(change[0]), utc(change[1]) - timedelta(days=2)
    opened, closed, feasts = (data.draw(specials(since.date())) for _ in range(3))
    years = range(since.year - 1, since.year + 2)
    calendar = Calendar(
        zone,
        OFFICE,
        holidays=tuple(
            HolidayDay(p.on, "Feast", p.start, p.end) for each in feasts for p in parts_of(each, years)
        ),
        openings=tuple(DatedWindow(*part) for each in opened for part in parts_of(each, years)),
        closings=tuple(DatedWindow(*part) for each in closed for part in parts_of(each, years)),
    )
    until = since + timedelta(days=5)
    walk = Walk(Calendar(zone, OFFICE), since, until)
    walk.opened, walk.closed, walk.holiday = (
        [stretch(walk, each) for each in of] for of in (opened, closed, feasts)
    )

    told = [(at, band_at(calendar, at)) for at, _ in walk.minutes]

    assert told == walk.minutes
    assert [(i.start, i.end) for i in open_intervals(calendar, since, until)] == walk.open_stretches()


@pytest.mark.parametrize(
    ("special", "years", "dates"),
    [
        (SpecialDay(date(2026, 5, 14), yearly=True), (2025, 2026, 2027), ["2026-05-14", "2027-05-14"]),
        (SpecialDay(date(2026, 5, 14)), (2027,), ["2026-05-14"]),
        (SpecialDay(date(2024, 2, 29), yearly=True), (2024, 2026, 2028), ["2024-02-29", "2026-02-28", "2028-02-29"]),
        (SpecialDay(date(2026, 12, 31), further_days=1, yearly=True), (2026, 2027), ["2026-12-31", "2027-01-01", "2027-12-31", "2028-01-01"]),
        (SpecialDay(date(9999, 12, 31), 60, 30, 1, True), (9998, 9999, 10000), ["9999-12-31"]),
    ],
)  # fmt: skip
def test_what_comes_every_year_begins_on_its_date_from_its_first_year_on(
    special: SpecialDay, years: tuple[int, ...], dates: list[str]
) -> None:
    assert [part.on.isoformat() for part in parts_of(special, years)] == dates


@pytest.mark.parametrize(
    "odd", [(0, 0, 0), (600, 600, 0), (1440, 60, 1), (0, 1441, 0), (0, 1440, MOST_FURTHER_DAYS + 1)]
)
def test_what_does_not_end_after_it_starts_or_never_ends_is_refused(odd: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="It "):
        SpecialDay(date(2026, 5, 14), *odd)


def test_a_year_says_of_each_date_how_it_differs_from_its_weekday() -> None:
    eve, christmas = (
        HolidayDay(date(2026, 12, 24), "Christmas Eve", 720),
        HolidayDay(date(2026, 12, 25), "Christmas Day"),
    )
    moved = [
        DatedWindow(*part, "Move") for part in parts_of(SpecialDay(date(2026, 10, 31), 1200, 120, 1), ())
    ]
    shut = DatedWindow(date(2026, 7, 2), 0, 1440, "Stocktaking")
    calendar = Calendar(NEW_YORK, OFFICE, holidays=(eve, christmas), openings=tuple(moved), closings=(shut,))

    year = year_of(calendar, 2026)

    odd = {f"{day.on:%m-%d}": (day.look, day.hours, *day.names) for day in year if day.is_odd}
    assert odd == {
        "07-02": (Look.SHUT, (), "Stocktaking"),
        "10-31": (Look.EXTRA, ((1200, 1440),), "Move"),
        "11-01": (Look.EXTRA, ((0, 120),), "Move"),  # two hours on the clock, three by night: it comes twice
        "12-24": (Look.PART, ((480, 720),), "Christmas Eve"),
        "12-25": (Look.HOLIDAY, (), "Christmas Day"),
    }
    assert len(year) == 365
    assert {day.look for day in year if not day.is_odd} == {Look.OPEN, Look.CLOSED}
    assert sum(day.look is Look.OPEN for day in year) == 261 - 3


@settings(max_examples=8)
@given(st.data(), st.sampled_from(CLOCK_CHANGES))
def test_the_desk_and_a_client_elsewhere_meet_at_the_first_minute_at_which_both_clocks_say_open(
    data: st.DataObject, change: tuple[str, str]
) -> None:
    since = utc(change[1]) - timedelta(days=1)
    feasts = data.draw(specials(since.date()))
    holidays = tuple(
        HolidayDay(p.on, "Ours", p.start, p.end) for each in feasts for p in parts_of(each, (since.year,))
    )
    desk = Calendar(NEW_YORK, OFFICE, holidays=holidays)
    client = Calendar(ZoneInfo(change[0]), OFFICE)
    asked = since + data.draw(st.integers(0, 1440)) * MINUTE

    met = next_common_opening(desk, client, asked, 30)

    until = asked + timedelta(days=5)
    walks = [Walk(one, asked, until).minutes for one in (desk, client)]
    opened = [{at for at, band in walk if band == "business_hours"} for walk in walks]
    together = sorted(opened[0] & opened[1])
    assert met == together[0] if together else met is None or met >= until
