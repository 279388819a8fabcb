"""Who worked from when to when, as the timeline tells."""

from datetime import UTC, datetime, timedelta

from hours.interval import Interval
from routing.worked import Told, of_length, stretches, unwritten

TWO = datetime(2026, 3, 3, 7, 0, tzinfo=UTC)
ALICE, BOB = 1, 2


def at(minutes: float) -> datetime:
    return TWO + timedelta(minutes=minutes)


def span(start: float, end: float) -> Interval:
    return Interval(at(start), at(end))


def test_work_lasts_from_taking_it_until_somebody_else_has_it_or_it_is_over_in_minutes_that_were_begun() -> (
    None
):
    lines = [
        Told(at(2.5), "acknowledged", ALICE), Told(at(10), "responded", ALICE), Told(at(20.2), "passed_on", ALICE),
        Told(at(24), "acknowledged", BOB), Told(at(30), "reassigned", ALICE), Told(at(31), "acknowledged", ALICE),
    ]  # fmt: skip

    found = stretches(lines, until=at(45))

    assert found == {ALICE: [span(2, 21), span(31, 45)], BOB: [span(24, 30)]}
    assert unwritten(found[ALICE], [span(0, 10)]) == [span(10, 21), span(31, 45)]


def test_minutes_that_somebody_says_begin_when_they_took_it_where_they_fit() -> None:
    taken = [span(2, 21)]

    assert of_length(15, worked=taken, until=at(60)) == span(2, 17)
    assert of_length(70, worked=taken, until=at(60)) == span(-10, 60)
    assert of_length(30, worked=[], until=at(60.5)) == span(30, 60)
    assert of_length(0, worked=taken, until=at(60)) is None


def test_a_line_from_after_the_end_makes_no_work_in_the_future() -> None:
    lines = [Told(at(5.02), "acknowledged", BOB), Told(at(7), "passed_on", BOB)]

    assert stretches(lines, until=at(4.99)) == {BOB: [span(4, 5)]}
