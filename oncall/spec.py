"""What a schedule is at a time, as frozen facts: layers in versions, overrides, time off. People are opaque.

Rows become these in `oncall.queries`, JSON in `oncall.preview`; everything that is computed starts from them.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from itertools import chain
from zoneinfo import ZoneInfo

from hours.wall import EARLIEST, LATEST, end_instant, local, start_instant
from hours.weekly import WeeklyWindow
from oncall.turns import HOURS, Count, TurnUnit, calendar_count, covered_count, months_after, turn_at

Person = Hashable
Group = tuple[Person, ...]


class Counting(StrEnum):
    CALENDAR = "calendar"  # every turn counts, also one that the restrictions leave empty
    COVERED = "covered"  # only turns with some covered time count


class Kind(StrEnum):
    SET = "set"
    REPLACE = "replace"
    REMOVE = "remove"
    ADD = "add"


@dataclass(frozen=True)
class LayerSpec:
    """One version of a layer, valid in `[effective_from, effective_until)`; None: without bound.

    `starts_at` and `ends_at` are naive times on the wall clock of `zone`. `first_turn` is the index in
    `participants` of the turn in progress at `effective_from` (without one: of the turn at `starts_at`);
    None: group 0 has the turn at `starts_at`. No restrictions: always. The versions of a layer share its name.
    """

    name: str
    precedence: int
    zone: ZoneInfo
    participants: tuple[Group, ...]
    length: int
    unit: TurnUnit
    starts_at: datetime
    ends_at: datetime | None = None
    effective_from: datetime | None = None
    effective_until: datetime | None = None
    first_turn: int | None = None
    restrictions: tuple[WeeklyWindow, ...] = ()
    count_turns: Counting = Counting.CALENDAR

    @cached_property
    def begins(self) -> datetime:
        """The first instant at which somebody may be on call."""
        return max(self.effective_from or EARLIEST, start_instant(self.starts_at, self.zone))

    @cached_property
    def finishes(self) -> datetime:
        """The instant from which nobody is any more."""
        ends = end_instant(self.ends_at, self.zone) if self.ends_at else LATEST
        return min(self.effective_until or LATEST, ends)

    @cached_property
    def count(self) -> Count:
        """How many turns that count come before the turn of a number."""
        if self.count_turns == Counting.CALENDAR or not self.restrictions:
            return calendar_count
        return covered_count(self.starts_at, self.length, self.unit, self.restrictions)

    @property
    def edges_per_day(self) -> float:
        """At most about so many times a day somebody's shift begins."""
        days = 28 * self.length if self.unit == TurnUnit.MONTH else HOURS[self.unit] * self.length / 24
        return 1 / days + len(self.restrictions)

    @cached_property
    def everybody(self) -> frozenset[Person]:
        return frozenset(chain.from_iterable(self.participants))

    @property
    def most_people(self) -> int:
        """At most so many people are on call by this layer at once."""
        return max(map(len, self.participants), default=0)

    @cached_property
    def step(self) -> timedelta | None:
        """How long a turn is on the wall clock; None: a number of months."""
        return None if self.unit == TurnUnit.MONTH else HOURS[self.unit] * self.length * timedelta(hours=1)

    @cached_property
    def first_place(self) -> int:
        """The index of turn 0's group, before it is taken round the participants."""
        if self.first_turn is None or self.effective_from is None:
            return self.first_turn or 0
        return self.first_turn - self.count(self.turn_in_progress(self.effective_from))

    def place_of(self, number: int) -> int:
        """The index in `participants` of whose turn that is; of a turn that does not count, of who comes next."""
        return (self.first_place + self.count(number)) % len(self.participants)

    def group_of(self, number: int) -> Group:
        """Whose turn that is; the layer has participants."""
        return self.participants[self.place_of(number)]

    @property
    def timeline(self) -> Hashable:
        """Layers with the same one change turns at the same instants."""
        turns = (self.zone, self.starts_at, self.ends_at, self.length, self.unit)
        return turns, self.effective_from, self.effective_until, self.restrictions

    def turn_in_progress(self, instant: datetime) -> int:
        """The number of the turn in progress; 0 before the first one starts.

        Where the wall clock runs through an hour for the second time it shows less than it has shown: turns that
        started the first time are in progress or over.
        """
        wall = local(instant, self.zone)
        number = max(turn_at(self.starts_at, self.length, self.unit, wall), 0)
        while wall.fold and self.turn_start(number + 1) <= instant:
            number += 1
        return number

    def turn_start(self, number: int) -> datetime:
        """The instant at which the turn of that number starts; LATEST for what lies beyond the year 9999."""
        try:
            if self.step:
                return start_instant(self.starts_at + number * self.step, self.zone)
            return start_instant(months_after(self.starts_at, number * self.length), self.zone)
        except OverflowError:
            return LATEST


