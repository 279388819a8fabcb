"""An agreement written down: to read, to print, as a PDF, to send to somebody who accepts it."""

from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Act
from sla.actions.agreements import local_today
from sla.actions.sheets import revoke_sheet
from sla.lookups import get_agreement
from sla.models import Agreement, Client
from sla.queries import get_client
from sla.sheet import Sheet, canonical, changed_titles, digest, read_sheet
from sla.standing import acceptances, get_acceptance, get_sheet_offer, is_over, sheet_offers, standing
from web.actions.send_sheet import send_sheet
from web.client_edit import crumbs_of
from web.edit import Crumb, data_of, form_page, saved
from web.found import or_404
from web.once import once
from web.sheet_facts import accepted_pdf, pdf_answer, sheet_of, standing_words
from web.sheet_forms import SendForm
from web.sheet_pdf import sheet_pdf
from web.visit import Visit, members_only, show

MOVING = frozenset({"agreement", "holidays"})  # sections that differ with the day they are written on


@members_only(Act.VIEW)
def sheet_page(request: HttpRequest, visit: Visit, code: str, agreement_id: int) -> HttpResponse:
    client, row = found_agreement(visit, code, agreement_id)
    sheet, found = sheet_of(row, visit.now), list(acceptances(client))
    stands, zone = standing(row, found), ZoneInfo(client.calendar.time_zone)
    context = {
        "room": "clients", "client": client, "row": row, "sheet": sheet, "digest": digest(canonical(sheet)),
        "crumbs": crumbs_of(client), "client_zone": zone, "stands": stands, "stands_words": standing_words(row, stands, zone),
        "changed": _changed(row, stands.accepted.pk, sheet) if stands.accepted else (), "accepted": found,
        "out": sheet_offers(row), "is_over": is_over(row, local_today(client, visit.now)),
    }  # fmt: skip
    return show(request, visit, "sheets/page.html", context)


@members_only(Act.VIEW)
def sheet_file(request: HttpRequest, visit: Visit, code: str, agreement_id: int) -> HttpResponse:
    _client, row = found_agreement(visit, code, agreement_id)
    return pdf_answer(sheet_pdf(sheet_of(row, visit.now)), f"{code}-v{row.version.number}")


@members_only(Act.VIEW)
def accepted_file(
    request: HttpRequest, visit: Visit, code: str, agreement_id: int, acceptance_id: int
) -> HttpResponse:
    """The very sheet that was accepted."""
    _client, row = found_agreement(visit, code, agreement_id)
    accepted = or_404(get_acceptance, row, acceptance_id)
    return pdf_answer(accepted_pdf(accepted), f"{code}-v{accepted.version.number}-accepted")


@members_only(Act.MANAGE)
@once
def send(request: HttpRequest, visit: Visit, code: str, agreement_id: int) -> HttpResponse:
    client, row = found_agreement(visit, code, agreement_id)
    form = SendForm(data_of(request), client=client)
    if saved(
        form,
        lambda: send_sheet(
            agreement=row, contact=form.cleaned_data["contact"], days=form.cleaned_data["days"],
            sent_by=visit.membership, actor=visit.actor, now=visit.now,
        ),
    ):  # fmt: skip
        messages.success(request, _("It is on its way. You see here when it is accepted."))
        return redirect(page_of(client, row))
    return form_page(
        request, visit, form, title=_("Send the sheet to be accepted"), leave=page_of(client, row), room="clients",
        crumbs=[*crumbs_of(client), Crumb(_("The written sheet"), page_of(client, row))], save=_("Send it"),
        intro=_("They get a link of their own to the sheet as it stands now, read it and accept it with their name. A link sent to them before is over."),
    )  # fmt: skip


@require_POST
@members_only(Act.MANAGE)
def revoke(request: HttpRequest, visit: Visit, code: str, agreement_id: int, offer_id: int) -> HttpResponse:
    client, row = found_agreement(visit, code, agreement_id)
    offer = or_404(get_sheet_offer, row, offer_id)
    done = revoke_sheet(offer=offer, actor=visit.actor, now=visit.now)
    messages.success(request, _("That link is over.") if done else _("It was so already."))
    return redirect(page_of(client, row))


def found_agreement(visit: Visit, code: str, agreement_id: int) -> tuple[Client, Agreement]:
    """Raises Http404."""
    client = or_404(get_client, visit.organization, code)
    return client, or_404(get_agreement, client, agreement_id)


def page_of(client: Client, row: Agreement) -> str:
    return reverse("sheet", args=[client.code, row.pk])


def _changed(row: Agreement, acceptance_id: int, sheet: Sheet) -> tuple[str, ...]:
    """What the sheet says otherwise than the accepted one of the same version: hours, people, cost ..."""
    accepted = read_sheet(get_acceptance(row, acceptance_id).text)
    return changed_titles(accepted, sheet, but=MOVING)
