"""Hours, nights and weekend hours agree with a reference that looks at every quarter of an hour."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hours.interval import Interval
from hours.wall import first_instant
from oncall.fairness import Load, loads
from oncall.shifts import Shift

QUARTER = timedelta(minutes=15)
CHANGES = (
    ("America/New_York", date(2026, 3, 8)), ("America/New_York", date(2026, 11, 1)), ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("Australia/Lord_Howe", date(2026, 10, 4)), ("Africa/Cairo", date(2026, 4, 24)), ("America/Santiago", date(2026, 9, 6)),
    ("America/Havana", date(2026, 11, 1)), ("Asia/Kathmandu", date(2026, 1, 1)),
)  # fmt: skip


def slowly(
    parts: list[Shift], person: int, zone: ZoneInfo, since: datetime, until: datetime, off: set[date]
) -> Load:
    total, weekend, holiday, nights, days = timedelta(0), timedelta(0), timedelta(0), set(), set()
    at = since
    while at < until:
        if any(part.start <= at < part.end and person in part.people for part in parts):
            there = at.astimezone(zone)
            total += QUARTER
            weekend += QUARTER if there.weekday() >= 5 else timedelta(0)
            if there.hour >= 22 or there.hour < 6:
                nights.add((there.replace(tzinfo=None) - timedelta(hours=6)).date())
            if there.date() in off:
                holiday += QUARTER
                days.add(there.date())
        at += QUARTER
    return Load(total, len(nights), weekend, len(days), holiday)


@st.composite
def shifts(draw: st.DrawFn, origin: datetime) -> Shift:
    start = origin + draw(st.integers(0, 7 * 96)) * QUARTER
    end = start + draw(st.integers(1, 2 * 96)) * QUARTER
    people = draw(st.sets(st.sampled_from([1, 2]), min_size=1))
    return Shift(start, end, tuple(sorted(people)), ())


@given(st.data(), st.sampled_from(CHANGES))
def test_the_load_is_what_a_look_at_every_quarter_of_an_hour_finds(
    data: st.DataObject, change: tuple[str, date]
) -> None:
    zone, origin = (
        ZoneInfo(change[0]),
        datetime.combine(change[1], datetime.min.time(), UTC) - timedelta(days=4),
    )
    parts = data.draw(st.lists(shifts(origin), max_size=6))
    since = origin + timedelta(days=1)
    until = origin + timedelta(days=6)
    off = data.draw(st.sets(st.integers(-2, 4).map(lambda day: change[1] + timedelta(days=day))))
    days = [
        Interval(first_instant(on, zone), first_instant(on + timedelta(days=1), zone)) for on in sorted(off)
    ]

    found = loads(parts, zone=zone, since=since, until=until, holidays=days)

    for person in (1, 2):
        none = Load(timedelta(0), 0, timedelta(0))
        assert found.get(person, none) == slowly(parts, person, zone, since, until, off)


def test_the_night_of_a_clock_change_has_the_hours_that_passed() -> None:
    zone = ZoneInfo("America/New_York")
    start, end = datetime(2026, 3, 8, 3, tzinfo=UTC), datetime(2026, 3, 8, 10, tzinfo=UTC)  # 22:00 to 06:00

    found = loads([Shift(start, end, (1,), ())], zone=zone, since=start, until=end)

    assert found == {1: Load(timedelta(hours=7), 1, timedelta(hours=7))}
