"""Clients as pages to read: what was promised, for which hours, whom to call, what to do."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse

from accounts.permissions import Act
from delivery.segments import plain
from hours.calendar import band_at
from hours.wall import local
from routing.states import IncidentStatus
from sla.lookups import archived_clients, named_like
from sla.models import Client
from sla.priority import Priority
from sla.queries import WITH_PARTS, calendar_facts, with_everything
from web.client_sheet import sheet_of
from web.found import or_404
from web.visit import Visit, members_only, show

LONGEST_QUESTION, MOST_ARCHIVED = 100, 200
OPEN = Count("incidents", filter=~Q(incidents__status=IncidentStatus.RESOLVED))


@dataclass(frozen=True)
class Row:
    """One client in the list; its time and band are its own."""

    client: Client
    zone: ZoneInfo
    band: str
    tiers: list[str]


@members_only(Act.VIEW)
def client_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`?q=` finds by name, code, another name, or somebody there. Archived ones are folded away below."""
    asked = " ".join(plain(request.GET.get("q", "")).split())[:LONGEST_QUESTION]
    found = with_everything(visit.organization).prefetch_related(
        *(f"calendar__{part}" for part in WITH_PARTS)
    )
    archived = archived_clients(visit.organization)
    if asked:
        found, archived = named_like(found, asked), named_like(archived, asked)
    context = {
        "room": "clients", "asked": asked, "archived": archived[:MOST_ARCHIVED],
        "rows": [_row(client, visit.now) for client in found.annotate(open_count=OPEN)],
    }  # fmt: skip
    return show(request, visit, "clients/list.html", context)


@members_only(Act.VIEW)
def client_page(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """`?priority=P1..P4` chooses what the week shows."""
    priority = _priority(request)
    sheet = sheet_of(found_client(visit, code), priority=priority, now=visit.now)
    tabs = [(each.value, each is priority) for each in Priority]
    return show(
        request,
        visit,
        "clients/page.html",
        {"room": "clients", "sheet": sheet, "client": sheet.client, "tabs": tabs},
    )


def found_client(visit: Visit, code: str) -> Client:
    """Raises Http404, also for another organization's."""
    return or_404(with_everything(visit.organization).select_related("organization").get, code__iexact=code)


def _priority(request: HttpRequest) -> Priority:
    try:
        return Priority(request.GET.get("priority", Priority.P1))
    except ValueError:
        raise Http404 from None


def _row(client: Client, now: datetime) -> Row:
    calendar = calendar_facts(client.calendar, around=now)
    today = local(now, calendar.zone).date()
    tiers = [
        row.version.tier.name
        for row in client.agreements.all()
        if row.starts_on <= today
        and (row.ends_on is None or row.ends_on >= today)
        and row.suspended_at is None
    ]
    return Row(client, calendar.zone, band_at(calendar, now), list(dict.fromkeys(tiers)))
