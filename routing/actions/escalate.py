"""Who is asked next, done: the incident moves a step, a round, into the fallback, never into silence."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from accounts.models import Membership
from routing.actions.ask_first import choose
from routing.actions.beside import Beside, beside_fallback
from routing.actions.client_told import tell_client_late
from routing.actions.desk import join_desk, next_desk_opening
from routing.actions.lock import wait_until
from routing.actions.paging import end_unsent_pages, page_people
from routing.actions.policy import policy_of
from routing.actions.tell_shadows import tell_shadows
from routing.actions.timeline import line, say
from routing.asking import Said
from routing.escalation import (
    EnterFallback,
    EnterStep,
    JoinDesk,
    Policy,
    Position,
    Target,
    next_move,
    one_turn_seconds,
    policy_from_json,
)
from routing.models import Decision, Incident, TimelineEntry
from routing.people import people_of, verified_members
from routing.queries import is_being_heard
from routing.reach import Reach
from routing.said import said_of
from routing.states import IncidentStatus

MOST_MOVES = 60  # at once: ten rounds of six steps with nobody in any of them
HEARD_FOR = timedelta(minutes=3)
WHILE_HEARD = timedelta(seconds=5)
WHERE_IT_STANDS = (
    "round", "step", "fallback_round", "step_started_at", "due_at", "due_reason", "nudged_at", "client_told_late_at",
)  # fmt: skip


def start_paging(incident: Incident, *, now: datetime) -> None:
    """The incident goes to people: its policy is frozen and the first step is due now. The caller holds its lock."""
    told = aim(incident, now=now)
    incident.save()
    say(incident, "paging", told, now=now)


def aim(incident: Incident, *, now: datetime) -> str:
    """Set the row, unsaved, to where paging starts; the words for its timeline."""
    frozen, row = policy_of(incident)
    incident.policy, incident.policy_row = frozen.as_json(), row
    incident.round = incident.step = incident.fallback_round = 0
    incident.paging_started_at = now
    incident.step_started_at = None
    incident.status = IncidentStatus.TRIGGERED
    wait_until(incident, now, "The first person is paged.")
    return f"Paging starts: {row.name if row else 'no policy fits, the fallback is paged'}."


def let_go(incident: Incident, *, now: datetime) -> None:
    """Nobody has it any more, people are called again. Stored at once: the very next move may end at the desk, and what
    was snoozed does not go there by itself.
    """
    incident.taken_by, incident.taken_at = None, None
    if incident.policy is None:
        start_paging(incident, now=now)
        return
    incident.status = IncidentStatus.TRIGGERED
    incident.save()


def next_step(incident: Incident, *, now: datetime) -> None:
    """The current step is over: go on, unless somebody is listening to a page. The caller holds the lock."""
    if incident.step_started_at is not None and is_being_heard(incident, since=now - HEARD_FOR):
        wait_until(incident, now + WHILE_HEARD, "Somebody is listening to a page.")
        incident.save()
        return
    go_on(incident, now=now)


def go_on(incident: Incident, *, now: datetime, opened_with: Decision | None = None) -> None:
    """Move until somebody can be reached or the fallback waits, whoever is listening: for when a person asked for it.

    `opened_with`: the one decision of an incident that this transaction opened, where there is nothing to look back on.
    """
    if incident.step_started_at is not None:
        end_unsent_pages(incident, now=now)
    policy = policy_from_json(incident.policy or {})
    turn = timedelta(seconds=one_turn_seconds(policy))
    said = Said() if opened_with else said_of(incident, turn=turn, now=now)
    asked = Asked(policy=policy, said=said, opened_with=opened_with)
    in_steps = incident.fallback_round == 0
    for _ in range(MOST_MOVES):
        if _move(incident, asked, now):
            break
    if asked.passed and not asked.some and in_steps and incident.status == IncidentStatus.TRIGGERED:
        _nobody_else(incident, asked.passed, now + turn, now)
    fresh = opened_with is not None and incident.status == IncidentStatus.TRIGGERED
    incident.save(update_fields=WHERE_IT_STANDS if fresh else None)


def _nobody_else(incident: Incident, passed: Mapping[int, str], at: datetime, now: datetime) -> None:
    """Only whoever just passed it on could be reached: they are asked again, after the time that anybody has."""
    names = ", ".join(passed.values())
    wait_until(incident, at, f"Nobody else can be reached: {names} is asked again.")
    say(incident, "wait", f"Nobody else can be reached, so {names} is asked again later.", now=now)


def nobody_follows(incident: Incident, *, now: datetime) -> bool:
    """Whether paging has come to its end, so that the next move would be the desk."""
    if not incident.policy:
        return False
    position = Position(incident.round, incident.step, incident.fallback_round)
    started = incident.paging_started_at or now
    policy = policy_from_json(incident.policy)
    return isinstance(
        next_move(policy, position, priority=incident.priority, paging_started_at=started, now=now), JoinDesk
    )


@dataclass(slots=True)
class Asked:
    """Whom the moves of one instant have paged: nobody is paged twice at once. `some` of them have a way to be reached;
    those who `passed` it on just now are left alone for a while.
    """

    policy: Policy
    said: Said
    passed: dict[int, str] = field(default_factory=dict)
    members: set[int] = field(default_factory=set)
    some: bool = False
    opened_with: Decision | None = None

    def not_yet(self, people: Iterable[Membership]) -> list[Membership]:
        return [person for person in people if person.pk not in self.members]

    def leave_alone(self, people: Iterable[Membership]) -> None:
        self.passed.update({person.pk: str(person) for person in people})

    def let_go_first(self, lines: Iterable[TimelineEntry]) -> None:
        """Once is enough, also within an instant: where the others can't be reached, whoever is busy is asked."""
        gave_way = frozenset(one.member_id for one in lines if one.member_id is not None)
        self.said = replace(self.said, gave_way=self.said.gave_way | gave_way)

    def take(self, found: Iterable[Reach], *, beside: Beside | None = None) -> None:
        """Once somebody came along, nobody who is asked at this instant is alone any more."""
        for reach in found:
            self.members.add(reach.member.pk)
            self.some = self.some or bool(reach.rules)
        if beside and beside.person:
            self.policy = replace(self.policy, least="")


