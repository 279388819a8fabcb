"""A written sheet goes to somebody at the client, to be accepted."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.models import Membership
from delivery.actions.write import write_message
from delivery.models import Channel
from routing.sheet_link import link_to
from sla.actions.sheets import offer_sheet
from sla.models import Agreement, ClientContact, SheetOffer
from web.language import language_of
from web.moments import full_moment
from web.sheet_facts import sheet_of

SHEET = "sheet"


def send_sheet(
    *, agreement: Agreement, contact: ClientContact, days: int, sent_by: Membership | None, actor: Actor, now: datetime
) -> SheetOffer:  # fmt: skip
    """The sheet as it stands now and the mail that brings its link, or neither. Raises Refused, naming the field."""
    with transaction.atomic():
        offer = offer_sheet(
            agreement=agreement, contact=contact, sheet=sheet_of(agreement, now), days=days, sent_by=sent_by,
            actor=actor, now=now,
        )  # fmt: skip
        with translation.override(language_of(agreement.client.organization)):
            subject, body = _mail(offer, agreement)
        write_message(
            organization=agreement.client.organization, channel=Channel.EMAIL, address=offer.address, subject=subject,
            body=body, purpose=SHEET, now=now, expires_at=offer.expires_at,
        )  # fmt: skip
    return offer


def _mail(offer: SheetOffer, agreement: Agreement) -> tuple[str, str]:
    client = agreement.client
    told = {
        "organization": client.organization.name, "client": client.name, "name": offer.contact.name,
        "tier": agreement.version.tier.name, "version": agreement.version.number,
        "until": full_moment(offer.expires_at, zone=ZoneInfo(client.calendar.time_zone)),
    }  # fmt: skip
    subject = _("%(organization)s: what we promise %(client)s, to read and accept") % told
    what = _(
        "%(name)s, here is in writing what %(organization)s promises %(client)s: %(tier)s, version %(version)s."
    )
    how = _("Read it, and accept it with your name, until %(until)s:")
    ignore = _("The link is yours alone. Opening it accepts nothing.")
    return subject, f"{what % told}\n\n{how % told}\n{link_to(offer)}\n\n{ignore}\n"
