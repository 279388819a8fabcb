"""How the client's form is shown: everything its template prints, worked out beforehand."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.http import HttpResponse, HttpResponseRedirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from accounts.models import Organization
from routing.models import Incident
from routing.status_link import token_for
from sla.models import Client
from web.client_fields import ClientForm
from web.client_language import other_languages
from web.client_promise import Effect, Forecast
from web.client_words import (
    EFFECTS,
    cover_words,
    emergency_number,
    holiday_words,
    is_covered,
    moment,
    promise_words,
)
from web.form_token import FormToken, write
from web.phones import pretty


@dataclass(frozen=True)
class Row:
    """One effect: its value, its words, what will happen, whether it is chosen."""

    value: str
    words: str
    promise: SafeString
    chosen: bool


@dataclass(frozen=True)
class Fault:
    """What stands in the way, in words, and the id to jump to."""

    target: str
    words: str


@dataclass(frozen=True)
class FormPage:
    """One showing of the form. `notice`: why a complete form is shown once more."""

    organization: Organization
    client: Client | None  # None: the shared one
    form: ClientForm
    token: FormToken
    forecast: Forecast
    now: datetime
    notice: str = ""


def show_form(page: FormPage, status: int = 200) -> HttpResponse:
    """Rendered without the request: no session is looked at, no cookie is set."""
    return plain_page("client_form/form.html", context_of(page), status=status)


def plain_page(template: str, context: dict[str, object], *, status: int) -> HttpResponse:
    """A page for somebody without a login; kept by no cache, restored by the back button."""
    response = HttpResponse(render_to_string(template, context), status=status)
    patch_cache_control(response, private=True, no_cache=True)
    return response


def private_page(template: str, context: dict[str, object], *, status: int) -> HttpResponse:
    """A page behind a private link: nothing it loads or leads to learns the link."""
    return plain_page(template, context | {"referrer": "no-referrer"}, status=status)


def see_other(address: str) -> HttpResponse:
    """303 to a private link: kept by no cache, told to nobody."""
    response = HttpResponseRedirect(address)
    response.status_code = 303
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    return response


def see_request(incident: Incident, page: str = "client_status") -> HttpResponse:
    """303 to a page of the request: its own, or the question that is open."""
    return see_other(reverse(page, args=[incident.reference, token_for(incident)]))


def context_of(page: FormPage) -> dict[str, object]:
    forecast, client, organization = page.forecast, page.client, page.organization
    return {
        "client": client,
        "form": page.form,
        "form_token": write(page.token),
        "faults": list(faults_of(page.form)),
        "notice": page.notice,
        "languages": other_languages(),
        "language": get_language(),
        "rows": rows_of(page),
        "local_time": moment(page.now, forecast.zone),
        "cover": cover_words(forecast),
        "covered": is_covered(forecast),
        "holiday": holiday_words(forecast),
        **who_to_ring(organization, client),
    }


def address_of_shared_form(organization: Organization) -> str:
    """The whole address of the form for whoever does not know their own."""
    return settings.PUBLIC_BASE_URL + reverse("shared_form", args=[organization.slug])


def who_to_ring(organization: Organization, client: Client | None) -> dict[str, object]:
    """The organization, its number as people read it, and the emergency number where the client is."""
    country = client.calendar.country if client else ""
    return {
        "organization": organization,
        "our_phone": pretty(organization.client_phone),
        "emergency": emergency_number(country or organization.country),
    }


def rows_of(page: FormPage) -> list[Row]:
    promises = page.forecast.promises
    return [
        Row(
            effect.value,
            str(EFFECTS[effect]),
            promise_words(promises[effect], page.forecast.zone),
            effect is page.form.effect,
        )
        for effect in Effect
    ]


def faults_of(form: ClientForm) -> Iterator[Fault]:
    """In the order of the page; the first radio button stands for its group."""
    for field in form:
        for words in field.errors:
            target = f"{field.auto_id}_0" if field.name == "impact" else field.auto_id
            yield Fault(target, str(words))
