"""The written sheet goes out to be accepted, is taken back, is accepted. What was accepted is never changed."""

from datetime import datetime, timedelta
from hashlib import sha256

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.audit import Actor, record
from accounts.models import AuditEvent, Membership
from accounts.refusal import Refused
from sla.models import Agreement, ClientContact, SheetAcceptance, SheetFile, SheetOffer
from sla.models.sheets import MOST_BYTES
from sla.sheet import Sheet, canonical, digest

LONGEST_DAYS = 90


class SheetGone(Exception):
    """The link is over: it ran out, was taken back, or another version rules by now."""


def offer_sheet(
    *,
    agreement: Agreement,
    contact: ClientContact,
    sheet: Sheet,
    days: int,
    sent_by: Membership | None,
    actor: Actor,
    now: datetime,
) -> SheetOffer:
    """This very sheet for one contact; one sent to them before is over. Raises Refused, naming the field."""
    if not contact.email:
        raise Refused(contact=_("%(name)s has no e-mail address: add one first.") % {"name": contact.name})
    if not 1 <= days <= LONGEST_DAYS:
        raise Refused(days=_("Between 1 and %(most)s days.") % {"most": LONGEST_DAYS})
    text = canonical(sheet)
    with transaction.atomic():
        row = Agreement.objects.select_for_update(no_key=True, of=("self",)).get(pk=agreement.pk)
        if row.version_id != agreement.version_id or row.archived_at:
            raise Refused(contact=_("The agreement was changed meanwhile: look at its sheet again."))
        _out(row).filter(contact=contact).update(revoked_at=now)
        offer = SheetOffer.objects.create(
            organization=agreement.organization, agreement=row, version=agreement.version, contact=contact,
            address=contact.email, text=text, digest=digest(text), sent_by=sent_by, sent_at=now,
            expires_at=now + timedelta(days=days),
        )  # fmt: skip
        _record(offer, "sheet.sent", actor, now, expires_at=offer.expires_at.isoformat())
    return offer


def revoke_sheet(*, offer: SheetOffer, actor: Actor, now: datetime) -> bool:
    """Its link is over at once. False: it was so already."""
    with transaction.atomic():
        if not SheetOffer.objects.filter(pk=offer.pk, revoked_at=None).update(revoked_at=now):
            return False
        _record(offer, "sheet.revoked", actor, now)
    return True


def accept_sheet(*, offer: SheetOffer, name: str, pdf: bytes, address: str | None, now: datetime) -> bool:
    """Its contact accepts the sheet they were sent. False: it was accepted before. Raises Refused, SheetGone.

    `pdf`: the sheet of the offer, drawn; one that is too large is not kept, and is drawn anew from the text.
    """
    typed = " ".join(name.split())
    if len(typed) < 2:
        raise Refused(name=_("Type your name as you sign with it."))
    with transaction.atomic():
        row = _still_out(offer, now)
        if SheetAcceptance.objects.filter(offer=row).exists():
            return False
        accepted = SheetAcceptance.objects.create(
            organization=row.organization, offer=row, agreement=row.agreement, version=row.version, contact=row.contact,
            name=typed, at=now, address=address, text=row.text, digest=row.digest,
        )  # fmt: skip
        _keep_file(accepted, pdf)
        actor = Actor(AuditEvent.Actor.CONTACT, row.contact_id, row.contact.name, address)
        _record(row, "sheet.accepted", actor, now, name=typed)
    return True


def _keep_file(accepted: SheetAcceptance, pdf: bytes) -> None:
    if len(pdf) <= MOST_BYTES:
        SheetFile.objects.create(
            organization_id=accepted.organization_id, acceptance=accepted, content=pdf,
            digest=sha256(pdf).hexdigest(),
        )  # fmt: skip


def _still_out(offer: SheetOffer, now: datetime) -> SheetOffer:
    """Locked with its agreement, so that no other version slips in between. Raises SheetGone."""
    Agreement.objects.select_for_update(no_key=True, of=("self",)).get(pk=offer.agreement_id)
    rows = SheetOffer.objects.select_for_update(no_key=True, of=("self",))
    row = rows.select_related("organization", "agreement", "version__tier", "contact").get(pk=offer.pk)
    if not is_out(row, now):
        raise SheetGone
    return row


def is_out(offer: SheetOffer, now: datetime) -> bool:
    """Whether its link opens: not taken back, not run out, and the agreement still goes by that version."""
    agreement = offer.agreement
    rules = agreement.archived_at is None and agreement.version_id == offer.version_id
    return rules and offer.revoked_at is None and now < offer.expires_at and offer.contact.archived_at is None


def _out(agreement: Agreement) -> QuerySet[SheetOffer]:
    return SheetOffer.objects.filter(agreement=agreement, revoked_at=None)


def _record(offer: SheetOffer, verb: str, actor: Actor, now: datetime, **more: object) -> None:
    told = {
        "sheet": offer.pk, "contact": offer.contact.name, "version": offer.version.number, "digest": offer.digest, **more,
    }  # fmt: skip
    record(
        organization=offer.organization, actor=actor, verb=verb, object_kind="agreement",
        object_id=offer.agreement_id, now=now, after=told,
    )  # fmt: skip
