"""The list of incidents and the page of one: what was decided, who was paged, what happened."""

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Act
from routing.models import Incident
from routing.queries import get_incident, incidents, last_decisions
from routing.states import IncidentStatus
from web.deadlines import next_deadline
from web.incident_forms import NoteForm, ReassignForm, ResolveForm, SnoozeForm
from web.incident_sheet import sheet_of, stamp_of_incident
from web.live import unless_seen
from web.visit import Visit, members_only, show

PER_PAGE = 50
OPEN = ~Q(status=IncidentStatus.RESOLVED)
FILTERS = {
    "open": (_("Open"), OPEN),
    "untaken": (_("Nobody has it"), Q(status=IncidentStatus.TRIGGERED)),
    "taken": (_("Taken"), Q(status=IncidentStatus.ACKNOWLEDGED)),
    "desk": (_("For the desk"), Q(status__in=[IncidentStatus.QUEUED, IncidentStatus.AT_DESK])),
    "resolved": (_("Resolved"), ~OPEN),
    "all": (_("All"), Q()),
}


@members_only(Act.VIEW)
def incident_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Open ones first, newest first; `?status=` chooses."""
    chosen = request.GET.get("status", "open")
    if chosen not in FILTERS:
        raise Http404
    found = incidents(visit.organization).filter(FILTERS[chosen][1]).order_by("-number")
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    decisions = last_decisions(page.object_list)
    rows = [(each, next_deadline(each, decisions.get(each.pk))) for each in page.object_list]
    tabs = [(name, words, name == chosen) for name, (words, _filter) in FILTERS.items()]
    context = {"room": "incidents", "rows": rows, "page": page, "tabs": tabs, "chosen": chosen}
    return show(request, visit, "incidents/list.html", context)


@members_only(Act.VIEW)
def incident_page(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    return show_incident(request, visit, found_incident(visit, number))


@members_only(Act.VIEW)
def incident_live(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """The page's body again, or 304."""
    incident = found_incident(visit, number)
    stamp = stamp_of_incident(incident, visit.now)

    def fresh() -> HttpResponse:
        return show(request, visit, "incidents/_live.html", sheet_context(visit, incident) | {"stamp": stamp})

    return unless_seen(request, stamp, fresh)


def found_incident(visit: Visit, number: int) -> Incident:
    """Raises Http404, also for another organization's."""
    try:
        return get_incident(visit.organization, number)
    except Incident.DoesNotExist:
        raise Http404(_("There is no such incident.")) from None


def show_incident(
    request: HttpRequest, visit: Visit, incident: Incident, status: int = 200, **more: object
) -> HttpResponse:
    """The whole page; `more` may replace a form by one with errors, or add a notice."""
    stamp = stamp_of_incident(incident, visit.now)
    context = {"room": "incidents", "stamp": stamp} | sheet_context(visit, incident) | more
    return show(request, visit, "incidents/page.html", context, status=status)


def sheet_context(visit: Visit, incident: Incident) -> dict[str, object]:
    """What the body of the page needs."""
    return {
        "sheet": sheet_of(incident),
        "incident": incident,
        "mine": incident.taken_by_id == visit.membership.pk,
        "reassign_form": ReassignForm(organization=visit.organization),
        "snooze_form": SnoozeForm(zone_name=visit.zone_name, now=visit.now),
        "note_form": NoteForm(),
        "resolve_form": ResolveForm(),
    }
