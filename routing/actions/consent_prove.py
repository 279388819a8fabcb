"""How we learn that a charge is accepted: a code to what is on file of who may, or a question to them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from delivery.actions.verify import Checked, start_verification
from delivery.actions.verify import check_code as check
from delivery.actions.write import write_message
from delivery.models import Channel, Verification
from delivery.models import PhoneNumber as Number
from routing.actions.consent_ask import ANSWER_WITHIN, AT_MOST, THEN
from routing.actions.consent_end import offer_of
from routing.actions.lock import locked, wait_until
from routing.actions.respond import NotPossible
from routing.actions.timeline import say
from routing.consent_link import link_to
from routing.consent_ways import sender_to_clients, ways_to
from routing.consent_words import asks, asks_by_mail, on_file
from routing.models import Consent, ConsentAsked, Incident
from routing.states import ConsentStatus, IncidentStatus
from routing.subject import short_name
from routing.written import written
from sla.models import ClientContact
from sla.queries import approvers

MOST_ASKED = 3  # approvers, the first by name
BY_LINK = frozenset({Channel.SMS, Channel.EMAIL})
PER_APPROVER = 6  # texts and mails an hour


def send_code(
    *, consent_id: int, contact: ClientContact, channel: Channel, orderer: str, role: str, now: datetime
) -> None:
    """A code to what is on file of this contact; it makes earlier ones worthless. Refused: too many. NotPossible: it is over."""
    _open(consent_id)
    address = contact.email if channel == Channel.EMAIL else contact.phone
    organization = contact.organization
    sender = None if channel == Channel.EMAIL else sender_to_clients(organization)
    verification = start_verification(
        organization=organization, channel=channel, address=address, purpose=Verification.Purpose.CONSENT, now=now,
        sender=sender,
    )  # fmt: skip
    with transaction.atomic():
        consent, incident = _open(consent_id)
        consent.contact, consent.verification = contact, verification
        _ordered_by(consent, incident, orderer, role, now)
        words = f"A code goes to {contact.name}, {on_file(address)}: {_who(consent)} wants a technician now."
        say(incident, "consent", words, now=now)


def check_code(*, consent: Consent, code: str, now: datetime) -> Checked:
    """Compare with the newest code. NotPossible: none was sent."""
    if consent.verification is None:
        raise NotPossible(_("No code was sent yet."))
    return check(consent.verification, code=code, now=now)


def ask_approvers(*, consent_id: int, orderer: str, role: str, now: datetime) -> None:
    """A private link, by text and by mail, to who may accept; once. NotPossible: it is over, or they were asked too often."""
    with transaction.atomic():
        consent, incident = _open(consent_id)
        if consent.approvers_asked_at is not None:
            return
        consent.approvers_asked_at = now
        _ordered_by(consent, incident, orderer, role, now)
        assert incident.client is not None
        sender = sender_to_clients(incident.organization)
        willing = (one for one in approvers(incident.client) if _may_be_asked(one, now))
        people = [(one, ways) for one, ways in ways_to(willing, sender) if set(ways) & BY_LINK][:MOST_ASKED]
        if not people:
            raise NotPossible(
                _("They can't be asked now, or were asked very often within the hour. Ring us instead.")
            )
        for contact, ways in people:
            for channel in sorted(BY_LINK.intersection(ways)):
                _ask(consent, incident, contact, channel, sender, now)
        names = ", ".join(contact.name for contact, _ways in people)
        say(
            incident, "consent", f"{names} is asked to accept the charge that {_who(consent)} wants.", now=now
        )


def _may_be_asked(contact: ClientContact, now: datetime) -> bool:
    lately = ConsentAsked.objects.filter(contact=contact, asked_at__gt=now - timedelta(hours=1))
    return lately.count() < PER_APPROVER


def _open(consent_id: int) -> tuple[Consent, Incident]:
    """Both rows, the incident's locked inside a transaction. NotPossible: the question is answered."""
    consent = Consent.objects.select_related("tier_version").get(pk=consent_id)
    with transaction.atomic():
        incident = locked(consent.incident_id)
        consent.refresh_from_db()  # as it is under the lock
    if consent.status != ConsentStatus.OPEN or incident.status != IncidentStatus.AWAITING_CONSENT:
        raise NotPossible(_("That question is answered already, or its time is over."))
    return consent, incident


def _ordered_by(consent: Consent, incident: Incident, orderer: str, role: str, now: datetime) -> None:
    """Who wants it; there are ten minutes again, in all at most thirty."""
    consent.orderer, consent.orderer_role = orderer, role
    consent.save(update_fields=["orderer", "orderer_role", "contact", "verification", "approvers_asked_at"])
    until = min(now + ANSWER_WITHIN, consent.asked_at + AT_MOST)
    if incident.due_at is None or until > incident.due_at:
        wait_until(incident, until, THEN)
        incident.save(update_fields=["due_at", "due_reason", "nudged_at"])


def _who(consent: Consent) -> str:
    return f"{consent.orderer}, {consent.orderer_role}" if consent.orderer_role else consent.orderer


def _ask(
    consent: Consent,
    incident: Incident,
    contact: ClientContact,
    channel: Channel,
    sender: Number | None,
    now: datetime,
) -> None:
    asked, new = ConsentAsked.objects.get_or_create(
        consent=consent, channel=channel, address=contact.phone if channel == Channel.SMS else contact.email,
        defaults={"organization_id": consent.organization_id, "contact": contact, "asked_at": now},
    )  # fmt: skip
    if not new:  # two contacts, one address
        return
    subject, body = _words(asked, consent, incident)
    write_message(
        organization=incident.organization, channel=channel, address=asked.address, subject=subject, body=body,
        sender=sender if channel == Channel.SMS else None, purpose="consent", priority=3, due_at=now, now=now,
        expires_at=now + ANSWER_WITHIN, unique_key=f"consent:{asked.pk}",
    )  # fmt: skip


def _words(asked: ConsentAsked, consent: Consent, incident: Incident) -> tuple[str, str]:
    """(subject, body) of the text or the mail."""
    offer, link = offer_of(consent, incident), link_to(asked)
    if asked.channel == Channel.SMS:
        name = short_name(incident.organization.name)
        text = asks(
            name, orderer=consent.orderer, request=incident.summary, call_out=offer.call_out, link=link
        )
        return "", written(text, limit=2)
    subject = _("Paid help now? %(reference)s, answer within 10 minutes") % {"reference": incident.reference}
    what = f"{incident.reference}, {incident.client}: {incident.summary}"
    return subject, asks_by_mail(
        offer, orderer=_who(consent), request=what, details=incident.details, link=link
    )
