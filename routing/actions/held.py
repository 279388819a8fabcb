"""A held request goes on: a code came back, or one of ours let it through; or one of ours says that it was spam."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.models import Membership
from delivery.actions.verify import Check, Checked, check_code, start_verification
from delivery.models import Channel, Verification
from routing.actions.advance import let_through
from routing.actions.close import close
from routing.actions.codes import keep_codes
from routing.actions.follow_runbook import follow_runbook
from routing.actions.hold_back import end_hold, held_request_of
from routing.actions.lock import locked
from routing.actions.respond import NotPossible, acting
from routing.actions.timeline import say
from routing.consent_ways import sender_to_clients
from routing.consent_words import on_file
from routing.models import HeldRequest, Incident
from routing.proof_ways import proof_ways
from routing.states import HeldEnd, IncidentStatus
from sla.queries import clients_named, contacts_at

SPAM = "It was spam."


def send_proof_code(*, incident_id: int, channel: Channel, now: datetime) -> None:
    """A code to what the sender left; it makes earlier ones worthless. Refused: too many. NotPossible: it is not held."""
    incident = Incident.objects.select_related("organization").get(pk=incident_id)
    _held(incident)
    address = dict(proof_ways(incident)).get(channel)
    if address is None:
        raise NotPossible(_("We can't send a code there. Ring us instead."))
    sender = None if channel == Channel.EMAIL else sender_to_clients(incident.organization)
    verification = start_verification(
        organization=incident.organization, channel=channel, address=address, purpose=Verification.Purpose.REPORT,
        now=now, sender=sender,
    )  # fmt: skip
    with transaction.atomic():
        incident = locked(incident_id)
        _held(incident)
        HeldRequest.objects.filter(incident=incident).update(verification=verification)
        say(incident, "held", f"A code goes to {on_file(address)}.", now=now)


def check_proof_code(*, incident_id: int, code: str, now: datetime) -> Checked:
    """The newest code lets the request through. NotPossible: none was sent, or it is not held any more."""
    with transaction.atomic():
        incident = locked(incident_id)
        held = _held(incident)
        if held.verification is None:
            raise NotPossible(_("No code was sent yet."))
        checked = check_code(held.verification, code=code, now=now)
        if checked.result is Check.VERIFIED:
            say(incident, "held", "A person sent it: the code came back.", now=now)
            _recognise(incident, held, now)
            let_through(incident, held, HeldEnd.PROVED, now=now)
    return checked


def _recognise(incident: Incident, held: HeldRequest, now: datetime) -> None:
    """The number or the address that the code came back from is on file of one client: it is theirs. Of several it is the
    one whom the sender named. The name alone proves nothing.
    """
    assert held.verification
    if incident.client_id is not None:
        return
    on_file = list(contacts_at(incident.organization, held.verification.address))
    named = {client.pk for client in clients_named(incident.organization, held.claim)}
    theirs = {each.client_id for each in on_file}
    theirs = theirs if len(theirs) == 1 else theirs & named
    if len(theirs) != 1:
        return
    contact = next(each for each in on_file if each.client_id in theirs)
    incident.client, incident.contact = contact.client, contact
    say(incident, "client", f"Whose it is: {contact.client}, by what is on file of {contact.name}.", now=now)
    follow_runbook(incident, now=now)


def release(*, incident_id: int, by: Membership, actor: Actor, now: datetime) -> Incident:
    """One of ours lets it through, also after it was called spam: it goes where a request of its priority goes now."""
    with acting(incident_id, "let_through", actor, now) as incident:
        held = _open_again(incident) if incident.status == IncidentStatus.RESOLVED else _held(incident)
        say(incident, "held", f"{actor.name} lets it through.", now=now, member=by)
        let_through(incident, held, HeldEnd.RELEASED, now=now, by=by)
    return incident


def was_spam(*, incident_id: int, by: Membership, actor: Actor, now: datetime) -> Incident:
    """It is closed, and is kept; whoever has its link can raise it no more."""
    with acting(incident_id, "called_spam", actor, now) as incident:
        held = _held(incident)
        end_hold(held, HeldEnd.SPAM, by=by, now=now)
        close(incident, reason=SPAM, by=by, now=now)
        say(incident, "resolved", f"{actor.name} says that it was spam.", now=now, member=by)
    return incident


def _held(incident: Incident) -> HeldRequest:
    held = held_request_of(incident)
    if held is None:
        raise NotPossible(_("%(reference)s is not held any more.") % {"reference": incident.reference})
    return held


def _open_again(incident: Incident) -> HeldRequest:
    """What was called spam is held once more, for whoever lets it through in the same breath."""
    held = HeldRequest.objects.filter(incident=incident, ended_how=HeldEnd.SPAM).first()
    if held is None:
        raise NotPossible(_("%(reference)s is not held any more.") % {"reference": incident.reference})
    incident.status = IncidentStatus.HELD
    incident.due_at, incident.due_reason = incident.resolved_at, "It was no spam."
    incident.resolved_at = incident.resolved_by = None
    keep_codes(incident)
    return held
