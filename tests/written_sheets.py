"""A written sheet that is out, and one that was accepted."""

from datetime import datetime, timedelta
from typing import Any

from accounts.audit import Actor
from routing.sheet_link import token_for
from sla.actions.sheets import accept_sheet, offer_sheet
from sla.models import Agreement, ClientContact, SheetAcceptance, SheetOffer
from web.sheet_facts import sheet_of


def sheet_rows(agreement: Agreement, now: datetime) -> dict[str, Any]:
    """Made by two contacts of their own: the rows' numbers, and what opens the one that is out."""
    accepted = _offer(agreement, "Dora Sheet", now - timedelta(days=1))
    accept_sheet(offer=accepted, name="Dora Sheet", pdf=b"%PDF-1.4 as it was accepted", address=None, now=now)
    out = _offer(agreement, "Dirk Sheet", now)
    return {
        "offer": out.pk,
        "acceptance": SheetAcceptance.objects.get(offer=accepted).pk,
        "token of sheet_tap": token_for(out),
    }


def _offer(agreement: Agreement, name: str, at: datetime) -> SheetOffer:
    contact = ClientContact.objects.create(
        organization=agreement.organization, client=agreement.client, name=name, email="sheet@client.example"
    )
    return offer_sheet(
        agreement=agreement, contact=contact, sheet=sheet_of(agreement, at), days=14, sent_by=None,
        actor=Actor.system(), now=at,
    )  # fmt: skip
