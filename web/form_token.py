"""The signed token in the client's form: when and for whom the page was made, and what it promised.

It is the form's whole defence against forgery, so that the form works with cookies off: a page elsewhere can't make
one. Its nonce becomes the request's delivery id, so that one page makes one incident however often it is sent.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.core.signing import BadSignature, Signer

SALT = "nightbell.client-form"
HONOURED = timedelta(
    minutes=10
)  # a promise shown so lately is kept (time.md: coverage is decided at its time)
LIFETIME = timedelta(hours=2)
LONGEST = 2000  # characters
NONCE_BYTES = 16


class BadToken(Exception):
    """No token, a forged one, or another client's."""


@dataclass(frozen=True)
class FormToken:
    """`shown`: per effect, the mark of the promise that the page showed."""

    client_id: int
    nonce: str
    issued_at: datetime
    shown: Mapping[str, str]

    def age(self, now: datetime) -> timedelta:
        return now - self.issued_at

    def is_expired(self, now: datetime) -> bool:
        """Also one from the future: the clock was set back, so its time says nothing."""
        return not -HONOURED <= self.age(now) < LIFETIME

    def decided_at(self, now: datetime) -> datetime:
        """The instant whose coverage counts: that of the promise, while it is honoured."""
        return self.issued_at if timedelta(0) <= self.age(now) < HONOURED else now


def issue(*, client_id: int, shown: Mapping[str, str], now: datetime, nonce: str | None = None) -> FormToken:
    """A token for a page made now; `nonce`: of the page it replaces, so that both make one incident."""
    return FormToken(client_id, nonce or secrets.token_urlsafe(NONCE_BYTES), now, shown)


def write(token: FormToken) -> str:
    """The token as the hidden field carries it."""
    milliseconds = round(token.issued_at.timestamp() * 1000)
    return Signer(salt=SALT).sign_object(
        {"c": token.client_id, "n": token.nonce, "t": milliseconds, "s": dict(token.shown)}
    )


def read(text: str, *, client_id: int) -> FormToken:
    """The token of this client's form. Raises BadToken."""
    if len(text) > LONGEST:
        raise BadToken
    try:
        said = Signer(salt=SALT).unsign_object(text)
    except (BadSignature, ValueError, UnicodeError) as error:
        raise BadToken from error
    if said["c"] != client_id:
        raise BadToken
    issued_at = datetime.fromtimestamp(said["t"] / 1000, UTC)
    return FormToken(client_id, said["n"], issued_at, said["s"])
