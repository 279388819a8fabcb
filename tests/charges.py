"""A question about a charge and a receipt, made at once: what opens all their pages."""

from datetime import datetime, timedelta
from hashlib import sha256

from delivery.models import Verification
from routing import consent_link, receipt_link, status_link
from routing.consent_words import WORDING
from routing.models import Consent, ConsentAsked, ConsentReceipt, Incident
from sla.models import ClientContact, SlaTierVersion

PRICE = "Call a technician now: $180 per hour plus tax, at least 1 hour, then per 15 minutes, from when we phone you."


def charge_secrets(asked: Incident, paid: Incident, contact: ClientContact, now: datetime) -> dict[str, str]:
    """What opens every page of a charge: one question that is open, with its code sent, and one that was accepted."""
    version = SlaTierVersion.objects.filter(tier__organization=asked.organization_id, call_out_sold=True)[0]
    about = {
        "organization_id": asked.organization_id, "tier_version": version, "tier_name": "8x5 with call-out v1",
        "opens_at": now + timedelta(hours=6), "asked_at": now, "orderer": "Greta Falk", "orderer_role": "Reception",
    }  # fmt: skip
    code = Verification.objects.create(
        organization_id=asked.organization_id, channel="sms", address=contact.phone, purpose="consent", code_hash="x",
        created_at=now, expires_at=now + timedelta(minutes=10),
    )  # fmt: skip
    Incident.objects.filter(pk=asked.pk).update(status="awaiting_consent", due_at=now + timedelta(minutes=10))
    question = Consent.objects.create(
        **about, incident=asked, contact=contact, verification=code, approvers_asked_at=now
    )
    row = ConsentAsked.objects.create(
        organization_id=asked.organization_id, consent=question, contact=contact, channel="sms",
        address=contact.phone, asked_at=now,
    )  # fmt: skip
    accepted = Consent.objects.create(
        **about, incident=paid, status="accepted", ended_at=now, ended_by=contact.name
    )
    receipt = ConsentReceipt.objects.create(
        organization_id=asked.organization_id, consent=accepted, incident=paid, text=PRICE, wording=WORDING,
        digest=sha256(PRICE.encode()).hexdigest(), tier_version=version, rate_cents=18_000, currency="USD",
        minimum_minutes=60, increment_minutes=15, contact=contact, name=contact.name, verified_by="code", channel="sms",
        sent_to=contact.phone, at=now,
    )  # fmt: skip
    pages = {"client_consent": asked, "client_consent_who": asked, "client_consent_code": asked}
    pages |= {"client_withdraw": paid, "client_receipt": paid}
    links = {f"reference of {name}": incident.reference for name, incident in pages.items()}
    links |= {f"token of {name}": status_link.token_for(incident) for name, incident in pages.items()}
    return links | {
        "token of consent_tap": consent_link.token_for(row),
        "token of receipt_tap": receipt_link.token_for(receipt),
    }
