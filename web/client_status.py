"""The private page of one request at /t/<reference>/<token>/: what happens with it, renewed by itself.

Who has the link may read and tell us things. Wrong, revoked and outdated links get the same 404.
"""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

from hours.clock import now as present
from routing.merged import survivor_of
from routing.models import Incident
from routing.states import IncidentStatus
from routing.status_link import incident_for, token_for
from web.client_language import may_be_framed, other_languages, speak_about
from web.client_page import private_page, who_to_ring
from web.file_words import told_to_sender
from web.live import stamp_of, unless_seen
from web.private_link import behind_a_link
from web.status_facts import shown_lines, status_facts
from web.status_steps import steps
from web.status_words import own_words, said

StatusPage = Callable[[HttpRequest, Incident], HttpResponse]
STOP_POLLING = 286  # htmx: swap, and ask no more


def linked(*methods: str) -> Callable[[StatusPage], Callable[..., HttpResponse]]:
    """A page behind a private link; it gets (request, incident)."""
    link = behind_a_link(_incident, methods=methods, gone="client_status/gone.html", counted="link")

    def decorate(page: StatusPage) -> Callable[..., HttpResponse]:
        return link(_for_its_client(page))

    return decorate


def _for_its_client(page: StatusPage) -> StatusPage:
    """In the client's language, and inside the client's own pages where it is shown there."""

    @wraps(page)
    def shown(request: HttpRequest, incident: Incident) -> HttpResponse:
        speech = speak_about(request, incident)
        return speech.keep(may_be_framed(page(request, incident), incident.client))

    return shown


def _incident(reference: str, token: str) -> Incident | None:
    return incident_for(reference, token, now=present())


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
    files = [
        (row.name, told_to_sender(row)) for row in incident.attachments.filter(member=None).order_by("id")
    ]
    return {
        "incident": incident,
        "facts": facts,
        "said": words,
        "steps": way,
        "lines": lines,
        "updates": updates,
        "files": files,
        "zone": facts.zone,
        "token": token_for(incident),
        "languages": other_languages(),
        "solved": facts.status == IncidentStatus.RESOLVED,
        "stamp": stamp_of(words, way, facts.charge, lines, [line.pk for line in updates], files),
        **who_to_ring(incident.organization, incident.client),
    }
