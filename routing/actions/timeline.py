"""The timeline explains: every decision, page, reply and change of state is a line that a person can read."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import connection

from accounts.models import Membership
from routing.actions.tell_webhooks import TOLD, event_for_webhooks
from routing.models import Incident, TimelineEntry

COLUMNS = ("organization_id", "incident_id", "at", "kind", "text", "member_id", "shown_to_client")
# The lines in their order, and what webhooks are told of them, in one statement: every page writes lines.
SAY = f"""
    WITH line AS (
        INSERT INTO routing_timelineentry (organization_id, incident_id, at, kind, text, member_id, shown_to_client)
        SELECT organization, incident, at, kind, words, member, shown FROM unnest(
            %(organization_id)s::bigint[], %(incident_id)s::bigint[], %(at)s::timestamptz[], %(kind)s::text[],
            %(text)s::text[], %(member_id)s::bigint[], %(shown_to_client)s::boolean[]
        ) WITH ORDINALITY AS entry (organization, incident, at, kind, words, member, shown, place)
        ORDER BY place
        RETURNING id, organization_id
    ), said AS (
        SELECT id, organization_id, row_number() OVER (ORDER BY id) AS place FROM line
    ), told AS ({TOLD})
    SELECT id FROM said ORDER BY id
"""  # noqa: S608 - nothing but what stands above


def say(
    incident: Incident,
    kind: str,
    text: str,
    *,
    now: datetime,
    member: Membership | None = None,
    shown_to_client: bool = False,
) -> TimelineEntry:
    """Append one line, within the transaction of what it tells of; webhooks that asked for it are told."""
    entry = line(incident, kind, text, now=now, member=member, shown_to_client=shown_to_client)
    say_all([entry], now=now)
    return entry


def say_all(entries: Iterable[TimelineEntry], *, now: datetime) -> None:
    """Append several lines at once, in this order."""
    entries = list(entries)
    if not entries:
        return
    columns = {name: [getattr(entry, name) for entry in entries] for name in COLUMNS}
    events = [event_for_webhooks(entry) for entry in entries]
    event_ids = [str(uuid.uuid4()) for _ in events]
    with connection.cursor() as cursor:
        cursor.execute(SAY, {**columns, "events": events, "event_ids": event_ids, "now": now})
        for entry, (pk,) in zip(entries, cursor.fetchall(), strict=True):
            entry.pk = pk


def line(
    incident: Incident,
    kind: str,
    text: str,
    *,
    now: datetime,
    member: Membership | None = None,
    shown_to_client: bool = False,
) -> TimelineEntry:
    """A line that is not said yet; the incident must be saved."""
    return TimelineEntry(
        organization_id=incident.organization_id, incident=incident, at=now, kind=kind, text=text, member=member,
        shown_to_client=shown_to_client,
    )  # fmt: skip
