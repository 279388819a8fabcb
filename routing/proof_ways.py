"""By which ways whoever sent a request can show that a person did: a code to the number or the mail address it left."""

from collections.abc import Iterator

from accounts.models import Organization
from delivery.models import Channel
from delivery.phones import may_be_rung
from delivery.queries import opted_out
from routing.client_ways import E164
from routing.consent_ways import phone_channels, sender_to_clients
from routing.models import Incident
from sla.queries import countries_of_clients


def rung_countries(organization: Organization) -> frozenset[str]:
    """Where we text and call by ourselves what somebody typed: our own country and those our clients are in."""
    return frozenset({organization.country, *countries_of_clients(organization)})


def proof_ways(incident: Incident) -> list[tuple[Channel, str]]:
    """(channel, address); none where nothing was left that we may write to or ring."""
    return list(_ways(incident))


def _ways(incident: Incident) -> Iterator[tuple[Channel, str]]:
    organization, phone = incident.organization, incident.contact_phone
    sender = sender_to_clients(organization) if E164.fullmatch(phone) else None
    if sender is not None and may_be_rung(phone, countries=rung_countries(organization)):
        stopped = bool(opted_out(sender.account_id, [phone]))
        yield from ((channel, phone) for channel in phone_channels(sender, stopped=stopped))
    if incident.contact_email:
        yield Channel.EMAIL, incident.contact_email
