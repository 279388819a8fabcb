"""Whether a client is ready for the night, in words, each with the page where it is mended."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from routing.client_readiness import lacks_of
from sla.client_readiness import Lack
from web.client_sheet import Sheet

WORDS: dict[Lack, tuple[str | Promise, str | Promise]] = {
    Lack.AGREEMENT: (_("No agreement holds today: what comes in counts as not covered."), _("Add an agreement")),
    Lack.PERSON: (_("Nobody there has a phone number on file."), _("Add a contact")),
    Lack.RUNBOOK: (
        _("A technician is promised for a P1 at night, and no runbook says what to do."), _("Write a runbook"),
    ),
    Lack.APPROVER: (_("Call-outs are sold, and nobody there may approve the charge."), _("Name somebody")),
    Lack.BILLED: (_("Call-outs are sold, and nobody there gets the receipt."), _("Name somebody")),
    Lack.SHEET: (_("Nobody there accepted what is promised in writing."), _("Send the written sheet")),
    Lack.IDS: (_("Tools find them by code and name alone: a rename loses them."), _("Add an id or a name")),
    Lack.LINKS: (_("Whoever is paged gets no link to their documentation."), _("Add a link")),
}  # fmt: skip


@dataclass(frozen=True)
class Missing:
    """What is missing, what mends it, and where."""

    words: str | Promise
    next: str | Promise
    address: str


def missing(sheet: Sheet, *, now: datetime) -> list[Missing]:
    """The worst first; nothing: the client is ready. One query. `sheet`: of a client `with_record`."""
    lacking = lacks_of(sheet.client, sheet.facts, now)
    return [Missing(*WORDS[lack], ADDRESSES[lack](sheet)) for lack in lacking]


def _of(name: str) -> Callable[[Sheet], str]:
    return lambda sheet: reverse(name, args=[sheet.client.code])


def _runbook(sheet: Sheet) -> str:
    return f"{reverse('runbook_new')}?client={sheet.client.code}"


def _sheet(sheet: Sheet) -> str:
    """Of the first agreement that rules unaccepted."""
    bare = next(each for each in sheet.agreements if each.is_live and not each.accepted.accepted)
    return reverse("sheet", args=[sheet.client.code, bare.row.pk])


ADDRESSES: dict[Lack, Callable[[Sheet], str]] = {
    Lack.AGREEMENT: _of("agreement_new"),
    Lack.PERSON: _of("contact_new"),
    Lack.RUNBOOK: _runbook,
    Lack.APPROVER: _of("contact_new"),
    Lack.BILLED: _of("contact_new"),
    Lack.SHEET: _sheet,
    Lack.IDS: _of("client_ids"),
    Lack.LINKS: _of("client_edit"),
}
