"""People at a client: added, edited, archived."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.refusal import Refused
from delivery.phones import to_e164
from sla.actions.archiving import archive_once
from sla.actions.contact_pin import pin_hashed
from sla.models import Client, ClientContact

LONGEST_NAME, LONGEST_EMAIL = 80, 254


@dataclass(frozen=True, slots=True)
class ContactDetails:
    """A person; the phone as people write it, read in the organization's country."""

    name: str
    title: str = ""
    phone: str = ""
    email: str = ""
    may_report: bool = True
    may_approve_charges: bool = False
    is_told: bool = False
    gets_bills: bool = False
    is_vip: bool = False
    pin: str | None = None  # None: as it is; empty: none any more


def details_of(row: ClientContact) -> ContactDetails:
    """What is stored."""
    return ContactDetails(
        row.name,
        row.title,
        row.phone,
        row.email,
        row.may_report,
        row.may_approve_charges,
        row.is_told,
        row.gets_bills,
        row.is_vip,
    )


def add_contact(*, client: Client, details: ContactDetails, actor: Actor, now: datetime) -> ClientContact:
    """Raises Refused, naming the field."""
    contact = ClientContact(client=client, organization=client.organization)
    with transaction.atomic():
        Client.objects.select_for_update(no_key=True).get(pk=client.pk)  # two at once: one after the other
        _refuse_twin(client, readable(details, country=client.organization.country))
        return _save(contact, details, "contact.added", actor=actor, now=now, before={})


def edit_contact(
    *,
    contact: ClientContact,
    details: ContactDetails,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> ClientContact:
    """Raises Refused, naming the field; Stale where it is not any more as it was `seen`."""
    with transaction.atomic():
        row = (
            ClientContact.objects.select_for_update(no_key=True)
            .select_related("organization", "client")
            .get(pk=contact.pk)
        )
        before = contact_state(row)
        refuse_stale(
            organization=row.organization, object_kind="contact", object_id=row.pk, state=before, seen=seen
        )
        return _save(row, details, "contact.edited", actor=actor, now=now, before=before)


def archive_contact(*, contact: ClientContact, actor: Actor, now: datetime) -> bool:
    """Offer this person no more. False: archived before."""
    return archive_once(row=contact, kind="contact", actor=actor, now=now)


def contact_state(contact: ClientContact) -> dict[str, object]:
    """What the audit and a form's edition tell of a contact."""
    return {
        "client": contact.client_id,
        "name": contact.name,
        "title": contact.title,
        "phone": contact.phone,
        "email": contact.email,
        "may_report": contact.may_report,
        "may_approve_charges": contact.may_approve_charges,
        "is_told": contact.is_told,
        "gets_bills": contact.gets_bills,
        "is_vip": contact.is_vip,
        "has_pin": bool(contact.pin_hash),
    }


def readable(details: ContactDetails, *, country: str) -> ContactDetails:
    """The same with the phone in E.164. Raises Refused, naming the field."""
    if not details.name or len(details.name) > LONGEST_NAME:
        raise Refused(name=_("A name has 1 to %(most)s characters.") % {"most": LONGEST_NAME})
    if len(details.title) > LONGEST_NAME:
        raise Refused(title=_("That is too long: at most %(most)s characters.") % {"most": LONGEST_NAME})
    phone = to_e164(details.phone, country=country, field="phone") if details.phone else ""
    _refuse_bad_mail(details.email)
    if details.may_approve_charges and not phone and not details.email:
        raise Refused(
            may_approve_charges=_("Whoever approves charges needs a phone or a mail address for the code.")
        )
    if details.gets_bills and not details.email:
        raise Refused(gets_bills=_("Whoever gets the receipts needs a mail address."))
    return replace(details, phone=phone)


def keep_details(contact: ClientContact, read: ContactDetails) -> None:
    """What is `readable` on the row, to be saved."""
    contact.name, contact.title, contact.phone, contact.email = read.name, read.title, read.phone, read.email
    contact.may_report, contact.is_told, contact.is_vip = read.may_report, read.is_told, read.is_vip
    contact.may_approve_charges, contact.gets_bills = read.may_approve_charges, read.gets_bills


def _refuse_twin(client: Client, read: ContactDetails) -> None:
    """The same person twice would be told everything twice."""
    same = ClientContact.objects.filter(
        client=client, archived_at=None, name__iexact=read.name, phone=read.phone, email__iexact=read.email
    )
    if same.exists():
        raise Refused(
            name=_("%(name)s is a contact already, with this phone and mail address.") % {"name": read.name}
        )


def _refuse_bad_mail(email: str) -> None:
    if not email:
        return
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(email=_("That is no e-mail address. Write it like dana@example.com.")) from error
    if len(email) > LONGEST_EMAIL:
        raise Refused(email=_("That is too long: at most %(most)s characters.") % {"most": LONGEST_EMAIL})


def _save(
    contact: ClientContact,
    details: ContactDetails,
    verb: str,
    *,
    actor: Actor,
    now: datetime,
    before: dict[str, object],
) -> ClientContact:
    read = readable(details, country=contact.organization.country)
    keep_details(contact, read)
    if details.pin is not None:
        contact.pin_hash, contact.pin_tries = pin_hashed(details.pin), 0
    contact.save()
    record_edit(
        organization=contact.organization, actor=actor, verb=verb, object_kind="contact",
        object_id=contact.pk, before=before, after=contact_state(contact), now=now,
    )  # fmt: skip
    if details.pin is not None:
        record(
            organization=contact.organization, actor=actor, verb="contact.pin_set", object_kind="contact",
            object_id=contact.pk, after={"has_pin": bool(contact.pin_hash)}, now=now,
        )  # fmt: skip
    return contact