def _move(incident: Incident, asked: Asked, now: datetime) -> bool:
    """One move; True when it found somebody, so that paging waits."""
    position = Position(incident.round, incident.step, incident.fallback_round)
    started = incident.paging_started_at or now
    move = next_move(asked.policy, position, priority=incident.priority, paging_started_at=started, now=now)
    match move:
        case EnterStep():
            return _enter_step(incident, move, asked, now)
        case EnterFallback():
            return _enter_fallback(incident, move, asked, now)
        case JoinDesk():
            join_desk(incident, now=now, why="Nobody took it in all rounds")
            return True


def _enter_step(incident: Incident, move: EnterStep, asked: Asked, now: datetime) -> bool:
    incident.round, incident.step, incident.step_started_at = move.round, move.step, now
    then = "Without an answer the next person is paged."
    wait_until(incident, now + timedelta(seconds=move.wait_seconds), then)
    chosen = choose(incident, asked.policy, move, asked.said, not_again=asked.members, now=now)
    asked.leave_alone(chosen.passed)
    asked.let_go_first(chosen.lines)
    step = line(incident, "step", f"Round {move.round}, step {move.step}: {chosen.words}.", now=now)
    found = page_people(
        incident,
        chosen.people,
        round_=move.round,
        step=move.step,
        wait_seconds=move.wait_seconds,
        now=now,
        first=[step, *chosen.lines],
        decision=asked.opened_with,
        beside=chosen.beside,
    )
    tell_shadows(
        incident, asked.policy, move.targets, [reach.member for reach in found], asked.opened_with, now
    )
    asked.take(found, beside=chosen.beside)
    own = {person.pk for person in chosen.people}
    return any(reach.counts for reach in found if reach.member.pk in own)


def _names(people: Iterable[Membership]) -> str:
    return ", ".join(str(person) for person in people)


def _enter_fallback(incident: Incident, move: EnterFallback, asked: Asked, now: datetime) -> bool:
    """Page the fallback. Where none of it can be reached a P1 goes on to everybody at once."""
    incident.fallback_round, incident.step_started_at = move.fallback_round, now
    again = f"The fallback is paged again (round {move.fallback_round + 1})."
    wait_until(incident, now + timedelta(seconds=move.wait_seconds), again)
    everyone = _behind_everyone(incident, move, asked.said, now)
    people = [person for person in everyone if person.pk not in asked.said.passed]
    asked.leave_alone(person for person in everyone if person.pk in asked.said.passed)
    told = f"Fallback, round {move.fallback_round}: {_names(people) or 'nobody'}."
    people = asked.not_yet(people)
    found = page_people(
        incident, people, round_=incident.round, step=0, wait_seconds=move.wait_seconds, now=now,
        opens_at=next_desk_opening(incident, now=now), last=True, first=[line(incident, "fallback", told, now=now)],
        decision=asked.opened_with, beside=beside_fallback(incident, asked.policy, people, now=now),
    )  # fmt: skip
    asked.take(found)
    if move.everybody:
        tell_client_late(incident, now=now)
    return move.everybody or incident.priority != "P1" or asked.some


def _behind_everyone(incident: Incident, move: EnterFallback, said: Said, now: datetime) -> list[Membership]:
    """With whoever let others go first in the steps; nobody is busy any more when nobody else is left."""
    if move.everybody:
        return verified_members(incident.organization)
    owed = (Target("member", pk, "") for pk in sorted(said.owed - said.asleep))
    return people_of(incident.organization, (*move.targets, *owed), now)
