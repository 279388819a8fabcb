"""Somebody on the phone says who they are: their PIN shows it, and the incident tells that it was asked for."""

from datetime import datetime

from django.db import transaction

from accounts.audit import Actor
from accounts.models import Membership
from routing.actions.lock import locked
from routing.actions.respond import NotPossible
from routing.actions.timeline import say
from sla.actions.contact_pin import check_pin
from sla.lookups import get_contact
from sla.models import ClientContact


def prove_caller(
    *, incident_id: int, contact_id: int, pin: str, by: Membership, actor: Actor, now: datetime
) -> bool:
    """Whether it is the contact's PIN. Raises NotPossible where the contact is not the client's; Refused, on `pin`."""
    with transaction.atomic():
        incident = locked(incident_id)
        if incident.client is None:
            raise NotPossible("Say whose it is first: a PIN belongs to a client's contact.")
        try:
            contact = get_contact(incident.client, contact_id)
        except ClientContact.DoesNotExist:
            raise NotPossible("That is no contact of this client.") from None
        right = check_pin(contact=contact, pin=pin, actor=actor, now=now)
        said = "right: it is them" if right else "wrong"
        say(incident, "pin", f"{actor.name} asked {contact.name} for the PIN: {said}.", now=now, member=by)
    return right
