"""The targets of an incident are worked out and kept, so that lists and notices need not: whatever moves them calls this."""

from datetime import datetime

from routing.actions.timeline import say
from routing.clock_facts import Target, targets_of
from routing.models import ClockPause, Incident, TargetClock
from routing.standings import FIELDS
from sla.target_clock import State

KEPT = [name for name in FIELDS if name != "kind"]


def keep_clocks(incident: Incident, *, now: datetime) -> list[TargetClock]:
    """Work its rows out anew; what was told of a target stays told while it counts from the same instant.

    The caller holds the incident.
    """
    kept = {row.kind: row for row in TargetClock.objects.filter(incident=incident)}
    rows = [_row(incident, target, kept.get(target.kind), now) for target in targets_of(incident)]
    gone = kept.keys() - {row.kind for row in rows}
    if gone:
        TargetClock.objects.filter(incident=incident, kind__in=gone).delete()
    TargetClock.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["incident", "kind"], update_fields=KEPT
    )
    return rows


def end_pause(incident: Incident, *, now: datetime) -> None:
    """A closed incident waits for nobody. The caller holds it, and has closed it."""
    if ClockPause.objects.filter(incident=incident, until=None).update(until=now):
        keep_clocks(incident, now=now)


def end_pause_of_client(incident: Incident, *, now: datetime) -> None:
    """We waited for the client, who was heard: its time runs on. The caller holds it."""
    waiting = ClockPause.objects.filter(incident=incident, until=None, reason=ClockPause.Reason.CLIENT)
    if waiting.update(until=now):
        keep_clocks(incident, now=now)
        say(incident, "clock", "The client was heard: its time runs on.", now=now)


def _row(incident: Incident, target: Target, before: TargetClock | None, now: datetime) -> TargetClock:
    """Where the client's calendar does not give the time any more, what was promised stands."""
    reading = target.read(now)
    due_at = reading.due_at or target.promise.due_at
    row = TargetClock(
        organization_id=incident.organization_id, incident=incident, kind=target.kind, decision_id=target.decision_id,
        starts_at=target.promise.start, due_at=due_at, at_risk_at=reading.at_risk_at or due_at,
    )  # fmt: skip
    if reading.state is State.PAUSED:
        row.paused_at = max(target.pauses[-1].start, target.promise.start)
        row.left_seconds = int(reading.left.total_seconds())
    if before and (before.decision_id, before.starts_at) == (row.decision_id, row.starts_at):
        row.at_risk_told_at, row.breach_told_at = before.at_risk_told_at, before.breach_told_at
    return row
