"""An agreement written down, to read, to print, and as a PDF."""

from datetime import datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from accounts.permissions import Act
from sla.lookups import get_agreement
from sla.models import Agreement, Client
from sla.queries import get_client
from sla.sheet import Sheet, canonical, digest
from sla.stored_sheet import written_sheet
from web.client_edit import crumbs_of
from web.found import or_404
from web.phones import pretty
from web.sheet_pdf import sheet_pdf
from web.visit import Visit, members_only, show


@members_only(Act.VIEW)
def sheet_page(request: HttpRequest, visit: Visit, code: str, agreement_id: int) -> HttpResponse:
    client, row = found_agreement(visit, code, agreement_id)
    sheet = sheet_of(row, visit.now)
    context = {
        "room": "clients", "client": client, "row": row, "sheet": sheet, "digest": digest(canonical(sheet)),
        "crumbs": crumbs_of(client),
    }  # fmt: skip
    return show(request, visit, "sheets/page.html", context)


@members_only(Act.VIEW)
def sheet_file(request: HttpRequest, visit: Visit, code: str, agreement_id: int) -> HttpResponse:
    _client, row = found_agreement(visit, code, agreement_id)
    return pdf_answer(sheet_of(row, visit.now), f"{code}-v{row.version.number}")


def found_agreement(visit: Visit, code: str, agreement_id: int) -> tuple[Client, Agreement]:
    """Raises Http404."""
    client = or_404(get_client, visit.organization, code)
    return client, or_404(get_agreement, client, agreement_id)


def sheet_of(row: Agreement, now: datetime) -> Sheet:
    """As everything stands now."""
    client = row.client
    return written_sheet(
        row, form_address=f"{settings.PUBLIC_BASE_URL}/r/{client.slug}/",
        phone=pretty(client.organization.client_phone), now=now,
    )  # fmt: skip


def pdf_answer(sheet: Sheet, name: str) -> HttpResponse:
    answer = HttpResponse(sheet_pdf(sheet), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer
