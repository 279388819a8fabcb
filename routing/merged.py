"""An incident that was found to be the same as another one: that one, its survivor, goes on for both."""

from datetime import datetime

from routing.models import Incident


def survivor_of(incident: Incident) -> Incident:
    """Where it goes on: the incident it was merged into, or itself."""
    return incident.merged_into or incident


def ended_at(incident: Incident) -> datetime | None:
    """When the problem itself was over: being merged ends nothing."""
    return survivor_of(incident).resolved_at


def taken_at(incident: Incident) -> datetime | None:
    return incident.taken_at or survivor_of(incident).taken_at


def answered_at(incident: Incident) -> datetime | None:
    """When whoever asked was answered. An answer to somebody else who asked about the same is none."""
    survivor = survivor_of(incident)
    return incident.responded_at or (survivor.responded_at if _same_person(incident, survivor) else None)


def answered_how(incident: Incident) -> str:
    return incident.responded_how if incident.responded_at else survivor_of(incident).responded_how


def _same_person(one: Incident, other: Incident) -> bool:
    """Nobody asked about the one, or both are answered on the same phone, or at the same address."""
    asked = (one.contact_phone, one.contact_email)
    return not any(asked) or asked == (other.contact_phone, other.contact_email)
