"""The private link of one who was asked to cover: they say yes or no with one tap, without logging in.

128 bits derived from the secret key name the question and its member; nothing is stored. It stands as long as the swap.
"""

from datetime import datetime, timedelta

from django.conf import settings

from oncall.models import SwapAsked
from routing.signed_link import is_token, row_named, signed

SALT = "routing.swap_link"
SHOWN_AFTER = timedelta(days=2)  # so long it still says what became of it


def link_to(asked: SwapAsked) -> str:
    """The whole address, as texts and mails carry it."""
    return f"{settings.PUBLIC_BASE_URL}/s/{token_for(asked)}/"


def token_for(asked: SwapAsked) -> str:
    """The same every time; another member's would be another one."""
    return signed(asked.pk, asked.member_id, salt=SALT)


def asked_by(token: str, *, now: datetime) -> SwapAsked | None:
    """The question behind a link, or None alike for wrong and outdated ones, and for members who have left."""
    asked = _named(token)
    if asked is None or not is_token(token, token_for(asked)):
        return None
    gone = not asked.member.is_here
    return None if gone or now >= asked.swap.end_at + SHOWN_AFTER else asked


def _named(token: str) -> SwapAsked | None:
    rows = SwapAsked.objects.select_related(
        "member__user", "member__organization", "swap__organization", "swap__schedule__organization", "swap__asker__user",
        "swap__taker__user",
    )  # fmt: skip
    return rows.filter(pk=row_named(token)).first()
