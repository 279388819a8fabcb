"""A written sheet as pages show it: made anew, or as it was sent or accepted, and whether what rules was accepted."""

from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import HttpResponse
from django.utils.dateformat import format as date_words
from django.utils.translation import gettext as _

from sla.models import Agreement, SheetAcceptance
from sla.sheet import Sheet, read_sheet
from sla.standing import Standing
from sla.stored_sheet import written_sheet
from web.phones import pretty
from web.sheet_pdf import sheet_pdf


def sheet_of(row: Agreement, now: datetime) -> Sheet:
    """As everything stands now."""
    client = row.client
    return written_sheet(
        row, form_address=f"{settings.PUBLIC_BASE_URL}/r/{client.slug}/",
        phone=pretty(client.organization.client_phone), now=now,
    )  # fmt: skip


def accepted_pdf(accepted: SheetAcceptance) -> bytes:
    """The very file that was accepted; where none was kept yet, its text drawn anew."""
    kept = getattr(accepted, "file", None)
    return bytes(kept.content) if kept else sheet_pdf(read_sheet(accepted.text))


def pdf_answer(pdf: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{name}.pdf"'
    return answer


def standing_words(row: Agreement, found: Standing, zone: ZoneInfo) -> str:
    """Which version routes, and whether it is the accepted one."""
    routes = {"version": row.version.number}
    if found.accepted:
        who = _("accepted by %(name)s on %(day)s") % _who(found.accepted, zone)
        return _("Version %(version)s routes; it was %(who)s.") % {**routes, "who": who}
    if found.earlier:
        told = _who(found.earlier, zone) | {"earlier": _named(found.earlier, row)}
        before = _("Accepted: %(earlier)s, by %(name)s on %(day)s.") % told
        return f"{before} {_('Version %(version)s routes and is not accepted yet.') % routes}"
    return _("Version %(version)s routes; the client has not accepted it in writing yet.") % routes


def _who(accepted: SheetAcceptance, zone: ZoneInfo) -> dict[str, str]:
    return {"name": accepted.name, "day": date_words(accepted.at.astimezone(zone), "j F Y")}


def _named(accepted: SheetAcceptance, row: Agreement) -> str:
    """version 3; with the tier's name where it is another tier now"""
    number = _("version %(number)s") % {"number": accepted.version.number}
    same = accepted.version.tier_id == row.version.tier_id
    return number if same else f"{accepted.version.tier.name}, {number}"
