"""A line of the timeline, told: one statement in the line's own transaction, which locks no webhook and waits for none."""

import uuid
from datetime import datetime

from django.db import connection

from routing.models import TimelineEntry
from routing.webhook_events import event_of

STATEMENT = """
    INSERT INTO routing_webhookdelivery
        (organization_id, webhook_id, public_id, event_id, event, line_id, is_replay, body, status, tries, answer,
         reason, created_at, due_at)
    SELECT organization_id, id, gen_random_uuid(), %(event_id)s, %(event)s, %(line)s, false, '', 'queued', 0, '',
         '', %(now)s, %(now)s
    FROM routing_webhook WHERE organization_id = %(organization)s AND state = 'on' AND %(event)s = ANY(events)
"""


def tell_webhooks(line: TimelineEntry, *, now: datetime) -> None:
    """A delivery for every webhook that asked for this event; it leaves when the sweep finds it due."""
    incident = line.incident
    event = event_of(line.kind, is_first_step=incident.round <= 1 and incident.step <= 1)
    if event is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            STATEMENT,
            {
                "event_id": uuid.uuid4(), "event": event, "line": line.pk, "now": now,
                "organization": line.organization_id,
            },
        )  # fmt: skip
