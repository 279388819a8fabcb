"""The private link of an approver who was asked to accept a charge: yes or no with one tap, without logging in.

128 bits derived from the secret key name the question and its contact; nothing is stored.
"""

from datetime import datetime, timedelta

from django.conf import settings

from routing.models import ConsentAsked
from routing.signed_link import is_token, row_named, signed

SALT = "routing.consent_link"
SHOWN_FOR = timedelta(days=2)  # so long it still says what became of it


def link_to(asked: ConsentAsked) -> str:
    """The whole address, as texts and mails carry it."""
    return f"{settings.PUBLIC_BASE_URL}/c/{token_for(asked)}/"


def token_for(asked: ConsentAsked) -> str:
    """The same every time; another contact's, and the one by another way, would be another one."""
    return signed(asked.pk, asked.contact_id, salt=SALT)


def asked_by(token: str, *, now: datetime) -> ConsentAsked | None:
    """The question behind a link, or None alike for wrong and outdated ones, and for contacts who were archived."""
    asked = _named(token)
    if asked is None or not is_token(token, token_for(asked)):
        return None
    gone = asked.contact.archived_at is not None or not asked.contact.may_approve_charges
    return None if gone or now >= asked.asked_at + SHOWN_FOR else asked


def _named(token: str) -> ConsentAsked | None:
    rows = ConsentAsked.objects.select_related(
        "contact", "organization", "consent__tier_version", "consent__incident__organization",
        "consent__incident__client__calendar", "consent__incident__site__calendar", "consent__incident__taken_by",
    )  # fmt: skip
    return rows.filter(pk=row_named(token)).first()
