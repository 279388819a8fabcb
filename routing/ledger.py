"""What clients are billed: incidents whose work began in a range, each with its bill. Read in parts, whatever their number."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from typing import Protocol, cast

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from accounts.models import Membership, Organization
from routing.bill_lines import IncidentBill, Worked, bill_of
from routing.models import Consent, Decision, Incident, WorkEntry

AT_ONCE = 2000
LIVE = WorkEntry.objects.filter(archived_at=None)
WORK = LIVE.select_related("member__user").order_by("started_at", "id")
CONSENTS = Consent.objects.select_related("receipt").order_by("id")


class _Read(Protocol):
    """What `with_work` adds to an incident."""

    worked: list[WorkEntry]
    asked: list[Consent]


def worked_on(organization: Organization, *, since: datetime, until: datetime) -> QuerySet[Incident]:
    """The incidents whose work began in `[since, until)`: each belongs to one range alone, whole, by number."""
    live = LIVE.filter(organization=organization)
    earlier = live.filter(incident=OuterRef("incident"), started_at__lt=since)
    begun = live.filter(~Exists(earlier), started_at__gte=since, started_at__lt=until)
    rows = Incident.objects.filter(organization=organization, pk__in=begun.values("incident"))
    return rows.order_by("number")


def is_more_than(
    most: int,
    organization: Organization,
    *,
    since: datetime,
    until: datetime,
    member: Membership | None = None,
) -> bool:
    """Whether work on so many incidents, or nearly, lies in these days; one member's, or everybody's."""
    inside = LIVE.filter(organization=organization, started_at__gte=since, started_at__lt=until)
    inside = inside.filter(member=member) if member else inside
    return inside.order_by()[: most + 1].count() > most


def bills(organization: Organization, *, since: datetime, until: datetime) -> Iterator[IncidentBill]:
    """Each incident's bill, by number. Three queries for every 2,000."""
    found = with_work(worked_on(organization, since=since, until=until)).iterator(chunk_size=AT_ONCE)
    while part := list(islice(found, AT_ONCE)):
        yield from bills_of(part)


def incident_bill(incident: Incident) -> IncidentBill:
    """The bill of one incident."""
    found = with_work(Incident.objects.all()).get(pk=incident.pk)
    return next(bills_of([found]))


def with_work(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """With what `bills_of` reads of each."""
    parts = (
        Prefetch("work", WORK, to_attr="worked"), Prefetch("consents", CONSENTS, to_attr="asked"),
    )  # fmt: skip
    return rows.select_related("client", "site", "organization").prefetch_related(*parts)


def bills_of(part: Iterable[Incident]) -> Iterator[IncidentBill]:
    """Of incidents `with_work`."""
    rows = list(part)
    decisions = _decisions(rows)
    for row in rows:
        read = cast(_Read, row)
        yield bill_of(Worked(row, read.worked, read.asked), decision=decisions.get(row.pk))


def _decisions(part: list[Incident]) -> dict[int, Decision]:
    """The one that counts of each, with its version of the tier."""
    rows = Decision.objects.filter(incident__in=[row.pk for row in part]).select_related("tier_version")
    found = rows.order_by("incident_id", "-id").distinct("incident_id")
    return {decision.incident_id: decision for decision in found}
