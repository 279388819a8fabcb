"""Taking back what one did a moment ago: taken, closed or snoozed by mistake. What left the building is not unsaid: whoever
was told that theirs is closed is told that it is theirs again.

`Before` is how the incident was; it holds only while nobody has touched the incident since.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef

from accounts.audit import Actor
from accounts.models import Membership
from delivery.nudge import nudge
from routing.actions.codes import keep_codes
from routing.actions.consent_ask import resume
from routing.actions.desk import tell_desk_at_night
from routing.actions.life import taken_now
from routing.actions.lock import still_member, wait_until
from routing.actions.respond import DESK_STATES, NotPossible, acting
from routing.actions.tell_holder import tell_opened_again
from routing.actions.timeline import say
from routing.actions.work import take_proposals_back
from routing.models import Alert, Incident
from routing.queries import place_zone
from routing.states import IncidentStatus
from routing.words import clock

WITHIN = timedelta(seconds=60)
WORDS = {"take": "took it", "resolve": "closed it", "snooze": "snoozed it"}
AFTER = {
    "take": IncidentStatus.ACKNOWLEDGED,
    "resolve": IncidentStatus.RESOLVED,
    "snooze": IncidentStatus.SNOOZED,
}
LET_GO = "What was begun goes on: the next person is paged."


@dataclass(frozen=True, slots=True)
class Before:
    """An incident before `verb` (take, resolve, snooze) was done at `at`."""

    incident_id: int
    verb: str
    at: datetime
    status: str
    taken_by_id: int | None
    taken_at: datetime | None
    due_at: datetime | None
    due_reason: str


def before(incident: Incident, *, verb: str, at: datetime) -> Before:
    return Before(
        incident.pk, verb, at, incident.status, incident.taken_by_id, incident.taken_at, incident.due_at,
        incident.due_reason,
    )  # fmt: skip


def undo(was: Before, *, by: Membership, actor: Actor, now: datetime) -> Incident:
    """Put it back as it was. NotPossible: a minute is over, or somebody did something with it since."""
    if not timedelta(0) <= now - was.at <= WITHIN:
        raise NotPossible(
            "A minute is over: it can't be taken back any more. Open the incident and act there."
        )
    with acting(was.incident_id, f"undid_{was.verb}", actor, now) as incident:
        _refuse_touched(incident, was, by)
        status_now = incident.status
        say(
            incident,
            "undone",
            f"Undone by {actor.name}, who {WORDS[was.verb]} at {clock(was.at, place_zone(incident))}.",
            now=now,
            member=by,
        )
        _forget_answer(incident, was)
        if status_now == IncidentStatus.RESOLVED:
            take_proposals_back(incident, at=was.at, now=now)
            _open_again(incident, was)
        _put_back(incident, was, by, actor.name, now)
        incident.save()
        if was.status in DESK_STATES:
            tell_desk_at_night(incident, what=f"open again, {actor.name} took that back", now=now)
    return incident


def _refuse_touched(incident: Incident, was: Before, by: Membership) -> None:
    moment = {
        "take": incident.taken_at,
        "resolve": incident.resolved_at,
        "snooze": incident.timeline.filter(kind="snoozed")
        .order_by("-id")
        .values_list("at", flat=True)
        .first(),
    }[was.verb]
    mine = incident.taken_by_id == by.pk if was.verb == "take" else True
    if (
        incident.status != AFTER[was.verb]
        or moment != was.at
        or incident.merged_into_id is not None
        or not mine
    ):
        raise NotPossible(f"Somebody did something with {incident.reference} since: it can't be taken back.")


def _forget_answer(incident: Incident, was: Before) -> None:
    """Taking a machine's alert counted as the answer: it did not happen."""
    if was.verb == "take" and incident.responded_how == "taken" and incident.responded_at == was.at:
        incident.responded_at, incident.responded_by, incident.responded_how = None, None, ""


def _open_again(incident: Incident, was: Before) -> None:
    """Its alerts are open again, but for those that came anew meanwhile."""
    anew = Alert.objects.filter(
        integration=OuterRef("integration"), dedup_key=OuterRef("dedup_key"), status="open"
    )
    closed = incident.alerts.filter(status="cleared", cleared_at=was.at).exclude(Exists(anew))
    Alert.objects.filter(pk__in=list(closed.values_list("pk", flat=True))).update(
        status="open", cleared_at=None
    )
    incident.resolved_at, incident.resolved_by, incident.resolve_reason = None, None, ""
    incident.minutes_worked = incident.billable = None
    keep_codes(incident)


def _put_back(incident: Incident, was: Before, by: Membership, name: str, now: datetime) -> None:
    """Whoever had it has it and is told, and nobody is paged. What people were being called for has nobody now: the next one is."""
    incident.taken_by_id, incident.taken_at = was.taken_by_id, was.taken_at
    called = was.verb == "resolve" and was.status in (IncidentStatus.TRIGGERED, IncidentStatus.HELD)
    if called or _has_left(was.taken_by_id):
        incident.taken_by, incident.taken_at = by, now  # whoever is here and takes it back has it
        incident.status = IncidentStatus.ACKNOWLEDGED
        taken_now(incident, now=now)
        return
    incident.status = was.status
    if incident.status == IncidentStatus.ACKNOWLEDGED:
        if was.verb == "resolve":
            tell_opened_again(incident, by, name, now=now)
        taken_now(incident, now=now)
    elif incident.status == IncidentStatus.TRIGGERED:
        wait_until(incident, now, LET_GO)
        nudge("page.advance", incident.pk)
    else:
        wait_until(incident, max(was.due_at or now, now), was.due_reason)
        if incident.status == IncidentStatus.AWAITING_CONSENT:
            resume(incident)


def _has_left(member_id: int | None) -> bool:
    """Whether whoever had it was deactivated meanwhile."""
    member = Membership.objects.filter(pk=member_id).first() if member_id else None
    return member is not None and not still_member(member)
