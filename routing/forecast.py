"""Who would be paged, second by second, until the fallback, if it happened at an instant and nobody answered."""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from accounts.levels import rank
from accounts.models import Membership, Organization, Role
from oncall.models import Schedule
from oncall.shifts import on_call_at
from oncall.spec import ScheduleSpec
from oncall.stored_specs import schedule_specs
from routing.actions.policy import frozen_policy
from routing.escalation import EnterFallback, EnterStep, JoinDesk, Move, Policy, Position, Target, next_move
from routing.models import Incident
from routing.reach import Reach, paging_number, reaches
from routing.together import alone, chain_behind, company
from sla.models import Client

Stop = EnterStep | EnterFallback
MOST_MOVES = 200
SPARE = timedelta(hours=1)
FIRST_ROUND_OF_FALLBACK = 1


@dataclass(frozen=True, slots=True)
class WouldPage:
    """One page that would go out; rounds and steps count from 1, offsets from the start of paging."""

    member: Membership
    channel: str
    step: int
    round: int
    offset_seconds: int


@dataclass(frozen=True, slots=True)
class Crew:
    """Everybody who may be paged, and the schedules that say when; read once for the whole forecast."""

    specs: dict[int, ScheduleSpec]
    reaches: dict[int, Reach]

    @property
    def members(self) -> list[int]:
        """Without partners: whom the last rounds of a P1 ask."""
        return [pk for pk, reach in self.reaches.items() if not reach.member.is_partner]

    def people(self, targets: Iterable[Target], now: datetime) -> list[int]:
        """Member ids behind targets at an instant, each once, in order."""
        found: list[int] = []
        for target in targets:
            if target.kind == "member":
                found.append(target.id)
            elif target.id in self.specs:
                found.extend(int(str(person)) for person in on_call_at(self.specs[target.id], now).people)
        return list(dict.fromkeys(found))

    def beside(
        self, policy: Policy, move: Stop, ids: Iterable[int], now: datetime, *,
        aside: Set[int] = frozenset(), asked: Set[int] = frozenset(),
    ) -> int | None:  # fmt: skip
        """Who comes along where all of these are below what the client wants; nobody who was `asked` at this instant."""
        ranks = {pk: rank(reach.member.level) for pk, reach in self.reaches.items()}
        least, here = rank(policy.least), {pk for pk in ids if pk in ranks}
        if not alone(here, ranks, least):
            return None
        owners = [pk for pk, reach in self.reaches.items() if reach.member.role == Role.OWNER]
        chain = self.people(chain_behind(policy, move), now) if isinstance(move, EnterStep) else []
        behind = [pk for pk in (*chain, *owners) if pk in ranks and pk not in here | asked]
        return company(behind, ranks, least, reachable=self.in_reach, aside=aside)

    @property
    def in_reach(self) -> set[int]:
        return {pk for pk, reach in self.reaches.items() if reach.counts}

    def meant(self, targets: Iterable[Target], now: datetime) -> list[tuple[Membership, str]]:
        """The members behind targets, each once, with the name of the schedule that says so."""
        found: dict[int, str] = {}
        for target in targets:
            for pk in self.people([target], now):
                found.setdefault(pk, target.name if target.kind == "schedule" else "")
        return [(self.reaches[pk].member, via) for pk, via in found.items() if pk in self.reaches]


@dataclass(frozen=True, slots=True)
class Stage:
    """A step, or at the end the fallback or the desk: when it begins, who is meant by it and what goes out to them."""

    move: Move
    offset_seconds: int
    people: Sequence[tuple[Membership, str]]  # and the schedule through which they are meant; "" by name
    pages: Sequence[WouldPage]
    beside: Membership | None = None  # who comes along with them

    @property
    def is_fallback(self) -> bool:
        return isinstance(self.move, EnterFallback)


def would_page(
    *, organization: Organization, client: Client | None, service_line: str, priority: str, at: datetime
) -> list[WouldPage]:
    """The pages up to the fallback, everybody silent and nobody busy; the fallback's where nobody stands before it."""
    _policy, found = would_happen(
        organization=organization, client=client, service_line=service_line, priority=priority, at=at
    )
    return pages_in(found)


