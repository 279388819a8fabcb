"""A schedule as a drawing: a lane for each layer and one for what comes out of them. Pure geometry, in px."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from web.drawing.axis import Axis, Day, days
from web.drawing.letters import fitted

WIDTH, LABELS = 1120, 116
HEAD, LANE, FINAL_LANE, BETWEEN = 44, 26, 36, 8
GAP = 0  # the colour number of nobody


@dataclass(frozen=True)
class Span:
    """One shift, or a gap. `colour`: 1 to 8, or GAP. `title` says all that the drawing shows, for whoever can't see it."""

    start: datetime
    end: datetime
    text: str
    title: str
    colour: int
    href: str = ""
    by_override: bool = False
    is_asked: bool = False  # not so yet: somebody asks for it


@dataclass(frozen=True)
class Row:
    """A lane's name and what lies in it; the last row of a schedule is `final`."""

    name: str
    spans: Sequence[Span]
    final: bool = False


@dataclass(frozen=True)
class Box:
    """A span where it is drawn."""

    span: Span
    x: int
    y: int
    width: int
    height: int

    @property
    def text(self) -> str:
        return fitted(self.span.text, self.width, shortest=2)

    @property
    def text_x(self) -> int:
        return self.x + 6

    @property
    def text_y(self) -> int:
        return self.y + self.height // 2 + 4

    @property
    def look(self) -> str:
        """The classes of `drawing.css`."""
        if self.span.colour == GAP:
            return "gap"
        if self.span.is_asked:
            return "shift-asked"
        return f"shift who-{self.span.colour}{' shift-by-override' if self.span.by_override else ''}"


@dataclass(frozen=True)
class Lane:
    """A row where it is drawn."""

    name: str
    y: int
    height: int
    final: bool
    boxes: Sequence[Box]

    @property
    def label(self) -> str:
        return fitted(self.name, LABELS, shortest=4)

    @property
    def label_y(self) -> int:
        return self.y + self.height // 2 + 4


@dataclass(frozen=True)
class Picture:
    """All that the template draws. `now_x` is None when now is not in the picture."""

    width: int
    height: int
    head: int
    left: int
    days: Sequence[Day]
    lanes: Sequence[Lane]
    now_x: int | None


def draw(rows: Iterable[Row], *, since: datetime, until: datetime, zone: ZoneInfo, now: datetime) -> Picture:
    """Lay out `[since, until)`; what reaches beyond is cut at the edges."""
    axis = Axis(since, until, left=LABELS, right=WIDTH)
    lanes = list(_lanes(rows, axis))
    bottom = lanes[-1].y + lanes[-1].height if lanes else HEAD
    return Picture(
        width=WIDTH,
        height=bottom + BETWEEN,
        head=HEAD,
        left=LABELS,
        days=list(days(axis, zone)),
        lanes=lanes,
        now_x=axis.x(now) if axis.shows(now) else None,
    )


def _lanes(rows: Iterable[Row], axis: Axis) -> Iterable[Lane]:
    y = HEAD
    for row in rows:
        height = FINAL_LANE if row.final else LANE
        boxes = [box_of(span, axis, y, height) for span in row.spans]
        yield Lane(row.name, y, height, row.final, [box for box in boxes if box.width > 0])
        y += height + BETWEEN


def box_of(span: Span, axis: Axis, y: int, height: int) -> Box:
    """The span's box in its lane; no width where the axis does not reach it."""
    x = axis.x(span.start)
    width = axis.x(span.end) - x
    seen = span.end > axis.since and span.start < axis.until
    return Box(span, x, y, max(width, 3) if seen else 0, height)


def in_lanes(name: str, spans: Iterable[Span]) -> list[Row]:
    """Spans, sorted by their start, in as few lanes as it takes for none to lie on another."""
    lanes: list[list[Span]] = []
    for span in spans:
        lane = next((lane for lane in lanes if lane[-1].end <= span.start), None)
        if lane is None:
            lanes.append([span])
        else:
            lane.append(span)
    return [Row("" if number else name, lane) for number, lane in enumerate(lanes)]
