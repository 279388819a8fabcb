"""Everything that hangs on one member, across the rooms: what ends and what somebody takes over when they leave."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Q, QuerySet
from django.db.models.functions import JSONObject

from accounts.models import ApiToken, Invitation, Membership
from accounts.queries import invitations_by, tokens_known_to
from accounts.sessions import sessions_of
from oncall.feeds import feeds_of
from oncall.holdings import Holdings, holdings_of
from routing.escalation import names_member, policy_from_json
from routing.models import Incident
from routing.states import IncidentStatus


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

    @property
    def needs_successor(self) -> bool:
        return bool(self.places or self.incidents)


def belongings_of(member: Membership, now: datetime) -> Belongings:
    known = tokens_known_to(member)
    sessions, feeds = _sessions_and_feeds(member)
    return Belongings(
        member=member,
        places=holdings_of(member, now),
        incidents=list(incidents_of(member)),
        tokens=[token for token in known if token.membership_id == member.pk],
        known_tokens=[token for token in known if token.membership_id != member.pk],
        invitations=list(invitations_by(member)),
        sessions=sessions,
        feeds=feeds,
    )


def _sessions_and_feeds(member: Membership) -> tuple[int, list[dict[str, str]]]:
    """How often they are logged in, and whose calendars read their shifts. One query; a partner has neither."""
    if member.user is None:
        return 0, []
    told = JSONObject(name="name", prefix="prefix")
    found = Membership.objects.filter(pk=member.pk).values_list(
        ArraySubquery(sessions_of(member.user).values("pk")),
        ArraySubquery(feeds_of(member).values(told=told)),
    )
    sessions, feeds = found.get()
    return len(sessions), feeds


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
