"""Who of those a step means is asked now, and who lets others go first (engine.md, promise 17). Pure."""

from collections.abc import Iterable, Set
from dataclasses import dataclass
from datetime import timedelta

from routing.escalation import EnterStep, Policy, Target

BUSY_FOR = timedelta(minutes=60)  # since the last sign of life of whoever has another client's P1 or P2
NOBODY: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Said:
    """What an incident's pages and timeline say of people at an instant; ids of members."""

    asleep: frozenset[int] = NOBODY  # had it and gave no sign of life
    passed: frozenset[int] = NOBODY  # passed it on less than one person's time ago
    giving_way: frozenset[int] = NOBODY  # let others go first at this very instant
    gave_way: frozenset[int] = NOBODY  # let others go first before: once per incident is enough
    owed: frozenset[int] = NOBODY  # of these, whoever was not asked since: they come with the next step

    @property
    def aside(self) -> frozenset[int]:
        """Who is not looked for where others could be asked."""
        return self.giving_way | self.passed | self.asleep


@dataclass(frozen=True, slots=True)
class Asking:
    """The people of a step, in order: asked now, busy elsewhere so that others go first, and who just passed it on."""

    asked: tuple[int, ...]
    busy: tuple[int, ...]
    passed: tuple[int, ...]


def asking(meant: Iterable[int], busy: Set[int], said: Said) -> Asking:
    """Sort those a step means, and whoever let others go first before. Who sleeps is left to the fallback."""
    awake = [pk for pk in dict.fromkeys([*meant, *sorted(said.owed)]) if pk not in said.asleep]
    passed = tuple(pk for pk in awake if pk in said.passed)
    gives_way = (busy - said.gave_way) | said.giving_way
    waits = tuple(pk for pk in awake if pk in gives_way and pk not in passed)
    return Asking(tuple(pk for pk in awake if pk not in {*passed, *waits}), waits, passed)


@dataclass(frozen=True, slots=True)
class Settled:
    """Who is asked at this step; whoever gives way comes with the next one."""

    asked: tuple[int, ...]
    gives_way: tuple[int, ...]


def settled(found: Asking, *, others_follow: bool, stand_ins: tuple[int, ...]) -> Settled:
    """Busy is a preference, never a reason for nobody: where nobody is free in this step or a later one of the round
    (`others_follow`), the fallback's free people stand in (`stand_ins`); where there are none, the busy are asked.
    """
    if found.asked or others_follow:
        return Settled(found.asked, found.busy)
    if stand_ins:
        return Settled(stand_ins, found.busy)
    return Settled(found.busy, ())


def later_in_round(policy: Policy, move: EnterStep) -> tuple[Target, ...]:
    """Whom the steps behind this one ask, before the round begins anew."""
    at_once = policy.at_once and move.round > 1
    steps = () if at_once else policy.steps[move.step :]
    return tuple(target for step in steps for target in step.targets)
