"""The private link of a contact who was sent a written sheet: they read it and accept it, without logging in.

128 bits derived from the secret key name the sheet and its contact; the row says how long it stands.
"""

from datetime import datetime

from django.conf import settings

from routing.signed_link import is_token, row_named, signed
from sla.actions.sheets import is_out
from sla.models import SheetOffer

SALT = "routing.sheet_link"


def link_to(offer: SheetOffer) -> str:
    """The whole address, as the mail carries it."""
    return f"{settings.PUBLIC_BASE_URL}/a/{token_for(offer)}/"


def token_for(offer: SheetOffer) -> str:
    """The same every time; another contact's would be another one."""
    return signed(offer.pk, offer.contact_id, salt=SALT)


def offered_by(token: str, *, now: datetime) -> SheetOffer | None:
    """The sheet behind a link, or None alike for wrong, expired, revoked and outdated ones."""
    rows = SheetOffer.objects.select_related(
        "organization", "agreement__client__calendar", "version__tier", "contact", "acceptance"
    )
    offer = rows.filter(pk=row_named(token)).first()
    if offer is None or not is_token(token, token_for(offer)):
        return None
    return offer if is_out(offer, now) else None
