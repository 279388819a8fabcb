"""Which lines of a timeline are told to webhooks, when a delivery is tried again, and how it is signed. Pure."""

import hashlib
import hmac
from datetime import datetime, timedelta

EVENTS = (
    "opened",
    "paged",
    "acknowledged",
    "escalated",
    "resolved",
    "reopened",
    "noted",
    "at_risk",
    "missed",
    "consent",
)
TEST = "test"
OF_LINE = {
    "received": "opened",
    "page": "paged",
    "acknowledged": "acknowledged",
    "step": "escalated",
    "fallback": "escalated",
    "escalated": "escalated",
    "passed_on": "escalated",
    "reassigned": "escalated",
    "help": "escalated",
    "resolved": "resolved",
    "merged": "resolved",
    "took_in": "noted",
    "reopened": "reopened",
    "note": "noted",
    "client_note": "noted",
    "update": "noted",
    "at_risk": "at_risk",
    "missed": "missed",
    "consent": "consent",
}
MINUTE = 60
HOUR = 60 * MINUTE
PAUSES = (
    10,
    30,
    2 * MINUTE,
    5 * MINUTE,
    15 * MINUTE,
    30 * MINUTE,
    HOUR,
    2 * HOUR,
    4 * HOUR,
    6 * HOUR,
    8 * HOUR,
)
TRIED_FOR = timedelta(hours=24)
LONGEST_REST = timedelta(minutes=5)
OFF_AFTER = timedelta(days=3)


def event_of(kind: str, *, is_first_step: bool) -> str | None:
    """The event that a line of this kind is; None: it is told to nobody. To begin with the first step is no escalation."""
    return None if kind == "step" and is_first_step else OF_LINE.get(kind)


def next_try(*, tries: int, created_at: datetime, now: datetime) -> datetime | None:
    """When to try again after so many tries, ever later; None once it was tried for a day."""
    again_at = now + timedelta(seconds=PAUSES[min(tries, len(PAUSES)) - 1])
    return again_at if again_at <= created_at + TRIED_FOR else None


def rest_after(failures: int) -> timedelta:
    """How long an endpoint that failed so often in a row is left alone."""
    return min(timedelta(seconds=5 * 2 ** min(failures - 1, 10)), LONGEST_REST)


def signature(secret: str, body: bytes, *, now: datetime) -> str:
    """`t=<unix>,v1=<hex>`: HMAC-SHA256 with the endpoint's secret over the time, a dot and the body."""
    moment = int(now.timestamp())
    digest = hmac.new(secret.encode(), f"{moment}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={moment},v1={digest}"
