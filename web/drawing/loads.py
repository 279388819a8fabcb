"""How the load lies on people, as a drawing: for each a bar of nights and a bar of hours. Pure geometry, in px."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from web.drawing.letters import fitted

WIDTH, LABELS, NUMBER, BETWEEN = 720, 140, 44, 16
HEAD, LANE, BAR = 30, 26, 16
ROOM = (WIDTH - LABELS - BETWEEN) // 2  # of one kind's bars, the number behind them too


@dataclass(frozen=True)
class Borne:
    """What one person bears; `weekend` of the `hours`."""

    name: str
    nights: int
    hours: float
    weekend: float


@dataclass(frozen=True)
class Bar:
    x: int
    width: int
    text: str

    @property
    def text_x(self) -> int:
        return self.x + self.width + 6


@dataclass(frozen=True)
class Lane:
    """`weekend` lies over the start of `hours`."""

    name: str
    y: int
    nights: Bar
    hours: Bar
    weekend: Bar

    @property
    def label(self) -> str:
        return fitted(self.name, LABELS, shortest=4)

    @property
    def bar_y(self) -> int:
        return self.y + (LANE - BAR) // 2

    @property
    def bar_height(self) -> int:
        return BAR

    @property
    def text_y(self) -> int:
        return self.y + LANE // 2 + 4


@dataclass(frozen=True)
class Picture:
    """All that the template draws. `nights_x` and `hours_x`: where the average is; None where nobody bears any."""

    width: int
    height: int
    head: int
    nights_left: int
    hours_left: int
    lanes: Sequence[Lane]
    nights_x: int | None
    hours_x: int | None
    nights_average: float
    hours_average: float

    @property
    def most(self) -> str:
        """The names of who has most nights."""
        top = max((lane.nights.width for lane in self.lanes), default=0)
        return ", ".join(lane.name for lane in self.lanes if top and lane.nights.width == top)


def draw(people: Iterable[Borne]) -> Picture | None:
    """In the order given; None where nobody bears anything."""
    rows = list(people)
    most_nights = max((row.nights for row in rows), default=0)
    most_hours = max((row.hours for row in rows), default=0.0)
    if not most_hours:
        return None
    left, right = LABELS, LABELS + ROOM + BETWEEN
    nights, hours = sum(row.nights for row in rows) / len(rows), sum(row.hours for row in rows) / len(rows)
    return Picture(
        width=WIDTH,
        height=HEAD + len(rows) * LANE + 6,
        head=HEAD,
        nights_left=left,
        hours_left=right,
        lanes=[
            Lane(
                name=row.name,
                y=HEAD + place * LANE,
                nights=Bar(left, _width(row.nights, most_nights), str(row.nights)),
                hours=Bar(right, _width(row.hours, most_hours), f"{row.hours:.0f}"),
                weekend=Bar(right, _width(row.weekend, most_hours), ""),
            )
            for place, row in enumerate(rows)
        ],
        nights_x=left + _width(nights, most_nights) if most_nights else None,
        hours_x=right + _width(hours, most_hours),
        nights_average=nights,
        hours_average=hours,
    )


def _width(share: float, whole: float) -> int:
    return round((ROOM - NUMBER) * share / whole) if whole else 0
