"""Whoever reported it keeps its link: by text and by mail, to what they left; not a word of the request itself."""

from datetime import datetime

from django.utils.translation import gettext as _

from delivery.actions.write import write_message
from delivery.models import Channel
from delivery.segments import cut_to_segments
from routing.actions.timeline import say
from routing.consent_ways import sender_to_clients
from routing.models import Incident
from routing.proof_ways import proof_ways
from routing.status_link import address_of_page
from routing.subject import short_name


def send_copies(incident: Incident, *, now: datetime) -> None:
    """Once each; nothing to where we write or ring nobody."""
    sender = sender_to_clients(incident.organization)
    told = [(channel, address) for channel, address in proof_ways(incident) if channel != Channel.VOICE]
    for channel, address in told:
        write_message(
            organization=incident.organization, channel=channel, address=address,
            subject=_("We have it: {reference}").format(reference=incident.reference), body=_body(incident),
            sender=sender if channel == Channel.SMS else None, purpose="client", priority=6, due_at=now, now=now,
            unique_key=f"copy:{incident.pk}:{channel}",
        )  # fmt: skip
    if told:
        say(incident, "client", "The link to its page is sent to whoever reported it.", now=now)


def _body(incident: Incident) -> str:
    pattern = _("{name}: we have it, reference {reference}. See how it stands: {link}")
    parts = {
        "name": short_name(incident.organization.name), "reference": incident.reference,
        "link": address_of_page(incident),
    }  # fmt: skip
    return cut_to_segments(pattern, parts, cut=("name",), limit=2)
