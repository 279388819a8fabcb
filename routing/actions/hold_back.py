"""A request that wakes nobody yet: kept, told on its own page and to us, and never without an end."""

from datetime import datetime, timedelta

from django.conf import settings

from accounts.models import Membership
from delivery.actions.write import write_message
from delivery.models import Channel
from routing.actions.consent_ask import FORM
from routing.actions.desk import next_desk_opening
from routing.actions.lock import wait_until
from routing.actions.timeline import say
from routing.doubt import SIGNS, Doubt
from routing.models import HeldRequest, Incident
from routing.queries import owner_of
from routing.states import HeldEnd, IncidentStatus, WhyHeld
from routing.subject import short_name
from sla.facts import Outcome, Verdict

DOUBTED_FOR = timedelta(minutes=5)
BY_DAY = timedelta(hours=1)  # while the desk is open; else until it opens
FOR_ITS_CODE = timedelta(minutes=10)  # likewise, where a person sent it whom we only don't know
A_DAY = timedelta(days=1)
OURS_HAVE_IT = (IncidentStatus.TRIGGERED, IncidentStatus.ACKNOWLEDGED, IncidentStatus.SNOOZED)
WHY = {
    WhyHeld.UNIDENTIFIED: "Nobody knows yet who sent it",
    WhyHeld.DOUBTFUL: "A machine may have sent it",
    WhyHeld.MACHINE: "It looks like a machine's",
}
THEN = {
    WhyHeld.UNIDENTIFIED: "Without the sender's code it goes to the desk.",
    WhyHeld.DOUBTFUL: "Without the sender's code it goes on all the same.",
    WhyHeld.MACHINE: "Without the sender's code it goes to the desk.",
}


def is_held_back(doubt: Doubt, verdict: Verdict) -> bool:
    """`verdict`: of what was asked for. What looks like a machine's is held in any case."""
    return doubt.why == WhyHeld.MACHINE or verdict.outcome is Outcome.PAGE


def hold_back(
    incident: Incident, doubt: Doubt, *, priority: str, decided_at: datetime, now: datetime
) -> HeldRequest:
    """`priority`: what was asked for. The incident is stored already, of a quiet priority; its row is saved here."""
    held = HeldRequest.objects.create(
        organization_id=incident.organization_id, incident=incident, why=doubt.why, signs=list(doubt.signs),
        claim=doubt.claim, priority=priority, decided_at=decided_at, held_at=now,
    )  # fmt: skip
    wait_until(incident, _until(incident, doubt.why, now), THEN[doubt.why])
    incident.save()
    signs = f" ({', '.join(SIGNS.get(sign, sign) for sign in doubt.signs)})" if doubt.signs else ""
    say(
        incident, "held", f"{WHY[doubt.why]}{signs}: {priority} was asked for, nobody is called yet.", now=now
    )
    if doubt.why is WhyHeld.MACHINE:
        _tell_owner(incident, now)
    return held


def _tell_owner(incident: Incident, now: datetime) -> None:
    """One mail an hour at most, however many are held; it leads to the list of them all."""
    owner = owner_of(incident.organization)
    if owner is None:
        return
    client = incident.client or "client not identified"
    body = (
        "Requests are held that look like a machine's. Nobody is called for them; the desk gets them when it opens.\n\n"
        f"The first of this hour: {incident.reference} {client}: {incident.summary}\n\n"
        f"See them all, let them through or call them spam: {settings.PUBLIC_BASE_URL}/incidents/held/\n"
    )
    write_message(
        organization=incident.organization, channel=Channel.EMAIL, address=owner.email, body=body,
        subject=f"{short_name(incident.organization.name)}: requests are held"[:200], purpose="notice", priority=7,
        due_at=now, now=now, unique_key=f"held:{incident.organization_id}:{now:%Y%m%d%H}",
    )  # fmt: skip


def _until(incident: Incident, why: WhyHeld, now: datetime) -> datetime:
    if why is WhyHeld.DOUBTFUL:
        return now + DOUBTED_FOR
    opening = next_desk_opening(incident, now=now)
    if opening is None:
        return now + A_DAY
    by_day = FOR_ITS_CODE if why is WhyHeld.UNIDENTIFIED else BY_DAY
    return opening if opening > now else now + by_day


def held_request_of(incident: Incident) -> HeldRequest | None:
    """Why the incident is held back now; None: it is not."""
    if incident.status != IncidentStatus.HELD:
        return None
    return HeldRequest.objects.filter(incident=incident, ended_at=None).first()


def closed_while_held(incident: Incident) -> HeldRequest | None:
    """Nobody vouched for it, and nobody of ours had it: it is to be held again, should it go on."""
    if incident.status != IncidentStatus.RESOLVED or incident.taken_by_id is not None:
        return None
    return HeldRequest.objects.filter(incident=incident, ended_at=None).first()


def hold_again(incident: Incident, held: HeldRequest, *, now: datetime) -> None:
    """It is open again, and wakes nobody still. The row is saved here."""
    why = WhyHeld(held.why)
    wait_until(incident, _until(incident, why, now), THEN[why])
    incident.save()


def is_unknown(incident: Incident) -> bool:
    """Whether it came by the shared form and nobody vouched for it yet: it wakes nobody, whatever it says."""
    if incident.client_id is not None or incident.channel != FORM or incident.status in OURS_HAVE_IT:
        return False
    vouched = (HeldEnd.PROVED, HeldEnd.RELEASED)
    return not HeldRequest.objects.filter(incident=incident, ended_how__in=vouched).exists()


def is_spam(incident: Incident) -> bool:
    """Whether somebody of ours said so, and nobody took that back."""
    return HeldRequest.objects.filter(incident=incident, ended_how=HeldEnd.SPAM).exists()


def vouch(incident: Incident, *, by: Membership, now: datetime) -> HeldRequest | None:
    """Whoever says whose it is, or what it is the same as, vouches for it: what was held goes on with what was asked for."""
    held = held_request_of(incident)
    if held is not None:
        end_hold(held, HeldEnd.RELEASED, by=by, now=now)
        incident.priority = held.priority
    return held


def end_hold(held: HeldRequest, how: HeldEnd, *, by: Membership | None, now: datetime) -> None:
    """The caller holds the incident and says why."""
    held.ended_at, held.ended_how, held.ended_by = now, how, by
    held.save(update_fields=["ended_at", "ended_how", "ended_by"])
