"""The classes of alerts that may be named: those we know, and those an organization's tools sent lately."""

from datetime import datetime, timedelta

from accounts.models import Organization
from routing.models import Incident
from sla.alert_classes import LONGEST_CLASS, AlertClass, class_word

LATELY = timedelta(days=30)
MOST = 100


def classes_heard_of(organization: Organization, now: datetime) -> list[str]:
    """In order of the alphabet, each once."""
    sent = Incident.objects.filter(organization=organization, received_at__gt=now - LATELY).exclude(
        alert_class=""
    )
    words = map(class_word, sent.order_by().values_list("alert_class", flat=True).distinct()[:MOST])
    return sorted({*map(str, AlertClass), *(word for word in words if word and len(word) <= LONGEST_CLASS)})
