"""The private page at /a/<token>/ of a contact who was sent a written sheet: read it, accept it, without logging in.

Only a POST accepts: what looks at links before people do (previews, scanners) sends GET and HEAD.
"""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from accounts.address import address_of
from accounts.refusal import Refused
from hours.clock import now as present
from routing.sheet_link import offered_by, token_for
from sla.actions.sheets import SheetGone, accept_sheet
from sla.models import SheetOffer
from sla.sheet import read_sheet
from web.client_page import private_page, see_other, who_to_ring
from web.edit import data_of, refuse
from web.private_link import behind_a_link, why_not_done
from web.sheet_facts import accepted_pdf, pdf_answer
from web.sheet_forms import AcceptForm
from web.sheet_pdf import sheet_pdf

GONE = "sheets/gone.html"


def _offer(token: str) -> SheetOffer | None:
    return offered_by(token, now=present())


@behind_a_link(_offer, methods=["GET", "HEAD"], gone=GONE, counted="sheet")
def sheet_tap(request: HttpRequest, offer: SheetOffer) -> HttpResponse:
    return _show(offer, AcceptForm())


@behind_a_link(_offer, methods=["GET", "HEAD"], gone=GONE, counted="sheet")
def sheet_tap_file(request: HttpRequest, offer: SheetOffer) -> HttpResponse:
    accepted = getattr(offer, "acceptance", None)
    pdf = accepted_pdf(accepted) if accepted else sheet_pdf(read_sheet(offer.text))
    answer = pdf_answer(pdf, f"{offer.agreement.client.code}-v{offer.version.number}")
    answer["Cache-Control"] = "no-store"
    return answer


@behind_a_link(_offer, methods=["POST"], gone=GONE, counted="sheet")
def sheet_tap_accept(request: HttpRequest, offer: SheetOffer) -> HttpResponse:
    now, form = present(), AcceptForm(data_of(request))
    if refused := why_not_done(request, f"sheet:{offer.pk}", now):
        return _show(offer, form, *refused)
    if not form.is_valid():
        return _show(offer, form, 422)
    return _accept(request, offer, form, now)


def _accept(request: HttpRequest, offer: SheetOffer, form: AcceptForm, now: datetime) -> HttpResponse:
    try:
        accept_sheet(
            offer=offer, name=form.cleaned_data["name"], pdf=sheet_pdf(read_sheet(offer.text)),
            address=address_of(request), now=now,
        )  # fmt: skip
    except Refused as refused:
        refuse(form, refused)
        return _show(offer, form, 422)
    except SheetGone:
        return private_page(GONE, {}, status=404)
    return see_other(reverse("sheet_tap", args=[token_for(offer)]))


def _show(offer: SheetOffer, form: AcceptForm, status: int = 200, notice: str = "") -> HttpResponse:
    client = offer.agreement.client
    context: dict[str, object] = {
        "offer": offer, "sheet": read_sheet(offer.text), "form": form, "notice": notice, "token": token_for(offer),
        "zone": ZoneInfo(client.calendar.time_zone), "accepted": getattr(offer, "acceptance", None), "now": present(),
        **who_to_ring(offer.organization, client),
    }  # fmt: skip
    return private_page("sheets/tap.html", context, status=status)
