"""A request that is held, made at once: what opens its sender's page for the code."""

from datetime import datetime, timedelta

from delivery.models import Verification
from routing import status_link
from routing.models import HeldRequest, Incident


def hold(incident: Incident, now: datetime, why: str = "machine", **ended: object) -> HeldRequest:
    """One code was asked for."""
    code = Verification.objects.create(
        organization_id=incident.organization_id, channel="sms", address="+17185550000", purpose="report",
        code_hash="x", created_at=now, expires_at=now + timedelta(minutes=10),
    )  # fmt: skip
    return HeldRequest.objects.create(
        organization_id=incident.organization_id, incident=incident, why=why, signs=["quick", "trap"], priority="P1",
        decided_at=now, held_at=now, verification=code, **ended,
    )  # fmt: skip


def held_secrets(incident: Incident) -> dict[str, str]:
    """What opens the page of an incident that is held."""
    return {
        "reference of client_proof": incident.reference,
        "token of client_proof": status_link.token_for(incident),
    }
