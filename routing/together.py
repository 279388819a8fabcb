"""Who comes along where everybody who is asked is below what a client wants: whoever is asked is asked all the same. Pure."""

from collections.abc import Iterable, Mapping, Sequence, Set

from routing.escalation import EnterStep, Policy, Target


def alone(asked: Iterable[int], ranks: Mapping[int, int], least: int) -> bool:
    """Whether somebody is asked, and all of them are below it."""
    found = [ranks[pk] for pk in asked]
    return bool(found) and max(found) < least


def company(
    candidates: Iterable[int], ranks: Mapping[int, int], least: int, *, reachable: Set[int], aside: Set[int]
) -> int | None:
    """The first of these who is far enough and can be reached; whoever is `aside` (busy, asleep, just passed it on) only
    where there is nobody else. None: nobody.
    """
    fits = [pk for pk in candidates if ranks[pk] >= least and pk in reachable]
    return next((pk for pk in fits if pk not in aside), fits[0] if fits else None)


def shadows_of(policy: Policy, targets: Iterable[Target]) -> tuple[int, ...]:
    """Who follows along where these are paged, each once."""
    asked = {target.id for target in targets if target.kind == "schedule"}
    return tuple(dict.fromkeys(member for schedule, member in policy.shadows if schedule in asked))


def chain_behind(policy: Policy, move: EnterStep) -> tuple[Target, ...]:
    """Whom to look through, in order: the steps after this one, those before it, the fallback."""
    order: Sequence[int] = [*range(move.step, len(policy.steps)), *range(min(move.step, len(policy.steps)))]
    targets = [target for number in order for target in policy.steps[number].targets]
    return tuple({(t.kind, t.id): t for t in (*targets, *policy.fallback)}.values())
