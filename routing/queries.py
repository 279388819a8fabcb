"""Reading tonight: incidents and what belongs to them, scoped to their organization."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, TextField, Value
from django.db.models.functions import Cast, Coalesce, Concat, JSONObject

from accounts.models import Membership, Organization, Role
from accounts.tokens import digest
from delivery.models import Attempt
from routing.models import (
    Attachment,
    Decision,
    HeldRequest,
    InboundEvent,
    Incident,
    Integration,
    Page,
    Route,
    TimelineEntry,
)
from routing.standings import with_clocks
from routing.states import IncidentStatus
from sla.models import Client

MARK = Concat(Cast("id", TextField()), Value(":"), "status", Value(":"), "reason", output_field=TextField())
WHOLE = Incident.objects.filter(Q(pk=OuterRef(OuterRef("pk"))) | Q(merged_into=OuterRef(OuterRef("pk"))))
FILES = (
    Attachment.objects.filter(incident__in=WHOLE.values("pk")).order_by("id")
    .values(fact=JSONObject(
        pk="pk", name="name", size="size", kind="kind", state="state", reason="reason", scan="scan",
        look_name="look_name", member_id="member_id", number="incident__number",
    ))
)  # fmt: skip
NAME_LENGTH = 20  # of a contact's first name in a text
LAST_DECISION = "SELECT * FROM routing_decision WHERE incident_id = %s ORDER BY id DESC LIMIT 1"
BY_KEY = """
    SELECT id, organization_id, state FROM routing_integration
    WHERE (key_hash = %(hash)s OR (previous_key_hash = %(hash)s AND previous_key_until > %(now)s))
        AND kind = 'generic' AND state <> 'retired'
"""


def incidents(organization: Organization) -> QuerySet[Incident]:
    found = Incident.objects.filter(organization=organization)
    return found.select_related(
        "organization",
        "client__calendar",
        "site",
        "taken_by__user",
        "resolved_by__user",
        "contact",
        "merged_into",
    )


def open_incidents(organization: Organization) -> QuerySet[Incident]:
    """Everything not resolved, the next due first."""
    return incidents(organization).exclude(status=IncidentStatus.RESOLVED).order_by("due_at", "id")


def held_back(organization: Organization) -> QuerySet[HeldRequest, int]:
    """What wakes nobody until somebody vouches for it: the ids of its incidents."""
    rows = HeldRequest.objects.filter(
        organization=organization, ended_at=None, incident__status=IncidentStatus.HELD
    )
    return rows.values_list("incident", flat=True)


def get_incident(organization: Organization, number: int) -> Incident:
    """`with_marks` and `with_clocks`. Raises Incident.DoesNotExist, also for another organization's."""
    rows = incidents(organization).select_related("previous", "runbook", "held_request")
    return with_clocks(with_marks(rows)).annotate(files=ArraySubquery(FILES)).get(number=number)


def files_of(incident: Incident) -> QuerySet[Attachment]:
    """Also of what was found to be the same and belongs to it now."""
    whole = Incident.objects.filter(Q(pk=incident.pk) | Q(merged_into=incident.pk))
    return Attachment.objects.filter(incident__in=whole.values("pk")).select_related(
        "incident__organization", "member__user"
    )


def get_attachment(incident: Incident, file_id: int) -> Attachment:
    """Raises Attachment.DoesNotExist, also for another incident's."""
    return incident.attachments.get(pk=file_id)


def merged_ones(incident: Incident) -> QuerySet[Incident]:
    """What was found to be the same and belongs to it now, each with `promised_at`: when whoever asked is to be answered."""
    promised = Decision.objects.filter(incident=OuterRef("pk")).order_by("-id").values("response_due_at")[:1]
    rows = incident.merged_ones.select_related("organization", "merged_into", "client")
    return rows.annotate(promised_at=Subquery(promised)).order_by("number")


