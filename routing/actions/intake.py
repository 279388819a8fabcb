"""From a stored event to an incident: alert opened or repeated, client matched, decision made, in one transaction."""

import logging
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.db.models import F, QuerySet

from accounts.models import Membership, Organization
from accounts.plain_rows import columns, row
from routing.actions.advance import advance, begin_at_once
from routing.actions.lock import one_at_a_time
from routing.actions.open_incident import New, open_incident
from routing.actions.signals import acknowledge_signal, clear_signal, trigger_signal
from routing.actions.unreadable import open_unreadable
from routing.inbound import generic
from routing.inbound.own import Report, read_report
from routing.inbound.signal import Control, EventAction, Parsed, Signal, Unparseable
from routing.models import Handling, InboundEvent, Incident, Integration
from sla.models import Client, ClientContact, Site

log = logging.getLogger(__name__)
SAME_BYTES = timedelta(seconds=60)
PAUSES = tuple(timedelta(seconds=s) for s in (5, 15, 60, 300, 600))  # before the second try, the third ...
TRIES_BEFORE_TOLD = 3
OUTCOME = Handling.Outcome
LOCKED = f"""
    SELECT {columns(Handling, "handling")}, {columns(InboundEvent, "event")}, {columns(Integration, "integration")},
        {columns(Organization, "organization")}
    FROM routing_handling handling JOIN routing_inboundevent event ON event.id = event_id
        JOIN routing_integration integration ON integration.id = integration_id
        JOIN accounts_organization organization ON organization.id = integration.organization_id
    WHERE event_id = %s FOR UPDATE OF handling
"""  # noqa: S608 - nothing but the names of columns
WHAT_BECAME = ("due_at", "outcome", "warnings", "alert", "incident")


def handle(*, event_id: UUID, now: datetime) -> Incident | None:
    """Do what is due of one stored event, once; the incident it belongs to, or None. A second call changes nothing.

    An event that can't be handled is tried again, ever later, and paged as unreadable from the fourth try on.
    """
    try:
        incident, begun = _handle_once(event_id, now)
    except Exception:
        _try_later(event_id, now)
        raise
    if incident is not None and not begun:
        _hurry(incident, now)
    return incident


def _hurry(incident: Incident, now: datetime) -> None:
    """Do at once what is due of it. It is stored: what fails here is due still, and the sweep does it."""
    try:
        advance(incident_id=incident.pk, now=now, organization=incident.organization)
    except Exception:  # noqa: BLE001 - accepted means stored: the sender is answered
        log.exception("%s could not be moved on at once; the sweep tries again.", incident.pk)


def _handle_once(event_id: UUID, now: datetime) -> tuple[Incident | None, bool]:
    """Its incident, and whether the first step of that is done too, in the transaction that opened it."""
    begun = False
    with transaction.atomic():
        handling = _locked(event_id)
        if handling.due_at is not None:
            _handle(handling, handling.event, now)
            handling.due_at = None
            handling.save(update_fields=WHAT_BECAME)
            begun = _begin(handling, now)
    return handling.incident, begun


