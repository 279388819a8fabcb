"""What a source's signal does: open or repeat an alert, clear it, or leave a note."""

from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import Greatest

from routing.actions.advance import apply_verdict, decide_again
from routing.actions.codes import keep_codes
from routing.actions.lock import locked
from routing.actions.open_incident import New, open_incident
from routing.actions.recover import recover
from routing.actions.timeline import say
from routing.inbound.signal import Signal
from routing.matching import Match, match
from routing.models import Alert, Handling, InboundEvent, Incident
from routing.states import IncidentStatus

REOPENED_WITHIN = timedelta(minutes=5)
OUTCOME = Handling.Outcome
URGENCY = ("P4", "P3", "P2", "P1")


def trigger_signal(handling: Handling, event: InboundEvent, signal: Signal, *, now: datetime) -> None:
    """Repeat the open alert of the key, reopen one cleared just now, or open a new one."""
    alert = newest_alert(event, signal)
    if alert is not None and alert.status == "open":
        _repeat(handling, alert, signal, event, now)
    elif alert is not None and _is_just_cleared(alert, event):
        _reopen(handling, alert, signal, event, now)
    else:
        _open(handling, event, signal, alert, now)


def newest_alert(event: InboundEvent, signal: Signal) -> Alert | None:
    """The open alert of the key, else the one cleared last; None without a key."""
    if signal.dedup_key is None:
        return None
    rows = Alert.objects.filter(integration=event.integration_id, dedup_key=signal.dedup_key)
    return rows.select_related("incident").order_by(F("cleared_at").desc(nulls_first=True)).first()


def _open_alert(event: InboundEvent, signal: Signal) -> Alert | None:
    alert = newest_alert(event, signal)
    return alert if alert is not None and alert.status == "open" else None


def _is_just_cleared(alert: Alert, event: InboundEvent) -> bool:
    """Cleared within the hold, and its incident neither a person's report nor closed by a person."""
    if alert.cleared_at is None or event.received_at - alert.cleared_at > REOPENED_WITHIN:
        return False
    closed_by_source = alert.incident.resolved_by_source or alert.incident.status != IncidentStatus.RESOLVED
    return closed_by_source and not alert.incident.reported_by_person


def _repeat(handling: Handling, alert: Alert, signal: Signal, event: InboundEvent, now: datetime) -> None:
    incident = locked(alert.incident_id)
    Alert.objects.filter(pk=alert.pk).update(
        repeat_count=F("repeat_count") + 1, last_seen_at=Greatest(F("last_seen_at"), event.received_at)
    )
    handling.outcome, handling.alert, handling.incident = OUTCOME.REPEATED, alert, incident
    if URGENCY.index(signal.priority) > URGENCY.index(incident.priority):
        _raise_priority(incident, signal.priority, event, now)


def _raise_priority(incident: Incident, priority: str, event: InboundEvent, now: datetime) -> None:
    """A rise decides and pages again; a fall never cancels."""
    say(
        incident,
        "priority",
        f"Priority raised from {incident.priority} to {priority} by its source.",
        now=now,
    )
    incident.priority = priority
    incident.save(update_fields=["priority"])
    verdict = decide_again(incident, fact="priority raised", at=event.received_at, now=now)
    if incident.status != IncidentStatus.ACKNOWLEDGED:
        apply_verdict(incident, verdict, now=now)


def _reopen(handling: Handling, alert: Alert, signal: Signal, event: InboundEvent, now: datetime) -> None:
    """A trigger within the hold after a clear reopens the same incident, marked flapping."""
    incident = locked(alert.incident_id)
    Alert.objects.filter(pk=alert.pk).update(
        status="open", cleared_at=None, repeat_count=F("repeat_count") + 1, last_seen_at=event.received_at
    )
    handling.outcome, handling.alert, handling.incident = OUTCOME.REOPENED, alert, incident
    incident.flapping = True
    if incident.status != IncidentStatus.RESOLVED:
        incident.save(update_fields=["flapping"])
        return
    say(incident, "reopened", "It came back: reopened, flapping.", now=now, shown_to_client=True)
    incident.resolved_at, incident.resolved_by, incident.resolved_by_source = None, None, False
    incident.taken_by, incident.taken_at, incident.resolve_reason = None, None, ""
    keep_codes(incident)
    verdict = decide_again(incident, fact="reopened", at=event.received_at, now=now)
    apply_verdict(incident, verdict, now=now)


