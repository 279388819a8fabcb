"""The private page at /c/<token>/ of an approver on file who was asked to accept a charge: yes or no, without logging in.

Only a POST answers: what looks at links before people do (previews, scanners) sends GET and HEAD.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.address import address_of
from accounts.models import Organization
from hours.clock import now as present
from routing.actions.consent_end import Proof, accept, offer_of, refuse
from routing.consent_link import asked_by, token_for
from routing.consent_words import no_help, pays, statement, waits
from routing.models import ConsentAsked
from web.client_language import speak_about
from web.client_page import private_page, see_other, who_to_ring
from web.consent_facts import consent_facts
from web.private_link import behind_a_link, why_not_done


@dataclass(frozen=True, slots=True)
class Asked:
    """One approver's question, and whose page it is."""

    row: ConsentAsked

    @property
    def organization(self) -> Organization:
        return self.row.consent.incident.organization


AskedPage = Callable[[HttpRequest, Asked], HttpResponse]


def _asked(token: str) -> Asked | None:
    row = asked_by(token, now=present())
    return Asked(row) if row else None


def tapped(*methods: str) -> Callable[[AskedPage], Callable[..., HttpResponse]]:
    """A page behind an approver's link. Wrong and outdated links get the same 404."""
    link = behind_a_link(_asked, methods=methods, gone="client_consent/gone.html", counted="consent")

    def decorate(page: AskedPage) -> Callable[..., HttpResponse]:
        @wraps(page)
        def shown(request: HttpRequest, asked: Asked) -> HttpResponse:
            return speak_about(request, asked.row.consent.incident).keep(page(request, asked))

        return link(shown)

    return decorate


@tapped("GET", "HEAD")
def consent_tap(request: HttpRequest, asked: Asked) -> HttpResponse:
    return _show(asked)


@tapped("POST")
def consent_tap_yes(request: HttpRequest, asked: Asked) -> HttpResponse:
    return _act(request, asked, _yes)


@tapped("POST")
def consent_tap_no(request: HttpRequest, asked: Asked) -> HttpResponse:
    return _act(request, asked, _no)


def _yes(row: ConsentAsked, address: str | None, now: datetime) -> bool:
    proof = Proof(row.contact, "link", row.channel, row.address, address)
    return accept(consent_id=row.consent_id, proof=proof, now=now)


def _no(row: ConsentAsked, address: str | None, now: datetime) -> bool:
    return refuse(consent_id=row.consent_id, contact=row.contact, address=address, now=now)


def _act(
    request: HttpRequest, asked: Asked, deed: Callable[[ConsentAsked, str | None, datetime], bool]
) -> HttpResponse:
    now, row = present(), asked.row
    if refused := why_not_done(request, f"consent:{row.pk}", now):
        return _show(asked, *refused)
    if not deed(row, address_of(request), now):
        return _show(asked, 409, _("That question is answered already, or its time is over."))
    return see_other(reverse("consent_tap", args=[token_for(row)]))


def _show(asked: Asked, status: int = 200, notice: str = "") -> HttpResponse:
    row, consent = asked.row, asked.row.consent
    incident, client = consent.incident, consent.incident.client
    offer = offer_of(consent, incident)
    context: dict[str, object] = {
        "asked": row, "consent": consent, "incident": incident, "notice": notice, "token": token_for(row),
        "facts": consent_facts(incident), "no_help": no_help(offer), "waits": waits(offer),
        "pays": pays(offer.call_out), "sold": offer.call_out, "statement": statement(offer.client), "zone": offer.zone,
        **who_to_ring(incident.organization, client),
    }  # fmt: skip
    return private_page("client_consent/tap.html", context, status=status)
