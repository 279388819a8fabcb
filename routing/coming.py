"""What comes next of an open incident if nobody does anything: from its frozen policy, and who is on call at each instant."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from accounts.levels import rank
from accounts.models import Membership
from routing.actions.policy import policy_of
from routing.asking import Said, Settled, asking, later_in_round, settled
from routing.escalation import (
    ASK_AGAIN,
    EnterFallback,
    EnterStep,
    JoinDesk,
    Policy,
    Position,
    Rule,
    Target,
    next_move,
    one_turn_seconds,
    policy_from_json,
)
from routing.forecast import Crew, crew_for
from routing.models import Incident
from routing.queries import last_decision
from routing.said import at_work, said_of
from routing.states import IncidentStatus, PageStatus

MOST_MOVES = 60
SHOWN = 8


class What(StrEnum):
    """What is done then."""

    RING = "ring"  # a page that is on its way already
    ASKED = "asked"  # a sign of life is asked for
    OWNER = "owner"  # who snoozed it is paged first
    STEP = "step"
    FALLBACK = "fallback"
    EVERYBODY = "everybody"
    DESK = "desk"


@dataclass(frozen=True, slots=True)
class Way:
    """Somebody, and how they are asked: by which channels, so many seconds after the instant."""

    member: Membership
    rules: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class Coming:
    at: datetime
    what: What
    ways: tuple[Way, ...] = ()


@dataclass(frozen=True, slots=True)
class Course:
    """Paging from an instant on: which policy, how far it has come, who is there, what was said of them, who is busy."""

    incident: Incident
    policy: Policy
    position: Position
    started_at: datetime
    crew: Crew
    said: Said
    busy: frozenset[int]


def coming(incident: Incident, *, now: datetime) -> list[Coming]:
    """The next few, in order; nothing where only a person or its due time's own words say more."""
    return sorted(_coming(incident, now), key=lambda each: each.at)[:SHOWN]


def _coming(incident: Incident, now: datetime) -> Iterator[Coming]:
    at = max(incident.due_at or now, now)
    match IncidentStatus(incident.status):
        case IncidentStatus.TRIGGERED:
            yield from _rings(incident, now)
            yield from _pages(_course(incident, at, now), at)
        case IncidentStatus.ACKNOWLEDGED if incident.priority in ("P1", "P2"):
            yield from _asked(incident, at, now)
        case IncidentStatus.SNOOZED:
            yield from _woken(incident, at, now)
        case IncidentStatus.HELD:
            decision = last_decision(incident)
            if decision and decision.outcome == "page":
                yield from _pages(_course(incident, at, now), at)


def _rings(incident: Incident, now: datetime) -> Iterator[Coming]:
    """Pages that are made and whose time is still to come."""
    rows = incident.pages.filter(status=PageStatus.QUEUED, message__status="queued", due_at__gt=now)
    for page in rows.select_related("member__user").order_by("due_at", "id"):
        rule = Rule(page.channel, page.contact_method_id or 0, 0)
        yield Coming(page.due_at, What.RING, (Way(page.member, (rule,)),))


def _asked(incident: Incident, at: datetime, now: datetime) -> Iterator[Coming]:
    """Whoever has it is asked by text, then by call; then the next person is paged."""
    for channel in ("sms", "voice")[incident.life_asked :]:
        if incident.taken_by is not None:
            yield Coming(at, What.ASKED, (Way(incident.taken_by, (Rule(channel, 0, 0),)),))
        at += ASK_AGAIN
    course = _course(incident, at, now)
    said = replace(course.said, asleep=course.said.asleep | {incident.taken_by_id or 0})
    yield from _pages(replace(course, said=said), at)


def _woken(incident: Incident, at: datetime, now: datetime) -> Iterator[Coming]:
    """Who snoozed it has the time of a step, then paging goes on from where it was."""
    course = _course(incident, at, now)
    if incident.taken_by is None:
        yield from _pages(course, at)
        return
    policy = course.policy
    wait = one_turn_seconds(policy)
    way = _way(course.crew, incident.taken_by_id or 0, wait)
    if way is not None:
        yield Coming(at, What.OWNER, (way,))
    yield from _pages(course, at + timedelta(seconds=wait if way else 0))


