"""The private link of an approver who was asked to accept a charge: yes or no with one tap, without logging in.

128 bits derived from the secret key name the question and its contact; nothing is stored.
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from routing.models import ConsentAsked

MAC_LENGTH = 22  # characters: 128 bits
SHOWN_FOR = timedelta(days=2)  # so long it still says what became of it


def link_to(asked: ConsentAsked) -> str:
    """The whole address, as texts and mails carry it."""
    return f"{settings.PUBLIC_BASE_URL}/c/{token_for(asked)}/"


def token_for(asked: ConsentAsked) -> str:
    """The same every time; another contact's, and the one by another way, would be another one."""
    return int_to_base36(asked.pk) + _mac(asked.pk, asked.contact_id)


def asked_by(token: str, *, now: datetime) -> ConsentAsked | None:
    """The question behind a link, or None alike for wrong and outdated ones, and for contacts who were archived."""
    asked = _named(token[:-MAC_LENGTH])
    if asked is None or not hmac.compare_digest(token_for(asked).encode(), token.encode("utf-8", "replace")):
        return None
    gone = asked.contact.archived_at is not None or not asked.contact.may_approve_charges
    return None if gone or now >= asked.asked_at + SHOWN_FOR else asked


def _named(number: str) -> ConsentAsked | None:
    try:
        asked_id = base36_to_int(number)
    except ValueError:
        return None
    if asked_id >= 2**63:
        return None
    rows = ConsentAsked.objects.select_related(
        "contact", "organization", "consent__tier_version", "consent__incident__organization",
        "consent__incident__client__calendar", "consent__incident__site__calendar", "consent__incident__taken_by",
    )  # fmt: skip
    return rows.filter(pk=asked_id).first()


def _mac(asked_id: int, contact_id: int) -> str:
    made = salted_hmac("routing.consent_link", f"{asked_id}:{contact_id}", algorithm="sha256").digest()
    return urlsafe_b64encode(made[:16]).decode().rstrip("=")
