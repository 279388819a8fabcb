"""The timeline explains: every decision, page, reply and change of state is a line that a person can read."""

from collections.abc import Iterable
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
    entry = line(incident, kind, text, now=now, member=member, shown_to_client=shown_to_client)
    say_all([entry], now=now)
    return entry


def say_all(entries: Iterable[TimelineEntry], *, now: datetime) -> None:
    """Append several lines at once, in this order."""
    tell_webhooks(TimelineEntry.objects.bulk_create(entries), now=now)


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
