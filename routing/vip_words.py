"""That a client's VIP reported it, as texts, calls and mails say it."""

from routing.models import Incident


def vip_words(incident: Incident) -> str:
    return "VIP. " if incident.contact is not None and incident.contact.is_vip else ""
