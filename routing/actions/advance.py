"""What is due of an incident, done: the one action behind every due time."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Membership, Organization
from delivery.nudge import nudge
from routing.actions.consent_ask import FORM, ask_consent, consent_over, overtake
from routing.actions.decide import OUTCOME_WORDS, decide_incident, record_decision
from routing.actions.desk import join_desk, mail_desk, next_desk_opening, reach_desk, row_of
from routing.actions.escalate import go_on, next_step, start_paging
from routing.actions.hold_back import end_hold, held_request_of, is_unknown
from routing.actions.keep_clocks import keep_clocks
from routing.actions.life import ask_for_life, wait_to_tell_desk, wake_owner
from routing.actions.lock import locked, wait_until
from routing.actions.owner import mail_owner_unknown, tell_owner_not_covered, tell_owner_unpaid
from routing.actions.timeline import say
from routing.alarm_words import alarming
from routing.doubt import counts_from
from routing.models import HeldRequest, Incident
from routing.queries import last_decision
from routing.states import LET_THROUGH, HeldEnd, IncidentStatus, WhyHeld
from sla.alert_classes import HOLD_MINUTES, class_word
from sla.facts import Outcome, Verdict
from sla.queries import desk_of

OPENING_MISSED = timedelta(hours=12)


def advance(*, incident_id: int, now: datetime, organization: Organization | None = None) -> bool:
    """Do what is due now; False when nothing is (a nudge that came late, or twice, has no effect).

    Whoever has the incident's organization gives it along, so that it is not read again.
    """
    with transaction.atomic():
        incident = locked(incident_id)
        if organization is not None:
            incident.organization = organization
        if incident.due_at is None or incident.due_at > now:
            return False
        _due(incident, now)
    return True


def begin_at_once(incident: Incident, *, now: datetime) -> bool:
    """The first step of an incident this transaction made, so that nobody else can hold it: one commit for both.

    False where nothing is due. Raises what the step raises, with everything undone that the step did, and the incident due.
    """
    if incident.due_at is None or incident.due_at > now:
        return False
    with transaction.atomic():
        if incident.status == IncidentStatus.TRIGGERED and incident.opened_with is not None:
            go_on(incident, now=now, opened_with=incident.opened_with)
        else:
            _due(incident, now)
    return True


def _due(incident: Incident, now: datetime) -> None:
    match IncidentStatus(incident.status):
        case IncidentStatus.HELD:
            _hold_over(incident, now)
        case IncidentStatus.QUEUED:
            reach_desk(incident, now=now)
        case IncidentStatus.AT_DESK:
            _desk_over(incident, now)
        case IncidentStatus.TRIGGERED:
            next_step(incident, now=now)
        case IncidentStatus.ACKNOWLEDGED:
            _still_taken(incident, now)
        case IncidentStatus.SNOOZED:
            wake_owner(incident, now=now)
        case IncidentStatus.AWAITING_CONSENT:
            consent_over(incident, now=now)


def hold_for(alert_class: str) -> timedelta | None:
    """How long a machine's alert of this class is held, since such things often clear by themselves."""
    minutes = HOLD_MINUTES.get(class_word(alert_class))
    return timedelta(minutes=minutes) if minutes else None


def apply_verdict(incident: Incident, verdict: Verdict, *, now: datetime) -> None:
    """Send the incident where its decision says. The caller holds the lock and sees to what is due; the row is saved here."""
    if verdict.outcome is not Outcome.PAGE:
        leave_to_desk(incident, verdict, now=now)
        return
    if incident.status == IncidentStatus.AWAITING_CONSENT:
        overtake(incident, now=now)
    start_paging(incident, now=now)


def leave_to_desk(incident: Incident, verdict: Verdict, *, now: datetime) -> None:
    """Nobody is paged: the client is asked to accept a charge, or it goes to the desk, and the owner is told where the plan
    has a gap. The row is saved here.
    """
    flag_alarm(incident, verdict, now)
    if ask_consent(incident, verdict, now=now):
        return
    if incident.status == IncidentStatus.AWAITING_CONSENT:
        overtake(incident, now=now)
    why = "Not covered at this hour" if verdict.outcome is Outcome.CONSENT else "It can wait for the desk"
    join_desk(incident, now=now, why=why, at=verdict.next_opening_at)
    incident.save()
    tell_owner_not_covered(incident, verdict, now=now)


