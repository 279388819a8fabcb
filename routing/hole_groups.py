"""Holes that are alike, told as one: the same thing is missing for the same clients, at several times."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from hours.interval import Interval, merge
from routing.backed import Missing
from routing.hole_words import clients_words, lack_words
from routing.holes import Hole

SHOWN = 5


@dataclass(frozen=True, slots=True)
class Group:
    """What is missing, for whom, and when: the first times, and the rest."""

    hole: Hole  # the earliest
    words: str
    clients: str
    first: list[Interval]
    rest: list[Interval]
    people: tuple[int, ...] = ()  # ids of whom somebody would call, and can't reach

    @property
    def is_first(self) -> bool:
        return self.hole.missing is Missing.FIRST

    @property
    def count(self) -> int:
        return len(self.first) + len(self.rest)


def groups_of(holes: Iterable[Hole]) -> list[Group]:
    """Nobody at all before nobody behind, then the soonest."""
    alike: defaultdict[object, list[Hole]] = defaultdict(list)
    for hole in holes:
        alike[hole.missing, hole.schedules, hole.clients].append(hole)
    found = [_group(each) for each in alike.values()]
    return sorted(found, key=lambda group: (not group.is_first, group.first[0].start))


def _group(holes: list[Hole]) -> Group:
    times = merge(Interval(hole.start, hole.end) for hole in holes)
    words, clients = lack_words(holes[0]), clients_words(holes[0].clients)
    people = tuple(sorted({pk for hole in holes for pk in hole.people}))
    return Group(holes[0], words, clients, times[:SHOWN], times[SHOWN:], people)
