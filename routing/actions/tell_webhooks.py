"""Lines of the timeline, told: one statement in their own transaction, which locks no webhook and waits for none."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from routing.models import TimelineEntry
from routing.webhook_events import event_of

STATEMENT = """
    INSERT INTO routing_webhookdelivery
        (organization_id, webhook_id, public_id, event_id, event, line_id, is_replay, body, status, tries, answer,
         reason, created_at, due_at)
    SELECT organization_id, id, gen_random_uuid(), told.event_id, told.event, told.line, false, '', 'queued', 0, '',
         '', %(now)s, %(now)s
    FROM unnest(%(event_ids)s::uuid[], %(events)s::text[], %(lines)s::bigint[]) AS told (event_id, event, line)
    JOIN routing_webhook ON told.event = ANY(events)
    WHERE organization_id = %(organization)s AND state = 'on'
    ORDER BY told.line
"""


def tell_webhooks(lines: Iterable[TimelineEntry], *, now: datetime) -> None:
    """A delivery for every webhook that asked for the event of one of these lines; it leaves when the sweep finds it due.

    The lines are of one incident, or at least of one organization.
    """
    told = [(str(uuid.uuid4()), event, line) for line in lines if (event := _event(line)) is not None]
    if not told:
        return
    ids, events, of = zip(*told, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            STATEMENT,
            {
                "event_ids": list(ids), "events": list(events), "lines": [line.pk for line in of], "now": now,
                "organization": of[0].organization_id,
            },
        )  # fmt: skip


def _event(line: TimelineEntry) -> str | None:
    incident = line.incident
    return event_of(line.kind, is_first_step=incident.round <= 1 and incident.step <= 1)
