"""Finding incidents: by words, by what they are, by who has them and when they came; in the order people ask for."""

import re
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import Membership, Organization
from routing.models import Alert, Decision, Incident, TargetClock
from routing.models.incidents import SEARCHED
from routing.queries import incidents
from routing.states import IncidentStatus
from sla.models import Client

MOST_WORDS = 8
FAR = datetime.fromisoformat("9999-01-01T00:00:00+00:00")  # the place of what has no promise left: last
REFERENCE = re.compile(r"(?:([A-Za-z]{1,8})-)?#?([1-9][0-9]{0,8})")
OPEN = ~Q(status=IncidentStatus.RESOLVED)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; everything empty is everything. `since` and `until` bound when it came in, half-open."""

    q: str = ""
    states: Q = Q()
    priorities: tuple[str, ...] = ()
    client: Client | None = None
    service_line: str = ""
    has_it: Membership | None = None
    nobody_has_it: bool = False
    channel: str = ""
    integration_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def found(organization: Organization, wanted: Wanted) -> QuerySet[Incident]:
    """The organization's incidents that fit, in no order."""
    rows = incidents(organization).filter(
        wanted.states, *_by_words(organization, wanted.q), **_by_facts(wanted)
    )
    if wanted.nobody_has_it:
        rows = rows.filter(OPEN, taken_by=None)
    if wanted.integration_id is not None:
        of_it = Alert.objects.filter(incident=OuterRef("pk"), integration=wanted.integration_id)
        rows = rows.filter(Exists(of_it))
    return rows


def _by_facts(wanted: Wanted) -> dict[str, object]:
    asked = {
        "priority__in": wanted.priorities,
        "client": wanted.client,
        "service_line": wanted.service_line,
        "taken_by": wanted.has_it,
        "channel": wanted.channel,
        "received_at__gte": wanted.since,
        "received_at__lt": wanted.until,
    }
    return {name: value for name, value in asked.items() if value}


def _by_words(organization: Organization, q: str) -> list[Q]:
    """Each word must be somewhere: in the reference, the summary, the contact, or the client's name or code."""
    return [_word(organization, word) for word in q.split()[:MOST_WORDS]]


def _word(organization: Organization, word: str) -> Q:
    """Clients are looked up first, so that every part of the OR has an index."""
    named = Client.objects.filter(organization=organization).filter(
        Q(name__icontains=word) | Q(code__icontains=word)
    )
    anywhere = Q(client__in=list(named.values_list("pk", flat=True)))
    for field in SEARCHED:
        anywhere |= Q(**{f"{field}__icontains": word})
    return anywhere | _reference(organization, word)


def _reference(organization: Organization, word: str) -> Q:
    match = REFERENCE.fullmatch(word)
    if (
        match is None
        or (match[1] or organization.incident_prefix).upper() not in organization.incident_prefixes
    ):
        return Q(pk__in=[])
    return Q(number=int(match[2]))


def with_promise(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """Annotates `promised_at`: the first deadline still open of the decision that counts, FAR where none is."""
    last = Decision.objects.filter(incident=OuterRef("pk")).order_by("-id")
    untaken = Case(When(incident__taken_at=None, then=F("acknowledge_due_at")))
    unanswered = Case(When(incident__responded_at=None, then=F("response_due_at")))
    solved = Coalesce(_kept("resolution"), F("resolution_due_at"))
    first = last.values(first=Coalesce(untaken, unanswered, _kept("update"), solved, Value(FAR)))[:1]
    return rows.annotate(
        promised_at=Case(When(OPEN, then=Coalesce(Subquery(first), Value(FAR))), default=Value(FAR))
    )


def _kept(kind: str) -> Subquery:
    """When a target of the decision's incident is due, as its pauses moved it."""
    rows = TargetClock.objects.filter(incident=OuterRef("incident"), kind=kind)
    return Subquery(rows.values("due_at")[:1])


def counted(rows: QuerySet[Incident], *, most: int) -> int:
    """How many, but never more than `most`: counting stops there."""
    return rows.order_by()[:most].count()
