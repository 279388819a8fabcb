"""The timeline explains: every decision, page, reply and change of state is a line that a person can read."""

from datetime import datetime

from accounts.models import Membership
from routing.actions.tell_webhooks import tell_webhooks
from routing.models import Incident, TimelineEntry


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
    line = TimelineEntry.objects.create(
        organization_id=incident.organization_id, incident=incident, at=now, kind=kind, text=text, member=member,
        shown_to_client=shown_to_client,
    )  # fmt: skip
    tell_webhooks(line, now=now)
    return line
