"""A charge that somebody at the client may accept: asked when the request came by the client's form; silence is a no."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation

from routing.actions.client_told import tell_client_stays_free
from routing.actions.decide import decide_incident
from routing.actions.desk import join_desk
from routing.actions.lock import locked, wait_until
from routing.actions.owner import tell_owner_unpaid
from routing.actions.timeline import say
from routing.consent_words import pays
from routing.models import Consent, Incident
from routing.states import ConsentStatus, IncidentStatus
from sla.charges import WHOLE
from sla.facts import Outcome, Verdict
from sla.queries import approvers
from sla.stored_tiers import tier_facts

ANSWER_WITHIN = timedelta(minutes=10)
AT_MOST = timedelta(minutes=30)  # with codes sent and approvers asked on the way
THEN = "Nobody accepted the charge: it goes to the desk."
FORM = "form"
MOST_QUESTIONS = 3  # about one incident: nobody is asked all night


def ask_consent(incident: Incident, verdict: Verdict, *, now: datetime) -> bool:
    """The incident waits for the client's word; the caller holds its lock, it is saved here. False: there is nothing to
    ask, nobody who could say yes, or nobody there: machines never consent.
    """
    if not _is_a_question(incident, verdict, now):
        return False
    is_open = incident.consents.filter(status=ConsentStatus.OPEN, tier_version=verdict.tier_id).exists()
    if is_open and incident.status == IncidentStatus.AWAITING_CONSENT:
        incident.save()
        return True
    assert verdict.call_out
    assert verdict.next_opening_at
    overtake(incident, now=now)
    incident.status = IncidentStatus.AWAITING_CONSENT
    wait_until(incident, now + ANSWER_WITHIN, THEN)
    incident.save()
    Consent.objects.create(
        organization_id=incident.organization_id, incident=incident, tier_version_id=verdict.tier_id,
        tier_name=f"{verdict.tier_name} v{verdict.tier_version}", opens_at=verdict.next_opening_at, asked_at=now,
        percent=_percent(verdict),
    )  # fmt: skip
    with translation.override(incident.organization.language):
        price = pays(verdict.call_out)
    say(incident, "consent", f"The client is asked: wait without charge, or: {price}", now=now)
    return True


def _percent(verdict: Verdict) -> int:
    """Of the tier's rate, at this hour."""
    sold = tier_facts(verdict.tier_id, verdict.tier_name, verdict.tier_kind).call_out
    return sold.percent_of(verdict.band) if sold else WHOLE


def _is_a_question(incident: Incident, verdict: Verdict, now: datetime) -> bool:
    if verdict.outcome is not Outcome.CONSENT or incident.channel != FORM or verdict.call_out is None:
        return False
    waits = verdict.next_opening_at is not None and verdict.next_opening_at > now
    if not waits or incident.client is None or incident.consents.count() >= MOST_QUESTIONS:
        return False
    return approvers(incident.client).exists()


def overtake(incident: Incident, *, now: datetime) -> None:
    """Somebody takes it, or it is over: nobody needs to pay any more."""
    rows = incident.consents.filter(status=ConsentStatus.OPEN)
    rows.update(status=ConsentStatus.OVERTAKEN, ended_at=now)


def resume(incident: Incident) -> None:
    """What overtook the question was undone."""
    newest = incident.consents.order_by("-id").first()
    if newest and newest.status == ConsentStatus.OVERTAKEN:
        Consent.objects.filter(pk=newest.pk).update(status=ConsentStatus.OPEN, ended_at=None)


def end_consent(consent: Consent, status: ConsentStatus, *, by: str, now: datetime) -> bool:
    """Of an acceptance, a refusal and the end of the time only the first wins."""
    rows = Consent.objects.filter(pk=consent.pk, status=ConsentStatus.OPEN)
    return bool(rows.update(status=status, ended_at=now, ended_by=by[:80]))


def consent_over(incident: Incident, *, now: datetime) -> None:
    """The time is over and nobody said anything."""
    consent = incident.consents.filter(status=ConsentStatus.OPEN).first()
    opens_at = None
    if consent is not None and end_consent(consent, ConsentStatus.LAPSED, by="", now=now):
        opens_at = consent.opens_at
    stay_free(incident, why="Nobody accepted the charge in time", opens_at=opens_at, now=now)


def stay_free(incident: Incident, *, why: str, opens_at: datetime | None, now: datetime) -> None:
    """No charge: to the desk, with the time told. For a P1 the owner is told, who may take it unbilled."""
    join_desk(incident, now=now, why=why, at=opens_at)
    incident.save()
    if incident.priority == "P1":
        tell_owner_unpaid(incident, opens_at=incident.due_at, now=now)
    if incident.due_at is not None:
        tell_client_stays_free(incident, opens_at=incident.due_at, now=now)


def ask_again(*, incident_id: int, now: datetime) -> bool:
    """The client would pay after all, while it waits for the desk: the question is open again. False: there is none any more."""
    with transaction.atomic():
        incident = locked(incident_id)
        if incident.status == IncidentStatus.AWAITING_CONSENT:
            return True
        if incident.status != IncidentStatus.QUEUED or not incident.consents.exists():
            return False
        return ask_consent(incident, decide_incident(incident, at=now), now=now)
