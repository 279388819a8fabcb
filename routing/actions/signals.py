"""What a source's signal does: open or repeat an alert, clear it, or leave a note."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Greatest

from routing.actions.advance import apply_verdict, decide_again
from routing.actions.codes import keep_codes
from routing.actions.early_clear import WAITED, earlier_clear
from routing.actions.lock import locked, locked_where_it_goes_on
from routing.actions.new_fact import take_in
from routing.actions.open_incident import New, open_incident, open_over
from routing.actions.recover import recover
from routing.actions.timeline import say
from routing.inbound.signal import Signal
from routing.matching import Match, match
from routing.models import Alert, Handling, InboundEvent, Incident
from routing.news_words import raised
from routing.states import IncidentStatus

REOPENED_WITHIN = timedelta(minutes=5)
OUTCOME = Handling.Outcome
NEWEST = """
    SELECT incident_id FROM routing_alert WHERE integration_id = %s AND dedup_key = %s
    ORDER BY cleared_at DESC NULLS FIRST LIMIT 1
"""
URGENCY = ("P4", "P3", "P2", "P1")


def trigger_signal(handling: Handling, event: InboundEvent, signal: Signal, *, now: datetime) -> None:
    """Repeat the open alert of the key, reopen one cleared just now, or open a new one."""
    alert, let_go = _newest_locked(event, signal)
    if alert is not None and alert.status == "open":
        _repeat(handling, alert, signal, event, now)
        return
    if alert is not None and _is_cleared_since(alert, event, now):
        _over_already(handling, alert)
        return
    if alert is not None and _is_just_cleared(alert, event):
        _reopen(handling, alert, signal, event, now)
        return
    let_go()
    if (clear := earlier_clear(event, signal, now=now)) is not None:
        _open_over(handling, event, signal, clear, now)
    else:
        _open(handling, event, signal, alert, now)


def _newest_locked(event: InboundEvent, signal: Signal) -> tuple[Alert | None, Callable[[], None]]:
    """The newest alert of the key as it is while its incident is locked: a person may just have closed or merged it.

    And what lets go of it: the number of a new incident locks the organization, and whoever holds that may wait for it.
    """
    incident_id = _newest(event, signal)
    if incident_id is None:
        return None, lambda: None
    before = transaction.savepoint()
    locked_where_it_goes_on(incident_id)
    return newest_alert(event, signal), lambda: transaction.savepoint_rollback(before)


def _newest(event: InboundEvent, signal: Signal) -> int | None:
    """The incident of the same alert, by a statement of our own: every alert asks it."""
    if signal.dedup_key is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [event.integration_id, signal.dedup_key])
        found = cursor.fetchone()
    return found[0] if found else None


def newest_alert(event: InboundEvent, signal: Signal) -> Alert | None:
    """The open alert of the key, else the one cleared last; None without a key."""
    return _alerts(event, signal).select_related("incident").first()


def _alerts(event: InboundEvent, signal: Signal) -> QuerySet[Alert]:
    """The open alert of the key, then those cleared, the last one first; none without a key."""
    if signal.dedup_key is None:
        return Alert.objects.none()
    rows = Alert.objects.filter(integration=event.integration_id, dedup_key=signal.dedup_key)
    return rows.order_by(F("cleared_at").desc(nulls_first=True))


def _open_alert(event: InboundEvent, signal: Signal) -> Alert | None:
    alert = newest_alert(event, signal)
    return alert if alert is not None and alert.status == "open" else None


def _is_cleared_since(alert: Alert, event: InboundEvent, now: datetime) -> bool:
    """It waited to be handled, and its source's clear, which came after it, did not."""
    if alert.cleared_at is None or event.received_at >= alert.cleared_at:
        return False
    return now - event.received_at >= WAITED and _is_cleared_by_source(alert)


def _is_just_cleared(alert: Alert, event: InboundEvent) -> bool:
    """Cleared within the hold, and its incident neither a person's report nor closed by a person."""
    if alert.cleared_at is None or event.received_at - alert.cleared_at > REOPENED_WITHIN:
        return False
    return _is_cleared_by_source(alert)


def _is_cleared_by_source(alert: Alert) -> bool:
    closed_by_source = alert.incident.resolved_by_source or alert.incident.status != IncidentStatus.RESOLVED
    return closed_by_source and not alert.incident.reported_by_person


def _over_already(handling: Handling, alert: Alert) -> None:
    handling.outcome, handling.alert, handling.incident = OUTCOME.REPEATED, alert, alert.incident
    handling.warnings = [*handling.warnings, "It waited, and was cleared meanwhile: nobody is paged."]


def _repeat(handling: Handling, alert: Alert, signal: Signal, event: InboundEvent, now: datetime) -> None:
    incident = locked(alert.incident_id)
    Alert.objects.filter(pk=alert.pk).update(
        repeat_count=F("repeat_count") + 1, last_seen_at=Greatest(F("last_seen_at"), event.received_at)
    )
    handling.outcome, handling.alert, handling.incident = OUTCOME.REPEATED, alert, incident
    if _rises(incident, signal, now):
        take_in(incident, fact="priority raised", words=raised, at=event.received_at, now=now)


def _rises(incident: Incident, signal: Signal, now: datetime) -> bool:
    """Whether the source says now that it is more urgent, and so it is; a fall changes nothing."""
    if URGENCY.index(signal.priority) <= URGENCY.index(incident.priority):
        return False
    words = f"Priority raised from {incident.priority} to {signal.priority} by its source."
    say(incident, "priority", words, now=now)
    incident.priority = signal.priority
    incident.save(update_fields=["priority"])
    return True


