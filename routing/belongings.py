"""Everything that hangs on one member, across the rooms: what ends and what somebody takes over when they leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Coalesce, JSONObject, NullIf

from accounts.models import ApiToken, Invitation, Membership, Session
from accounts.queries import invitations_by, tokens_known_to
from accounts.sessions import sessions_of
from oncall.feeds import feeds_of
from oncall.holdings import Holdings, holdings_of
from oncall.swap_queries import swaps_that_end_with
from routing.escalation import names_member, policy_from_json
from routing.models import Incident
from routing.states import IncidentStatus


@dataclass(frozen=True, slots=True)
class Cover:
    """A question for cover that nobody has settled yet."""

    schedule: str
    start_at: datetime
    end_at: datetime
    asker: str  # "": whoever it hangs on


@dataclass(frozen=True, slots=True)
class Belongings:
    """What a member holds: `places` and `incidents` are handed over, the rest ends."""

    member: Membership
    places: Holdings
    incidents: Sequence[Incident]  # taken by them, or they are being paged for it
    tokens: Sequence[ApiToken]
    known_tokens: Sequence[ApiToken]  # of others or of nobody, whose secret they read: these go on
    invitations: Sequence[Invitation]  # sent by them, not answered yet
    sessions: int
    feeds: Sequence[dict[str, str]]  # of calendars: name and prefix
    swaps: Sequence[Cover]  # asked for by them, or they are asked and have not said no

    @property
    def needs_successor(self) -> bool:
        return bool(self.places or self.incidents)


def belongings_of(member: Membership, now: datetime) -> Belongings:
    known = tokens_known_to(member)
    sessions, feeds, swaps = _ends(member)
    return Belongings(
        member=member,
        places=holdings_of(member, now),
        incidents=list(incidents_of(member)),
        tokens=[token for token in known if token.membership_id == member.pk],
        known_tokens=[token for token in known if token.membership_id != member.pk],
        invitations=list(invitations_by(member)),
        sessions=sessions,
        feeds=feeds,
        swaps=swaps,
    )


def _ends(member: Membership) -> tuple[int, list[dict[str, str]], list[Cover]]:
    """How often they are logged in, whose calendars read their shifts, which questions for cover end. One query."""
    feed = JSONObject(name="name", prefix="prefix")
    name = Coalesce(NullIf("asker__user__name", Value("")), "asker__user__email", "asker__partner_name")
    swap = JSONObject(schedule="schedule__name", start="start_at", end="end_at", asker="asker", name=name)
    sessions = sessions_of(member.user).values("pk") if member.user else Session.objects.none().values("pk")
    found = Membership.objects.filter(pk=member.pk).values_list(
        ArraySubquery(sessions),
        ArraySubquery(feeds_of(member).values(told=feed)),
        ArraySubquery(swaps_that_end_with(member).values(told=swap)),
    )
    logged_in, feeds, swaps = found.get()
    return len(logged_in or ()), feeds, [_cover(each, member) for each in swaps]


def _cover(told: dict[str, Any], member: Membership) -> Cover:
    start, end = (datetime.fromisoformat(told[each]) for each in ("start", "end"))
    return Cover(told["schedule"], start, end, "" if told["asker"] == member.pk else told["name"])


def incidents_of(member: Membership) -> QuerySet[Incident]:
    """Unresolved ones that the member has, or is being paged for."""
    paged = Q(pages__member=member, pages__ended_at=None)
    mine = Incident.objects.filter(Q(taken_by=member) | paged, organization=member.organization_id)
    rows = Incident.objects.filter(pk__in=mine).exclude(status=IncidentStatus.RESOLVED)
    return rows.select_related("organization", "client").order_by("pk")


def incidents_that_name(member: Membership) -> list[int]:
    """Unresolved ones whose frozen policy will ask the member later, by id."""
    rows = Incident.objects.filter(organization=member.organization_id, policy__isnull=False)
    running = rows.exclude(status=IncidentStatus.RESOLVED).values_list("pk", "policy")
    return [
        pk for pk, policy in running.order_by("pk") if names_member(policy_from_json(policy or {}), member.pk)
    ]
