"""The layers of a previewed body: each entry is one version of the layer of its name."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from hours.wall import EARLIEST
from hours.weekly import WeeklyWindow, weekly_window
from oncall.node import Node
from oncall.preview_errors import Errors
from oncall.rotation import carried_turn
from oncall.spec import Counting, Group, LayerSpec
from oncall.turns import TurnUnit

MOST_GROUPS = 1000
MOST_IN_GROUP = 100
MOST_WINDOWS = 50
HIGHEST_PRECEDENCE = 1_000_000
LONGEST_TURN = 100_000  # of any unit
FIELDS = (
    "name",
    "precedence",
    "time_zone",
    "participants",
    "turn",
    "starts_at",
    "ends_at",
    "effective_from",
    "first_turn",
    "restrictions",
    "count_turns",
)


class Day(StrEnum):
    MONDAY = "mo"
    TUESDAY = "tu"
    WEDNESDAY = "we"
    THURSDAY = "th"
    FRIDAY = "fr"
    SATURDAY = "sa"
    SUNDAY = "su"


WEEK = list(Day)


def read_layer(node: Node, schedule_zone: Node) -> LayerSpec:
    """One version of a layer, not yet ended by the next. BadValue at the first field that is refused."""
    fields = node.fields(*FIELDS)
    turn = fields["turn"].fields("length", "unit")
    participants = tuple(
        _group(group) for group in fields["participants"].items(most=MOST_GROUPS, of="groups")
    )
    starts_at = fields["starts_at"].wall()
    windows = fields["restrictions"].items_or_none(most=MOST_WINDOWS, of="weekly windows")
    return LayerSpec(
        name=fields["name"].text(),
        precedence=fields["precedence"].whole(-HIGHEST_PRECEDENCE, HIGHEST_PRECEDENCE),
        zone=(fields["time_zone"] if fields["time_zone"].given else schedule_zone).zone(),
        participants=participants,
        length=turn["length"].whole(1, LONGEST_TURN),
        unit=turn["unit"].word(TurnUnit),
        starts_at=starts_at,
        ends_at=_ends_at(fields["ends_at"], starts_at),
        effective_from=fields["effective_from"].instant() if fields["effective_from"].given else None,
        first_turn=_first_turn(fields["first_turn"], participants),
        restrictions=tuple(_window(window) for window in windows),
        count_turns=fields["count_turns"].word(Counting)
        if fields["count_turns"].given
        else Counting.CALENDAR,
    )


def _group(node: Node) -> Group:
    return tuple(person.text() for person in node.items(most=MOST_IN_GROUP, of="people"))


def _ends_at(node: Node, starts_at: datetime) -> datetime | None:
    if not node.given:
        return None
    ends_at = node.wall()
    return ends_at if ends_at > starts_at else node.refuse("later than starts_at")


def _first_turn(node: Node, participants: Sequence[Group]) -> int | None:
    return node.whole(0, max(len(participants) - 1, 0)) if node.given else None


def _window(node: Node) -> WeeklyWindow:
    """A weekly window; an end at or before the start is on the next day."""
    fields = node.fields("days", "start", "end")
    days = [WEEK.index(day.word(Day)) for day in fields["days"].items(most=len(WEEK), of="days")]
    if not days:
        fields["days"].reject(f"This must be a list of at least one of {', '.join(Day)}.")
    start, end = fields["start"].clock(), fields["end"].clock()
    if start == "24:00":
        fields["start"].refuse("a time from 00:00 to 23:59; 24:00 is an end only")
    if start == end:
        fields["end"].reject("The window ends when it starts: for all day write 00:00 to 24:00.")
    return weekly_window(days=days, start=start, end=end)


def refuse_twin_versions(layers: Sequence[LayerSpec], errors: Errors) -> None:
    """Two versions of a layer cannot hold from the same instant (from the beginning, where none is given)."""
    known: dict[tuple[str, datetime], int] = {}
    for place, layer in enumerate(layers):
        first = known.setdefault((layer.name, _begins(layer)), place)
        if first != place:
            errors.add(
                f"layers[{place}].effective_from",
                f"This must differ from that of layers[{first}]: versions of one layer follow each other.",
            )


def _begins(layer: LayerSpec) -> datetime:
    return layer.effective_from or EARLIEST


def with_versions(layers: Iterable[LayerSpec]) -> tuple[LayerSpec, ...]:
    """The layers with each version ended by the next of its name, which carries on unless told its first turn."""
    by_name: defaultdict[str, list[LayerSpec]] = defaultdict(list)
    for layer in layers:
        by_name[layer.name].append(layer)
    return tuple(version for versions in by_name.values() for version in _in_a_row(versions))


def _in_a_row(versions: Iterable[LayerSpec]) -> Iterator[LayerSpec]:
    previous: LayerSpec | None = None
    ordered = sorted(versions, key=_begins)
    ends = [version.effective_from for version in ordered[1:]]
    for version, until in zip(ordered, [*ends, None], strict=True):
        previous = replace(version, effective_until=until, first_turn=_carried(version, previous))
        yield previous


def _carried(version: LayerSpec, previous: LayerSpec | None) -> int | None:
    """The version's first turn as it was told, or else the one with which the previous version's people stay."""
    if version.first_turn is not None or not previous or not version.effective_from:
        return version.first_turn
    return carried_turn(previous, version.participants, version.effective_from)
