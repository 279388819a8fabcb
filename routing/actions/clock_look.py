"""Looking at the targets of what is open: each is told once when it is at risk, and once when it was missed; in the morning
the owners read how the night was.

The engine's pages are not touched: a notice wakes nobody who does not have the incident, and where people are being paged
nothing is added.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Organization
from routing.actions.keep_clocks import keep_clocks
from routing.actions.lock import locked
from routing.actions.night_mail import mail_night
from routing.actions.tell_target import tell_target
from routing.models import ClockWatch, Decision, Incident, TargetClock
from routing.queries import last_decisions
from routing.standings import Standing, is_kept, standings, with_clocks
from routing.states import IncidentStatus

EVERY = timedelta(minutes=1)
MOST_AT_ONCE = 200
LATE = timedelta(hours=6)  # what was due longer ago while nobody looked is told to nobody


def look_at_clocks(*, organization_id: int, now: datetime) -> bool:
    """What the sweep finds due every minute, or when the next target comes to it. False where nothing was."""
    watch = ClockWatch.objects.select_related("organization").filter(pk=organization_id, due_at__lte=now)
    row = watch.first()
    if row is None:
        return False
    again_at = _look(row.organization, now)
    mail_night(row.organization, now=now)
    ClockWatch.objects.filter(pk=row.pk, due_at=row.due_at).update(due_at=again_at, nudged_at=None)
    return True


def _look(organization: Organization, now: datetime) -> datetime:
    """Attend to what is new or has come to it; returns when to look again."""
    rows = with_clocks(Incident.objects.filter(organization=organization))
    found = list(rows.exclude(status=IncidentStatus.RESOLVED).order_by("priority", "pk"))
    decisions = last_decisions(found)
    wanting = [each for each in found if _wants(each, decisions.get(each.pk), now)]
    for incident in wanting[:MOST_AT_ONCE]:
        attend(incident_id=incident.pk, now=now)
    if len(wanting) > MOST_AT_ONCE:
        return now + timedelta(seconds=1)
    ahead = (at for each in found for at in _ahead(standings(each, decisions.get(each.pk)), now))
    return min(ahead, default=now + EVERY)


def _wants(incident: Incident, decision: Decision | None, now: datetime) -> bool:
    """It was not worked out yet, or something of what was is to be told."""
    if not is_kept(incident, decision):
        return True
    return any(_is_told_now(each, now) for each in standings(incident, decision))


def _is_told_now(one: Standing, now: datetime) -> bool:
    if one.at_risk_at is None or one.done_at is not None or one.paused_at is not None or one.breach_told:
        return False
    return now > one.due_at or (now >= one.at_risk_at and not one.at_risk_told)


def _ahead(found: list[Standing], now: datetime) -> Iterator[datetime]:
    """When the next of these comes to it, before the next look anyhow."""
    yield now + EVERY
    for one in found:
        for at in (one.at_risk_at, one.due_at):
            if at and one.done_at is None and one.paused_at is None and at > now:
                yield at + timedelta(microseconds=1)


def attend(*, incident_id: int, now: datetime) -> None:
    """Work its targets out and tell what is to be told, once; nothing where it was closed in this moment."""
    with transaction.atomic():
        incident = locked(incident_id)
        if incident.status == IncidentStatus.RESOLVED:
            return
        for row in keep_clocks(incident, now=now):
            _tell(incident, row, now)


def _tell(incident: Incident, row: TargetClock, now: datetime) -> None:
    """At most one notice; what is missed is not said to be at risk, too."""
    if row.paused_at is not None or row.breach_told_at is not None or _is_done(incident, row.kind):
        return
    breached = now > row.due_at
    if not breached and (now < row.at_risk_at or row.at_risk_told_at is not None):
        return
    TargetClock.objects.filter(incident=incident, kind=row.kind).update(
        at_risk_told_at=row.at_risk_told_at or now, breach_told_at=now if breached else None
    )
    if now - row.due_at < LATE and not (row.kind == "acknowledge" and _was_taken(incident)):
        tell_target(incident, row.kind, due_at=row.due_at, breached=breached, now=now)


def _is_done(incident: Incident, kind: str) -> bool:
    """Taken or answered; an open incident is neither solved nor told enough."""
    done = {"acknowledge": incident.taken_at, "response": incident.responded_at}
    return done.get(kind) is not None


def _was_taken(incident: Incident) -> bool:
    """Whoever took it let go of it since: that is told in other ways, and it was taken in time."""
    return incident.timeline.filter(kind="acknowledged").exists()