def flag_alarm(incident: Incident, verdict: Verdict, now: datetime) -> None:
    """A person writes of an attack or of danger to life, and nobody is paged: the owner hears of it as of a P1;
    by mail, which wakes nobody, where nobody vouched for whoever wrote it.
    """
    asked_elsewhere = incident.channel != FORM or verdict.desk_open
    word = "" if asked_elsewhere else alarming(f"{incident.summary}\n{incident.details}")
    if word:
        say(incident, "alarm", f'It says "{word}": flagged as a P1 would be, whatever was chosen.', now=now)
        if is_unknown(incident):
            mail_owner_unknown(incident, word, now=now)
        else:
            tell_owner_unpaid(incident, opens_at=verdict.next_opening_at, now=now)


def decide_again(
    incident: Incident, *, fact: str, at: datetime, now: datetime, untaken_at_desk: bool = False
) -> Verdict:
    """A new fact makes a new decision beside the earlier ones."""
    verdict = decide_incident(incident, at=at, untaken_at_desk=untaken_at_desk)
    record_decision(incident, verdict, fact=fact, now=now)
    say(
        incident,
        "decision",
        f"Decided again ({fact}): {OUTCOME_WORDS[verdict.outcome]}. {' '.join(verdict.reasons)}",
        now=now,
    )
    return verdict


def _hold_over(incident: Incident, now: datetime) -> None:
    """It did not clear by itself: the decision made when it came in is carried out."""
    held = held_request_of(incident)
    if held is not None:
        _nobody_vouched(incident, held, now)
        return
    say(incident, "hold", "It did not clear by itself in time.", now=now)
    decision = last_decision(incident)
    if decision and decision.outcome == "page":
        start_paging(incident, now=now)
        next_step(incident, now=now)
        return
    opens_at = decision.next_opening_at if decision else None
    join_desk(incident, now=now, why="It can wait for the desk", at=opens_at)
    incident.save()


def _nobody_vouched(incident: Incident, held: HeldRequest, now: datetime) -> None:
    """Nobody entered a code in time: what was only doubted goes on all the same, the rest is for the desk."""
    if held.why == WhyHeld.DOUBTFUL:
        let_through(incident, held, HeldEnd.WAITED, now=now)
        if incident.status == IncidentStatus.TRIGGERED:
            next_step(incident, now=now)
        return
    end_hold(held, HeldEnd.LEFT, by=None, now=now)
    join_desk(incident, now=now, why="Nobody vouched for it", at=now)
    incident.save()
    nudge("page.advance", incident.pk)


def let_through(
    incident: Incident, held: HeldRequest, how: HeldEnd, *, now: datetime, by: Membership | None = None
) -> None:
    """It goes where a request of its own priority goes now. The caller holds the incident."""
    end_hold(held, how, by=by, now=now)
    incident.priority = held.priority
    incident.save()
    verdict = decide_again(incident, fact=LET_THROUGH, at=counts_from(held.decided_at, now), now=now)
    keep_clocks(incident, now=now)
    apply_verdict(incident, verdict, now=now)
    nudge("page.advance", incident.pk)


def _desk_over(incident: Incident, now: datetime) -> None:
    """Untaken at the desk: P1 and P2 are decided again and paged, the rest waits for the next opening."""
    if incident.priority not in ("P1", "P2"):
        join_desk(incident, now=now, why="The desk closed before anybody took it")
        incident.save()
        return
    verdict = decide_again(incident, fact="nobody took it at the desk", at=now, now=now, untaken_at_desk=True)
    apply_verdict(incident, verdict, now=now)
    if incident.status == IncidentStatus.TRIGGERED:
        next_step(incident, now=now)
    else:
        nudge("page.advance", incident.pk)


def _still_taken(incident: Incident, now: datetime) -> None:
    if incident.priority in ("P1", "P2"):
        ask_for_life(incident, now=now)
        return
    _tell_desk_overdue(incident, now)


def _tell_desk_overdue(incident: Incident, now: datetime) -> None:
    """P3 and P4: nobody is woken; the desk hears of it at the resolution target and then at each opening.

    Not while its time stands still: it is known then why it is open.
    """
    if incident.clock_pauses.filter(until=None).exists():
        wait_to_tell_desk(incident, now=now)
        incident.save()
        return
    desk = desk_of(incident.organization)
    if desk:
        row = row_of(incident)
        body = f"{row.reference} {row.client}: {row.summary}\nTaken by {incident.taken_by}, still open.\n"
        key = f"desk:overdue:{incident.pk}:{incident.due_at}"
        mail_desk(desk, subject=f"{row.reference} is still open", body=body, unique_key=key, now=now)
    say(incident, "desk", "The desk is told that it is still open.", now=now)
    opening = next_desk_opening(incident, now=now + OPENING_MISSED)
    wait_until(incident, opening or now + timedelta(days=1), "The desk is told again.")
    incident.save()
