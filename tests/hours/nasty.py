"""The dates on which clocks do what programs do not expect, and Hypothesis strategies that stay close to them."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

NASTY = [
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Europe/London", date(2026, 3, 29)),
    ("Europe/London", date(2026, 10, 25)),
    ("Europe/Dublin", date(2026, 10, 25)),  # negative summer time in tzdata
    ("Australia/Lord_Howe", date(2026, 4, 5)),  # half an hour
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Africa/Cairo", date(2026, 4, 24)),  # no midnight
    ("Africa/Cairo", date(2026, 10, 29)),  # 23:00 twice
    ("Asia/Beirut", date(2026, 3, 29)),
    ("America/Santiago", date(2026, 9, 6)),
    ("America/Havana", date(2026, 3, 8)),
    ("America/Havana", date(2025, 11, 2)),  # midnight twice
    ("America/Havana", date(2026, 11, 1)),  # no longer in the rules of 2026
    ("Africa/Casablanca", date(2026, 2, 15)),  # Ramadan
    ("Africa/Casablanca", date(2026, 3, 22)),
    ("Asia/Kathmandu", date(2026, 2, 28)),  # +05:45
    ("America/Phoenix", date(2026, 3, 8)),  # no change
    ("America/St_Johns", date(2009, 11, 1)),  # at 00:01, back into the day before
    ("Pacific/Apia", date(2011, 12, 30)),  # a date that never was
    ("UTC", date(2024, 2, 29)),
]
PLACES = [(ZoneInfo(name), day) for name, day in NASTY]
MICROSECOND = timedelta(microseconds=1)


def midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def places() -> st.SearchStrategy[tuple[ZoneInfo, date]]:
    return st.sampled_from(PLACES)


def walls_near(day: date, *, days: int = 2) -> st.SearchStrategy[datetime]:
    """Local times around a date: quarters of an hour, and any minute or second."""
    quarters = st.integers(-days * 96, days * 96).map(lambda n: midnight(day) + n * timedelta(minutes=15))
    seconds = st.integers(-days * 86400, days * 86400).map(lambda n: midnight(day) + timedelta(seconds=n))
    return st.one_of(quarters, seconds)


def instants_near(day: date, *, days: int = 2) -> st.SearchStrategy[datetime]:
    edge = st.sampled_from([-MICROSECOND, timedelta(0), MICROSECOND])
    return st.builds(lambda wall, by: wall.replace(tzinfo=UTC) + by, walls_near(day, days=days), edge)
