"""Who would be paged, second by second, until the fallback, if it happened at an instant and nobody answered."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Membership, Organization
from routing.actions.policy import frozen_policy
from routing.escalation import EnterFallback, EnterStep, Move, Policy, Position, next_move
from routing.people import people_of
from routing.reach import paging_number, reaches
from sla.models import Client

MOST_MOVES = 200


@dataclass(frozen=True, slots=True)
class WouldPage:
    """One page that would go out. `step` 0 is the fallback; offsets count from the start of paging."""

    member: Membership
    channel: str
    step: int
    round: int
    offset_seconds: int


def would_page(
    *, organization: Organization, client: Client | None, service_line: str, priority: str, at: datetime
) -> list[WouldPage]:
    """The pages up to and with the first fallback; nobody is assumed busy, everybody silent."""
    policy, _ = frozen_policy(
        organization, client_id=client.pk if client else None, service_line=service_line, priority=priority
    )
    found: list[WouldPage] = []
    position, offset = Position(0, 0), 0
    for _ in range(MOST_MOVES):
        move = next_move(
            policy, position, priority=priority, paging_started_at=at, now=at + timedelta(seconds=offset)
        )
        if not isinstance(move, (EnterStep, EnterFallback)):
            break
        pages = _pages(organization, policy, move, priority, at, offset)
        found.extend(pages)
        if isinstance(move, EnterFallback):
            break
        position = Position(move.round, move.step)
        offset += move.wait_seconds if pages else 0
    return found


def _pages(
    organization: Organization, policy: Policy, move: Move, priority: str, at: datetime, offset: int
) -> list[WouldPage]:
    if not isinstance(move, (EnterStep, EnterFallback)):
        return []
    step, round_ = (move.step, move.round) if isinstance(move, EnterStep) else (0, policy.rounds)
    now = at + timedelta(seconds=offset)
    people = people_of(organization, move.targets, now)
    found = reaches(people, priority=priority, number=paging_number(organization), now=at)
    return [
        WouldPage(reach.member, rule.channel, step, round_, offset + rule.delay_seconds)
        for reach in found
        for rule in reach.rules
        if rule.delay_seconds < move.wait_seconds
    ]
