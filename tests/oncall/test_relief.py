"""Whoever should take a gap agrees with a look at every quarter of an hour around it."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from hours.interval import Interval
from oncall.relief import LATELY, standings
from oncall.spec import TimeOffSpec

QUARTER = timedelta(minutes=15)
START = datetime(2026, 3, 8, 3, tzinfo=UTC)  # New York springs forward within it
ZONE, REST = ZoneInfo("America/New_York"), timedelta(hours=10)
PEOPLE = (1, 2, 3, 4)
TIMES = st.builds(
    lambda start, lasts: Interval(START + start * QUARTER, START + (start + lasts) * QUARTER),
    st.integers(-500, 300),
    st.integers(1, 100),
)
BORNE = st.fixed_dictionaries({}, optional={person: st.lists(TIMES, max_size=4) for person in PEOPLE})


def touches(parts: list[Interval], since: datetime, until: datetime) -> bool:
    at = since
    while at < until:
        if any(part.contains(at) for part in parts):
            return True
        at += QUARTER
    return False


@given(
    BORNE,
    st.lists(st.tuples(st.sampled_from(PEOPLE), TIMES), max_size=3),
    st.frozensets(st.sampled_from(PEOPLE)),
    st.integers(1, 96),
    st.frozensets(st.sampled_from(PEOPLE)),
)
def test_whoever_fits_is_rested_here_and_reachable_and_had_the_fewest_nights(
    borne: dict[int, list[Interval]], away: list[tuple[int, Interval]], reachable: frozenset[int], lasts: int,
    learning: frozenset[int],
) -> None:  # fmt: skip
    asked = Interval(START, START + lasts * QUARTER)
    time_off = [TimeOffSpec(person, time.start, time.end) for person, time in away]

    found = standings(
        PEOPLE,
        asked,
        borne=borne,
        time_off=time_off,
        reachable=reachable,
        zone=ZONE,
        rest=REST,
        learning=learning,
    )

    assert sorted(one.person for one in found) == list(PEOPLE)
    fits = {
        person for person in PEOPLE
        if person in reachable - learning
        and not touches(borne.get(person, []), asked.start - REST, asked.end + REST)
        and not touches([time for whose, time in away if whose == person], asked.start, asked.end)
    }  # fmt: skip
    assert {one.person for one in found if one.fits} == fits
    assert [one.fits for one in found] == sorted((one.fits for one in found), reverse=True)
    nights = [(one.nights, one.hours) for one in found if one.fits]
    assert nights == sorted(nights)
    for one in found:
        evenings = (datetime(2026, 3, 8, 22, tzinfo=ZONE) - timedelta(days=back) for back in range(-1, 31))
        spans = ((each.astimezone(UTC), (each + timedelta(hours=8)).astimezone(UTC)) for each in evenings)
        mine = borne.get(one.person, [])
        slow = sum(touches(mine, max(a, START - LATELY), min(b, START)) for a, b in spans)
        assert one.nights == slow


def test_a_shift_that_ends_just_as_long_before_as_one_should_rest_is_no_reason_against() -> None:
    asked = Interval(START, START + timedelta(hours=8))
    borne = {
        1: [Interval(START - timedelta(hours=20), START - REST)],
        2: [Interval(START - REST, START - QUARTER)],
    }

    one, two = standings(
        (1, 2), asked, borne=borne, time_off=[], reachable=frozenset({1, 2}), zone=ZONE, rest=REST
    )

    assert (one.person, one.fits, one.nights) == (1, True, 1)
    assert (two.person, two.fits, two.near) == (2, False, borne[2][0])