def _reopen(handling: Handling, alert: Alert, signal: Signal, event: InboundEvent, now: datetime) -> None:
    """A trigger within the hold after a clear reopens the same incident, marked flapping."""
    incident = locked(alert.incident_id)
    Alert.objects.filter(pk=alert.pk).update(
        status="open", cleared_at=None, repeat_count=F("repeat_count") + 1, last_seen_at=event.received_at,
        occurred_at=signal.occurred_at,
    )  # fmt: skip
    handling.outcome, handling.alert, handling.incident = OUTCOME.REOPENED, alert, incident
    incident.flapping = True
    incident.save(update_fields=["flapping"])
    rises = _rises(incident, signal, now)
    if incident.status == IncidentStatus.RESOLVED:
        _open_again(incident, event, now)
    elif rises:
        take_in(incident, fact="priority raised", words=raised, at=event.received_at, now=now)


def _open_again(incident: Incident, event: InboundEvent, now: datetime) -> None:
    say(incident, "reopened", "It came back: reopened, flapping.", now=now, shown_to_client=True)
    incident.resolved_at, incident.resolved_by, incident.resolved_by_source = None, None, False
    incident.taken_by, incident.taken_at, incident.resolve_reason = None, None, ""
    keep_codes(incident)
    verdict = decide_again(incident, fact="reopened", at=event.received_at, now=now)
    apply_verdict(incident, verdict, now=now)


def _open(
    handling: Handling, event: InboundEvent, signal: Signal, earlier: Alert | None, now: datetime
) -> None:
    found = match(event.integration, signal)
    incident = open_incident(_new(event, signal, found, earlier), now=now)
    if found.client is None:
        say(incident, "client", _unmatched_words(signal, found), now=now)
    handling.alert = Alert.objects.create(incident=incident, status="open", **_told(event, signal, found))
    handling.outcome, handling.incident = OUTCOME.OPENED, incident


def _open_over(
    handling: Handling, event: InboundEvent, signal: Signal, clear: InboundEvent, now: datetime
) -> None:
    """Its clear came before it: kept where people find it, closed, and nobody is paged."""
    found = match(event.integration, signal)
    incident = open_over(_new(event, signal, found, None), now=now)
    handling.alert = Alert.objects.create(
        incident=incident, status="cleared", cleared_at=clear.received_at, **_told(event, signal, found)
    )
    handling.outcome, handling.incident = OUTCOME.RESOLVED, incident
    handling.warnings = [*handling.warnings, "It was cleared before it came: nobody is paged."]


def _told(event: InboundEvent, signal: Signal, found: Match) -> dict[str, Any]:
    """What an alert keeps of its first signal."""
    return {
        "organization_id": event.organization_id, "integration": event.integration, "dedup_key": signal.dedup_key,
        "summary": signal.summary, "severity": signal.severity, "source": signal.source, "alert_class": signal.alert_class,
        "details": signal.details, "client_hint": signal.client[:255], "client_key": signal.client_key,
        "client_candidates": list(found.candidates),
        "occurred_at": signal.occurred_at, "first_seen_at": event.received_at, "last_seen_at": event.received_at,
    }  # fmt: skip


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
        _ignore(handling, "Nothing is open under this key: nothing to clear.")
        return
    incident = locked_where_it_goes_on(alert.incident_id)
    handling.alert, handling.incident = alert, incident
    if _is_of_before(signal, event, alert):
        _ignore(handling, "This clear is older than the alert: it is not taken.")
        say(
            incident,
            "note",
            f"{event.integration.name} sent a clear from before this alert. Not taken.",
            now=now,
        )
        return
    cleared = Alert.objects.filter(pk=alert.pk, status="open")
    cleared.update(status="cleared", cleared_at=event.received_at, last_seen_at=event.received_at)
    handling.outcome = OUTCOME.RESOLVED
    say(incident, "cleared", f"Cleared by {event.integration.name}.", now=now)
    others_open = incident.alerts.filter(status="open").exists()
    if not others_open and not incident.reported_by_person and incident.status != IncidentStatus.RESOLVED:
        recover(incident, now=now)


def _ignore(handling: Handling, why: str) -> None:
    handling.outcome = OUTCOME.IGNORED
    handling.warnings = [*handling.warnings, why]


def _is_of_before(signal: Signal, event: InboundEvent, alert: Alert) -> bool:
    """A clear that came before the alert was last told, and waited; or one that happened before the alert did, by the
    sender's own clock: yesterday's, sent again.
    """
    if event.received_at < alert.last_seen_at:
        return True
    return signal.occurred_at is not None and signal.occurred_at < (alert.occurred_at or alert.first_seen_at)


def acknowledge_signal(handling: Handling, event: InboundEvent, signal: Signal, *, now: datetime) -> None:
    """A tool's acknowledgement is a note; it stops nothing: only a person's deliberate act does."""
    alert = _open_alert(event, signal)
    handling.outcome = OUTCOME.ACKNOWLEDGED if alert else OUTCOME.IGNORED
    if alert is None:
        return
    incident = locked_where_it_goes_on(alert.incident_id)
    handling.alert, handling.incident = alert, incident
    say(
        incident, "note", f"{event.integration.name} says it was acknowledged there. Paging goes on.", now=now
    )