@dataclass(frozen=True, slots=True)
class OnCall:
    """Who is on call at an instant, in the schedule's order, and the names of the layers that put them there."""

    people: tuple[Person, ...]
    layers: tuple[str, ...]


@dataclass(frozen=True)
class OverrideSpec:
    """A dated change in `[start, end)`: `people` are the only ones (set), are added or are removed.

    For `replace`, `people[i]` takes the place of `instead_of[i]`; of the other kinds `instead_of` is empty.
    """

    kind: Kind
    start: datetime
    end: datetime
    people: tuple[Person, ...]
    instead_of: tuple[Person, ...] = ()


@dataclass(frozen=True)
class TimeOffSpec:
    """A person is away in `[start, end)`."""

    person: Person
    start: datetime
    end: datetime


@dataclass(frozen=True)
class ScheduleSpec:
    """A schedule: its zone (in which it is shown), all versions of its layers, and what is laid over them."""

    zone: ZoneInfo
    layers: tuple[LayerSpec, ...] = ()
    overrides: tuple[OverrideSpec, ...] = ()
    time_off: tuple[TimeOffSpec, ...] = ()

    @cached_property
    def levels(self) -> tuple[tuple[LayerSpec, ...], ...]:
        """The layers by precedence, the highest first; within one precedence in the order given."""
        highest_first = sorted({layer.precedence for layer in self.layers}, reverse=True)
        return tuple(
            tuple(layer for layer in self.layers if layer.precedence == precedence)
            for precedence in highest_first
        )

    def in_order(self, people: Iterable[Person]) -> tuple[Person, ...]:
        """These people without repetition, in the one order of the schedule: as it first names them."""
        return tuple(sorted(set(people), key=self._ranks.__getitem__))

    @cached_property
    def timelines(self) -> tuple[tuple[tuple[LayerSpec, ...], ...], ...]:
        """Each level's layers, those together whose turns all start and end at the same instants."""
        return tuple(tuple(_together(level).values()) for level in self.levels)

    @cached_property
    def layer_names(self) -> tuple[str, ...]:
        """Each layer once, in the order given."""
        return tuple(dict.fromkeys(layer.name for layer in self.layers))

    def versions(self, name: str) -> tuple[LayerSpec, ...]:
        """The versions of one layer, sorted by when they hold."""
        named = (layer for layer in self.layers if layer.name == name)
        return tuple(sorted(named, key=lambda layer: layer.effective_from or EARLIEST))

    @cached_property
    def edges_per_day(self) -> float:
        """At most about so many times a day a shift of some layer begins: by its turns or its restrictions."""
        return sum(layers[0].edges_per_day for level in self.timelines for layers in level)

    @cached_property
    def most_people(self) -> int:
        """At most so many people are on call at once."""
        return min(sum(layer.most_people for layer in self.layers), len(self._ranks)) + 1

    def names(self, person: Person) -> bool:
        """Whether they have a place in it at all."""
        return person in self._ranks

    @cached_property
    def _ranks(self) -> dict[Person, int]:
        on_layers = chain.from_iterable(group for layer in self.layers for group in layer.participants)
        on_overrides = chain.from_iterable(override.people for override in self.overrides)
        return {person: rank for rank, person in enumerate(dict.fromkeys(chain(on_layers, on_overrides)))}


def _together(layers: Iterable[LayerSpec]) -> dict[Hashable, tuple[LayerSpec, ...]]:
    found: dict[Hashable, tuple[LayerSpec, ...]] = {}
    for layer in layers:
        if layer.participants:
            found[layer.timeline] = (*found.get(layer.timeline, ()), layer)
    return found
