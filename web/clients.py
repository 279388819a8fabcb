"""Clients as pages to read: what was promised, for which hours, whom to call, what to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import Http404, HttpRequest, HttpResponse

from accounts.permissions import Act
from delivery.segments import plain
from hours.calendar import Calendar, band_at
from hours.wall import local
from routing.client_readiness import Lacking, lacks_of_all, with_record
from routing.queries import with_open_count
from sla.lookups import archived_clients, listed_clients, named_like
from sla.models import Client
from sla.priority import Priority
from sla.queries import with_everything
from sla.stored_calendars import calendar_facts
from web.client_page import address_of_shared_form
from web.client_ready import missing
from web.client_sheet import sheet_of
from web.found import or_404
from web.numbered import numbered
from web.visit import Visit, members_only, show

LONGEST_QUESTION, MOST_ARCHIVED = 100, 200


@dataclass(frozen=True)
class Row:
    """One client in the list; its time and band are its own."""

    client: Client
    zone: ZoneInfo
    band: str
    tiers: list[str]
    missing: int  # for the night


@members_only(Act.VIEW)
def client_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`?q=` finds by name, code, another name, or somebody there; `?ready=no` leaves who lacks something for the night.

    Archived ones are folded away below the last page.
    """
    asked = " ".join(plain(request.GET.get("q", "")).split())[:LONGEST_QUESTION]
    found, archived = listed_clients(visit.organization), archived_clients(visit.organization)
    if asked:
        found, archived = named_like(found, asked), named_like(archived, asked)
    lacking, not_ready = lacks_of_all(visit.organization, visit.now), request.GET.get("ready") == "no"
    if not_ready:
        found, archived = found.filter(pk__in=[pk for pk, lacks in lacking.items() if lacks]), archived.none()
    page = numbered(request, with_open_count(found))
    context = {
        "room": "clients", "asked": asked, "not_ready": not_ready, "page": page, "rows": _rows(page.rows, lacking, visit.now),
        "archived": [] if page.next else archived[:MOST_ARCHIVED], "shared_form": address_of_shared_form(visit.organization),
    }  # fmt: skip
    return show(request, visit, "clients/list.html", context)


@members_only(Act.VIEW)
def client_page(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """`?priority=P1..P4` chooses what the week shows."""
    priority = _priority(request)
    rows = with_record(with_everything(visit.organization).select_related("organization"))
    sheet = sheet_of(or_404(rows.get, code__iexact=code), priority=priority, now=visit.now)
    tabs = [(each.value, each is priority) for each in Priority]
    return show(
        request,
        visit,
        "clients/page.html",
        {
            "room": "clients",
            "sheet": sheet,
            "client": sheet.client,
            "tabs": tabs,
            "missing": missing(sheet, now=visit.now),
        },
    )


def found_client(visit: Visit, code: str) -> Client:
    """Raises Http404, also for another organization's."""
    return or_404(with_everything(visit.organization).select_related("organization").get, code__iexact=code)


def _priority(request: HttpRequest) -> Priority:
    try:
        return Priority(request.GET.get("priority", Priority.P1))
    except ValueError:
        raise Http404 from None


def _rows(clients: Sequence[Client], lacking: Lacking, now: datetime) -> list[Row]:
    """Many clients go by one calendar: each is read once."""
    calendars = {each.calendar_id: each.calendar for each in clients}
    facts = {pk: calendar_facts(calendar, around=now) for pk, calendar in calendars.items()}
    return [_row(each, facts[each.calendar_id], len(lacking.get(each.pk, ())), now) for each in clients]


def _row(client: Client, calendar: Calendar, missing: int, now: datetime) -> Row:
    today = local(now, calendar.zone).date()
    tiers = [
        row.version.tier.name
        for row in client.agreements.all()
        if row.starts_on <= today
        and (row.ends_on is None or row.ends_on >= today)
        and row.suspended_at is None
    ]
    return Row(client, calendar.zone, band_at(calendar, now), list(dict.fromkeys(tiers)), missing)
