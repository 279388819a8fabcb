"""The list of incidents as a table for a spreadsheet: the same filters, streamed, nothing in it runs as a formula."""

from datetime import datetime

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.permissions import Act
from routing.models import Incident
from routing.search import found
from web.csv_export import csv_response
from web.incident_filters import IncidentFilters
from web.incident_list import show_list
from web.visit import Visit, members_only

AT_ONCE = 500
HEADS = (
    "reference", "priority", "status", "part_of", "summary", "client", "site", "service_line", "came_by", "source", "contact",
    "contact_phone", "contact_email", "received_at", "taken_by", "taken_at", "responded_at", "responded_how", "resolved_at",
    "resolved_by", "what_was_done", "minutes", "billable",
)  # fmt: skip


@members_only(Act.VIEW)
def incident_export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """`export.csv?...` with the list's words; times carry their offset. 422: the list's page says what is not understood."""
    filters = IncidentFilters(request.GET, visit=visit)
    if not filters.is_valid():
        return show_list(request, visit)
    rows = found(visit.organization, filters.wanted()).order_by("-number")
    told = (_cells(incident, visit) for incident in rows.iterator(chunk_size=AT_ONCE))
    return csv_response(f"incidents-{visit.now.astimezone(visit.zone):%Y-%m-%d}", HEADS, told)


def _cells(row: Incident, visit: Visit) -> tuple[object, ...]:
    return (
        row.reference, row.priority, row.status, row.part_of, row.summary, row.client or "", row.site or "",
        row.service_line, row.channel, row.source, row.contact_name, row.contact_phone, row.contact_email,
        _instant(row.received_at, visit), row.taken_by or "", _instant(row.taken_at, visit),
        _instant(row.responded_at, visit), row.responded_how, _instant(row.resolved_at, visit), row.resolved_by or "",
        row.resolve_reason, "" if row.minutes_worked is None else row.minutes_worked,
        "" if row.billable is None else {True: "yes", False: "no"}[row.billable],
    )  # fmt: skip


def _instant(at: datetime | None, visit: Visit) -> str:
    """2026-03-03T02:14:00-05:00, in the reader's zone."""
    return at.astimezone(visit.zone).isoformat(timespec="seconds") if at else ""
