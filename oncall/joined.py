"""The layers of one precedence joined: their turns become stretches, each with one set of people."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import chain, groupby
from operator import itemgetter
from typing import Generic, NamedTuple, TypeVar

from oncall.overrides import Changes
from oncall.rotation import turns_within
from oncall.spec import LayerSpec, Person

Item = TypeVar("Item")


class Stretch(NamedTuple):
    """These people are on call in `[start, end)`; `layers` are the names of the layers that put them there."""

    start: datetime
    end: datetime
    people: frozenset[Person]
    layers: frozenset[str]


Present = tuple[frozenset[Person], frozenset[str]]  # people, names of layers
Edge = tuple[datetime, Stretch | None, Stretch | None]  # when, the stretch that ends, the one that starts
NOTHING, LAYERS, PEOPLE = 0, 1, 2  # what may change at an edge


def joined(
    timelines: Iterable[Sequence[LayerSpec]], changes: Changes, since: datetime, until: datetime
) -> Iterable[Stretch]:
    """Where layers have somebody available in `[since, until)`, sorted; a timeline is layers that turn together."""
    each = [list(_in_step(layers, changes, since, until)) for layers in timelines]
    busy = [stretches for stretches in each if stretches]
    return busy[0] if len(busy) == 1 else _added_up(busy)


def _in_step(
    layers: Sequence[LayerSpec], changes: Changes, since: datetime, until: datetime
) -> Iterator[Stretch]:
    """Turn by turn, whoever of these layers is there."""
    known: dict[tuple[int, ...], Present] = {}
    place_of = [layer.place_of for layer in layers]
    for start, end, number in turns_within(layers[0], since, until):
        places = tuple([place(number) for place in place_of])
        if places not in known:
            known[places] = _present(layers, places, changes)
        people, names = known[places]
        if people:
            yield Stretch(start, end, people, names)


def _present(layers: Iterable[LayerSpec], places: Iterable[int], changes: Changes) -> Present:
    """Who is there of the groups in these places, and the names of the layers that have somebody."""
    groups = {
        layer.name: changes.available(layer.participants[place])
        for layer, place in zip(layers, places, strict=True)
    }
    return frozenset(chain.from_iterable(groups.values())), frozenset(name for name in groups if groups[name])


def _added_up(timelines: Iterable[Iterable[Stretch]]) -> Iterator[Stretch]:
    """Stretches of several timelines, cut where the people of all of them together may change."""
    people, names = Tally[Person](), Tally[frozenset[str]]()
    start, current, layers = None, frozenset[Person](), frozenset[str]()
    edges = sorted(chain.from_iterable(map(_edges, timelines)), key=itemgetter(0))
    for when, at_once in groupby(edges, key=itemgetter(0)):
        change = max([_pass(edge, people, names) for edge in at_once])
        if change == PEOPLE:
            if start and current:
                yield Stretch(start, when, current, layers)
            start, current, layers = when, frozenset(people), frozenset[str]().union(*names)
        elif change == LAYERS:
            layers = layers.union(*names)


def _edges(timeline: Iterable[Stretch]) -> Iterator[Edge]:
    """Where one timeline passes from stretch to stretch."""
    last = None
    for stretch in timeline:
        if last and last.end < stretch.start:
            yield last.end, last, None
            last = None
        yield stretch.start, last, stretch
        last = stretch
    if last:
        yield last.end, last, None


class Tally(Generic[Item], dict[Item, int]):
    """How often each is there: two layers may name one person."""

    def enter(self, items: Iterable[Item]) -> bool:
        """Count them in; True if one of them was not there."""
        new = False
        for item in items:
            self[item] = times = self.get(item, 0) + 1
            new = new or times == 1
        return new

    def leave(self, items: Iterable[Item]) -> bool:
        """Count them out; True if one of them is gone."""
        gone = False
        for item in items:
            self[item] = left = self[item] - 1
            if not left:
                del self[item]
                gone = True
        return gone


def _pass(edge: Edge, people: Tally[Person], names: Tally[frozenset[str]]) -> int:
    """Go over one edge; returns what it changes."""
    _, before, after = edge
    came = after is not None and people.enter(after.people)
    left = before is not None and people.leave(before.people)
    if before and after and before.layers == after.layers:
        return PEOPLE if came or left else NOTHING
    others = after is not None and names.enter((after.layers,))
    if before:
        names.leave((before.layers,))
    return PEOPLE if came or left else LAYERS if others else NOTHING
