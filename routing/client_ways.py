"""How somebody at the client can be written to about an incident: whoever reported it first, then the contacts on file."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from delivery.models import Channel
from routing.models import Incident
from sla.queries import contacts

E164 = re.compile(r"\+[1-9][0-9]{6,14}")


@dataclass(frozen=True, slots=True)
class Way:
    """A text or a mail to one address. `asked`: it is where whoever reported it wants to be answered."""

    channel: Channel
    address: str
    name: str
    asked: bool = False

    @property
    def key(self) -> str:
        """What a form calls it."""
        return f"{self.channel}:{self.address}"


def ways_to_client(incident: Incident) -> list[Way]:
    """Each address once; none where nobody reported it and no contact is on file."""
    found = [*_ways(incident.contact_name, incident.contact_phone, incident.contact_email, asked=True)]
    if incident.client is not None:
        for contact in contacts(incident.client):
            found.extend(_ways(contact.name, contact.phone, contact.email, asked=False))
    by_key: dict[str, Way] = {}
    for way in found:
        by_key.setdefault(way.key, way)
    return list(by_key.values())


def _ways(name: str, phone: str, email: str, *, asked: bool) -> Iterator[Way]:
    if E164.fullmatch(phone):
        yield Way(Channel.SMS, phone, name, asked)
    if email:
        yield Way(Channel.EMAIL, email, name, asked)
