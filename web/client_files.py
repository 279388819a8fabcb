"""Photos and files from the client's own page: a small page of its own, as the other things it can tell us are."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hours.clock import now as present
from routing.actions.attach import attach_from_client
from routing.models import Incident
from routing.status_link import token_for
from web import client_guard as guard
from web.client_page import private_page, see_request, who_to_ring
from web.client_status import linked
from web.private_link import why_not_done
from web.upload import MOST_SENT, given_in


@linked("GET", "HEAD", "POST")
def client_files(request: HttpRequest, incident: Incident) -> HttpResponse:
    if request.method != "POST":
        return _show(incident)
    fault = guard.unreadable(request, MOST_SENT) or why_not_done(request, f"act:{incident.pk}", present())
    if fault:
        return _show(incident, *fault)
    given = given_in(request.FILES.getlist("files"))
    if not given:
        return _show(incident, 422, _("Choose a photo or a file first."))
    attach_from_client(incident_id=incident.pk, given=given, now=present())
    return see_request(incident)


def _show(incident: Incident, status: int = 200, notice: str = "") -> HttpResponse:
    context = {"incident": incident, "notice": notice, "token": token_for(incident)}
    ring = who_to_ring(incident.organization, incident.client)
    return private_page("client_status/files.html", context | ring, status=status)
