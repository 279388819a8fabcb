"""Secrets at rest: sealed with a key made from SECRET_KEY, one key per use, so that a stolen database tells nothing."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


class Unreadable(Exception):
    """What was stored was sealed with another SECRET_KEY: it has to be entered again."""


def seal(text: str, *, use: str) -> str:
    """Text that only `unseal` with the same use can read."""
    return _box(use).encrypt(text.encode()).decode()


def unseal(sealed: str, *, use: str) -> str:
    """Raises Unreadable. SECRET_KEY_FALLBACKS still open what they closed."""
    try:
        return _box(use).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise Unreadable(f"The stored secret ({use}) was sealed with another SECRET_KEY.") from error


def _box(use: str) -> MultiFernet:
    return MultiFernet(
        [_key(secret, use) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]
    )


def _key(secret: str | bytes, use: str) -> Fernet:
    key = hashlib.sha512(secret if isinstance(secret, bytes) else secret.encode()).digest()
    digest = hashlib.blake2b(use.encode(), key=key, digest_size=32)
    return Fernet(base64.urlsafe_b64encode(digest.digest()))
