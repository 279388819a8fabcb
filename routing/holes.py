"""Never nobody, checked: promised time without people behind it, and policies that are too slow for what they promise."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from accounts.models import Membership, Organization, Role
from accounts.queries import members
from hours.interval import Interval, merge
from oncall.models import EscalationPolicy, Schedule, StepTarget
from oncall.queries import fallback_members, policies, schedules
from oncall.states import states
from oncall.stored_specs import schedule_specs
from routing.backed import Late, Missing, Turn, late, unbacked
from routing.escalation import ACK_TIMEOUT_SECONDS, Policy, Step, Target
from routing.models import Route
from routing.queries import fitting_route, routes
from routing.reach import paging_number, reaches
from sla.facts import Runs, TierFacts
from sla.priority import Priority
from sla.stored_facts import Place, facts_of_all
from sla.wakes import Case, Known, Wake, wakes

AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Hole:
    """In `[start, end)` what these clients are promised has nobody reachable first, or nobody else behind.

    `policy` None: no route fits, the fallback alone is paged. `schedules`: those of the step that lacks somebody.
    """

    start: datetime
    end: datetime
    missing: Missing
    policy: EscalationPolicy | None
    schedules: tuple[str, ...]
    clients: tuple[str, ...]


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
    """What was looked at, and what is missing; the earliest first."""

    since: datetime
    until: datetime
    holes: list[Hole]
    too_slow: list[TooSlow]


class Demand(NamedTuple):
    """What one policy serves that is alike: of one urgency."""

    policy_id: int | None
    urgent: bool


class Served(NamedTuple):
    """A kind of request of one client that the demand holds."""

    client: str
    priority: Priority
    stretches: Sequence[Wake]


def find_holes(organization: Organization, *, since: datetime, until: datetime) -> Findings:
    """For every interval in which some client is promised a page: is somebody reachable first, and another behind, in time?

    The number of queries does not depend on the number of rows.
    """
    served = _served(organization, since, until)
    by_id = {row.pk: row for row in policies(organization)}
    fallback = tuple(Target("member", m.pk, str(m)) for m in fallback_members(organization))
    people = list(members(organization))
    reachable = _reachable(organization, people, since)
    turns = _turns(list(schedules(organization)), since, until)
    owners = frozenset(member.pk for member in people if member.role == Role.OWNER)
    holes: list[Hole] = []
    too_slow: list[TooSlow] = []
    for demand, rows in served.items():
        row = by_id.get(demand.policy_id or 0)
        policy = _policy(organization, row, fallback)
        holes.extend(_holes(policy, row, demand, rows, turns, reachable))
        too_slow.extend(_too_slow(policy, row, rows, owners))
    return Findings(since, until, sorted(holes, key=_when), sorted(too_slow, key=_what))


def _when(hole: Hole) -> tuple[datetime, datetime, str]:
    return hole.start, hole.end, str(hole.policy or "")


def _what(slow: TooSlow) -> tuple[str, str, str, str]:
    return str(slow.policy or ""), slow.priority, slow.missing, slow.tier


def _served(organization: Organization, since: datetime, until: datetime) -> dict[Demand, list[Served]]:
    """Whose requests page somebody when, by the policy that serves them. Clients that are alike are worked out once."""
    known, alike, rows = Known(), {}, _Routes(routes(organization))
    found: defaultdict[Demand, list[Served]] = defaultdict(list)
    for place in facts_of_all(organization, since):
        key = _alike(place)
        if key not in alike:
            alike[key] = wakes(place.facts, since, until, known, site_id=place.site_id)
        for case, stretches in alike[key].items():
            demand = Demand(rows.policy_id(place.client_id, case), case.priority.is_urgent)
            name = f"{place.client}, {place.site}" if place.site else place.client
            found[demand].append(Served(name, case.priority, stretches))
    return found


def _alike(place: Place) -> object:
    """What clients must have in common to be promised the same at the same times."""
    facts = place.facts
    signed = tuple(
        (one.tier.id, one.starts_on, one.ends_on, one.suspended, one.service_line, one.site_id is not None)
        for one in facts.agreements
        if one.site_id in (None, place.site_id)
    )
    return id(facts.calendar), facts.client and facts.client.zone.key, signed


class _Routes:
    """Which policy serves a case. Most clients have no route of their own and are told from what is general."""

    def __init__(self, rows: Iterable[Route]) -> None:
        self.own: defaultdict[int, list[Route]] = defaultdict(list)
        self.general: list[Route] = []
        self.known: dict[Case, int | None] = {}
        for row in rows:
            (self.general if row.client_id is None else self.own[row.client_id]).append(row)

    def policy_id(self, client_id: int, case: Case) -> int | None:
        if client_id in self.own:
            return _policy_id([*self.own[client_id], *self.general], client_id, case)
        if case not in self.known:
            self.known[case] = _policy_id(self.general, None, case)
        return self.known[case]


def _policy_id(rows: Iterable[Route], client_id: int | None, case: Case) -> int | None:
    line, priority = case
    route = fitting_route(rows, client_id=client_id, service_line=line, priority=priority)
    return route.policy_id if route else None


def _reachable(organization: Organization, people: list[Membership], now: datetime) -> frozenset[int]:
    """Who has a proven phone on which a page would arrive by some channel."""
    found = reaches(people, priority="P1", number=paging_number(organization), now=now)
    return frozenset(reach.member.pk for reach in found if reach.rules)


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
    policy: Policy, row: EscalationPolicy | None, demand: Demand, served: list[Served], turns: dict[int, list[Turn]],
    reachable: frozenset[int],
) -> Iterator[Hole]:  # fmt: skip
    lists = {id(one.stretches): one.stretches for one in served}
    promised = merge(each.interval for stretches in lists.values() for each in stretches)
    for start, end, missing in unbacked(policy, promised, turns, reachable, urgent=demand.urgent):
        clients = _whose(served, Interval(start, end))
        yield Hole(start, end, missing, row, _schedules(policy, missing), clients)


def _whose(served: Iterable[Served], hole: Interval) -> tuple[str, ...]:
    here: dict[int, bool] = {}
    names: dict[str, None] = {}
    for one in served:
        key = id(one.stretches)
        if key not in here:
            here[key] = any(each.interval.overlaps(hole) for each in one.stretches)
        if here[key]:
            names[one.client] = None
    return tuple(names)


def _schedules(policy: Policy, missing: Missing) -> tuple[str, ...]:
    steps = policy.steps[:1] if missing is Missing.FIRST else policy.steps[1:]
    named = (target.name for step in steps for target in step.targets if target.kind == "schedule")
    return tuple(dict.fromkeys(named))


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
