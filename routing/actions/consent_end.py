"""The client's word about a charge: accepted, it pages; refused, it waits without charge; withdrawn while nobody has it yet."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.audit import Actor, record
from accounts.audit_event import AuditEvent
from delivery.actions.write import write_message
from delivery.models import Channel
from delivery.nudge import nudge
from routing.actions.advance import apply_verdict, decide_again
from routing.actions.consent_ask import end_consent, stay_free
from routing.actions.life import tell_by_text
from routing.actions.lock import locked
from routing.actions.paging import end_pages
from routing.actions.respond import NotPossible
from routing.actions.timeline import say
from routing.consent_words import WORDING, Offer, on_file, receipt_text
from routing.models import Consent, ConsentReceipt, Incident
from routing.news_words import charge_withdrawn
from routing.people import woken
from routing.queries import zone_of_client
from routing.receipt_link import link_to
from routing.states import WITHDRAWN, ConsentStatus, IncidentStatus, PageStatus
from sla.models import ClientContact
from sla.queries import approvers, billed
from sla.stored_tiers import call_out_of


@dataclass(frozen=True, slots=True)
class Proof:
    """Who says yes, and how we know: a `code` that came back, or a `link`, sent by `channel` to what is on file."""

    contact: ClientContact
    verified_by: str
    channel: str
    sent_to: str
    address: str | None


def accept(*, consent_id: int, proof: Proof, now: datetime) -> bool:
    """The charge is accepted: a receipt, a new decision, and people are paged. False: it was ended before, or they may not
    any more.
    """
    with transaction.atomic():
        consent, incident = _both(consent_id)
        if incident.status != IncidentStatus.AWAITING_CONSENT:
            return False
        if not _may_still(incident, proof):
            return False
        if not end_consent(consent, ConsentStatus.ACCEPTED, by=proof.contact.name, now=now):
            return False
        receipt = _receipt(consent, incident, proof, now)
        _record(incident, proof.contact, "accepted", proof.address, now, digest=receipt.digest)
        say(incident, "consent", f"{proof.contact.name} accepts the charge: {_known_by(receipt)}", now=now)
        verdict = decide_again(incident, fact="consent given", at=now, now=now)
        apply_verdict(incident, verdict, now=now)
        nudge("page.advance", incident.pk)
        _mail_copies(incident, receipt, now)
    return True


def refuse(
    *, consent_id: int, now: datetime, contact: ClientContact | None = None, address: str | None = None
) -> bool:
    """Without a contact: whoever asks would rather wait. It goes to the desk. False: it was ended before."""
    by = contact.name if contact else "The client"
    with transaction.atomic():
        consent, incident = _both(consent_id)
        if incident.status != IncidentStatus.AWAITING_CONSENT:
            return False
        if not end_consent(consent, ConsentStatus.REFUSED, by=by, now=now):
            return False
        _record(incident, contact, "refused", address, now)
        why = f"{by} said no to the charge" if contact else "The client waits without charge"
        stay_free(incident, why=why, opens_at=consent.opens_at, now=now)
    return True


def withdraw(*, consent_id: int, address: str | None, now: datetime) -> None:
    """The charge is taken back, and whoever was called is told. NotPossible once somebody has it: that help is ordered."""
    with transaction.atomic():
        consent, incident = _both(consent_id)
        if incident.status != IncidentStatus.TRIGGERED or incident.taken_by_id is not None:
            raise NotPossible(
                _(
                    "It can't be withdrawn any more: a technician has it, or it is over. Tell them when they ring."
                )
            )
        rows = Consent.objects.filter(pk=consent.pk, status=ConsentStatus.ACCEPTED)
        if not rows.update(status=ConsentStatus.WITHDRAWN, ended_at=now, ended_by="The client"):
            raise NotPossible(_("It was withdrawn before."))
        told = woken(incident)
        end_pages(incident, status=PageStatus.CANCELED, reason="withdrawn", now=now)
        _record(incident, None, "withdrawn", address, now)
        decide_again(incident, fact=WITHDRAWN, at=now, now=now)
        stay_free(incident, why="The client withdrew the charge", opens_at=consent.opens_at, now=now)
        for member in told:
            tell_by_text(incident, member, charge_withdrawn, now=now)


def _both(consent_id: int) -> tuple[Consent, Incident]:
    """The consent and its incident, locked."""
    row = Consent.objects.select_related("tier_version").get(pk=consent_id)
    return row, locked(row.incident_id)


def _may_still(incident: Incident, proof: Proof) -> bool:
    """They are on file for whoever's incident it is by now, with what the code or the link was sent to."""
    if incident.client is None:
        return False
    found = approvers(incident.client).filter(pk=proof.contact.pk).first()
    return found is not None and proof.sent_to in (found.phone, found.email)


