"""Never nobody, checked: promised time without people behind it, and policies that are too slow for what they promise."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from operator import attrgetter

from accounts.models import Membership, Organization, Role
from accounts.queries import responders
from hours.interval import Interval, subtract
from oncall.models import EscalationPolicy, Schedule, StepTarget
from oncall.queries import fallback_members, policies, schedules
from oncall.states import states
from oncall.stored_specs import schedule_specs
from routing.backed import Late, Missing, Turn, late, unbacked
from routing.escalation import ACK_TIMEOUT_SECONDS, Policy, Step, Target
from routing.promised import Asked, Demand, Promised, Served, promised_pages
from routing.reach import paging_number, reaches
from sla.facts import Runs, TierFacts
from sla.priority import Priority

AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Hole:
    """In `[start, end)` what these clients are promised has nobody reachable first, or nobody else behind.

    `policy` None: no route fits, the fallback alone is paged. `schedules`: those of the steps that lack somebody, by name
    and in `schedule_ids`; `people`: the ids of whom these steps would ask, and who can't be reached.
    """

    start: datetime
    end: datetime
    missing: Missing
    policy: EscalationPolicy | None
    schedules: tuple[str, ...]
    clients: tuple[str, ...]
    urgent: bool = True
    schedule_ids: tuple[int, ...] = ()
    people: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TooSlow:
    """A policy asks the backup, or the owner, later than these clients' tier promises, whenever it happens."""

    missing: Missing
    policy: EscalationPolicy | None
    priority: str
    tier: str
    after: timedelta
    target: timedelta
    clients: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Findings:
    """What was looked at, and what is missing; the earliest first. `reachable`: ids of the members who can be paged."""

    since: datetime
    until: datetime
    holes: list[Hole]
    too_slow: list[TooSlow]
    reachable: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.holes or self.too_slow)


def find_holes(organization: Organization, *, since: datetime, until: datetime) -> Findings:
    """For every interval in which some client is promised a page: is somebody reachable first, and another behind, in time?

    The number of queries does not depend on the number of rows.
    """
    promised = promised_pages(organization, since, until)
    return holes_in(promised, organization, since=since, until=until, now=since)


def holes_in(
    promised: Promised, organization: Organization, *, since: datetime, until: datetime, now: datetime
) -> Findings:
    """The same for what is known to be promised: by whoever is on call and can be reached as it is stored now."""
    by_id = {row.pk: row for row in policies(organization)}
    fallback = tuple(Target("member", m.pk, str(m)) for m in fallback_members(organization))
    people = list(responders(organization))
    reachable = _reachable(organization, people, now)
    used = {pk for demand in promised for pk in _schedule_ids(by_id.get(demand.policy_id or 0))}
    turns = _turns([row for row in schedules(organization) if row.pk in used], since, until)
    owners = frozenset(member.pk for member in people if member.role == Role.OWNER)
    holes: list[Hole] = []
    too_slow: list[TooSlow] = []
    for demand, asked in promised.items():
        row = by_id.get(demand.policy_id or 0)
        policy = _policy(organization, row, fallback)
        holes.extend(_holes(policy, row, demand, asked, turns, reachable))
        too_slow.extend(_too_slow(policy, row, asked.served, owners))
    return Findings(since, until, sorted(holes, key=_when), sorted(too_slow, key=_what), reachable)


def as_if_alone(found: Findings) -> Findings:
    """Without what whoever is alone knows: that nobody stands behind them."""
    return replace(found, holes=[hole for hole in found.holes if hole.missing is not Missing.BEHIND])


def new_holes(before: Findings, after: Findings) -> Findings:
    """What is missing after, and was not before: of holes that grew the new part."""
    had: defaultdict[object, list[Interval]] = defaultdict(list)
    for hole in before.holes:
        had[_whose_hole(hole, hole.missing)].append(Interval(hole.start, hole.end))
    slow = {_what(each): each.after for each in before.too_slow}
    return replace(
        after,
        holes=[piece for hole in after.holes for piece in _not_in(hole, had)],
        too_slow=[each for each in after.too_slow if slow.get(_what(each), timedelta()) < each.after],
    )


def _not_in(hole: Hole, had: dict[object, list[Interval]]) -> Iterator[Hole]:
    """Where nobody was behind the first step it is worse that nobody is first; not the other way round."""
    known = [*had.get(_whose_hole(hole, Missing.FIRST), ())]
    if hole.missing is Missing.BEHIND:
        known += had.get(_whose_hole(hole, Missing.BEHIND), ())
    for piece in subtract([Interval(hole.start, hole.end)], known):
        yield replace(hole, start=piece.start, end=piece.end)


