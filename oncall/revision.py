"""A layer's next version: what changes from its instant on, and whose turn it carries on with. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from hours.wall import EARLIEST, LATEST
from oncall.rotation import carried_turn
from oncall.spec import LayerSpec, ScheduleSpec


def carrying_on(before: Iterable[LayerSpec], version: LayerSpec) -> LayerSpec:
    """The version beginning with whoever has the turn then, unless it was told its first turn.

    `before` are the layer's versions as they were; the one in force at `version.effective_from` is carried on.
    """
    if version.first_turn is not None or version.effective_from is None:
        return version
    at = version.effective_from
    held = [one for one in before if (one.effective_from or EARLIEST) < at <= (one.effective_until or LATEST)]
    if not held:
        return version
    return replace(version, first_turn=carried_turn(held[-1], version.participants, at))


def revised(spec: ScheduleSpec, name: str, version: LayerSpec) -> ScheduleSpec:
    """The schedule as it would be with `version` as the layer `name` from its instant on; a new name adds a layer."""
    mine = spec.versions(name)
    after = carrying_on(mine, version)
    kept = tuple(replace(one, name=version.name) for one in cut(mine, version.effective_from or EARLIEST))
    others = tuple(layer for layer in spec.layers if layer.name != name)
    return replace(spec, layers=(*others, *kept, after))


def without(spec: ScheduleSpec, name: str, at: datetime) -> ScheduleSpec:
    """The schedule as it would be if the layer ended at that instant."""
    others = tuple(layer for layer in spec.layers if layer.name != name)
    return replace(spec, layers=(*others, *cut(spec.versions(name), at)))


def cut(versions: Iterable[LayerSpec], at: datetime) -> Iterator[LayerSpec]:
    """What is left of a layer's versions before an instant."""
    for one in versions:
        if (one.effective_from or EARLIEST) < at:
            yield replace(one, effective_until=min(one.effective_until or LATEST, at))


def raised(precedences: Mapping[str, int], name: str) -> dict[str, int]:
    """Every layer's precedence once `name` has gone up one place; the strongest comes first in `precedences`."""
    order = list(precedences)
    place = order.index(name)
    if place == 0:
        return dict(precedences)
    return _exchanged(precedences, order, place - 1)


def lowered(precedences: Mapping[str, int], name: str) -> dict[str, int]:
    """Every layer's precedence once `name` has gone down one place."""
    order = list(precedences)
    place = order.index(name)
    if place == len(order) - 1:
        return dict(precedences)
    return _exchanged(precedences, order, place)


def _exchanged(precedences: Mapping[str, int], order: Sequence[str], place: int) -> dict[str, int]:
    """The two at `place` and after it change places; those who added up are told apart, all above them one higher."""
    above, below = order[place], order[place + 1]
    high, low = precedences[above], precedences[below]
    if high != low:
        return {**precedences, above: low, below: high}
    return {name: value + (name in order[:place] or name == below) for name, value in precedences.items()}
