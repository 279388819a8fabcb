"""Telling the client the truth when a promise is late, or when nobody comes before the morning."""

from datetime import datetime

from delivery.actions.write import write_message
from delivery.models import Channel, PhoneNumber
from delivery.segments import cut_to_segments
from routing.actions.timeline import say
from routing.consent_words import stays_free
from routing.models import Incident
from routing.news_words import client_late, client_left
from routing.queries import last_decision, place_zone, zone_of_client
from routing.subject import short_name
from routing.words import Subject, Text


def tell_client_late(incident: Incident, *, now: datetime) -> None:
    """Once per incident that the client knows of: its page says so, and a contact on file gets a text. An unproven number
    gets none.
    """
    if incident.client_told_late_at or not incident.reported_by_person:
        return
    incident.client_told_late_at = now
    texted = _text(incident, _late(incident), "late", now)
    how = "by text and on its page" if texted else "on its page"
    say(incident, "client", f"The client is told {how} that nobody has been reached yet.", now=now)


def tell_client_left(incident: Incident, *, until: datetime, now: datetime) -> None:
    """Whoever was last left it until the desk opens: the client that knows of it learns so, as it is told of a delay."""
    if not incident.reported_by_person:
        return
    phone = incident.organization.client_phone
    texted = _text(incident, client_left(_subject(incident), until=until, phone=phone), "left", now)
    how = "by text and on its page" if texted else "on its page"
    say(incident, "client", f"The client is told {how} that it waits for the desk.", now=now)


def tell_client_stays_free(incident: Incident, *, opens_at: datetime, now: datetime) -> None:
    """No charge was accepted: nothing is owed, and this is when somebody looks at it."""
    phone, zone = incident.organization.client_phone, zone_of_client(incident)
    subject = _subject(incident)
    words = stays_free(
        subject.organization, reference=incident.reference, opens_at=opens_at, zone=zone, phone=phone
    )
    texted = _text(incident, words, "free", now)
    how = "by text and on its page" if texted else "on its page"
    say(incident, "client", f"The client is told {how} when a technician looks at it, free.", now=now)


def _late(incident: Incident) -> Text:
    decision = last_decision(incident)
    promised_at = decision.response_due_at if decision else None
    return client_late(_subject(incident), promised_at=promised_at, phone=incident.organization.client_phone)


def _text(incident: Incident, text: Text, what: str, now: datetime) -> bool:
    """Of each kind one."""
    contact = incident.contact
    number = PhoneNumber.objects.filter(
        organization=incident.organization_id, purpose=PhoneNumber.Purpose.CLIENT, archived_at=None
    ).first()
    if number is None or contact is None or not contact.phone or contact.phone != incident.contact_phone:
        return False
    pattern, parts = text
    write_message(
        organization=incident.organization, channel=Channel.SMS, address=contact.phone, sender=number,
        body=cut_to_segments(pattern, parts, cut=(), limit=2), purpose="client", priority=5, due_at=now, now=now,
        unique_key=f"client_{what}:{incident.pk}",
    )  # fmt: skip
    return True


def _subject(incident: Incident) -> Subject:
    return Subject(
        organization=short_name(incident.organization.name), reference=incident.reference, priority=incident.priority,
        title="", client="", site="", code="", zone=place_zone(incident), contact="", respond_by=None,
    )  # fmt: skip
