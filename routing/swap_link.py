"""The private link of one who was asked to cover: they say yes or no with one tap, without logging in.

128 bits derived from the secret key name the question and its member; nothing is stored. It stands as long as the swap.
"""

import hmac
from base64 import urlsafe_b64encode
from datetime import datetime, timedelta

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.http import base36_to_int, int_to_base36

from oncall.models import SwapAsked

MAC_LENGTH = 22  # characters: 128 bits
SHOWN_AFTER = timedelta(days=2)  # so long it still says what became of it


def link_to(asked: SwapAsked) -> str:
    """The whole address, as texts and mails carry it."""
    return f"{settings.PUBLIC_BASE_URL}/s/{token_for(asked)}/"


def token_for(asked: SwapAsked) -> str:
    """The same every time; another member's would be another one."""
    return int_to_base36(asked.pk) + _mac(asked.pk, asked.member_id)


def asked_by(token: str, *, now: datetime) -> SwapAsked | None:
    """The question behind a link, or None alike for wrong and outdated ones, and for members who have left."""
    asked = _named(token[:-MAC_LENGTH])
    if asked is None or not hmac.compare_digest(token_for(asked).encode(), token.encode("utf-8", "replace")):
        return None
    gone = not asked.member.is_here
    return None if gone or now >= asked.swap.end_at + SHOWN_AFTER else asked


def _named(number: str) -> SwapAsked | None:
    try:
        asked_id = base36_to_int(number)
    except ValueError:
        return None
    if asked_id >= 2**63:
        return None
    rows = SwapAsked.objects.select_related(
        "member__user", "member__organization", "swap__organization", "swap__schedule__organization", "swap__asker__user",
        "swap__taker__user",
    )  # fmt: skip
    return rows.filter(pk=asked_id).first()


def _mac(asked_id: int, member_id: int) -> str:
    made = salted_hmac("routing.swap_link", f"{asked_id}:{member_id}", algorithm="sha256").digest()
    return urlsafe_b64encode(made[:16]).decode().rstrip("=")
