"""The private link to a client's status page: 128 bits derived from the secret key, nothing stored, revocable."""

import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils.crypto import salted_hmac

from routing.merged import ended_at
from routing.models import Incident

LENGTH = 32  # hex digits: 128 bits
VALID_FOR = timedelta(days=90)
WITH = (
    "organization", "client__calendar", "client__form_settings", "site", "taken_by__user", "merged_into__organization", "merged_into__taken_by__user",
)  # fmt: skip


def token_for(incident: Incident) -> str:
    """The token of an incident's page; the same every time."""
    made = salted_hmac("routing.status_link", str(incident.pk), algorithm="sha256").hexdigest()
    return made[:LENGTH]


def address_of_page(incident: Incident) -> str:
    """The whole link, as it is sent to the client."""
    return f"{settings.PUBLIC_BASE_URL}/t/{incident.reference}/{token_for(incident)}/"


def incident_for(reference: str, token: str, *, now: datetime) -> Incident | None:
    """The incident of a link, or None alike for wrong, revoked and outdated ones."""
    prefix, _, number = reference.partition("-")
    if not number.isascii() or not number.isdigit() or len(number) > 9:
        return None
    known = Q(organization__incident_prefix=prefix) | Q(
        organization__former_incident_prefixes__contains=[prefix]
    )
    rows = Incident.objects.filter(known, number=int(number), status_link_revoked_at=None)
    found = [row for row in rows.select_related(*WITH) if _fits(row, token)]
    return found[0] if found and _is_fresh(found[0], now) else None


def _fits(incident: Incident, token: str) -> bool:
    return hmac.compare_digest(token_for(incident).encode(), token.encode("utf-8", "replace"))


def _is_fresh(incident: Incident, now: datetime) -> bool:
    return (end := ended_at(incident)) is None or now - end < VALID_FOR
