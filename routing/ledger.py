"""What clients are billed: incidents whose work began in a range, each with its bill. Read in parts, whatever their number."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Protocol, cast

from django.db.models import Min, Prefetch, QuerySet

from accounts.models import Organization
from routing.bill_lines import IncidentBill, Worked, bill_of
from routing.models import Consent, Decision, Incident, WorkEntry
from sla.own_calendar import Calendars, calendars_of

AT_ONCE = 500
WORK = WorkEntry.objects.filter(archived_at=None).select_related("member__user").order_by("started_at", "id")
CONSENTS = Consent.objects.select_related("receipt").order_by("id")


class _Read(Protocol):
    """What `with_work` adds to an incident."""

    worked: list[WorkEntry]
    asked: list[Consent]


def worked_on(organization: Organization, *, since: datetime, until: datetime) -> QuerySet[Incident]:
    """The incidents whose work began in `[since, until)`: each belongs to one range alone, whole, by number."""
    live = WorkEntry.objects.filter(organization=organization, archived_at=None, started_at__lt=until)
    first = (
        live.order_by().values("incident").annotate(began_at=Min("started_at")).filter(began_at__gte=since)
    )
    rows = Incident.objects.filter(organization=organization, pk__in=first.values("incident"))
    return rows.order_by("number")


def bills(
    organization: Organization, *, since: datetime, until: datetime, calendars: Calendars | None = None,
    most: int | None = None,
) -> Iterator[IncidentBill]:  # fmt: skip
    """Each incident's bill, by number; at most so many. Four queries for every 500, or for all of `most`."""
    rows = with_work(worked_on(organization, since=since, until=until))
    at_once = most or AT_ONCE
    found = (rows[:most] if most else rows).iterator(chunk_size=at_once)
    calendars = calendars or calendars_of(organization, around=since)
    while part := list(islice(found, at_once)):
        yield from bills_of(part, calendars)


def incident_bill(incident: Incident) -> IncidentBill:
    """The bill of one incident."""
    found = with_work(Incident.objects.all()).get(pk=incident.pk)
    return next(bills_of([found], calendars_of(found.organization, around=found.received_at)))


def with_work(rows: QuerySet[Incident]) -> QuerySet[Incident]:
    """With what `bills_of` reads of each."""
    parts = (
        Prefetch("work", WORK, to_attr="worked"), Prefetch("consents", CONSENTS, to_attr="asked"),
    )  # fmt: skip
    return rows.select_related("client", "site", "organization").prefetch_related(*parts)


def bills_of(part: list[Incident], calendars: Calendars) -> Iterator[IncidentBill]:
    """Of incidents `with_work`."""
    decisions = _decisions(part)
    for row in part:
        read, decision = cast(_Read, row), decisions.get(row.pk)
        place = (row.site and row.site.calendar_id) or (row.client and row.client.calendar_id)
        calendar = calendars.by_id[place] if place else calendars.own
        yield bill_of(Worked(row, read.worked, read.asked), decision=decision, calendar=calendar)


def _decisions(part: list[Incident]) -> dict[int, Decision]:
    """The one that counts of each, with its version of the tier."""
    rows = Decision.objects.filter(incident__in=[row.pk for row in part]).select_related("tier_version")
    found = rows.order_by("incident_id", "-id").distinct("incident_id")
    return {decision.incident_id: decision for decision in found}
