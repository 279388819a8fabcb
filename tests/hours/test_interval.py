"""Stretches of time, compared with sets of single ticks."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hours.interval import Interval, intersect, merge, subtract

ZERO = datetime(2026, 3, 8, tzinfo=UTC)


def tick(number: int) -> datetime:
    return ZERO + timedelta(seconds=number)


def span(start: int, end: int) -> Interval:
    return Interval(tick(start), tick(end))


spans = st.builds(lambda start, length: span(start, start + length), st.integers(0, 30), st.integers(1, 8))
lists = st.lists(spans, max_size=8)


def ticks(intervals: list[Interval]) -> set[int]:
    return {number for number in range(60) if any(one.contains(tick(number)) for one in intervals)}


def is_tidy(intervals: list[Interval]) -> bool:
    pairs = zip(intervals, intervals[1:], strict=False)
    return all(first.end < second.start for first, second in pairs)


@given(lists, lists)
def test_lists_behave_like_sets_of_instants_and_come_out_tidy(
    first: list[Interval], second: list[Interval]
) -> None:
    joined, common, left = merge(first + second), intersect(first, second), subtract(first, second)

    assert ticks(joined) == ticks(first) | ticks(second)
    assert ticks(common) == ticks(first) & ticks(second)
    assert ticks(left) == ticks(first) - ticks(second)
    assert all(map(is_tidy, [joined, common, left]))


@given(spans, spans)
def test_two_overlap_when_something_of_one_lies_in_the_other(one: Interval, other: Interval) -> None:
    shared = one.clip(other)

    assert one.overlaps(other) == bool(ticks([one]) & ticks([other])) == (shared is not None)
    assert ticks([shared] if shared else []) == ticks([one]) & ticks([other])


def test_the_start_belongs_to_an_interval_and_the_end_does_not() -> None:
    hour = span(0, 3600)

    assert hour.contains(hour.start)
    assert not hour.contains(hour.end)
    assert not hour.overlaps(span(3600, 3601))
    assert merge([hour, span(3600, 3601)]) == [span(0, 3601)]
    assert hour.length == timedelta(hours=1)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (tick(5), tick(5)),
        (tick(6), tick(5)),
        (tick(0).replace(tzinfo=None), tick(5).replace(tzinfo=None)),
        (tick(0).astimezone(ZoneInfo("America/New_York")), tick(5)),
    ],
)
def test_an_interval_runs_forward_in_utc(start: datetime, end: datetime) -> None:
    with pytest.raises(ValueError, match="interval"):
        Interval(start, end)
