"""Whether people stand behind a promise: somebody in the first step, somebody else behind them, both in time. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

from hours.interval import Interval
from routing.escalation import EnterFallback, EnterStep, JoinDesk, Move, Policy, Position, Target, next_move

MOST_MOVES = 200
NEVER_MIND_WHEN = datetime(2026, 1, 1, tzinfo=UTC)  # only the time since the start counts


class Missing(StrEnum):
    """What a promise lacks."""

    FIRST = "nobody_first"  # nobody of the first step can be reached
    BEHIND = "nobody_behind"  # somebody can, and nobody else after them
    BACKUP_IN_TIME = "backup_late"  # the second person is first asked after the acknowledge target
    OWNER_IN_TIME = "owner_late"  # the owner is first asked after the response target


class Turn(NamedTuple):
    """These members are on call in `[start, end)`; nobody is a turn, too."""

    start: datetime
    end: datetime
    people: frozenset[int]


@dataclass(frozen=True, slots=True)
class Unbacked:
    """In `[start, end)` the promise lacks a person; `people`: who would be asked where somebody lacks, none in reach."""

    start: datetime
    end: datetime
    missing: Missing
    people: frozenset[int] = field(default=frozenset(), compare=False)


@dataclass(frozen=True, slots=True)
class Late:
    """Whenever it happens, somebody is asked later than was promised; offsets from the start of paging."""

    missing: Missing
    after: timedelta
    target: timedelta


Piece = tuple[datetime, datetime, frozenset[int], frozenset[int]]


def unbacked(
    policy: Policy, promised: Sequence[Interval], turns: Mapping[int, Sequence[Turn]], reachable: frozenset[int], *,
    urgent: bool,
) -> list[Unbacked]:  # fmt: skip
    """Where nobody reachable is in the first step, or nobody different after it. In order, as long as they can be.

    `promised` is merged and sorted; `turns` holds those of each schedule, end to end over all of that time. What is not
    urgent ends at the desk and not with the fallback.
    """
    found: list[Unbacked] = []
    for start, end, first, behind in _within(_pieces(policy, turns, promised, urgent), promised):
        missing = _missing(first & reachable, behind & reachable)
        if missing is None:
            continue
        people = (first if missing is Missing.FIRST else behind) - reachable
        if found and found[-1].end == start and found[-1].missing is missing:
            before = found.pop()
            start, people = before.start, people | before.people
        found.append(Unbacked(start, end, missing, people))
    return found


def _missing(first: frozenset[int], behind: frozenset[int]) -> Missing | None:
    if not first:
        return Missing.FIRST
    return None if any(first - {person} for person in behind) else Missing.BEHIND


def _pieces(
    policy: Policy, turns: Mapping[int, Sequence[Turn]], promised: Sequence[Interval], urgent: bool
) -> Iterator[Piece]:
    """The time cut wherever a turn of one of the policy's schedules begins: who is in the first step, who comes after."""
    fallback = policy.fallback if urgent else ()
    stages = [step.targets for step in policy.steps] or [fallback]
    first, behind = stages[0], tuple(target for stage in (*stages[1:], fallback) for target in stage)
    used = {target.id: turns.get(target.id, ()) for target in (*first, *behind) if target.kind == "schedule"}
    places = dict.fromkeys(used, 0)
    for start, end in pairwise(_edges(used.values(), promised)):
        here = {pk: _at(used[pk], places, pk, start) for pk in used}
        yield start, end, _people(first, here), _people(behind, here)


def _edges(used: Iterable[Sequence[Turn]], promised: Sequence[Interval]) -> list[datetime]:
    if not promised:
        return []
    since, until = promised[0].start, promised[-1].end
    inside = {turn.start for turns in used for turn in turns if since < turn.start < until}
    return sorted({since, until} | inside)


def _at(turns: Sequence[Turn], places: dict[int, int], pk: int, instant: datetime) -> frozenset[int]:
    """Who has the turn at an instant; instants come in order, so that each turn is passed once."""
    place = places[pk]
    while place < len(turns) and turns[place].end <= instant:
        place += 1
    places[pk] = place
    here = place < len(turns) and turns[place].start <= instant
    return turns[place].people if here else frozenset()


def _people(targets: Iterable[Target], here: Mapping[int, frozenset[int]]) -> frozenset[int]:
    found: set[int] = set()
    for target in targets:
        found |= here[target.id] if target.kind == "schedule" else {target.id}
    return frozenset(found)


def _within(pieces: Iterable[Piece], promised: Sequence[Interval]) -> Iterator[Piece]:
    """What of the pieces is promised; both are in order."""
    place = 0
    for start, end, first, behind in pieces:
        while place < len(promised) and promised[place].end <= start:
            place += 1
        at = place
        while at < len(promised) and promised[at].start < end:
            yield max(start, promised[at].start), min(end, promised[at].end), first, behind
            at += 1


def late(
    policy: Policy, *, priority: str, acknowledge: timedelta, response: timedelta, owners: frozenset[int]
) -> list[Late]:
    """Whether the second person, or the owner, is first asked after the target. Everybody before them stays silent."""
    stages = list(_stages(policy, priority))
    asked = {
        Missing.BACKUP_IN_TIME: (_second(stages), acknowledge),
        Missing.OWNER_IN_TIME: (_owner(stages, owners), response),
    }
    return [
        Late(missing, after, target)
        for missing, (after, target) in asked.items()
        if after is not None and after > target
    ]


Stage = tuple[frozenset[Target], timedelta]


def _stages(policy: Policy, priority: str) -> Iterator[Stage]:
    """Whom each step asks, and when, to the first round of the fallback or to the desk."""
    position, offset = Position(0, 0), timedelta()
    for _ in range(MOST_MOVES):
        move: Move = next_move(
            policy,
            position,
            priority=priority,
            paging_started_at=NEVER_MIND_WHEN,
            now=NEVER_MIND_WHEN + offset,
        )
        if isinstance(move, JoinDesk):
            return
        yield frozenset(move.targets), offset
        if isinstance(move, EnterFallback):
            return
        assert isinstance(move, EnterStep)
        position, offset = Position(move.round, move.step), offset + timedelta(seconds=move.wait_seconds)


def _second(stages: Sequence[Stage]) -> timedelta | None:
    return next((offset for targets, offset in stages if targets - stages[0][0]), None)


def _owner(stages: Sequence[Stage], owners: frozenset[int]) -> timedelta | None:
    """None: no step and no fallback names one."""
    named = (
        offset for targets, offset in stages if any(t.kind == "member" and t.id in owners for t in targets)
    )
    return next(named, None)
