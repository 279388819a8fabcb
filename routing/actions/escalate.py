"""Who is asked next, done: the incident moves a step, a round, into the fallback, never into silence."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accounts.models import Membership
from routing.actions.client_told import tell_client_late
from routing.actions.desk import join_desk, next_desk_opening
from routing.actions.lock import wait_until
from routing.actions.paging import end_unsent_pages, page_people
from routing.actions.policy import frozen_policy
from routing.actions.timeline import line, say
from routing.escalation import (
    EnterFallback,
    EnterStep,
    JoinDesk,
    Position,
    next_move,
    policy_from_json,
)
from routing.models import Decision, Incident
from routing.people import people_of, verified_members
from routing.queries import asleep, is_being_heard
from routing.reach import Reach
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
    frozen, row = frozen_policy(
        incident.organization,
        client_id=incident.client_id,
        service_line=incident.service_line,
        priority=incident.priority,
    )
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
    asked = Asked(opened_with=opened_with)
    for _ in range(MOST_MOVES):
        if _move(incident, asked, now):
            break
    fresh = opened_with is not None and incident.status == IncidentStatus.TRIGGERED
    incident.save(update_fields=WHERE_IT_STANDS if fresh else None)


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
    """Whom the moves of one instant have paged: nobody is paged twice at once. `some` of them have a way to be reached."""

    members: set[int] = field(default_factory=set)
    some: bool = False
    opened_with: Decision | None = None

    def not_yet(self, people: Iterable[Membership]) -> list[Membership]:
        return [person for person in people if person.pk not in self.members]

    def take(self, found: Iterable[Reach]) -> None:
        for reach in found:
            self.members.add(reach.member.pk)
            self.some = self.some or bool(reach.rules)


def _move(incident: Incident, asked: Asked, now: datetime) -> bool:
    """One move; True when it found somebody, so that paging waits."""
    policy = policy_from_json(incident.policy or {})
    position = Position(incident.round, incident.step, incident.fallback_round)
    started = incident.paging_started_at or now
    move = next_move(policy, position, priority=incident.priority, paging_started_at=started, now=now)
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
    meant = people_of(incident.organization, move.targets, now)
    people = asked.not_yet(meant if asked.opened_with else _awake(incident, meant))
    names = _names(people) or ("nobody new to ask" if meant else "nobody on call")
    step = line(incident, "step", f"Round {move.round}, step {move.step}: {names}.", now=now)
    found = page_people(
        incident,
        people,
        round_=move.round,
        step=move.step,
        wait_seconds=move.wait_seconds,
        now=now,
        first=[step],
        decision=asked.opened_with,
    )
    asked.take(found)
    return any(_counts(reach) for reach in found)


def _counts(reach: Reach) -> bool:
    return bool(reach.rules) and not reach.unreachable


def _names(people: Iterable[Membership]) -> str:
    return ", ".join(str(person) for person in people)


def _enter_fallback(incident: Incident, move: EnterFallback, asked: Asked, now: datetime) -> bool:
    """Page the fallback. Where none of it can be reached a P1 goes on to everybody at once."""
    incident.fallback_round, incident.step_started_at = move.fallback_round, now
    again = f"The fallback is paged again (round {move.fallback_round + 1})."
    wait_until(incident, now + timedelta(seconds=move.wait_seconds), again)
    people = _behind_everyone(incident, move, now)
    told = f"Fallback, round {move.fallback_round}: {_names(people) or 'nobody'}."
    found = page_people(
        incident, asked.not_yet(people), round_=incident.round, step=0, wait_seconds=move.wait_seconds, now=now,
        opens_at=next_desk_opening(incident, now=now), last=True, first=[line(incident, "fallback", told, now=now)],
        decision=asked.opened_with,
    )  # fmt: skip
    asked.take(found)
    if move.everybody:
        tell_client_late(incident, now=now)
    return move.everybody or incident.priority != "P1" or asked.some


def _behind_everyone(incident: Incident, move: EnterFallback, now: datetime) -> list[Membership]:
    if move.everybody:
        return verified_members(incident.organization)
    return people_of(incident.organization, move.targets, now)


def _awake(incident: Incident, people: list[Membership]) -> list[Membership]:
    """Without whoever took it and gave no sign of life, while there is anybody else: it never restarts at the sleeper."""
    sleepers = asleep(incident)
    return [person for person in people if person.pk not in sleepers]
