"""How the load lies on members: their time on call, the pages that went to them, the incidents that woke them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from accounts.models import Membership, Organization
from accounts.queries import everybody
from delivery.models import Attempt, AttemptStatus
from hours.wall import local, zone
from oncall.fairness import NIGHT_BEGINS, NIGHT_ENDS, Load, loads
from oncall.models import Schedule
from oncall.queries import schedules_since
from oncall.shifts import Shift, shifts
from oncall.spec import Person, ScheduleSpec
from oncall.stored_specs import schedule_specs
from sla.own_holidays import own_holidays

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Paged:
    """The messages that paged one member, and the incidents that did so between 22:00 and 06:00."""

    messages: set[UUID] = field(default_factory=set)
    woke: set[int] = field(default_factory=set)


NOTHING, NEVER = Load(timedelta(0), 0, timedelta(0)), Paged()


@dataclass(frozen=True, slots=True)
class Line:
    """One member's load; hours as a person reads them. `left_at`: they are no member any more."""

    member: Membership
    load: Load
    paged: Paged

    @property
    def left_at(self) -> datetime | None:
        return self.member.archived_at

    @property
    def hours(self) -> float:
        return self.load.total / HOUR

    @property
    def weekend_hours(self) -> float:
        return self.load.weekend / HOUR

    @property
    def holiday_hours(self) -> float:
        return self.load.holiday / HOUR

    @property
    def pages(self) -> int:
        return len(self.paged.messages)

    @property
    def wakes(self) -> int:
        return len(self.paged.woke)


def lines(organization: Organization, *, since: datetime, until: datetime) -> list[Line]:
    """Every member within `[since, until)`, who bears most first; who has left since, too, where they bore anything.

    A bounded number of queries.
    """
    own = zone(organization.time_zone)
    borne = _borne(organization, since, until)
    sent = paged(organization, zone=own, since=since, until=until)
    found = [
        Line(member, borne.get(member.pk, NOTHING), sent.get(member.pk, NEVER))
        for member in everybody(organization)
    ]
    shown = [line for line in found if line.left_at is None or line.load != NOTHING or line.paged != NEVER]
    return sorted(shown, key=lambda line: (-line.load.nights, -line.load.total, str(line.member)))


def _borne(organization: Organization, since: datetime, until: datetime) -> dict[Person, Load]:
    rows = list(schedules_since(organization, since))
    found = had(rows, schedule_specs(rows, since=since, until=until), since, until)
    days = own_holidays(organization, since, until)
    return loads(found, zone=zone(organization.time_zone), since=since, until=until, holidays=days)


def had(
    rows: Iterable[Schedule], specs: Mapping[int, ScheduleSpec], since: datetime, until: datetime
) -> list[Shift]:
    """The shifts of these schedules; of an archived one until it was archived."""
    return [
        shift for row in rows for shift in shifts(specs[row.pk], since, min(row.archived_at or until, until))
    ]


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