def _whose_hole(hole: Hole, missing: Missing) -> object:
    return hole.policy and hole.policy.pk, hole.urgent, missing


def _when(hole: Hole) -> tuple[datetime, datetime, str]:
    return hole.start, hole.end, str(hole.policy or "")


def _what(slow: TooSlow) -> tuple[str, str, str, str]:
    return str(slow.policy or ""), slow.priority, slow.missing, slow.tier


def _reachable(organization: Organization, people: list[Membership], now: datetime) -> frozenset[int]:
    """Who has a proven phone on which a page would arrive by some channel."""
    found = reaches(people, priority="P1", number=paging_number(organization), now=now)
    return frozenset(reach.member.pk for reach in found if reach.rules)


def _schedule_ids(row: EscalationPolicy | None) -> set[int]:
    steps = row.steps.all() if row else ()
    return {target.schedule_id for step in steps for target in step.targets.all() if target.schedule_id}


def _turns(rows: list[Schedule], since: datetime, until: datetime) -> dict[int, list[Turn]]:
    specs = schedule_specs(rows, since=since, until=until)
    return {
        pk: [
            Turn(each.start, each.end, frozenset(int(str(person)) for person in each.people))
            for each in states(spec, since, until)
        ]
        for pk, spec in specs.items()
    }


def _policy(organization: Organization, row: EscalationPolicy | None, fallback: tuple[Target, ...]) -> Policy:
    """As an incident would take it now."""
    return Policy(
        steps=_steps(row) if row else (),
        rounds=row.rounds if row else 1,
        fallback=fallback,
        fallback_interval_seconds=organization.fallback_interval_seconds,
        ack_timeout_seconds=ACK_TIMEOUT_SECONDS["P1"],
        at_once=row.later_rounds_at_once if row else False,
    )


def _steps(row: EscalationPolicy) -> tuple[Step, ...]:
    return tuple(
        Step(step.wait_seconds, tuple(_target(target) for target in step.targets.all()))
        for step in row.steps.all()
    )


def _target(row: StepTarget) -> Target:
    if row.schedule:
        return Target("schedule", row.schedule.pk, row.schedule.name)
    return Target("member", row.member_id or 0, str(row.member))


def _holes(
    policy: Policy, row: EscalationPolicy | None, demand: Demand, asked: Asked, turns: dict[int, list[Turn]],
    reachable: frozenset[int],
) -> Iterator[Hole]:  # fmt: skip
    for each in unbacked(policy, asked.times, turns, reachable, urgent=demand.urgent):
        lacking = _schedules(policy, each.missing)
        clients = _whose(asked.served, Interval(each.start, each.end))
        yield Hole(
            each.start, each.end, each.missing, row, tuple(lacking.values()), clients, demand.urgent, tuple(lacking),
            tuple(sorted(each.people)),
        )  # fmt: skip


def _whose(served: Iterable[Served], hole: Interval) -> tuple[str, ...]:
    """Those of whom a stretch overlaps the hole; stretches are in order, and apart."""
    here: dict[int, bool] = {}
    names: dict[str, None] = {}
    for one in served:
        key = id(one.stretches)
        if key not in here:
            before = bisect_left(one.stretches, hole.end, key=attrgetter("start"))
            here[key] = before > 0 and one.stretches[before - 1].end > hole.start
        if here[key]:
            names[one.client] = None
    return tuple(names)


def _schedules(policy: Policy, missing: Missing) -> dict[int, str]:
    steps = policy.steps[:1] if missing is Missing.FIRST else policy.steps[1:]
    return {target.id: target.name for step in steps for target in step.targets if target.kind == "schedule"}


def _too_slow(
    policy: Policy, row: EscalationPolicy | None, served: Iterable[Served], owners: frozenset[int]
) -> Iterator[TooSlow]:
    """Only targets that run around the clock are compared: the others do not run while most pages go out."""
    whose: defaultdict[tuple[Priority, int], dict[str, None]] = defaultdict(dict)
    tiers: dict[int, TierFacts] = {}
    for one in served:
        for each in one.stretches:
            tiers[each.tier.id] = each.tier
            whose[one.priority, each.tier.id][one.client] = None
    for (priority, tier_id), clients in whose.items():
        tier = tiers[tier_id]
        for found in _late(policy, priority, tier, owners):
            yield TooSlow(found.missing, row, priority, tier.name, found.after, found.target, tuple(clients))


def _late(policy: Policy, priority: Priority, tier: TierFacts, owners: frozenset[int]) -> list[Late]:
    targets = tier.targets.get(priority)
    if targets is None or targets.runs is not Runs.ALWAYS:
        return []
    return late(
        policy, priority=priority, acknowledge=targets.acknowledge, response=targets.response, owners=owners
    )
