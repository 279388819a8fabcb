"""Alerts nobody could read are alerts: each is seen by somebody. They are joined while that is certain."""

from datetime import datetime

from django.db import transaction

from routing.actions.lock import locked_where_it_goes_on, one_at_a_time
from routing.actions.signals import trigger_signal
from routing.actions.timeline import say
from routing.inbound.signal import EventAction, Signal
from routing.inbound.unreadable import kind_of
from routing.models import Alert, Handling, InboundEvent
from routing.states import IncidentStatus

TAKEN = (IncidentStatus.ACKNOWLEDGED, IncidentStatus.SNOOZED)
READ = 2000  # bytes of an event's body that people see
REMEMBERED = 50  # the newest events of an alert, of which the kinds are known
MOST_LINES = 20
OUTCOME = Handling.Outcome


def open_unreadable(handling: Handling, event: InboundEvent, reason: str, *, now: datetime) -> None:
    """P2, one incident per integration and hour while nobody has it. Once somebody does, only what is of a kind that they
    saw joins it; a new kind is a new incident, and pages.
    """
    key = f"nightbell:unreadable:{event.received_at:%Y-%m-%dT%H}"
    one_at_a_time(event.integration_id, key)
    kind = kind_of(_text(event))
    alert = _alert_for(event, key, kind)
    known = alert is not None and kind in _kinds(alert)
    signal = _could_not_read(event, reason, alert.dedup_key or key if alert else _free_key(event, key))
    trigger_signal(handling, event, signal, now=now)
    if alert is not None and handling.outcome == OUTCOME.REPEATED:
        _say_again(alert, event, known, now)
    handling.outcome, handling.warnings = OUTCOME.UNPARSEABLE, [reason]


def _alert_for(event: InboundEvent, key: str, kind: str) -> Alert | None:
    """The open one of this hour that the event belongs to, its incident locked; None: it must be a new one."""
    rows = Alert.objects.filter(integration=event.integration_id, dedup_key__startswith=key, status="open")
    for alert in sorted(rows, key=lambda row: kind not in _kinds(row)):
        before = transaction.savepoint()
        incident = locked_where_it_goes_on(alert.incident_id)
        still_open = Alert.objects.filter(pk=alert.pk, status="open").exists()
        if still_open and (incident.status not in TAKEN or kind in _kinds(alert)):
            transaction.savepoint_commit(before)
            return alert
        transaction.savepoint_rollback(before)
    return None


def _free_key(event: InboundEvent, key: str) -> str:
    """The hour's own, or one beside it where that is somebody's already."""
    rows = Alert.objects.filter(integration=event.integration_id, dedup_key__startswith=key)
    return f"{key}:{rows.count()}" if rows.filter(status="open").exists() else key


def _kinds(alert: Alert) -> set[str]:
    rows = InboundEvent.objects.filter(handling__alert=alert).order_by("-received_at")[:REMEMBERED]
    return {kind_of(_text(row)) for row in rows}


def _say_again(alert: Alert, event: InboundEvent, known: bool, now: datetime) -> None:
    """A line for every new kind, and for the second, fourth, eighth ... of all: many of a kind hide nothing else."""
    alert.refresh_from_db()
    lines = alert.incident.timeline.filter(kind="unreadable").count()
    if not known and lines < MOST_LINES:
        words = f"Another alert could not be read: {_text(event)[:200]}"
    elif alert.repeat_count & (alert.repeat_count - 1) == 0:
        words = f"Alerts that could not be read: {alert.repeat_count} by now."
    else:
        return
    say(alert.incident, "unreadable", words, now=now)


def _could_not_read(event: InboundEvent, reason: str, key: str) -> Signal:
    name = event.integration.name
    return Signal(
        action=EventAction.TRIGGER, summary=f"Could not read alert from {name}", priority="P2", severity="",
        dedup_key=key, client="", site="", service_line="", source=name, alert_class="", occurred_at=None,
        details={"why": reason, "raw": _text(event)}, warnings=(reason,),
    )  # fmt: skip


def _text(event: InboundEvent) -> str:
    return bytes(event.raw[:READ]).decode("utf-8", "replace").replace("\x00", "\ufffd")
