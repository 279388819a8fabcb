"""What a delivery says: the event, and the incident as the API shows it at the first try."""

import json

from routing.models import Incident, WebhookDelivery
from routing.telling import incident, instant, with_all_told


def body_of(delivery: WebhookDelivery) -> str:
    """JSON; a test has no incident."""
    line = delivery.line
    told = {
        "id": str(delivery.event_id),
        "event": delivery.event,
        "at": instant(line.at if line else delivery.created_at),
        "text": line.text if line else "A test from Nightbell: nothing happened.",
        "organization": delivery.organization.slug,
        "incident": incident(with_all_told(Incident.objects.filter(pk=line.incident_id)).get())
        if line
        else None,
    }
    return json.dumps(told)
