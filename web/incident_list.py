"""The list of incidents: searched, filtered and sorted by its address, a page at a time."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from accounts.permissions import Act
from routing.models import Incident
from routing.queries import last_decisions
from routing.search import counted, found, with_promise
from routing.standings import with_clocks
from routing.states import IncidentStatus
from web.deadlines import Deadline, next_deadline
from web.incident_filters import STATES, IncidentFilters
from web.keyset import BadMark, Order, Slice, one_slice
from web.visit import Visit, members_only, show

PER_PAGE = 50
COUNTED = 1000


@dataclass(frozen=True)
class Row:
    """One line of the list."""

    incident: Incident
    deadline: Deadline | None


@members_only(Act.VIEW)
def incident_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`?q=` searches, the other words narrow, `sort` orders, `page` is a mark that this page gave. 422: one is not understood."""
    return show_list(request, visit)


def show_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    filters = IncidentFilters(request.GET, visit=visit)
    context = {"room": "incidents", "filters": filters, "tabs": _tabs(filters), "counted_to": COUNTED}
    if not filters.is_valid():
        return show(request, visit, "incidents/list.html", context, status=422)
    return show(request, visit, "incidents/list.html", context | _rows(request, visit, filters))


def _rows(request: HttpRequest, visit: Visit, filters: IncidentFilters) -> dict[str, object]:
    rows = with_promise(found(visit.organization, filters.wanted()))
    page = _slice(request, filters, with_clocks(rows))
    decisions = last_decisions(page.rows)
    return {
        "rows": [Row(each, next_deadline(each, decisions.get(each.pk), visit.now)) for each in page.rows],
        "may_bulk": visit.may_respond and any(each.status != IncidentStatus.RESOLVED for each in page.rows),
        "count": counted(rows, most=COUNTED + 1),
        "newer": filters.address(page=page.previous) if page.previous else "",
        "export": filters.address(sort=""),
        "everywhere": filters.in_state("all"),
        "older": filters.address(page=page.next) if page.next else "",
    }


def _slice(request: HttpRequest, filters: IncidentFilters, rows: object) -> Slice:
    """Raises Http404 for a mark we never gave."""
    try:
        return one_slice(rows, Order(filters.by_promise), request.GET.get("page", ""), size=PER_PAGE)  # type: ignore[arg-type]
    except BadMark:
        raise Http404(_("This page of the list does not exist. Start again at its first page.")) from None


def _tabs(filters: IncidentFilters) -> list[tuple[str, object, bool]]:
    """(address, words, chosen) of each state, everything else kept."""
    return [(filters.in_state(name), words, name == filters.state) for name, (words, _q) in STATES.items()]
