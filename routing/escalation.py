"""Who is asked next: the frozen policy of an incident and the one function that decides its next move. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

FIRST_HOUR = timedelta(hours=1)
SLOW_FALLBACK_SECONDS = 1800  # P1 after the first hour, and everything less urgent
EVERYBODY_FROM_ROUND = 2  # P1: from this fallback round on every verified member is paged
ACK_TIMEOUT_SECONDS = {
    "P1": 900,
    "P2": 1800,
    "P3": 86_400,
    "P4": 86_400,
}  # to the first sign of life after taking
VERSION = 1


@dataclass(frozen=True, slots=True)
class Target:
    """Whom a step asks: whoever is on call in a schedule, or one member."""

    kind: Literal["schedule", "member"]
    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Step:
    """Targets that are paged together, and how long they have."""

    wait_seconds: int
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Policy:
    """An escalation policy as it was when paging began."""

    steps: tuple[Step, ...]
    rounds: int
    fallback: tuple[Target, ...]
    fallback_interval_seconds: int
    ack_timeout_seconds: int  # a sign of life is asked for so long after taking
    at_once: bool = False  # from round 2 on everyone of every step together
    least: str = ""  # the level of whoever may come alone; blank: anybody
    shadows: tuple[tuple[int, int], ...] = ()  # (schedule, member): who follows along where it is paged

    def as_json(self) -> dict[str, Any]:
        """The shape stored with the incident; `v` tells later readers which one it is."""
        steps = [{"wait_seconds": s.wait_seconds, "targets": _targets_json(s.targets)} for s in self.steps]
        return {
            "v": VERSION,
            "steps": steps,
            "rounds": self.rounds,
            "fallback": _targets_json(self.fallback),
            "fallback_interval_seconds": self.fallback_interval_seconds,
            "ack_timeout_seconds": self.ack_timeout_seconds,
            "at_once": self.at_once,
            **({"least": self.least} if self.least else {}),
            **({"shadows": [list(pair) for pair in self.shadows]} if self.shadows else {}),
        }


def policy_from_json(stored: Mapping[str, Any]) -> Policy:
    """A stored policy read back. An unknown version raises ValueError: old code must not guess."""
    if stored.get("v") != VERSION:
        raise ValueError(f"This policy has version {stored.get('v')!r}; version {VERSION} is understood.")
    steps = tuple(Step(s["wait_seconds"], _targets(s["targets"])) for s in stored["steps"])
    return Policy(
        steps=steps,
        rounds=stored["rounds"],
        fallback=_targets(stored["fallback"]),
        fallback_interval_seconds=stored["fallback_interval_seconds"],
        ack_timeout_seconds=stored["ack_timeout_seconds"],
        at_once=stored.get("at_once", False),
        least=stored.get("least", ""),
        shadows=_pairs(stored.get("shadows")),
    )


def _targets_json(targets: Iterable[Target]) -> list[dict[str, Any]]:
    return [{"kind": t.kind, "id": t.id, "name": t.name} for t in targets]


def _targets(stored: Iterable[Mapping[str, Any]]) -> tuple[Target, ...]:
    return tuple(Target(t["kind"], t["id"], t["name"]) for t in stored)


def _pairs(stored: Iterable[Iterable[int]] | None) -> tuple[tuple[int, int], ...]:
    return tuple((schedule, member) for schedule, member in stored or ())


def names_member(policy: Policy, member_id: int) -> bool:
    """Whether the policy asks this member by name, in a step or in the fallback."""
    targets = (*_everyone(policy.steps), *policy.fallback)
    return any(target.kind == "member" and target.id == member_id for target in targets)


def handed_over(policy: Policy, *, leaver_id: int, to: Target | None) -> Policy:
    """The policy with the successor wherever the leaver was asked by name, each once; None: nobody in their place."""

    def instead(targets: Iterable[Target]) -> tuple[Target, ...]:
        named = (to if t.kind == "member" and t.id == leaver_id else t for t in targets)
        return tuple({(t.kind, t.id): t for t in named if t is not None}.values())

    steps = tuple(replace(step, targets=instead(step.targets)) for step in policy.steps)
    return replace(policy, steps=steps, fallback=instead(policy.fallback))


@dataclass(frozen=True, slots=True)
class Position:
    """How far paging has come; rounds and steps count from 1, 0 is before the first."""

    round: int
    step: int
    fallback_round: int = 0


@dataclass(frozen=True, slots=True)
class EnterStep:
    """Page the targets of this step now, then wait."""

    round: int
    step: int
    targets: tuple[Target, ...]
    wait_seconds: int


@dataclass(frozen=True, slots=True)
class EnterFallback:
    """Page the fallback chain now; `everybody`: every verified member with it, and the client is told the truth."""

    fallback_round: int
    targets: tuple[Target, ...]
    everybody: bool
    wait_seconds: int


@dataclass(frozen=True, slots=True)
class JoinDesk:
    """Nobody took it and it can wait: it joins the desk's queue."""


