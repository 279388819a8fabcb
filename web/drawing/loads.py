"""How the load lies on people, as a drawing: for each a bar of nights and a bar of hours. Pure geometry, in px."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from web.drawing.letters import fitted

BAR, END = 16, 6
WORDS = 66  # the longest that stands behind a bar, in px


@dataclass(frozen=True)
class Column:
    """Where one kind's bars are in a lane: from `left`, the longest `room` wide, `down` from the lane's top."""

    left: int
    room: int
    down: int


@dataclass(frozen=True)
class Layout:
    """`head`: what stands above the lanes; `name`: the room of a name, `name_down` from the lane's top."""

    width: int
    head: int
    lane: int
    name: int
    name_down: int
    nights: Column
    hours: Column


WIDE = Layout(720, 30, 26, name=140, name_down=17, nights=Column(140, 238, 5), hours=Column(438, 238, 5))
NARROW = Layout(330, 4, 64, name=320, name_down=16, nights=Column(6, 230, 22), hours=Column(6, 230, 42))


@dataclass(frozen=True)
class Borne:
    """What one person bears; `weekend` of the `hours`."""

    name: str
    nights: int
    hours: float
    weekend: float


@dataclass(frozen=True)
class Bar:
    """`average`: where everybody's average is; None where nobody bears any."""

    x: int
    y: int
    width: int
    text: str = ""
    average: int | None = None

    @property
    def height(self) -> int:
        return BAR

    @property
    def end(self) -> int:
        return self.y + BAR

    @property
    def text_x(self) -> int:
        """Behind the bar; where the average would strike it out, behind that."""
        end = self.x + self.width
        struck = self.average is not None and end < self.average < end + WORDS
        return (self.average if struck and self.average else end) + 6

    @property
    def text_y(self) -> int:
        return self.y + BAR - 4


@dataclass(frozen=True)
class Lane:
    """`weekend` lies over the start of `hours`. `label`: the name as far as it fits."""

    name: str
    label: str
    label_y: int
    nights: Bar
    hours: Bar
    weekend: Bar


@dataclass(frozen=True)
class Picture:
    """All that the template draws."""

    layout: Layout
    height: int
    lanes: Sequence[Lane]
    nights_average: float
    hours_average: float

    @property
    def most(self) -> str:
        """The names of who has most nights."""
        top = max((lane.nights.width for lane in self.lanes), default=0)
        return ", ".join(lane.name for lane in self.lanes if top and lane.nights.width == top)


def draw(people: Iterable[Borne], layout: Layout = WIDE) -> Picture | None:
    """In the order given; None where nobody bears anything."""
    rows = list(people)
    most_hours = max((row.hours for row in rows), default=0.0)
    if not most_hours:
        return None
    most_nights = max(row.nights for row in rows)
    nights, hours = sum(row.nights for row in rows) / len(rows), sum(row.hours for row in rows) / len(rows)
    scale = _Scale(layout, most_nights, most_hours, nights, hours)
    return Picture(
        layout=layout,
        height=layout.head + len(rows) * layout.lane + END,
        lanes=[scale.lane(row, layout.head + place * layout.lane) for place, row in enumerate(rows)],
        nights_average=nights,
        hours_average=hours,
    )


@dataclass(frozen=True)
class _Scale:
    """The most that anybody bears fills a column's room."""

    layout: Layout
    most_nights: int
    most_hours: float
    nights: float  # on average
    hours: float

    def lane(self, row: Borne, top: int) -> Lane:
        nights, hours = self.layout.nights, self.layout.hours
        return Lane(
            name=row.name,
            label=fitted(row.name, self.layout.name, shortest=4),
            label_y=top + self.layout.name_down,
            nights=_bar(nights, top, row.nights, self.most_nights, self.nights),
            hours=_bar(hours, top, row.hours, self.most_hours, self.hours),
            weekend=_bar(hours, top, row.weekend, self.most_hours, self.hours),
        )


def _bar(column: Column, top: int, share: float, most: float, average: float) -> Bar:
    at = column.left + round(column.room * average / most) if most else None
    width = round(column.room * share / most) if most else 0
    return Bar(column.left, top + column.down, width, f"{share:.0f}", at)
