"""The private page of one request at /t/<reference>/<token>/: what happens with it, renewed by itself.

Who has the link may read and tell us things: the token in the address is the only authority, no cookie has a part,
so Django's CSRF check has nothing to protect here. Wrong, revoked and outdated links get the same 404.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.address import address_of
from hours.clock import now as present
from routing.merged import survivor_of
from routing.models import Incident
from routing.states import IncidentStatus
from routing.status_link import incident_for, token_for
from web import client_guard as guard
from web.client_form import never_a_dead_end
from web.client_page import private_page, who_to_ring
from web.live import stamp_of, unless_seen
from web.status_facts import shown_lines, status_facts
from web.status_steps import steps
from web.status_words import own_words, said

StatusPage = Callable[[HttpRequest, Incident], HttpResponse]
STOP_POLLING = 286  # htmx: swap, and ask no more


def linked(*methods: str) -> Callable[[StatusPage], Callable[..., HttpResponse]]:
    """A page behind a private link; it gets (request, incident)."""

    def guard_link(page: StatusPage) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @require_http_methods(methods)
        @never_a_dead_end
        @wraps(page)
        def found(request: HttpRequest, reference: str, token: str) -> HttpResponse:
            incident = incident_for(reference, token, now=present())
            response = _missed(request) if incident is None else page(request, incident)
            response["Referrer-Policy"] = "no-referrer"
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return found

    return guard_link


def _missed(request: HttpRequest) -> HttpResponse:
    """One answer to every wrong link; whoever tries many waits."""
    block = guard.block_of(address_of(request))
    tries = guard.count(f"link:{block}", guard.LINK_MISSES, present()) if block else 0
    if tries > guard.LINK_MISSES.most:
        return private_page(
            "client_status/gone.html", {"words": _("Too many tries. Wait ten minutes.")}, status=429
        )
    return private_page("client_status/gone.html", {}, status=404)


@linked("GET", "HEAD")
def client_status(request: HttpRequest, incident: Incident) -> HttpResponse:
    return private_page("client_status/page.html", context_of(incident), status=200)


@linked("GET", "HEAD")
def client_status_now(request: HttpRequest, incident: Incident) -> HttpResponse:
    """The part that renews itself, or 304 when it would say the same."""
    context = context_of(incident)
    status = STOP_POLLING if survivor_of(incident).status == IncidentStatus.RESOLVED else 200

    def answer() -> HttpResponse:
        return HttpResponse(render_to_string("client_status/_now.html", context), status=status)

    response = unless_seen(request, str(context["stamp"]), answer)
    response["Cache-Control"] = "private, no-cache"
    return response


def context_of(incident: Incident) -> dict[str, object]:
    """All that the page prints; `stamp` changes with what it says, not with the clock."""
    facts = status_facts(incident)
    words, way = said(facts, present()), steps(facts)
    own, updates = shown_lines(incident)
    lines = [(line.at, own_words(line.text)) for line in own]
    organization = incident.organization
    country = incident.client.calendar.country if incident.client else ""
    return {
        "incident": incident,
        "facts": facts,
        "said": words,
        "steps": way,
        "lines": lines,
        "updates": updates,
        "zone": facts.zone,
        "token": token_for(incident),
        "solved": facts.status == IncidentStatus.RESOLVED,
        "stamp": stamp_of(words, way, lines, [line.pk for line in updates]),
        **who_to_ring(organization, country),
    }
