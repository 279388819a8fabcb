"""Which language a client's pages speak: the one somebody chose, else the client's, else the organization's."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import translation

from accounts.models import Organization
from routing.models import Incident
from sla.models import Client
from sla.queries import form_settings_of
from web.language import speak

LANGUAGES = {"en": "English", "es": "Español", "fr": "Français"}
COOKIE = "client_language"
A_DAY = 24 * 60 * 60


@dataclass(frozen=True)
class Speech:
    """One visit's language: `chosen` now, by a link on the page."""

    request: HttpRequest
    chosen: str

    def keep(self, response: HttpResponse) -> HttpResponse:
        """A choice is remembered for a day; nobody who did not choose gets a cookie."""
        if self.chosen:
            response.set_cookie(
                COOKIE,
                self.chosen,
                max_age=A_DAY,
                httponly=True,
                samesite="Lax",
                secure=self.request.is_secure(),
            )
        return response


def speak_about(request: HttpRequest, incident: Incident) -> Speech:
    """As its form spoke, in whichever browser its link is opened."""
    return speak_to(request, incident.organization, incident.client, reported_in=incident.language)


def speak_to(
    request: HttpRequest, organization: Organization, client: Client | None, *, reported_in: str = ""
) -> Speech:
    """From here to the end of this request. `lang` in the address is a choice; `in` is how a form that is sent was spoken."""
    chosen = _offered(request.GET.get("lang", ""))
    settings = form_settings_of(client)
    spoken = (
        chosen,
        request.GET.get("in", ""),
        request.COOKIES.get(COOKIE, ""),
        reported_in,
        settings.language if settings else "",
    )
    wanted = next(filter(None, map(_offered, spoken)), "")
    if wanted:
        request.LANGUAGE_CODE = wanted
        translation.activate(wanted)
    else:
        speak(request, organization)
    return Speech(request, chosen)


def _offered(language: str) -> str:
    return language if language in LANGUAGES else ""


def other_languages() -> list[tuple[str, str]]:
    """(code, its own name) of each but the one that is spoken."""
    return [(code, name) for code, name in LANGUAGES.items() if code != translation.get_language()]


def may_be_framed(response: HttpResponse, client: Client | None) -> HttpResponse:
    """The client's own pages may show it inside them, nobody else's."""
    settings = form_settings_of(client)
    if settings and settings.framed_by:
        response._csp_replace = {"frame-ancestors": settings.framed_by}  # type: ignore[attr-defined]  # django-csp
        response.xframe_options_exempt = True  # it knows no list
    return response
