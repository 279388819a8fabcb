"""The body of a schedule preview, read from JSON into the frozen facts that `shifts` computes from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from hours.wall import LATEST
from oncall.node import Node
from oncall.overrides import contradictions
from oncall.preview_errors import Errors
from oncall.preview_layers import read_layer, refuse_twin_versions, with_versions
from oncall.spec import Kind, OverrideSpec, Person, ScheduleSpec, TimeOffSpec

FIELDS = ("time_zone", "layers", "overrides", "time_off", "since", "until", "at")
OVERRIDE_FIELDS = ("kind", "start", "end", "people", "instead_of")
DEFAULT_WINDOW = timedelta(days=28)
LONGEST_WINDOW = timedelta(days=400)
MOST_LAYERS = 100
MOST_DATED = 1000  # overrides, times off
MOST_PEOPLE = 100  # of one override
MOST_INSTANTS = 10_000


@dataclass(frozen=True, slots=True)
class Question:
    """What a preview asks: about which schedule, from when to when, and at which instants in which order."""

    spec: ScheduleSpec
    since: datetime
    until: datetime
    at: tuple[datetime, ...]


def read_question(body: object, *, now: datetime) -> Question:
    """The question that a parsed JSON body asks. PreviewError names everything in it that is no question."""
    errors = Errors()
    root = errors.must(lambda: Node(body).fields(*FIELDS))
    layers = errors.entries(
        lambda: root["layers"].items(most=MOST_LAYERS, of="layers"),
        lambda layer: read_layer(layer, root["time_zone"]),
    )
    overrides = errors.entries(lambda: _dated(root["overrides"]), _override)
    time_off = errors.entries(lambda: _dated(root["time_off"]), _time_off)
    at = errors.entries(lambda: root["at"].items_or_none(most=MOST_INSTANTS, of="instants"), Node.instant)
    window = errors.attempt(lambda: _window(root["since"], root["until"], now.astimezone(UTC)))
    zone = errors.must(root["time_zone"].zone)
    errors.stop()
    refuse_twin_versions(layers, errors)
    _refuse_contradictions(overrides, errors)
    errors.stop()
    spec = ScheduleSpec(zone, with_versions(layers), overrides, time_off)
    return Question(spec, *(window or (now, now)), at)


def _window(since: Node, until: Node, now: datetime) -> tuple[datetime, datetime]:
    """The range of time to answer for; it is not empty and not too long."""
    begin = since.instant() if since.given else now
    end = until.instant() if until.given else begin + min(DEFAULT_WINDOW, LATEST - begin)
    if end <= begin:
        until.refuse(f"later than since ({begin.isoformat()})")
    if end - begin > LONGEST_WINDOW:
        until.refuse(f"at most {LONGEST_WINDOW.days} days after since")
    return begin, end


def _dated(node: Node) -> list[Node]:
    return node.items_or_none(most=MOST_DATED, of="entries")


def _override(node: Node) -> OverrideSpec:
    fields = node.fields(*OVERRIDE_FIELDS)
    kind = fields["kind"].word(Kind)
    start, end = _period(fields["start"], fields["end"])
    people = _people(fields["people"])
    return OverrideSpec(kind, start, end, people, _instead_of(fields["instead_of"], kind, people))


def _instead_of(node: Node, kind: Kind, people: Sequence[Person]) -> tuple[Person, ...]:
    """The people who are replaced, as many as take their places."""
    if kind != Kind.REPLACE:
        return node.reject("Only a replace says instead of whom.") if node.given and node.value else ()
    replaced = _people(node)
    return replaced if len(replaced) == len(people) else node.refuse("as long as people: pairs by position")


def _people(node: Node) -> tuple[Person, ...]:
    people = tuple(person.text() for person in node.items(most=MOST_PEOPLE, of="people"))
    return people or node.refuse("a list of at least one person")


def _time_off(node: Node) -> TimeOffSpec:
    fields = node.fields("person", "start", "end")
    return TimeOffSpec(fields["person"].text(), *_period(fields["start"], fields["end"]))


def _period(start: Node, end: Node) -> tuple[datetime, datetime]:
    begins, ends = start.instant(), end.instant()
    return (begins, ends) if begins < ends else end.refuse("later than start")


def _refuse_contradictions(overrides: Sequence[OverrideSpec], errors: Errors) -> None:
    for found in contradictions(overrides):
        subject = "the whole schedule" if found.subject is None else found.subject
        errors.add(
            f"overrides[{found.second}]",
            f"This says something else about {subject} than overrides[{found.first}] at the same time: keep one.",
        )
