"""Lookups, intervals and the wall clock tell one story, also in weeks in which clocks change."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from hours.calendar import (
    Calendar,
    DatedWindow,
    HolidayDay,
    band_at,
    is_open,
    next_closing,
    next_opening,
    open_intervals,
    segments_on,
)
from hours.weekly import WeeklyWindow
from tests.hours.reference import Walk, utc

TICK = timedelta(microseconds=1)
WORKDAYS = frozenset(range(5))
EVERY_DAY = frozenset(range(7))


CLOCK_CHANGES = [
    ("America/New_York", "2026-03-08"),
    ("America/New_York", "2026-11-01"),
    ("Europe/London", "2026-03-29"),
    ("Europe/London", "2026-10-25"),
    ("Europe/Dublin", "2026-10-25"),
    ("Australia/Lord_Howe", "2026-04-04"),
    ("Australia/Lord_Howe", "2026-10-03"),
    ("Africa/Cairo", "2026-04-24"),
    ("Africa/Cairo", "2026-10-29"),
    ("America/Santiago", "2026-09-06"),
    ("America/Havana", "2026-03-08"),
    ("America/Havana", "2025-11-02"),
    ("Atlantic/Azores", "2026-10-25"),
    ("Africa/Casablanca", "2026-02-15"),
    ("Africa/Casablanca", "2026-03-22"),
    ("Asia/Kathmandu", "2026-02-28"),
    ("Antarctica/Troll", "2026-10-25"),
]
minute = st.sampled_from([0, 1, 30, 60, 90, 119, 120, 150, 180, 540, 1020, 1320, 1380, 1410, 1439])
window = st.builds(
    lambda days, start, end: WeeklyWindow(
        days, start, end + 1 if end % 1440 == start % 1440 and start else end
    ),
    st.sampled_from([WORKDAYS, EVERY_DAY, frozenset({5, 6}), frozenset({6}), frozenset({5})]),
    minute,
    st.sampled_from([1, 30, 60, 90, 120, 150, 180, 360, 1020, 1380, 1439, 1440]),
)
part_of_day = st.tuples(
    st.integers(1, 3), minute, st.sampled_from([60, 90, 120, 150, 1020, 1380, 1440, 1440])
).filter(lambda part: part[1] < part[2])
parts = st.lists(part_of_day, max_size=2)


@st.composite
def weeks(draw: st.DrawFn) -> tuple[Calendar, datetime]:
    """A calendar, and an instant two days before its clock changes."""
    zone, changed = draw(st.sampled_from(CLOCK_CHANGES))
    since = utc(changed) - timedelta(days=2)

    def dated() -> list[tuple[date, int, int]]:
        return [(since.date() + timedelta(days=n), start, end) for n, start, end in draw(parts)]

    calendar = Calendar(
        ZoneInfo(zone),
        tuple(draw(st.lists(window, max_size=2))),
        holidays=tuple(HolidayDay(on, "Feast", start, end) for on, start, end in dated()),
        openings=tuple(DatedWindow(*each) for each in dated()),
        closings=tuple(DatedWindow(*each) for each in dated()),
    )
    return calendar, since


@settings(max_examples=30)
@given(weeks())
def test_every_minute_of_a_week_with_a_clock_change_is_what_the_wall_clock_says(
    week: tuple[Calendar, datetime],
) -> None:
    calendar, since = week
    until = since + timedelta(days=4)
    walk = Walk(calendar, since, until)

    told = [(at, band_at(calendar, at)) for at, _ in walk.minutes]

    assert told == walk.minutes
    assert [(i.start, i.end) for i in open_intervals(calendar, since, until)] == walk.open_stretches()


@settings(max_examples=60)
@given(weeks(), st.integers(0, 4 * 1440), st.integers(0, 4 * 1440))
def test_lookups_intervals_and_next_openings_tell_one_story(
    week: tuple[Calendar, datetime], a: int, b: int
) -> None:
    calendar, first = week
    since, until = first + timedelta(minutes=min(a, b)), first + timedelta(minutes=max(a, b))
    stretches = open_intervals(calendar, since, until)

    opening, closing = next_opening(calendar, since, 14), next_closing(calendar, since, 14)

    assert is_open(calendar, since) == (opening == since) == (closing != since)
    if stretches:
        assert stretches[0].start == opening
    if opening and opening > since:
        assert not is_open(calendar, opening - TICK)
    for stretch in stretches:
        assert is_open(calendar, stretch.start)
        assert is_open(calendar, stretch.end - TICK)
        assert stretch.end == until or not is_open(calendar, stretch.end)


@settings(max_examples=60)
@given(weeks(), st.integers(0, 4 * 1440))
def test_a_date_has_no_holes_and_its_neighbours_differ(week: tuple[Calendar, datetime], minutes: int) -> None:
    calendar, since = week
    on = (since + timedelta(minutes=minutes)).date()

    days = [segments_on(calendar, on + timedelta(days=n)) for n in range(2)]

    assert days[0][-1].end == days[1][0].start
    for before, after in zip(days[0], days[0][1:], strict=False):
        assert before.end == after.start
        assert (before.band, before.holiday) != (after.band, after.holiday)
