"""Reading who comes on call, what waits for them, and who has not confirmed; scoped to an organization."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import CharField, Max, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf

from accounts.models import Membership, Organization
from oncall.models import Schedule
from oncall.shifts import stints
from oncall.stored_specs import schedule_spec
from routing.models import Handoff, Incident, Page, Reply, ReplyCode
from routing.states import IncidentStatus

OPEN = (IncidentStatus.TRIGGERED, IncidentStatus.ACKNOWLEDGED, IncidentStatus.SNOOZED)
NAME = Coalesce(
    NullIf("member__partner_name", Value("")), NullIf("member__user__name", Value("")), "member__user__email",
    output_field=CharField(),
)  # fmt: skip
LATELY = timedelta(minutes=60)
FURTHEST = timedelta(days=42)  # that an end is looked for
DID_SOMETHING = (
    "acknowledged", "seen_alive", "passed_on", "more", "help", "resolved", "left", "joins", "late", "not_possible",
)  # fmt: skip
SHOWN_AFTER = timedelta(hours=24)  # so long a page says that somebody has not confirmed


def handoffs(organization: Organization) -> QuerySet[Handoff]:
    """Those that were not withdrawn, the newest first."""
    rows = Handoff.objects.filter(organization=organization, withdrawn_at=None)
    return with_people(rows).order_by("-pk")


def with_people(rows: QuerySet[Handoff]) -> QuerySet[Handoff]:
    return rows.select_related("organization", "schedule", "member__user", "member__organization")


def get_handoff(organization: Organization, handoff_id: int) -> Handoff:
    """Raises Handoff.DoesNotExist, also for another organization's."""
    return handoffs(organization).get(pk=handoff_id)


def waiting_for(member: Membership, now: datetime) -> list[Handoff]:
    """What the member was asked to confirm and has not, and is not over."""
    return list(_waiting(now).filter(member=member))


def asked_on(phone: str, organization: Organization, now: datetime) -> list[Handoff]:
    """The same by the phone that was asked: whoever answers from it answers for them."""
    return list(_waiting(now).filter(phone=phone, organization=organization))


def _waiting(now: datetime) -> QuerySet[Handoff]:
    return with_people(unanswered(Handoff.objects.filter(withdrawn_at=None), now)).order_by("starts_at", "pk")


def unanswered(rows: QuerySet[Handoff], now: datetime) -> QuerySet[Handoff]:
    """Those who were asked and have not confirmed, and are not over."""
    over = Q(ends_at__isnull=False, ends_at__lte=now)
    return rows.filter(confirmed_at=None, asked_at__isnull=False).exclude(over)


def with_unconfirmed(rows: QuerySet[Schedule], now: datetime) -> QuerySet[Schedule]:
    """Each with `unconfirmed` and `unconfirmed_since`: whose shift began within a day and who has not said that they know."""
    late = Handoff.objects.filter(
        schedule=OuterRef("pk"), withdrawn_at=None, missed_told_at__isnull=False, member__archived_at=None,
        starts_at__gt=now - SHOWN_AFTER,
    )  # fmt: skip
    waiting = unanswered(late, now).order_by("starts_at", "pk")
    return rows.annotate(
        unconfirmed=ArraySubquery(waiting.annotate(name=NAME).values("name")),
        unconfirmed_since=ArraySubquery(waiting.values("starts_at")),
    )


def codes_of(rows: Iterable[Handoff]) -> dict[int, str]:
    """The reply code of each that has one, by its id."""
    found = ReplyCode.objects.filter(handoff__in=[row.pk for row in rows])
    return {row.handoff_id: row.code for row in found if row.handoff_id is not None}


def still_open(member: Membership, schedules: Iterable[Schedule]) -> QuerySet[Incident]:
    """What is not solved and pages these schedules, or is the member's; the most urgent first."""
    theirs = Q(policy_row__steps__targets__schedule__in=list(schedules)) | Q(taken_by=member)
    rows = Incident.objects.filter(theirs, organization=member.organization, status__in=OPEN)
    found = rows.select_related("client", "taken_by__user").distinct()
    return found.order_by("priority", "received_at", "pk")


def end_of(handoff: Handoff, now: datetime) -> datetime | None:
    """When their time on call ends; None: not within six weeks, or not at all on call."""
    at = max(handoff.starts_at, now)
    spec = schedule_spec(handoff.schedule, since=at, until=at + FURTHEST)
    times = stints(spec, handoff.member_id, at, at + FURTHEST)
    ends = next((time.end for time in times if time.start <= at), None)
    return ends if ends and ends < at + FURTHEST else None


def pages_lately(phone: str, organization: Organization, now: datetime) -> list[datetime]:
    """When pages of the last hour that reached this phone were written."""
    if not phone:
        return []
    rows = Page.objects.filter(organization=organization, contact_method__address=phone)
    sent = rows.filter(message__attempts__started_at__gt=now - LATELY)
    return list(sent.values_list("created_at", flat=True))


def awake_since(member: Membership, at: datetime) -> datetime | None:
    """When they did something that shows that they are awake, since then: a key, or an incident taken."""
    keys = Reply.objects.filter(member=member, received_at__gte=at, effect__in=DID_SOMETHING)
    taken = Incident.objects.filter(taken_by=member, taken_at__gte=at)
    found = [keys.aggregate(at=Max("received_at"))["at"], taken.aggregate(at=Max("taken_at"))["at"]]
    return max((each for each in found if each), default=None)


def untaken_on(phone: str, organization: Organization, now: datetime) -> list[tuple[str, str, str]]:
    """(code, client, title) of what reached this phone lately and nobody has, the newest first; at most three."""
    reached = Page.objects.filter(
        contact_method__address=phone, message__attempts__started_at__gt=now - LATELY
    )  # fmt: skip
    codes = ReplyCode.objects.filter(phone=phone, incident__in=reached.values("incident"))
    open_ones = codes.filter(incident__organization=organization, incident__status=IncidentStatus.TRIGGERED)
    rows = open_ones.select_related("incident__client").order_by("-incident_id")[:3]
    return [_named(row) for row in rows]


def _named(row: ReplyCode) -> tuple[str, str, str]:
    incident = row.incident
    client = incident.client.name if incident and incident.client else "unknown client"
    return row.code, client, incident.summary if incident else ""
