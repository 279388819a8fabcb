"""Where a target's clock stands, against a slow reference that walks minute by minute; and what pauses can never do."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hours.calendar import Calendar, is_open
from hours.weekly import WeeklyWindow
from sla.clock import due_at
from sla.target_clock import Pause, Promise, Reading, State, read
from tests.sla.clients import EVERY_DAY, OFFICE, WORKDAYS, wall

MINUTE = timedelta(minutes=1)
HOUR = 60 * MINUTE
ALWAYS = (WeeklyWindow(EVERY_DAY, 0, 1440),)
NIGHTS = [  # the day before a clock changes, or the year does; where
    ("2026-03-07", "America/New_York"), ("2026-10-31", "America/New_York"), ("2026-03-28", "Europe/London"),
    ("2026-10-24", "Europe/London"), ("2026-04-04", "Australia/Lord_Howe"), ("2026-10-03", "Australia/Lord_Howe"),
    ("2026-04-23", "Africa/Cairo"), ("2026-09-05", "America/Santiago"), ("2026-03-07", "America/Havana"),
    ("2026-12-24", "America/New_York"), ("2028-02-28", "Asia/Kathmandu"),
]  # fmt: skip
clocks = st.builds(
    lambda night, window, after, target, gaps: (*night, window, after, target, gaps),
    st.sampled_from(NIGHTS), st.sampled_from([None, (WORKDAYS, 480, 1020), (EVERY_DAY, 0, 300), (EVERY_DAY, 0, 1440)]),
    st.integers(0, 2400), st.integers(1, 900), st.lists(st.integers(0, 400), max_size=7),
)  # fmt: skip


def made(night: tuple[object, ...]) -> tuple[Promise, list[Pause]]:
    """Everything on whole minutes; `gaps` are the lengths of running and pausing in turn."""
    day, zone, window, after, target, gaps = night
    place = ZoneInfo(str(zone))
    calendar = Calendar(place, (WeeklyWindow(*window),)) if window else None  # type: ignore[misc]
    start = datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=place).astimezone(UTC) + MINUTE * after  # type: ignore[operator]
    due = due_at(start, MINUTE * target, calendar)  # type: ignore[operator]
    assert due is not None
    times = [start]
    for gap in gaps:  # type: ignore[attr-defined]
        times.append(times[-1] + MINUTE * gap)
    return Promise(start, due, calendar), [Pause(*pair) for pair in list(pairwise(times))[1::2]]


def walked(promise: Promise, pauses: list[Pause], now: datetime, target: timedelta) -> tuple[timedelta, bool]:
    """Minute by minute: how much has counted, and whether more than the target did. What is late, no pause stops."""
    at, elapsed = promise.start, timedelta(0)
    while at < now:
        held = elapsed < target and any(each.start <= at < (each.end or now) for each in pauses)
        counts = promise.calendar is None or is_open(promise.calendar, at)
        elapsed += MINUTE if counts and not held else timedelta(0)
        at += MINUTE
    return elapsed, elapsed > target


@settings(max_examples=120)
@given(clocks, st.integers(0, 2600))
def test_the_clock_says_what_counting_minutes_says(night: tuple[object, ...], later: int) -> None:
    promise, pauses = made(night)
    now = promise.start + MINUTE * later

    found = read(promise, pauses=pauses, now=now)

    elapsed, _late = walked(promise, pauses, now, found.target)
    assert found.target == MINUTE * night[4]  # type: ignore[operator]
    if not found.is_late:
        assert found.elapsed == elapsed
        assert found.elapsed + found.left == found.target
    else:
        assert elapsed >= found.target
        assert found.state is State.BREACHED
    at_risk = found.state in (State.AT_RISK, State.BREACHED)
    assert at_risk == (elapsed * 4 >= found.target * 3) or found.state is State.PAUSED
    assert sum((each.counted for each in found.computed if not each.pause), timedelta(0)) == found.elapsed


@settings(max_examples=80)
@given(clocks, st.integers(0, 2600), st.integers(0, 99))
def test_pauses_only_ever_give_time_and_cutting_one_in_two_changes_nothing(
    night: tuple[object, ...], later: int, cut: int
) -> None:
    promise, pauses = made(night)
    now = promise.start + MINUTE * later

    found, without = read(promise, pauses=pauses, now=now), read(promise, now=now)

    assert found.elapsed <= without.elapsed
    assert found.due_at
    assert without.due_at
    assert found.due_at >= without.due_at == promise.due_at
    if pauses:
        first = pauses[0]
        middle = first.start + (first.end - first.start) * cut / 100  # type: ignore[operator]
        halves = [replace(first, end=middle), replace(first, start=middle), *pauses[1:]]
        assert but_lines(read(promise, pauses=halves, now=now)) == but_lines(found)


@settings(max_examples=60)
@given(clocks, st.integers(0, 2600))
def test_around_the_clock_is_a_calendar_that_never_closes_and_no_clock_change_costs_anybody_time(
    night: tuple[object, ...], later: int
) -> None:
    promise, pauses = made((*night[:2], None, *night[3:]))
    now = promise.start + MINUTE * later

    open_always = replace(promise, calendar=Calendar(ZoneInfo(str(night[1])), ALWAYS))

    found = but_lines(read(promise, pauses=pauses, now=now))
    assert found == but_lines(read(open_always, pauses=pauses, now=now))
    assert promise.due_at - promise.start == found.target


def but_lines(reading: Reading) -> Reading:
    return replace(reading, computed=())


@pytest.mark.parametrize(
    ("at", "stopped", "state", "is_late"),
    [
        ("2026-03-03 05:13", None, State.RUNNING, False),
        ("2026-03-03 03:20", None, State.PAUSED, False),
        ("2026-03-03 05:44", None, State.AT_RISK, False),  # three of four hours, half an hour given back
        ("2026-03-03 06:44", None, State.AT_RISK, False),
        ("2026-03-03 06:45", None, State.BREACHED, True),
        ("2026-03-03 09:00", "2026-03-03 06:44", State.STOPPED, False),
        ("2026-03-03 09:00", "2026-03-03 06:45", State.STOPPED, True),
    ],
)
def test_four_hours_from_0214_with_half_an_hour_given_back(
    at: str, stopped: str | None, state: State, is_late: bool
) -> None:
    night = Promise(wall("2026-03-03 02:14"), wall("2026-03-03 06:14"))
    waits = Pause(
        wall("2026-03-03 03:10"), wall("2026-03-03 03:40"), "Bob", "client", "Dana looks for the key"
    )

    found = read(night, pauses=[waits], stopped_at=wall(stopped) if stopped else None, now=wall(at))

    assert (found.state, found.is_late) == (state, is_late)
    if at > "2026-03-03 04":
        assert found.due_at == wall("2026-03-03 06:44")
        assert [(each.counted, each.pause) for each in found.computed][:2] == [
            (56 * MINUTE, None),
            (30 * MINUTE, waits),
        ]


def test_a_pause_that_lasts_moves_what_is_due_along_and_one_after_it_was_due_saves_nothing() -> None:
    office = Promise(wall("2026-03-06 15:00"), wall("2026-03-09 10:00"), OFFICE)  # Friday, four hours
    lasting = Pause(wall("2026-03-06 16:00"), None)

    monday = read(office, pauses=[lasting], now=wall("2026-03-09 09:00"))
    late = read(
        office, pauses=[replace(lasting, start=wall("2026-03-09 10:30"))], now=wall("2026-03-09 11:30")
    )

    assert (monday.state, monday.elapsed, monday.due_at) == (State.PAUSED, HOUR, wall("2026-03-09 12:00"))
    assert (late.state, late.due_at, late.left) == (State.BREACHED, office.due_at, timedelta(0))
