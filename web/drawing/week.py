"""A client's week as a drawing: a line for each day, its 24 hours from left to right. Pure geometry, in px."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from web.drawing.letters import fitted

WIDTH, LABELS = 460, 84
HEAD, DAY, BAND = 22, 34, 8
HOURS = (0, 6, 12, 18, 24)
DAY_LENGTH = timedelta(days=1)


@dataclass(frozen=True)
class Piece:
    """A stretch of one local date with one band and one outcome; wall-clock times, an end at midnight is the next date's."""

    start: datetime
    end: datetime
    band: str
    outcome: str
    text: str
    title: str


@dataclass(frozen=True)
class Bar:
    """A piece where it is drawn: the outcome, and under it the band."""

    piece: Piece
    x: int
    y: int
    width: int

    @property
    def height(self) -> int:
        return DAY - BAND - 6

    @property
    def band_y(self) -> int:
        return self.y + self.height

    @property
    def band_height(self) -> int:
        return BAND

    @property
    def text(self) -> str:
        return fitted(self.piece.text, self.width, shortest=3)

    @property
    def text_x(self) -> int:
        return self.x + 5

    @property
    def text_y(self) -> int:
        return self.y + self.height // 2 + 4


@dataclass(frozen=True)
class DayLine:
    """A local date and its bars."""

    on: date
    y: int
    bars: Sequence[Bar]

    @property
    def label_y(self) -> int:
        return self.y + DAY // 2


@dataclass(frozen=True)
class Hour:
    """An hour on the scale above."""

    label: str
    x: int


@dataclass(frozen=True)
class Picture:
    """All that the template draws; `now_x` and `now_y` are None when now is in no line."""

    width: int
    height: int
    head: int
    hours: Sequence[Hour]
    lines: Sequence[DayLine]
    now_x: int | None
    now_y: int | None
    now_height: int = DAY - 6


def draw(pieces: Iterable[Piece], *, now: datetime) -> Picture:
    """Lay out pieces that are sorted by time; `now` is the wall-clock time where the client is."""
    by_date = groupby(pieces, key=lambda piece: piece.start.date())
    lines = [_line(on, HEAD + number * DAY, found) for number, (on, found) in enumerate(by_date)]
    today = next((line for line in lines if line.on == now.date()), None)
    return Picture(
        width=WIDTH,
        height=HEAD + len(lines) * DAY,
        head=HEAD,
        hours=[Hour(f"{hour:02}", _x(timedelta(hours=hour))) for hour in HOURS],
        lines=lines,
        now_x=_x(now - datetime.combine(now, time())) if today else None,
        now_y=today.y if today else None,
    )


def _line(on: date, y: int, pieces: Iterable[Piece]) -> DayLine:
    return DayLine(on, y, [_bar(piece, on, y) for piece in pieces])


def _bar(piece: Piece, on: date, y: int) -> Bar:
    midnight = datetime.combine(on, time())
    x = _x(piece.start - midnight)
    return Bar(piece, x, y, max(_x(piece.end - midnight) - x, 1))


def _x(since_midnight: timedelta) -> int:
    share = min(max(since_midnight / DAY_LENGTH, 0.0), 1.0)
    return round(LABELS + share * (WIDTH - LABELS - 14))
