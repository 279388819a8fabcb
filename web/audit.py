"""The audit: who did what, and what changed; narrowed by its address, leafed through, taken home as CSV."""

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.audit_search import AuditPage, AuditWanted, BadMark, audit_events, one_page
from accounts.permissions import Act
from web.audit_filters import AuditFilters
from web.audit_words import Reader, changes_of, line_of
from web.csv_export import csv_response
from web.visit import Visit, members_only, show

PER_PAGE = 50
CHUNK = 2000


@members_only(Act.MANAGE)
def audit_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """A filter that makes no sense: its words, and no lines."""
    filters = AuditFilters(request.GET, visit=visit)
    if not filters.is_valid():
        return show(request, visit, "audit/page.html", {"room": "setup", "filters": filters}, status=422)
    try:
        rows = audit_events(visit.organization, filters.wanted())
        page = one_page(rows, request.GET.get("page", ""), size=PER_PAGE)
    except BadMark:
        raise Http404(_("There is no such page of the list.")) from None
    context = {
        "room": "setup",
        "filters": filters,
        "lines": [line_of(event, _reader(visit, filters)) for event in page.events],
    }
    return show(request, visit, "audit/page.html", context | _around(filters, page))


def _reader(visit: Visit, filters: AuditFilters) -> Reader:
    return Reader(filters.names, visit.organization.incident_prefix, visit.zone)


def _around(filters: AuditFilters, page: AuditPage) -> dict[str, str]:
    """The addresses of the pages before and after, and of the export."""
    export = reverse("audit_export")
    return {
        "older": f"?{filters.query(page=page.older)}" if page.older else "",
        "newer": f"?{filters.query(page=page.newer)}" if page.newer else "",
        "export": f"{export}?{filters.query()}",
    }


@members_only(Act.MANAGE)
def audit_export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """All lines of the same filter, as CSV; times in UTC."""
    filters = AuditFilters(request.GET, visit=visit)
    if not filters.is_valid():
        return show(request, visit, "audit/page.html", {"room": "setup", "filters": filters}, status=422)
    header = ["at", "who", "kind of actor", "address", "did", "kind", "number", "changes", "reason"]
    return csv_response("audit", header, _rows(visit, filters.wanted(), _reader(visit, filters)))


def _rows(visit: Visit, wanted: AuditWanted, reader: Reader) -> Iterator[list[object]]:
    for event in audit_events(visit.organization, wanted).iterator(chunk_size=CHUNK):
        changes = map(str, changes_of(event.before, event.after, reader))
        yield [
            event.at.isoformat(timespec="seconds"), event.actor_name, event.actor_kind, event.address, event.verb,
            event.object_kind, event.object_id, "; ".join(changes), event.reason,
        ]  # fmt: skip
