"""Whether what rules is what was accepted: of each agreement the version that routes and the one somebody accepted."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from sla.models import Agreement, Client, SheetAcceptance, SheetOffer


@dataclass(frozen=True, slots=True)
class Standing:
    """`accepted`: of the version that routes; else `earlier`: the last one accepted for the same place and line."""

    accepted: SheetAcceptance | None
    earlier: SheetAcceptance | None


def is_over(row: Agreement, today: date) -> bool:
    """It ended before that local date, and routes nothing."""
    return row.ends_on is not None and row.ends_on < today


def acceptances(client: Client) -> QuerySet[SheetAcceptance]:
    """All that a client ever accepted, the newest first, without the texts."""
    rows = SheetAcceptance.objects.filter(organization=client.organization_id, agreement__client=client)
    rows = rows.select_related("version__tier", "contact", "agreement", "file")
    return rows.defer("text", "file__content").order_by("-at", "-pk")


def standing(row: Agreement, found: Iterable[SheetAcceptance]) -> Standing:
    """`found`: from `acceptances`."""
    same = [each for each in found if _same_scope(each.agreement, row)]
    accepted = next((each for each in same if each.version_id == row.version_id), None)
    return Standing(accepted, None if accepted else next(iter(same), None))


def sheet_offers(row: Agreement) -> QuerySet[SheetOffer]:
    """Those of the version that rules that were sent and neither accepted nor taken back, the newest first, without the texts."""
    rows = SheetOffer.objects.filter(agreement=row, version=row.version_id, revoked_at=None, acceptance=None)
    return rows.select_related("contact", "version").defer("text").order_by("-sent_at", "-pk")


def sheets_sent(row: Agreement) -> QuerySet[SheetOffer]:
    """All that were ever sent of it, the newest first, with what became of them, without the texts."""
    rows = SheetOffer.objects.filter(agreement=row).select_related(
        "contact", "version__tier", "acceptance__file", "acceptance__version__tier"
    )
    rows = rows.defer("text", "acceptance__text", "acceptance__file__content")
    return rows.order_by("-sent_at", "-pk")


def get_sheet_offer(row: Agreement, offer_id: int) -> SheetOffer:
    """Raises SheetOffer.DoesNotExist, also for another agreement's."""
    rows = SheetOffer.objects.filter(agreement=row).select_related(
        "contact", "version__tier", "organization", "agreement"
    )
    return rows.get(pk=offer_id)


def get_acceptance(row: Agreement, acceptance_id: int) -> SheetAcceptance:
    """With its text and its file, if one was kept. Raises SheetAcceptance.DoesNotExist, also for another agreement's."""
    return SheetAcceptance.objects.select_related("version__tier", "contact", "file").get(
        agreement__client=row.client_id, pk=acceptance_id
    )


def _same_scope(one: Agreement, other: Agreement) -> bool:
    return (one.site_id, one.service_line) == (other.site_id, other.service_line)