def _record(
    incident: Incident,
    contact: ClientContact | None,
    verb: str,
    address: str | None,
    now: datetime,
    **more: object,
) -> None:
    name = contact.name if contact else incident.contact_name or "The client"
    actor = Actor(AuditEvent.Actor.CONTACT, contact.pk if contact else None, name, address)
    record(
        organization=incident.organization, actor=actor, verb=f"consent.{verb}", object_kind="incident",
        object_id=incident.number, now=now, before={"consent": "accepted" if verb == "withdrawn" else "open"},
        after={"consent": verb, **more},
    )  # fmt: skip


def offer_of(consent: Consent, incident: Incident) -> Offer:
    """What was offered, as its client reads it."""
    client = incident.client.name if incident.client else ""
    zone = zone_of_client(incident)
    return Offer(
        client,
        call_out_of(consent.tier_version).times(consent.percent),
        consent.tier_name,
        consent.asked_at,
        consent.opens_at,
        zone,
    )


def _receipt(consent: Consent, incident: Incident, proof: Proof, now: datetime) -> ConsentReceipt:
    offer, name = offer_of(consent, incident), proof.contact.name
    role = consent.orderer_role if _is_the_orderer(consent, proof) else proof.contact.title
    text = receipt_text(
        offer, request=_request(incident), accepted="\n".join(_how(consent, proof, role, now))
    )
    sold = offer.call_out
    return ConsentReceipt.objects.create(
        organization_id=incident.organization_id, consent=consent, incident=incident, text=text, wording=WORDING,
        digest=hashlib.sha256(text.encode()).hexdigest(), tier_version=consent.tier_version, rate_cents=sold.rate_cents,
        currency=sold.currency, minimum_minutes=sold.minimum_minutes, increment_minutes=sold.increment_minutes,
        contact=proof.contact, name=name, role=role, verified_by=proof.verified_by, channel=proof.channel,
        sent_to=proof.sent_to, address=proof.address, at=now,
    )  # fmt: skip


def _request(incident: Incident) -> str:
    return f"{incident.organization.name}: {incident.reference}, {incident.client}: {incident.summary}"


def _how(consent: Consent, proof: Proof, role: str, now: datetime) -> Iterator[str]:
    """Who accepted, when, from where, and how we know."""
    name = proof.contact.name
    yield _("By: %(name)s") % {"name": f"{name}, {role}" if role else name}
    if consent.orderer and not _is_the_orderer(consent, proof):
        said = f"{consent.orderer}, {consent.orderer_role}" if consent.orderer_role else consent.orderer
        yield _("Ordered by: %(name)s") % {"name": said}
    pattern = {
        "code": _("Verified by a code sent by %(channel)s to %(address)s."),
        "link": _("Verified by a private link sent by %(channel)s to %(address)s."),
    }[proof.verified_by]
    yield pattern % {"channel": _(CHANNEL_WORDS[proof.channel]), "address": proof.sent_to}
    yield _("At: %(at)s, from %(ip)s") % {
        "at": f"{now:%Y-%m-%dT%H:%M:%SZ}",
        "ip": proof.address or _("an unknown address"),
    }


def _is_the_orderer(consent: Consent, proof: Proof) -> bool:
    return consent.orderer.casefold() == proof.contact.name.casefold()


CHANNEL_WORDS = {"sms": gettext_noop("text"), "voice": gettext_noop("call"), "email": gettext_noop("mail")}


def _known_by(receipt: ConsentReceipt) -> str:
    by = "a code" if receipt.verified_by == "code" else "a private link"
    return f"{by} by {CHANNEL_WORDS[receipt.channel]} to {on_file(receipt.sent_to)}."


def _mail_copies(incident: Incident, receipt: ConsentReceipt, now: datetime) -> None:
    """To whoever gets the client's bills; where nobody does, to whoever accepted it."""
    assert incident.client is not None
    people = list(billed(incident.client)) or [receipt.contact]
    addresses = {person.email for person in people if person.email}
    link = _("To read and to print: %(link)s") % {"link": link_to(receipt)}
    body = f"{receipt.text}\n\nsha256 {receipt.digest}\n{link}\n"
    for address in sorted(addresses):
        write_message(
            organization=incident.organization, channel=Channel.EMAIL, address=address, body=body,
            subject=_("Paid help was ordered: %(reference)s") % {"reference": incident.reference},
            purpose="receipt", priority=6, due_at=now, now=now, unique_key=f"receipt:{receipt.pk}:{address}",
        )  # fmt: skip
    told = ", ".join(sorted(addresses))
    say(
        incident,
        "consent",
        f"A receipt goes to {told}." if told else "No mail address for a receipt.",
        now=now,
    )
