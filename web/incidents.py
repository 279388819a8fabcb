"""The page of an incident: what was decided, who was paged, what happened."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.permissions import Act
from routing.client_ways import ways_to_client
from routing.models import HeldRequest, Incident
from routing.queries import get_incident
from routing.states import IncidentStatus
from web.incident_forms import NoteForm, PauseForm, ReassignForm, ResolveForm, SnoozeForm, UpdateForm
from web.incident_picture import night_picture
from web.incident_sheet import sheet_of, stamp_of_incident, stamp_of_sheet
from web.live import unless_seen
from web.visit import Visit, members_only, show

GOES_ON = (
    IncidentStatus.HELD, IncidentStatus.TRIGGERED, IncidentStatus.ACKNOWLEDGED, IncidentStatus.SNOOZED,
)  # fmt: skip


@members_only(Act.VIEW)
def incident_page(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    return show_incident(request, visit, found_incident(visit, number))


@members_only(Act.VIEW)
def incident_live(request: HttpRequest, visit: Visit, number: int) -> HttpResponse:
    """The page's body again, or 304."""
    incident = found_incident(visit, number)
    stamp = stamp_of_incident(incident, visit.now)

    def fresh() -> HttpResponse:
        return show(request, visit, "incidents/_live.html", sheet_context(visit, incident))

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
    context = {"room": "incidents"} | sheet_context(visit, incident) | more
    return show(request, visit, "incidents/page.html", context, status=status)


def sheet_context(visit: Visit, incident: Incident) -> dict[str, object]:
    """What the body of the page needs; who may do nothing gets no forms."""
    sheet = sheet_of(incident, visit.now)
    context = {
        "sheet": sheet,
        "incident": incident,
        "held": _held(incident),
        "mine": incident.taken_by_id == visit.membership.pk,
        "stamp": stamp_of_sheet(sheet, visit.now),
        "night": night_picture(incident, sheet.pages, sheet.timeline, zone=visit.zone, now=visit.now),
        "has_next": incident.status in GOES_ON,
        "may_attach": visit.may_respond,
        "may_tick": visit.may_respond and incident.status != IncidentStatus.RESOLVED,
        "is_paused": any(each.is_paused for each in sheet.deadlines),
    }
    return context | (_forms(visit, incident) if visit.may_respond else {})


def _held(incident: Incident) -> HeldRequest | None:
    """Why it is held back now, if it is; read with the incident."""
    found: HeldRequest | None = getattr(incident, "held_request", None)
    return found if found and found.ended_at is None and incident.status == IncidentStatus.HELD else None


def _forms(visit: Visit, incident: Incident) -> dict[str, object]:
    return {
        "reassign_form": ReassignForm(organization=visit.organization),
        "snooze_form": SnoozeForm(zone_name=visit.zone_name, now=visit.now),
        "note_form": NoteForm(),
        "pause_form": PauseForm(),
        "resolve_form": ResolveForm(),
        "update_form": UpdateForm(ways=ways_to_client(incident)),
    }