def _open(
    handling: Handling, event: InboundEvent, signal: Signal, earlier: Alert | None, now: datetime
) -> None:
    found = match(event.integration, client_word=signal.client, site_word=signal.site)
    incident = open_incident(_new(event, signal, found, earlier), now=now)
    if found.client is None:
        say(incident, "client", _unmatched_words(signal, found), now=now)
    alert = Alert.objects.create(
        organization=event.organization, integration=event.integration, incident=incident, dedup_key=signal.dedup_key,
        status="open", summary=signal.summary, severity=signal.severity, source=signal.source,
        alert_class=signal.alert_class, details=signal.details, client_hint=signal.client[:255],
        client_candidates=list(found.candidates), occurred_at=signal.occurred_at, first_seen_at=event.received_at,
        last_seen_at=event.received_at,
    )  # fmt: skip
    handling.outcome, handling.alert, handling.incident = OUTCOME.OPENED, alert, incident


def _new(event: InboundEvent, signal: Signal, found: Match, earlier: Alert | None) -> New:
    return New(
        organization=event.integration.organization, client=found.client, site=found.site, contact=None,
        summary=signal.summary, details=_details_text(signal), service_line=signal.service_line or event.integration.service_line,
        priority=signal.priority, channel="alert", source=signal.source or event.integration.name,
        alert_class=signal.alert_class, contact_name="", contact_phone="", contact_email="", reporter=None,
        reported_by_person=False, received_at=event.received_at, decided_at=event.decided_at,
        previous=earlier.incident if earlier else None,
    )  # fmt: skip


def _details_text(signal: Signal) -> str:
    lines = (f"{name}: {value}" for name, value in signal.details.items())
    return "\n".join(lines)[:6144]


def _unmatched_words(signal: Signal, found: Match) -> str:
    if found.candidates:
        return f"Client not identified: {signal.client!r} fits {', '.join(found.candidates)}."
    said = (
        f"{signal.client!r} is no client's code, name or alias" if signal.client else "the sender named none"
    )
    return f"Client not identified: {said}."


def clear_signal(handling: Handling, event: InboundEvent, signal: Signal, *, now: datetime) -> None:
    """The source says it is over. Never resolves an incident that a person reported."""
    alert = _open_alert(event, signal)
    if alert is None:
        handling.outcome = OUTCOME.IGNORED
        handling.warnings = [*handling.warnings, "Nothing is open under this key: nothing to clear."]
        return
    incident = locked(alert.incident_id)
    Alert.objects.filter(pk=alert.pk).update(
        status="cleared", cleared_at=event.received_at, last_seen_at=event.received_at
    )
    handling.outcome, handling.alert, handling.incident = OUTCOME.RESOLVED, alert, incident
    say(incident, "cleared", f"Cleared by {event.integration.name}.", now=now)
    others_open = incident.alerts.filter(status="open").exists()
    if not others_open and not incident.reported_by_person and incident.status != IncidentStatus.RESOLVED:
        recover(incident, now=now)


def acknowledge_signal(handling: Handling, event: InboundEvent, signal: Signal, *, now: datetime) -> None:
    """A tool's acknowledgement is a note; it stops nothing: only a person's deliberate act does."""
    alert = _open_alert(event, signal)
    handling.outcome = OUTCOME.ACKNOWLEDGED if alert else OUTCOME.IGNORED
    if alert is None:
        return
    incident = locked(alert.incident_id)
    handling.alert, handling.incident = alert, incident
    say(
        incident, "note", f"{event.integration.name} says it was acknowledged there. Paging goes on.", now=now
    )
