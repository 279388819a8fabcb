"""How many pages went to each member, and how many incidents woke them."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Organization
from delivery.models import Attempt, AttemptStatus
from hours.wall import local
from oncall.fairness import NIGHT_BEGINS, NIGHT_ENDS


@dataclass(frozen=True, slots=True)
class Paged:
    """The messages that paged one member, and the incidents that did so between 22:00 and 06:00."""

    messages: set[UUID] = field(default_factory=set)
    woke: set[int] = field(default_factory=set)


def paged(
    organization: Organization, *, zone: ZoneInfo, since: datetime, until: datetime
) -> dict[int, Paged]:
    """What was sent within `[since, until)`, by member id; a page that never left does not count. One query."""
    attempts = (
        Attempt.objects.filter(
            organization=organization,
            started_at__gte=since,
            started_at__lt=until,
            message__pages__isnull=False,
        )
        .exclude(status=AttemptStatus.REFUSED)
        .values_list("message__pages__member", "message", "message__pages__incident", "started_at")
    )
    found: defaultdict[int, Paged] = defaultdict(Paged)
    for member, message, incident, sent_at in attempts.iterator(chunk_size=2000):
        found[member].messages.add(message)
        if _at_night(sent_at, zone):
            found[member].woke.add(incident)
    return dict(found)


def _at_night(instant: datetime, zone: ZoneInfo) -> bool:
    clock = local(instant, zone).time()
    return clock >= NIGHT_BEGINS or clock < NIGHT_ENDS
