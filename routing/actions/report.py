"""A person reports for a client: stored like any event, decided in the same request."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import Membership, Organization
from routing.actions.intake import handle
from routing.actions.store import Received, store_event
from routing.doubt import Doubt
from routing.inbound.own import Report
from routing.models import Handling, Incident, Integration
from routing.queries import built_in
from sla.models import Client, ClientContact, Site

DOORS = {"form": Integration.Kind.FORM, "member": Integration.Kind.MEMBER, "api": Integration.Kind.MEMBER}
CHANNELS = {"form": "form", "member": "member", "api": "member"}


@dataclass(frozen=True, slots=True)
class Door:
    """How the report came: which door, from which address, when, and the id that makes it one report however often sent."""

    kind: str
    address: str | None
    received_at: datetime
    decided_at: datetime
    delivery_id: str | None


def report(
    *, organization: Organization, kind: str, summary: str, priority: str, service_line: str, received_at: datetime,
    details: str = "", client: Client | None = None, site: Site | None = None, contact: ClientContact | None = None,
    contact_name: str = "", contact_phone: str = "", contact_email: str = "", reporter: Membership | None = None,
    address: str | None = None, decided_at: datetime | None = None, delivery_id: str | None = None,
    fields: dict[str, Any] | None = None, language: str = "", doubt: Doubt | None = None,
) -> Incident:  # fmt: skip
    """Store the report (committed first), open its incident, return it. The same `delivery_id` gives the same incident.

    kind: form, member or api. `fields` are kept with the raw event as they were typed. `doubt`: it wakes nobody until it is
    let through.
    """
    told = Report(
        summary=summary, details=details, priority=priority, service_line=service_line, channel=CHANNELS[kind],
        client_id=client.pk if client else 0, site_id=site.pk if site else 0, contact_id=contact.pk if contact else 0,
        contact_name=contact_name, contact_phone=contact_phone, contact_email=contact_email,
        reporter_id=reporter.pk if reporter else 0, language=language, doubt=doubt,
    )  # fmt: skip
    door = Door(kind, address, received_at, decided_at or received_at, delivery_id)
    return _open(organization, told, door, fields or {})


def _open(organization: Organization, told: Report, door: Door, fields: dict[str, Any]) -> Incident:
    received = Received(
        raw=told.as_bytes(), content_type="application/json", method="POST", path=f"/{door.kind}/", address=door.address,
        received_at=door.received_at, decided_at=door.decided_at, delivery_id=door.delivery_id, headers={"fields": fields},
    )  # fmt: skip
    integration = built_in(organization, DOORS[door.kind])
    event_id, _ = store_event(integration=integration, received=received, hurry=False)
    incident = handle(event_id=event_id, now=door.received_at)
    return incident or _incident_of(event_id)


def _incident_of(event_id: UUID) -> Incident:
    handling = Handling.objects.select_related("incident__organization").get(pk=event_id)
    if handling.incident is None:
        raise Incident.DoesNotExist("The report is stored, its incident is being opened.")
    return handling.incident
