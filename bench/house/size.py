"""How large a house is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Size:
    """`each` rows of whatever has no number of its own, also below one other row; `much` of what piles up by itself."""

    slug: str
    members: int
    clients: int
    incidents: int
    open: int
    schedules: int
    each: int
    much: int


LARGE = Size(
    slug="forty", members=40, clients=200, incidents=50_000, open=60, schedules=12, each=12, much=20_000
)
