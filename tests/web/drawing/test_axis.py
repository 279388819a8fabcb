"""A stretch of time from left to right."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from web.drawing.axis import Axis, days

NEW_YORK = ZoneInfo("America/New_York")
SINCE = datetime(2026, 3, 3, 5, tzinfo=UTC)
AXIS = Axis(SINCE, SINCE + timedelta(days=14), left=116, right=1120)
instants = st.integers(0, 400 * 24 * 60).map(lambda minutes: SINCE + timedelta(minutes=minutes))


def test_the_ends_are_at_the_ends() -> None:
    assert AXIS.x(AXIS.since) == 116
    assert AXIS.x(AXIS.until) == 1120


def test_what_lies_outside_is_drawn_at_the_edge() -> None:
    assert AXIS.x(AXIS.since - timedelta(days=3)) == 116
    assert AXIS.x(AXIS.until + timedelta(days=3)) == 1120


@given(one=instants, other=instants)
@settings(max_examples=100)
def test_what_comes_later_is_never_drawn_earlier(one: datetime, other: datetime) -> None:
    first, second = sorted((one, other))

    assert AXIS.x(first) <= AXIS.x(second)


def test_days_touch_each_other_and_fill_the_axis() -> None:
    found = list(days(AXIS, NEW_YORK))

    assert found[0].x == 116
    assert all(one.x + one.width == next_.x for one, next_ in zip(found, found[1:], strict=False))
    assert found[-1].x + found[-1].width == 1120


def test_the_day_on_which_the_clocks_go_forward_is_narrower() -> None:
    by_date = {
        each.on.isoformat(): each.width
        for each in days(Axis(SINCE, SINCE + timedelta(days=14), 0, 14_000), NEW_YORK)
    }

    assert by_date["2026-03-08"] < by_date["2026-03-07"]
