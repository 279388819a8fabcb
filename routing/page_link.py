"""The private link of one page: who was paged sees and takes it with one tap, without logging in.

128 bits derived from the secret key name the page and its member; nothing is stored. It stands for 48 hours.
"""

from datetime import datetime, timedelta

from django.conf import settings

from routing.models import Page
from routing.signed_link import is_token, row_named, signed

SALT = "routing.page_link"
VALID_FOR = timedelta(hours=48)


def link_of(page: Page) -> str:
    """The whole address, as texts and mails carry it."""
    return f"{settings.PUBLIC_BASE_URL}/p/{token_for(page)}/"


def token_for(page: Page) -> str:
    """The same every time; another member's would be another one."""
    return signed(page.pk, page.member_id, salt=SALT)


def page_for(token: str, *, now: datetime) -> Page | None:
    """The page of a link, or None alike for wrong and outdated ones, and for members who have left."""
    page = _named(token)
    if page is None or not is_token(token, token_for(page)):
        return None
    gone = not page.member.is_here
    return None if gone or now - page.created_at >= VALID_FOR else page


def _named(token: str) -> Page | None:
    rows = Page.objects.select_related(
        "organization", "member__user", "member__organization", "incident__organization", "incident__client__calendar",
        "incident__site", "incident__taken_by__user", "incident__resolved_by__user", "incident__runbook",
        "incident__contact",
    )  # fmt: skip
    return rows.filter(pk=row_named(token)).first()
