"""Tokens of private links: a row's number and 128 bits derived from the secret key, for the one it was sent to; nothing is stored."""

import hmac
from base64 import urlsafe_b64encode

from django.utils.crypto import salted_hmac
from django.utils.http import base36_to_int, int_to_base36

MAC_LENGTH = 22  # characters: 128 bits
TOO_BIG = 2**63


def signed(row_id: int, reader_id: int, *, salt: str) -> str:
    """The same every time; another reader's would be another one."""
    made = salted_hmac(salt, f"{row_id}:{reader_id}", algorithm="sha256").digest()
    return int_to_base36(row_id) + urlsafe_b64encode(made[:16]).decode().rstrip("=")


def row_named(token: str) -> int:
    """The number of the row that a token names, whoever made the token; 0 where it names none."""
    try:
        row_id = base36_to_int(token[:-MAC_LENGTH])
    except ValueError:
        return 0
    return row_id if row_id < TOO_BIG else 0


def is_token(token: str, ours: str) -> bool:
    """Compared so that the time it takes tells nothing."""
    return hmac.compare_digest(ours.encode(), token.encode("utf-8", "replace"))