Move = EnterStep | EnterFallback | JoinDesk


def next_move(
    policy: Policy, position: Position, *, priority: str, paging_started_at: datetime, now: datetime
) -> Move:
    """What follows the current step once it is over. There is always an answer: never nobody."""
    urgent = priority in ("P1", "P2")
    if position.fallback_round == 0:
        following = _following(policy, position)
        if following is not None:
            return following
    if not urgent:
        return JoinDesk()
    number = position.fallback_round + 1
    return EnterFallback(
        fallback_round=number,
        targets=policy.fallback,
        everybody=priority == "P1" and number >= EVERYBODY_FROM_ROUND,
        wait_seconds=_fallback_wait(policy, priority, now - paging_started_at),
    )


def _following(policy: Policy, position: Position) -> EnterStep | None:
    steps = policy.steps
    if not steps:
        return None
    round_, step = max(position.round, 1), position.step + 1
    last = 1 if policy.at_once and round_ > 1 else len(steps)
    if step > last:
        round_, step = round_ + 1, 1
    if round_ > policy.rounds:
        return None
    if policy.at_once and round_ > 1:
        return EnterStep(round_, 1, _everyone(steps), max(s.wait_seconds for s in steps))
    return EnterStep(round_, step, steps[step - 1].targets, steps[step - 1].wait_seconds)


def _everyone(steps: Iterable[Step]) -> tuple[Target, ...]:
    targets = (target for step in steps for target in step.targets)
    return tuple({(t.kind, t.id): t for t in targets}.values())


def one_turn_seconds(policy: Policy) -> int:
    """How long one person has who is asked outside the steps; whoever passes it on is left alone as long."""
    return policy.steps[0].wait_seconds if policy.steps else policy.fallback_interval_seconds


def _fallback_wait(policy: Policy, priority: str, paging_for: timedelta) -> int:
    if priority == "P1" and paging_for < FIRST_HOUR:
        return policy.fallback_interval_seconds
    return max(policy.fallback_interval_seconds, SLOW_FALLBACK_SECONDS)


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to reach a person: this channel of this contact method, so long after the step begins."""

    channel: str
    method_id: int
    delay_seconds: int


def default_rules(priority: str, method_ids: Iterable[int]) -> tuple[Rule, ...]:
    """How somebody without rules of their own is paged (words-and-defaults.md): texts, then calls where it is urgent."""
    calls = {"P1": (30, 120), "P2": (120, 240)}.get(priority, ())
    rules: list[Rule] = []
    for method in method_ids:
        rules.append(Rule("sms", method, 0))
        rules.extend(Rule("voice", method, delay) for delay in calls)
    return tuple(sorted(rules, key=lambda rule: rule.delay_seconds))


def usable_rules(rules: Iterable[Rule], *, usable: Mapping[int, frozenset[str]]) -> tuple[Rule, ...]:
    """The rules whose channel works now (`usable`: contact method -> channels), the first of them due at once.

    A channel that is off or opted out is a dead end, and a dead end moves at once. Where the rules name only
    channels that do not work, any channel that does is taken: a quieter way beats none.
    """
    rules = tuple(rules)
    left = [rule for rule in rules if rule.channel in usable.get(rule.method_id, frozenset())]
    if not left:
        left = [
            Rule(channel, method, 0) for method, channels in usable.items() for channel in sorted(channels)
        ]
    left.sort(key=lambda rule: rule.delay_seconds)
    return tuple(Rule(r.channel, r.method_id, 0 if at == 0 else r.delay_seconds) for at, r in enumerate(left))


@dataclass(frozen=True, slots=True)
class PageFact:
    """What a page of the current step came to: open, silent (ended, but it may have been heard) or a dead end."""

    member_id: int
    state: Literal["open", "silent", "dead_end"]


def step_is_dead(pages: Iterable[PageFact]) -> bool:
    """Whether everybody of the step was a dead end on every way; silence never ends a step early."""
    return all(page.state == "dead_end" for page in pages)


SIGN_OF_LIFE_MINUTES = {"P1": (15, 60), "P2": (30, 120)}
ASK_AGAIN = timedelta(minutes=3)


def sign_of_life_after(priority: str, *, asked_before: bool) -> timedelta | None:
    """How long a taken incident may go without a sign of life; None: nobody asks (P3, P4: the desk is told instead)."""
    minutes = SIGN_OF_LIFE_MINUTES.get(priority)
    return timedelta(minutes=minutes[1 if asked_before else 0]) if minutes else None
