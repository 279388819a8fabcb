"""The targets for updates and for solving it do not run while we wait for somebody: who says so, why, and how one knows."""

from datetime import datetime

from accounts.audit import Actor
from accounts.models import Membership
from routing.actions.desk import URGENT
from routing.actions.keep_clocks import keep_clocks
from routing.actions.life import wait_to_tell_desk
from routing.actions.respond import NotPossible, acting, life_of, refuse_closed
from routing.actions.timeline import say
from routing.models import ClockPause, Incident
from routing.states import IncidentStatus

REASON_WORDS = {
    ClockPause.Reason.CLIENT: "waiting for the client",
    ClockPause.Reason.OTHERS: "waiting for a supplier",
    ClockPause.Reason.AGREED: "the client wants it later",
}


def pause(
    *, incident_id: int, reason: str, evidence: str, by: Membership, actor: Actor, now: datetime
) -> Incident:
    """From now on the time does not count; taking it and answering the client are never put off. Paging goes on.

    NotPossible: it is paused already, nothing of it can stand still, or reason or evidence is missing.
    """
    if reason not in ClockPause.Reason.values or not evidence.strip():
        raise NotPossible("Say why its time stands still (client, others or agreed), and how one knows.")
    with acting(incident_id, "paused", actor, now, reason=f"{reason}: {evidence}"[:200]) as incident:
        refuse_closed(incident)
        running = _open_pause(incident)
        if running:
            raise NotPossible(f"{running.paused_by} paused it before: {REASON_WORDS[_reason(running)]}.")
        row = ClockPause.objects.create(
            organization_id=incident.organization_id, incident=incident, since=now, reason=reason,
            evidence=evidence.strip()[:500], paused_by=by,
        )  # fmt: skip
        if not any(each.paused_at for each in keep_clocks(incident, now=now)):
            raise NotPossible("No target of it can stand still: none was promised, or its time is over.")
        words = f"{by} paused its time: {REASON_WORDS[_reason(row)]}. {row.evidence}"
        say(incident, "clock", words, now=now, member=by)
        _moved(incident, by, now)
    return incident


def resume(*, incident_id: int, by: Membership, actor: Actor, now: datetime) -> Incident:
    """The time counts again. NotPossible: it was not paused."""
    with acting(incident_id, "resumed", actor, now) as incident:
        refuse_closed(incident)
        running = _open_pause(incident)
        if running is None:
            raise NotPossible(f"The time of {incident.reference} is not paused.")
        running.until, running.resumed_by = max(now, running.since), by
        running.save(update_fields=["until", "resumed_by"])
        keep_clocks(incident, now=now)
        minutes = int((running.until - running.since).total_seconds() // 60)
        say(incident, "clock", f"{by} lets its time run on after {minutes} min.", now=now, member=by)
        _moved(incident, by, now)
    return incident


def _moved(incident: Incident, by: Membership, now: datetime) -> None:
    """Whoever has it was heard, and what waits for the time to solve it waits anew."""
    life_of(incident, by, now)
    if incident.status == IncidentStatus.ACKNOWLEDGED and incident.priority not in URGENT:
        wait_to_tell_desk(incident, now=now)
    incident.save()


def _open_pause(incident: Incident) -> ClockPause | None:
    rows = ClockPause.objects.filter(incident=incident, until=None)
    return rows.select_related("paused_by__user").first()


def _reason(row: ClockPause) -> ClockPause.Reason:
    return ClockPause.Reason(row.reason)