def _locked(event_id: UUID) -> Handling:
    """The event's row of work, locked, with the event, its source and organization. Raises Handling.DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute(LOCKED, [event_id])
        found = cursor.fetchone()
    if found is None:
        raise Handling.DoesNotExist(f"There is no event {event_id}.")
    handling, rest = row(Handling, found)
    handling.event, rest = row(InboundEvent, rest)
    handling.event.integration, rest = row(Integration, rest)
    handling.event.integration.organization, _ = row(Organization, rest)
    return handling


def _begin(handling: Handling, now: datetime) -> bool:
    """The first person of a new incident is paged while its row is at hand; what fails takes nothing of it back."""
    if handling.incident is None or handling.outcome != OUTCOME.OPENED:
        return False
    try:
        return begin_at_once(handling.incident, now=now)
    except Exception:  # noqa: BLE001 - accepted means stored: it is due still, and is tried once more by itself
        log.exception("The first step of %s failed.", handling.incident.pk)
        handling.incident.refresh_from_db()
        return False


def _try_later(event_id: UUID, now: datetime) -> None:
    rows = Handling.objects.filter(pk=event_id, due_at__isnull=False)
    tries = rows.values_list("tries", flat=True).first()
    if tries is not None:
        rows.update(tries=F("tries") + 1, due_at=now + PAUSES[min(tries, len(PAUSES) - 1)])


def _handle(handling: Handling, event: InboundEvent, now: datetime) -> None:
    integration = event.integration
    if handling.tries >= TRIES_BEFORE_TOLD:
        open_unreadable(handling, event, "It could not be handled: see the server's log.", now=now)
        return
    if integration.kind in (Integration.Kind.FORM, Integration.Kind.MEMBER):
        handling.incident = _open_report(read_report(bytes(event.raw)), event, now)
        handling.outcome = OUTCOME.OPENED
        return
    parsed = generic.parse(bytes(event.raw), source_name=integration.name)
    if _is_replay(event, parsed):
        handling.outcome = OUTCOME.REPLAYED
        handling.incident = _of_same_bytes(event)
        return
    _handle_parsed(handling, event, parsed, now)


def _is_replay(event: InboundEvent, parsed: Parsed) -> bool:
    """Without a key and a delivery id the same bytes within a minute are one."""
    keyed = isinstance(parsed, Signal) and parsed.dedup_key is not None
    if keyed or event.delivery_id or isinstance(parsed, Unparseable):
        return False
    one_at_a_time(event.integration_id, event.raw_sha256)
    return _same_bytes(event).exists()


def _same_bytes(event: InboundEvent) -> QuerySet[InboundEvent]:
    """Events with the same bytes less than a minute away that had an effect: no replays, nothing only listened to."""
    near = (event.received_at - SAME_BYTES, event.received_at + SAME_BYTES)
    rows = InboundEvent.objects.filter(
        integration=event.integration_id, raw_sha256=event.raw_sha256, received_at__range=near
    )
    without_effect = (OUTCOME.REPLAYED, OUTCOME.LISTENED)
    return (
        rows.filter(handling__due_at=None).exclude(pk=event.pk).exclude(handling__outcome__in=without_effect)
    )


def _of_same_bytes(event: InboundEvent) -> Incident | None:
    earlier = _same_bytes(event).select_related("handling__incident").order_by("received_at").first()
    return earlier.handling.incident if earlier else None


def _handle_parsed(handling: Handling, event: InboundEvent, parsed: Parsed, now: datetime) -> None:
    match parsed:
        case Control(note):
            handling.outcome, handling.warnings = OUTCOME.CONTROL, [note]
        case Unparseable(reason):
            open_unreadable(handling, event, reason, now=now)
        case Signal():
            handling.warnings = list(parsed.warnings)
            _handle_signal(handling, event, parsed, now)


def _handle_signal(handling: Handling, event: InboundEvent, signal: Signal, now: datetime) -> None:
    if signal.dedup_key is not None:
        one_at_a_time(event.integration_id, signal.dedup_key)
    match signal.action:
        case EventAction.TRIGGER:
            trigger_signal(handling, event, signal, now=now)
        case EventAction.RESOLVE:
            clear_signal(handling, event, signal, now=now)
        case EventAction.ACKNOWLEDGE:
            acknowledge_signal(handling, event, signal, now=now)


def _open_report(report: Report, event: InboundEvent, now: datetime) -> Incident:
    organization = event.organization
    client = (
        Client.objects.filter(organization=organization, pk=report.client_id)
        .select_related("calendar")
        .first()
    )
    new = New(
        organization=organization,
        client=client,
        site=Site.objects.filter(client=client, pk=report.site_id).first() if client else None,
        contact=ClientContact.objects.filter(client=client, pk=report.contact_id).first() if client else None,
        summary=report.summary,
        details=report.details,
        service_line=report.service_line,
        priority=report.priority,
        channel=report.channel,
        source="",
        alert_class="",
        contact_name=report.contact_name,
        contact_phone=report.contact_phone,
        contact_email=report.contact_email,
        reporter=Membership.objects.filter(organization=organization, pk=report.reporter_id).first(),
        reported_by_person=True,
        received_at=event.received_at,
        decided_at=event.decided_at,
        language=report.language,
        doubt=report.doubt,
    )
    return open_incident(new, now=now)
