"""A client's week as a drawing."""

from datetime import datetime, timedelta

from web.drawing.week import Piece, draw

TUESDAY = datetime(2026, 3, 3)  # noqa: DTZ001 (the client's wall clock)


def piece(start: int, end: int, text: str = "Desk", day: int = 0) -> Piece:
    midnight = TUESDAY + timedelta(days=day)
    return Piece(
        midnight + timedelta(hours=start), midnight + timedelta(hours=end), "after_hours", "queue", text, text
    )


def test_every_date_has_its_line() -> None:
    found = draw([piece(0, 24), piece(0, 24, day=1)], now=TUESDAY)

    assert [line.on.day for line in found.lines] == [3, 4]
    assert found.lines[0].y < found.lines[1].y < found.height


def test_a_day_reaches_from_the_first_hour_to_the_last() -> None:
    found = draw([piece(0, 24)], now=TUESDAY)

    bar = found.lines[0].bars[0]
    assert (bar.x, bar.x + bar.width) == (found.hours[0].x, found.hours[-1].x)


def test_pieces_that_follow_each_other_touch() -> None:
    found = draw([piece(0, 8), piece(8, 17), piece(17, 24)], now=TUESDAY)

    night, day, evening = found.lines[0].bars
    assert night.x + night.width == day.x
    assert day.x + day.width == evening.x


def test_a_piece_too_short_for_words_keeps_them_in_its_title() -> None:
    found = draw([piece(0, 1, "Page, contain only")], now=TUESDAY)

    bar = found.lines[0].bars[0]
    assert bar.text == ""
    assert bar.piece.title == "Page, contain only"


def test_now_is_marked_in_todays_line() -> None:
    week = [piece(0, 24), piece(0, 24, day=1)]

    tomorrow = draw(week, now=TUESDAY + timedelta(days=1, hours=6))
    next_week = draw(week, now=TUESDAY + timedelta(days=7))

    assert (tomorrow.now_x, tomorrow.now_y) == (tomorrow.hours[1].x, tomorrow.lines[1].y)
    assert next_week.now_x is None
