"""The pages of an incident as a drawing: a line for each person, texts, calls, answers and keys along the time. Pure geometry, in px."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hours.wall import local
from web.drawing.axis import Axis
from web.drawing.letters import fitted

WIDTH, LABELS, RIGHT = 720, 96, 24
HEAD, LANE = 30, 34
SHORTEST = timedelta(minutes=4)
MARGIN = 0.04  # of the span, on both sides
STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440)  # minutes between two times on the scale
MOST_TICKS = 7


@dataclass(frozen=True)
class Mark:
    """Something on a person's line. `kind`: text, call, answered, key, taken, passed_on, missed. `end`: of a call."""

    at: datetime
    kind: str
    title: str
    end: datetime | None = None


@dataclass(frozen=True)
class Line:
    """A person and what happened with them."""

    name: str
    marks: Sequence[Mark]


@dataclass(frozen=True)
class Spot:
    """A mark where it is drawn; `width` is a call's."""

    mark: Mark
    x: int
    y: int
    width: int


@dataclass(frozen=True)
class Lane:
    name: str
    y: int
    spots: Sequence[Spot]

    @property
    def label(self) -> str:
        return fitted(self.name, LABELS, shortest=4)

    @property
    def middle(self) -> int:
        return self.y + LANE // 2


@dataclass(frozen=True)
class Tick:
    label: str
    x: int


@dataclass(frozen=True)
class Picture:
    """All that the template draws."""

    width: int
    height: int
    head: int
    left: int
    ticks: Sequence[Tick]
    lanes: Sequence[Lane]
    now_x: int | None


def draw(lines: Sequence[Line], *, zone: ZoneInfo, now: datetime, running: bool) -> Picture | None:
    """Lay out everything from the first mark to the last, or to now while it goes on; None without marks."""
    instants = [each for line in lines for mark in line.marks for each in (mark.at, mark.end or mark.at)]
    if not instants:
        return None
    axis = _axis(min(instants), max([*instants, now] if running else instants))
    lanes = [_lane(line, HEAD + place * LANE, axis) for place, line in enumerate(lines)]
    return Picture(
        width=WIDTH,
        height=HEAD + len(lanes) * LANE + 6,
        head=HEAD,
        left=LABELS,
        ticks=list(_ticks(axis, zone)),
        lanes=lanes,
        now_x=axis.x(now) if running and axis.shows(now) else None,
    )


def _axis(first: datetime, last: datetime) -> Axis:
    span = max(last - first, SHORTEST)
    return Axis(first - span * MARGIN, first + span * (1 + MARGIN), left=LABELS, right=WIDTH - RIGHT)


def _lane(line: Line, y: int, axis: Axis) -> Lane:
    middle = y + LANE // 2
    ordered = sorted(line.marks, key=lambda mark: (mark.end is None, mark.at))  # calls lie under the rest
    return Lane(line.name, y, [_spot(mark, middle, axis) for mark in ordered])


def _spot(mark: Mark, y: int, axis: Axis) -> Spot:
    x = axis.x(mark.at)
    return Spot(mark, x, y, max(axis.x(mark.end) - x, 6) if mark.end else 0)


def _ticks(axis: Axis, zone: ZoneInfo) -> Iterable[Tick]:
    """Whole minutes of the reader's clock, as many as there is room for."""
    minutes = (axis.until - axis.since) / timedelta(minutes=1)
    step = next((each for each in STEPS if minutes / each <= MOST_TICKS), STEPS[-1])
    wall = local(axis.since, zone)
    past = (wall.hour * 60 + wall.minute) % step
    at = axis.since + timedelta(minutes=step - past, seconds=-wall.second, microseconds=-wall.microsecond)
    found: list[Tick] = []
    while at < axis.until and len(found) <= 2 * MOST_TICKS:
        found.append(Tick(local(at, zone).strftime("%H:%M"), axis.x(at)))
        at += timedelta(minutes=step)
    return found
