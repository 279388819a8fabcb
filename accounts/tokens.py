"""Secrets of programs and invitations: made here, shown once, kept only as a hash."""

import hashlib
import secrets
from dataclasses import dataclass, field

MARK = "nb_"  # lets a scanner for leaked secrets recognise ours
BYTES = 32
SHOWN = len(MARK) + 8
SHOWN_OF_KEY = 6


@dataclass(frozen=True, slots=True)
class Minted:
    """A new secret: `secret` goes to its owner once, `digest` into the database, `prefix` onto pages."""

    secret: str = field(repr=False)
    digest: str
    prefix: str


def digest(secret: str) -> str:
    """SHA-256 in hex; enough without salt, since the secrets are 256 random bits."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def mint_token() -> Minted:
    """An API token: `nb_` and 43 URL-safe characters."""
    secret = MARK + secrets.token_urlsafe(BYTES)
    return Minted(secret=secret, digest=digest(secret), prefix=secret[:SHOWN])


def mint_key() -> Minted:
    """A key for an address, of an integration or an invitation: 43 URL-safe characters."""
    secret = secrets.token_urlsafe(BYTES)
    return Minted(secret=secret, digest=digest(secret), prefix=secret[:SHOWN_OF_KEY])
