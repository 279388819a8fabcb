"""Several weeks one below the other, each with its lanes: what fits beside a form. Pure geometry, in px."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from web.drawing.axis import Axis, Day, days
from web.drawing.schedule import Box, Row, box_of

WIDTH = 640
HEAD, LANE, FINAL_LANE, BETWEEN, AFTER = 18, 14, 26, 2, 8


@dataclass(frozen=True)
class Week:
    """What lies in `[since, until)`; the last row is the final one."""

    since: datetime
    until: datetime
    rows: Sequence[Row]


@dataclass(frozen=True)
class Strip:
    """A week where it is drawn."""

    y: int
    height: int
    days: Sequence[Day]
    boxes: Sequence[Box]
    now_x: int | None

    @property
    def day_y(self) -> int:
        return self.y + 12


@dataclass(frozen=True)
class WeeksPicture:
    """All that the template draws."""

    width: int
    height: int
    strips: Sequence[Strip]


def draw_weeks(weeks: Iterable[Week], *, zone: ZoneInfo, now: datetime) -> WeeksPicture:
    strips = list(_strips(weeks, zone, now))
    bottom = strips[-1].y + strips[-1].height if strips else 0
    return WeeksPicture(WIDTH, bottom, strips)


def _strips(weeks: Iterable[Week], zone: ZoneInfo, now: datetime) -> Iterator[Strip]:
    top = 0
    for week in weeks:
        axis = Axis(week.since, week.until, left=0, right=WIDTH)
        boxes, bottom = _boxes(week.rows, axis, top + HEAD)
        height = bottom + AFTER - top
        yield Strip(top, height, list(days(axis, zone)), boxes, axis.x(now) if axis.shows(now) else None)
        top += height


def _boxes(rows: Iterable[Row], axis: Axis, y: int) -> tuple[list[Box], int]:
    """The boxes of all lanes, and where the last of them ends."""
    found: list[Box] = []
    for row in rows:
        height = FINAL_LANE if row.final else LANE
        found.extend(box for span in row.spans if (box := box_of(span, axis, y, height)).width > 0)
        y += height + BETWEEN
    return found, y
