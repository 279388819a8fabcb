"""What work costs: hand-computed bills over nasty dates, and what holds for every one of them."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hours.calendar import Band, Calendar, HolidayDay
from hours.interval import Interval
from hours.weekly import DAY_MINUTES, WeeklyWindow
from sla.band_runs import cut, minutes_by_band, runs_of
from sla.charges import bill
from sla.facts import CallOut

WEEK = WeeklyWindow(frozenset(range(5)), 8 * 60, 17 * 60)
CHRISTMAS = HolidayDay(date(2026, 12, 25), "Christmas", 0, DAY_MINUTES)
NEW_YORK = Calendar(ZoneInfo("America/New_York"), (WEEK,), holidays=(CHRISTMAS,))
PLAIN = CallOut(18_000)  # 180.00 an hour, at least 60 min, then per 15
DEARER = CallOut(18_000, after_hours_percent=150, weekend_percent=200, holiday_percent=300)
B, A, W, H = Band
START = datetime(2026, 1, 1, tzinfo=UTC)


def at(day: int, hour: int, minute: int = 0, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


BILLS = {
    # 40 min after hours, min 60: 60 x 1.5 = 90 plain min; 90 x 180 / 60 = 270.00
    "a night, at the minimum": (at(3, 7, 20), at(3, 8, 0), DEARER, {A: 40}, 60, 27_000),
    # 07:40 to 08:30 EST: 20 after hours, 30 business: 50 min. 20 x 1.5 + 30 + 10 to the minimum = 70; for the 20 alone the
    # minimum after hours is 60 x 1.5 = 90, which is more: 90 x 3.00 = 270.00
    "into business hours, at the minimum": (at(3, 12, 40), at(3, 13, 30), DEARER, {B: 30, A: 20}, 60, 27_000),
    # 06:00 to 09:10: 120 after hours, 70 business, 190 -> 195: 120 x 1.5 + 70 + 5 = 255; alone 120 x 1.5 = 180; 255 x 3.00
    "into business hours, far over it": (at(3, 11), at(3, 14, 10), DEARER, {B: 70, A: 120}, 195, 76_500),
    # Sun 8 March 01:30 EST to 03:30 EDT: the clock skips an hour, so 60 min of weekend: 60 x 2 x 3.00 = 360.00
    "the night of spring": (at(8, 6, 30), at(8, 7, 30), DEARER, {W: 60}, 60, 36_000),
    # Sun 1 Nov 00:30 EDT to 02:30 EST: three hours went by: 180 x 2 x 3.00 = 1,080.00
    "the night of autumn": (at(1, 4, 30, 11), at(1, 7, 30, 11), DEARER, {W: 180}, 180, 108_000),
    # Thu 24 Dec 23:30 to Fri 25 Dec 00:20 EST: 30 after hours, 20 of the holiday: 30 x 1.5 + 20 x 3 + 10 = 115;
    # the 20 alone at the holiday's minimum: 60 x 3 = 180 x 3.00 = 540.00
    "midnight into Christmas": (at(25, 4, 30, 12), at(25, 5, 20, 12), DEARER, {A: 30, H: 20}, 60, 54_000),
    # 61 min at one rate for all: 75 min x 3.00 = 225.00
    "a minute over the minimum": (at(3, 7), at(3, 8, 1), PLAIN, {A: 61}, 75, 22_500),
    # 1 min of 0.01 an hour, per minute: 0.0167 of a cent is nothing; 30 min are half a cent, which is one
    "half a cent": (at(3, 7), at(3, 7, 30), CallOut(1, "USD", 0, 1), {A: 30}, 30, 1),
    "a third of a cent": (at(3, 7), at(3, 7, 20), CallOut(1, "USD", 0, 1), {A: 20}, 20, 0),
}  # fmt: skip


@pytest.mark.parametrize("name", BILLS)
def test_a_bill_is_what_one_reckons_by_hand(name: str) -> None:
    start, end, call_out, minutes, charged, cents = BILLS[name]

    found = minutes_by_band([runs_of(NEW_YORK, Interval(start, end))])
    made = bill(found, call_out)

    assert (found, made.charged_minutes, made.cents) == (minutes, charged, cents)


PRICES = st.builds(
    CallOut, st.integers(1, 50_000), st.just("USD"), st.integers(0, 120), st.integers(1, 60), st.integers(0, 400),
    st.integers(0, 400), st.integers(0, 400), st.integers(0, 400),
)  # fmt: skip
MINUTES = st.dictionaries(st.sampled_from(Band), st.integers(0, 300))


@given(MINUTES, PRICES, st.sampled_from(Band), st.integers(1, 90))
def test_more_minutes_never_cost_less_and_the_charges_are_the_bill(
    minutes: dict[Band, int], price: CallOut, band: Band, more: int
) -> None:
    made = bill(minutes, price)
    longer = bill({**minutes, band: minutes.get(band, 0) + more}, price)

    assert longer.cents >= made.cents
    assert sum(each.cents for each in made.charges) == made.cents
    assert all(each.cents >= 0 for each in made.charges)
    assert sum(each.minutes for each in made.charges) == made.charged_minutes
    assert sum(each.minutes for each in made.charges if each.band) == sum(minutes.values())


@given(st.integers(0, 525_000), st.integers(2, 3_000), st.floats(0.01, 0.99), PRICES)
def test_bands_add_up_to_the_minutes_and_cutting_work_in_two_changes_no_bill(
    begins: int, length: int, share: float, price: CallOut
) -> None:
    start = START + timedelta(minutes=begins)
    first = max(1, int(length * share))
    middle, end = start + timedelta(minutes=first), start + timedelta(minutes=length)

    runs = runs_of(NEW_YORK, Interval(start, end))
    halves = runs_of(NEW_YORK, Interval(start, middle)), runs_of(NEW_YORK, Interval(middle, end))
    whole = minutes_by_band([runs])

    assert sum(whole.values()) == length
    assert cut(runs, first) == halves
    assert cut(runs, length) == (runs, ())
    assert minutes_by_band(halves) == whole
    assert bill(minutes_by_band(halves), price) == bill(whole, price)
