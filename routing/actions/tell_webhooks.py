"""The event that a line of the timeline is to webhooks; their deliveries are made by the statement that writes the line."""

from routing.models import TimelineEntry
from routing.webhook_events import event_of

# A delivery for every webhook that asked for the event of one of the lines `said (id, organization_id, place)`; it leaves when the
# sweep finds it due. In the lines' own transaction, and it locks no webhook and waits for none.
TOLD = """
    INSERT INTO routing_webhookdelivery
        (organization_id, webhook_id, public_id, event_id, event, line_id, is_replay, body, status, tries, answer,
         reason, created_at, due_at)
    SELECT said.organization_id, webhook.id, gen_random_uuid(), told.event_id, told.event, said.id, false, '', 'queued',
        0, '', '', %(now)s, %(now)s
    FROM said JOIN unnest(%(event_ids)s::uuid[], %(events)s::text[]) WITH ORDINALITY AS told (event_id, event, place)
            USING (place)
        JOIN routing_webhook webhook ON webhook.organization_id = said.organization_id AND told.event = ANY(events)
    WHERE webhook.state = 'on'
    ORDER BY said.id
"""


def event_for_webhooks(line: TimelineEntry) -> str:
    """Empty: it is told to nobody."""
    incident = line.incident
    return event_of(line.kind, is_first_step=incident.round <= 1 and incident.step <= 1) or ""
