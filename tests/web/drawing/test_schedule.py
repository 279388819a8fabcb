"""A schedule as a drawing."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from web.drawing.schedule import GAP, Row, Span, draw

NEW_YORK = ZoneInfo("America/New_York")
SINCE = datetime(2026, 3, 3, 5, tzinfo=UTC)
UNTIL = SINCE + timedelta(days=14)
hours = st.integers(min_value=-100, max_value=500)


def span(start: int, end: int, text: str = "Alice", colour: int = 1) -> Span:
    """Between two hours since the beginning of the drawing."""
    return Span(SINCE + timedelta(hours=start), SINCE + timedelta(hours=end), text, f"{text} on call", colour)


def picture(*rows: Row, now: datetime = SINCE + timedelta(hours=3)):
    return draw(rows, since=SINCE, until=UNTIL, zone=NEW_YORK, now=now)


def test_every_row_has_its_lane_below_the_last() -> None:
    found = picture(Row("Weeks", [span(0, 24)]), Row("On call", [span(0, 24)], final=True))

    first, second = found.lanes
    assert first.y + first.height < second.y
    assert second.y + second.height < found.height


@given(edges=st.tuples(hours, hours).filter(lambda pair: pair[0] < pair[1]))
@settings(max_examples=150)
def test_a_span_stays_inside_the_picture_or_is_not_drawn(edges: tuple[int, int]) -> None:
    found = picture(Row("On call", [span(*edges)], final=True))

    for box in found.lanes[0].boxes:
        assert found.left <= box.x <= found.width
        assert box.x + box.width <= found.width + 3
        assert box.width > 0
    assert bool(found.lanes[0].boxes) == (edges[1] > 0 and edges[0] < 14 * 24)


def test_shifts_that_follow_each_other_touch() -> None:
    found = picture(Row("On call", [span(0, 48), span(48, 96, "Bob")], final=True))

    alice, bob = found.lanes[0].boxes
    assert alice.x + alice.width == bob.x


def test_a_short_shift_is_still_seen() -> None:
    found = picture(
        Row("On call", [Span(SINCE, SINCE + timedelta(minutes=5), "Alice", "Alice", 1)], final=True)
    )

    assert found.lanes[0].boxes[0].width == 3


def test_names_are_cut_to_the_room_there_is() -> None:
    found = picture(Row("On call", [span(0, 20, "Maximilian Oberhauser"), span(20, 24, "Bob")], final=True))

    long, short = found.lanes[0].boxes
    assert long.text.endswith("…")
    assert len(long.text) < len("Maximilian Oberhauser")
    assert short.text == ""
    assert short.span.title == "Bob on call"


def test_a_gap_and_an_override_look_different() -> None:
    changed = Span(SINCE, UNTIL, "Bob", "Bob", 2, by_override=True)

    found = picture(
        Row("A", [span(0, 24, "nobody", GAP)]), Row("B", [changed]), Row("C", [span(0, 24)], final=True)
    )

    assert [lane.boxes[0].look for lane in found.lanes] == [
        "gap",
        "shift who-2 shift-by-override",
        "shift who-1",
    ]


def test_now_is_marked_only_inside_the_picture() -> None:
    assert picture(now=SINCE).now_x == picture().left
    assert picture(now=UNTIL).now_x is None


def test_without_rows_there_is_a_calendar() -> None:
    assert len(picture().days) == 15  # the clocks go forward: 336 hours reach into a fifteenth day
