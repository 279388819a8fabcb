"""Telling the client the truth when a promise is late, or when nobody comes before the morning."""

from collections.abc import Callable
from datetime import datetime
from functools import partial

from delivery.actions.write import write_message
from delivery.models import Channel, PhoneNumber
from delivery.segments import cut_to_segments
from routing.actions.timeline import say
from routing.client_news import About, late, left, stays_free
from routing.client_speech import in_their_language
from routing.models import Incident
from routing.queries import last_decision, zone_of_client
from routing.subject import short_name
from routing.words import Text


def tell_client_late(incident: Incident, *, now: datetime) -> None:
    """Once per incident that the client knows of: its page says so, and a contact on file gets a text. An unproven number
    gets none.
    """
    if incident.client_told_late_at or not incident.reported_by_person:
        return
    incident.client_told_late_at = now
    decision = last_decision(incident)
    promised_at = decision.response_due_at if decision else None
    _tell(incident, partial(late, promised_at=promised_at), "late", "that nobody has been reached yet", now)


def tell_client_left(incident: Incident, *, until: datetime, now: datetime) -> None:
    """Whoever was last left it until the desk opens: the client that knows of it learns so, as it is told of a delay."""
    if not incident.reported_by_person:
        return
    _tell(incident, partial(left, until=until), "left", "that it waits for the desk", now)


def tell_client_stays_free(incident: Incident, *, opens_at: datetime, now: datetime) -> None:
    """No charge was accepted: nothing is owed, and this is when somebody looks at it."""
    _tell(
        incident, partial(stays_free, opens_at=opens_at), "free", "when a technician looks at it, free", now
    )


def _tell(incident: Incident, words: Callable[[About], Text], what: str, told: str, now: datetime) -> None:
    how = "by text and on its page" if _text(incident, words, what, now) else "on its page"
    say(incident, "client", f"The client is told {how} {told}.", now=now)


def _text(incident: Incident, words: Callable[[About], Text], what: str, now: datetime) -> bool:
    """Of each kind one."""
    contact = incident.contact
    number = PhoneNumber.objects.filter(
        organization=incident.organization_id, purpose=PhoneNumber.Purpose.CLIENT, archived_at=None
    ).first()
    if number is None or contact is None or not contact.phone or contact.phone != incident.contact_phone:
        return False
    with in_their_language(incident):
        pattern, parts = words(_about(incident))
    write_message(
        organization=incident.organization, channel=Channel.SMS, address=contact.phone, sender=number,
        body=cut_to_segments(pattern, parts, cut=(), limit=2), purpose="client", priority=5, due_at=now, now=now,
        unique_key=f"client_{what}:{incident.pk}",
    )  # fmt: skip
    return True


def _about(incident: Incident) -> About:
    organization = incident.organization
    return About(
        short_name(organization.name), incident.reference, zone_of_client(incident), organization.client_phone
    )