def _course(incident: Incident, at: datetime, now: datetime) -> Course:
    """Who was paged already and gave no sign of life is left out, as paging itself leaves them out."""
    position = Position(incident.round, incident.step, incident.fallback_round)
    if incident.policy:
        policy, started = policy_from_json(incident.policy), incident.paging_started_at or at
    else:
        policy, _ = policy_of(incident)
        position, started = Position(0, 0), at
    return Course(
        incident=incident,
        policy=policy,
        position=position,
        started_at=started,
        crew=crew_for(incident.organization, policy, incident.priority, since=at, now=now, incident=incident),
        said=said_of(incident, turn=timedelta(seconds=one_turn_seconds(policy)), now=at),
        busy=at_work(incident, now=now),
    )


def _pages(course: Course, at: datetime) -> Iterator[Coming]:
    """Steps until the fallback, or the desk; a step in which nobody can be reached takes no time."""
    position, asked, said, owed = course.position, set[int](), course.said, course.said.giving_way
    for _ in range(MOST_MOVES):
        move = next_move(
            course.policy,
            position,
            priority=course.incident.priority,
            paging_started_at=course.started_at,
            now=at,
        )
        if isinstance(move, JoinDesk):
            yield Coming(at, What.DESK)
            return
        if isinstance(move, EnterFallback):
            yield _fallback(course, move, said, at)
            return
        end = _settled(course, move, said, at)
        own = [pk for pk in end.asked if pk not in asked]
        ids = _together(course, move, own, asked, said, at)
        ways = tuple(
            way for pk in ids if pk not in asked and (way := _way(course.crew, pk, move.wait_seconds))
        )
        asked.update(ids)
        position = Position(move.round, move.step)
        if ways:
            yield Coming(at, What.STEP, ways)
        said, owed = replace(said, gave_way=said.gave_way | {*end.gives_way}), owed | {*end.gives_way}
        if any(pk in course.crew.in_reach for pk in own):
            at, asked = at + timedelta(seconds=move.wait_seconds), set()
            said, owed = _later(said, owed), frozenset()


def _together(
    course: Course, move: EnterStep, ids: list[int], asked: set[int], said: Said, at: datetime
) -> list[int]:
    """With whoever comes along; once at an instant is enough."""
    aside = course.busy | said.giving_way | said.passed | said.asleep
    least = rank(course.policy.least)
    reached = asked & course.crew.in_reach
    senior = any(rank(course.crew.reaches[pk].member.level) >= least for pk in reached)
    beside = None if senior else course.crew.beside(course.policy, move, ids, at, aside=aside)
    return ids if beside is None else [*ids, beside]


def _later(said: Said, owed: frozenset[int]) -> Said:
    """Once others had their time: whoever let them go first is owed, and whoever passed it on may be asked again."""
    return Said(asleep=said.asleep, gave_way=said.gave_way | said.giving_way, owed=owed)


def _settled(course: Course, move: EnterStep, said: Said, at: datetime) -> Settled:
    """As paging itself does it."""
    found = asking(course.crew.people(move.targets, at), course.busy, said)
    aside = not found.asked and (found.busy or found.passed)
    follow = bool(aside) and bool(_free(course, later_in_round(course.policy, move), said, at))
    urgent = course.incident.priority in ("P1", "P2")
    stand_ins = _free(course, course.policy.fallback, said, at) if aside and not follow and urgent else ()
    return settled(found, others_follow=follow, stand_ins=stand_ins)


def _free(course: Course, targets: Iterable[Target], said: Said, at: datetime) -> tuple[int, ...]:
    aside = course.busy | said.giving_way | said.passed | said.asleep
    reaches = course.crew.reaches
    ids = (pk for pk in course.crew.people(targets, at) if pk not in aside and pk in reaches)
    return tuple(pk for pk in ids if reaches[pk].rules and not reaches[pk].unreachable)


def _way(crew: Crew, member_id: int, wait_seconds: int) -> Way | None:
    """None for somebody who has left or has no phone that works."""
    reach = crew.reaches.get(member_id)
    rules = tuple(rule for rule in reach.rules if rule.delay_seconds < wait_seconds) if reach else ()
    return Way(reach.member, rules) if reach and rules else None


def _fallback(course: Course, move: EnterFallback, said: Said, at: datetime) -> Coming:
    chain = [*course.crew.people(move.targets, at), *sorted(said.owed - said.asleep)]
    ids = course.crew.members if move.everybody else list(dict.fromkeys(chain))
    ids = [pk for pk in ids if pk not in said.passed]
    beside = course.crew.beside(course.policy, move, ids, at)
    ids = ids if beside is None else [*ids, beside]
    ways = tuple(way for pk in ids if (way := _way(course.crew, pk, move.wait_seconds)) is not None)
    return Coming(at, What.EVERYBODY if move.everybody else What.FALLBACK, ways)
