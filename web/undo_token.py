"""What one may take back, signed: the page that says what was done carries it, nothing is stored."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core import signing

from accounts.models import Membership
from routing.actions.undo import Before

SALT = "web.undo"
INSTANTS = ("at", "taken_at", "due_at")


def token_of(was: Before, by: Membership) -> str:
    """For this member alone."""
    said = {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in asdict(was).items()
    }
    return signing.dumps({**said, "by": by.pk}, salt=SALT, compress=True)


def read_token(token: str, by: Membership) -> Before | None:
    """None for what we never gave, or gave to somebody else."""
    try:
        said: dict[str, Any] = signing.loads(token, salt=SALT)
    except signing.BadSignature:
        return None
    if said.pop("by") != by.pk:
        return None
    instants = {name: datetime.fromisoformat(said[name]) for name in INSTANTS if said[name]}
    return Before(**{**said, **instants})
