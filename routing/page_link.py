"""The private link of one page: who was paged sees and takes it with one tap, without logging in.

128 bits derived from the secret key name the page and its member; nothing is stored. It stands for 48 hours.
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from routing.models import Page

MAC_LENGTH = 22  # characters: 128 bits
VALID_FOR = timedelta(hours=48)


def link_of(page: Page) -> str:
    """The whole address, as texts and mails carry it."""
    return f"{settings.PUBLIC_BASE_URL}/p/{token_for(page)}/"


def token_for(page: Page) -> str:
    """The same every time; another member's would be another one."""
    return int_to_base36(page.pk) + _mac(page.pk, page.member_id)


def page_for(token: str, *, now: datetime) -> Page | None:
    """The page of a link, or None alike for wrong and outdated ones, and for members who have left."""
    page = _named(token[:-MAC_LENGTH])
    if page is None or not hmac.compare_digest(token_for(page).encode(), token.encode("utf-8", "replace")):
        return None
    gone = not page.member.is_here
    return None if gone or now - page.created_at >= VALID_FOR else page


def _named(number: str) -> Page | None:
    try:
        page_id = base36_to_int(number)
    except ValueError:
        return None
    rows = Page.objects.select_related(
        "organization", "member__user", "member__organization", "incident__organization", "incident__client__calendar",
        "incident__site", "incident__taken_by__user", "incident__resolved_by__user", "incident__runbook",
    )  # fmt: skip
    return rows.filter(pk=page_id).first()


def _mac(page_id: int, member_id: int) -> str:
    made = salted_hmac("routing.page_link", f"{page_id}:{member_id}", algorithm="sha256").digest()
    return urlsafe_b64encode(made[:16]).decode().rstrip("=")