def would_happen(
    *, organization: Organization, client: Client | None, service_line: str, priority: str, at: datetime
) -> tuple[Policy, list[Stage]]:
    """The policy that the route of such an incident names, and its `stages`."""
    client_id = client.pk if client else None
    policy, _ = frozen_policy(organization, client_id=client_id, service_line=service_line, priority=priority)
    return policy, stages(organization, policy, priority=priority, at=at)


def pages_in(found: Sequence[Stage]) -> list[WouldPage]:
    """Those before the fallback; the fallback's where nobody stands before it."""
    before = [page for stage in found if not stage.is_fallback for page in stage.pages]
    return before or [page for stage in found for page in stage.pages]


def stages(organization: Organization, policy: Policy, *, priority: str, at: datetime) -> list[Stage]:
    """Step by step to the first time that the fallback is paged, or the desk has it; everybody silent, nobody busy."""
    return stages_of(
        crew_for(organization, policy, priority, since=at, now=at), policy, priority=priority, at=at
    )


def stages_of(crew: Crew, policy: Policy, *, priority: str, at: datetime) -> list[Stage]:
    """The same of people who are known."""
    found: list[Stage] = []
    position, offset, once = Position(0, 0), 0, AtOnce(policy)
    for _ in range(MOST_MOVES):
        now = at + timedelta(seconds=offset)
        move = next_move(policy, position, priority=priority, paging_started_at=at, now=now)
        if isinstance(move, JoinDesk):
            return [*found, Stage(move, offset, (), ())]
        found.append(_stage(crew, once, move, now, offset))
        if isinstance(move, EnterFallback):
            return found
        position = Position(move.round, move.step)
        if _waits(found[-1]):
            offset, once = offset + move.wait_seconds, AtOnce(policy)
    return found


@dataclass(slots=True)
class AtOnce:
    """What was done at one instant: nobody is paged twice then, and once somebody came along nobody is alone any more."""

    policy: Policy
    asked: set[int] = field(default_factory=set)

    def take(self, ids: Iterable[int], beside: int | None) -> None:
        self.asked.update(ids)
        if beside is not None:
            self.policy = replace(self.policy, least="")


def _waits(stage: Stage) -> bool:
    """Whether somebody who is meant can be reached: whoever comes along does not make paging wait."""
    return any(page.member != stage.beside for page in stage.pages)


def _stage(crew: Crew, once: AtOnce, move: Stop, now: datetime, offset: int) -> Stage:
    round_, step = (move.round, move.step) if isinstance(move, EnterStep) else (FIRST_ROUND_OF_FALLBACK, 1)
    own = [pk for pk in crew.people(move.targets, now) if pk not in once.asked]
    beside = crew.beside(once.policy, move, own, now, asked=once.asked)
    ids = own if beside is None else [*own, beside]
    once.take(ids, beside)
    pages = _pages(crew, ids, round_, step, move.wait_seconds, offset)
    person = None if beside is None else crew.reaches[beside].member
    return Stage(move, offset, crew.meant(move.targets, now), pages, person)


def crew_for(
    organization: Organization, policy: Policy, priority: str, *, since: datetime, now: datetime,
    incident: Incident | None = None,
) -> Crew:  # fmt: skip
    """Everybody for a policy that runs from `since`, reached as they can be `now`; silence in `incident` itself does not count."""
    ids = {target.id for step in policy.steps for target in step.targets if target.kind == "schedule"}
    lasts = SPARE + timedelta(seconds=sum(step.wait_seconds for step in policy.steps) * policy.rounds)
    rows = Schedule.objects.filter(organization=organization, pk__in=ids)
    specs = schedule_specs(rows, since=since, until=since + lasts) if ids else {}
    members = Membership.objects.filter(organization=organization, archived_at=None)
    everyone = members.select_related("user", "organization").order_by("pk")
    number = paging_number(organization)
    found = reaches(everyone, priority=priority, number=number, now=now, incident=incident)
    return Crew(specs, {reach.member.pk: reach for reach in found})


def _pages(
    crew: Crew, ids: Iterable[int], round_: int, step: int, wait_seconds: int, offset: int
) -> list[WouldPage]:
    return [
        WouldPage(crew.reaches[pk].member, rule.channel, step, round_, offset + rule.delay_seconds)
        for pk in ids
        if pk in crew.reaches
        for rule in crew.reaches[pk].rules
        if rule.delay_seconds < wait_seconds
    ]