def with_marks(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """Annotates what changes when something happens to it: `newest_line`, `page_marks`, `attempt_marks`."""
    lines = TimelineEntry.objects.filter(incident=OuterRef("pk")).order_by("-id").values("id")[:1]
    pages = Page.objects.filter(incident=OuterRef("pk")).values(mark=MARK)
    attempts = Attempt.objects.filter(message__pages__incident=OuterRef("pk")).values(mark=MARK)
    return rows.annotate(
        newest_line=Subquery(lines), page_marks=ArraySubquery(pages), attempt_marks=ArraySubquery(attempts)
    )


def mark_of(row: Page | Attempt) -> str:
    """The same as MARK, of a row that was read."""
    return f"{row.pk}:{row.status}:{row.reason}"


def merge_candidates(incident: Incident) -> QuerySet[Incident]:
    """Open ones it may be the same as, none of them held: of its client, or, where nobody knows whose it is, of anybody."""
    rows = open_incidents(incident.organization).exclude(pk=incident.pk)
    rows = rows.exclude(status=IncidentStatus.HELD, held_request__ended_at=None, held_request__isnull=False)
    return rows if incident.client_id is None else rows.filter(client=incident.client_id)


def last_decision(incident: Incident) -> Decision | None:
    """The one that counts."""
    return next(iter(Decision.objects.raw(LAST_DECISION, [incident.pk])), None)


def last_decisions(rows: Iterable[Incident]) -> dict[int, Decision]:
    """The decision that counts for each of several incidents, by incident id; an incident without any is not in it."""
    newest = Decision.objects.filter(incident__in=[row.pk for row in rows]).order_by("incident_id", "-id")
    return {decision.incident_id: decision for decision in newest.distinct("incident_id")}


def pages_of(incident: Incident) -> QuerySet[Page]:
    rows = incident.pages.select_related("member__user", "message", "contact_method").order_by("id")
    return rows.prefetch_related("message__attempts")


def attempts_of(incident: Incident) -> QuerySet[Attempt]:
    return Attempt.objects.filter(message__pages__incident=incident).order_by("started_at")


def sources(organization: Organization) -> QuerySet[Integration]:
    """What sends alerts, or sent them once, by name."""
    return Integration.objects.filter(organization=organization, kind=Integration.Kind.GENERIC).order_by(
        "name", "id"
    )


def built_in(organization: Organization, kind: str) -> Integration:
    """The organization's own form, member or phone integration. Raises Integration.DoesNotExist."""
    return Integration.objects.get(organization=organization, kind=kind)


def integration_of_key(key: str, *, now: datetime) -> Integration | None:
    """The live or listening source whose key this is; None alike for unknown, ended, retired and unreadable ones.

    Only what storing needs is read, in plain SQL: building the query anew took longer than all the rest.
    """
    found = Integration.objects.raw(BY_KEY, {"hash": digest(key), "now": now})
    return next(iter(found), None)


def integrations(organization: Organization) -> QuerySet[Integration]:
    """All sources that are not retired, the built-in ones too, by name."""
    in_use = Integration.objects.filter(organization=organization).exclude(state=Integration.State.RETIRED)
    return in_use.select_related("organization", "client__calendar").order_by("name", "id")


def get_integration(organization: Organization, integration_id: int) -> Integration:
    """A source with a key that is not retired. Raises Integration.DoesNotExist, also for another organization's."""
    return integrations(organization).get(pk=integration_id, kind=Integration.Kind.GENERIC)


def get_event(integration: Integration, event_id: UUID) -> InboundEvent:
    """Raises InboundEvent.DoesNotExist, also for another source's."""
    return events_of(integration).get(pk=event_id)


def sources_of(client: Client) -> QuerySet[Integration]:
    """The sources whose alerts are this client's whatever they say."""
    return Integration.objects.filter(client=client).exclude(state=Integration.State.RETIRED).order_by("name")


def route_rows(organization: Organization) -> QuerySet[Route]:
    rows = Route.objects.filter(organization=organization)
    return rows.select_related("client", "policy", "organization")


def routes(organization: Organization) -> list[Route]:
    """All of them, the most specific first."""
    rows = route_rows(organization)
    return sorted(
        rows, key=lambda row: (*(not part for part in _specific(row)), str(row.client or ""), row.pk)
    )


def get_route(organization: Organization, route_id: int) -> Route:
    """Raises Route.DoesNotExist, also for another organization's."""
    return route_rows(organization).get(pk=route_id)


def fitting_route(
    rows: Iterable[Route], *, client_id: int | None, service_line: str, priority: str
) -> Route | None:
    """Of these routes the one that serves a case, as `frozen_policy` finds it."""
    fitting = [
        row for row in rows
        if row.client_id in (None, client_id) and row.service_line in ("", service_line)
        and row.priority in ("", priority) and row.policy.archived_at is None
    ]  # fmt: skip
    return max(fitting, key=_specific, default=None)


def _specific(row: Route) -> tuple[bool, bool, bool]:
    return row.client_id is not None, row.service_line != "", row.priority != ""


def owner_of(organization: Organization) -> Membership | None:
    """Who is asked about what no plan covers: the first of the owners."""
    owners = Membership.objects.filter(organization=organization, role=Role.OWNER, archived_at=None)
    return owners.select_related("user", "organization").order_by("pk").first()


def zone_of(member: Membership) -> ZoneInfo:
    """The zone a member reads times in."""
    return ZoneInfo(member.zone_name or member.organization.time_zone)


def place_zone(incident: Incident) -> ZoneInfo:
    """The zone of where it happens: the client's, else the organization's."""
    client = incident.client
    return ZoneInfo(client.calendar.time_zone if client else incident.organization.time_zone)


def zone_of_client(incident: Incident) -> ZoneInfo:
    """The site's zone where it has a calendar of its own, else as `place_zone`: what its client reads times in."""
    site = incident.site
    return ZoneInfo(site.calendar.time_zone) if site and site.calendar else place_zone(incident)


def contact_line(incident: Incident) -> str:
    """Whom to call and where, as texts print it: `Dana +12125550142`."""
    first_name = incident.contact_name.split(" ")[0][:NAME_LENGTH] if incident.contact_name else ""
    return f"{first_name or 'the contact'} {incident.contact_phone}" if incident.contact_phone else ""


def open_pages(incident: Incident) -> QuerySet[Page]:
    return incident.pages.filter(ended_at=None).order_by("id")


def is_being_heard(incident: Incident, *, since: datetime) -> bool:
    """Whether somebody is on the phone with one of the incident's prompts right now."""
    return Attempt.objects.filter(
        message__pages__incident=incident, message__channel="voice", answered_at__gte=since, ended_at=None
    ).exists()


def events_of(integration: Integration) -> QuerySet[InboundEvent]:
    """What came from it, the newest first."""
    rows = InboundEvent.objects.filter(integration=integration).select_related("handling__incident")
    return rows.order_by("-received_at", "-pk")


def with_traffic(rows: QuerySet[Integration], *, since: datetime) -> QuerySet[Integration]:
    """Each with `last_event_at`, and `event_count` of those since."""
    events = InboundEvent.objects.filter(integration=OuterRef("pk")).order_by()
    newest = events.order_by("-received_at").values("received_at")[:1]
    counted = events.filter(received_at__gte=since).values("integration").annotate(n=Count("pk")).values("n")
    return rows.annotate(last_event_at=Subquery(newest), event_count=Coalesce(Subquery(counted), 0))


def with_open_count(rows: QuerySet[Client]) -> QuerySet[Client]:
    """Each client with `open_count`, how many of its incidents are unresolved: counted for the rows that are read."""
    return rows.annotate(open_count=_counted_open("client"))


def with_taken_count(rows: QuerySet[Membership]) -> QuerySet[Membership]:
    """Each member with `open_count`, how many unresolved incidents they have taken."""
    return rows.annotate(open_count=_counted_open("taken_by"))


def _counted_open(whose: str) -> Coalesce:
    """How many unresolved incidents point to a row; only the open ones are looked through."""
    rows = Incident.objects.filter(organization=OuterRef("organization"), **{whose: OuterRef("pk")})
    waiting = rows.exclude(status=IncidentStatus.RESOLVED).order_by().values(whose)
    return Coalesce(Subquery(waiting.annotate(n=Count("pk")).values("n")), 0)
