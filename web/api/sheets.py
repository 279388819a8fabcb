"""The written sheet of an agreement: read, and sent to somebody at the client who accepts it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hours.clock import now
from sla.actions.sheets import is_out, revoke_sheet
from sla.lookups import get_agreement, get_contact
from sla.models import Agreement, Client, ClientContact, SheetAcceptance, SheetOffer
from sla.sheet import canonical, digest
from sla.standing import acceptances, get_sheet_offer, sheets_sent, standing
from web.actions.send_sheet import send_sheet
from web.api import sheet_shapes as shapes
from web.api.idempotency import answered_once
from web.api.promise_reading import CODE, client_of
from web.api.reading import read_question
from web.api.telling import instant
from web.api.view import ApiView, actor_of, member_of
from web.sheet_facts import sheet_of

MOST = 200


class TheSheet(ApiView):
    @extend_schema(operation_id="sheets_read", parameters=[CODE], responses=shapes.SheetTold)
    def get(self, request: Request, code: str, agreement_id: int) -> Response:
        """What was promised in words, and whether that was accepted."""
        row = get_agreement(client_of(request, code), agreement_id)
        sheet, stands = sheet_of(row, now()), standing(row, acceptances(row.client))
        return Response(
            {
                "tier_name": sheet.tier, "version": sheet.version, "on": sheet.on.isoformat(),
                "digest": digest(canonical(sheet)), "sections": [asdict(section) for section in sheet.sections],
                "accepted": _accepted(stands.accepted), "earlier": _accepted(stands.earlier),
            }
        )  # fmt: skip

    @extend_schema(
        operation_id="sheets_send", parameters=[CODE], request=shapes.SheetSend,
        responses={201: shapes.SheetSent},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, code: str, agreement_id: int) -> Response:
        """Mail somebody at the client a link of their own to the sheet as it is now. One sent to them before is over."""
        row = get_agreement(client_of(request, code), agreement_id)
        said = read_question(shapes.SheetSend, request)
        offer = send_sheet(
            agreement=row, contact=_contact(row.client, said["contact"]), days=said["days"],
            sent_by=member_of(request), actor=actor_of(request), now=now(),
        )  # fmt: skip
        told = {
            "id": offer.pk, "contact": offer.contact_id, "version": offer.version.number, "digest": offer.digest,
            "expires_at": instant(offer.expires_at),
        }  # fmt: skip
        return Response(told, status=201)


class SheetsSent(ApiView):
    @extend_schema(operation_id="sheets_sent", parameters=[CODE], responses=shapes.SheetsSentTold)
    def get(self, request: Request, code: str, agreement_id: int) -> Response:
        """All that were ever sent of this agreement, the newest first, and what became of each."""
        row = get_agreement(client_of(request, code), agreement_id)
        return Response({"results": [_sent(each, row, now()) for each in sheets_sent(row)[:MOST]]})


class OneSheetSent(ApiView):
    @extend_schema(
        operation_id="sheets_revoke", parameters=[CODE], request=None, responses={204: None}
    )  # fmt: skip
    def delete(self, request: Request, code: str, agreement_id: int, offer_id: int) -> Response:
        """Its link is over at once; what was accepted stays accepted."""
        row = get_agreement(client_of(request, code), agreement_id)
        revoke_sheet(offer=get_sheet_offer(row, offer_id), actor=actor_of(request), now=now())
        return Response(status=204)


def _sent(offer: SheetOffer, row: Agreement, at: datetime) -> dict[str, Any]:
    offer.agreement = row
    accepted = getattr(offer, "acceptance", None)
    return {
        "id": offer.pk, "contact": offer.contact_id, "name": offer.contact.name, "address": offer.address,
        "tier_name": offer.version.tier.name, "version": offer.version.number, "digest": offer.digest,
        "sent_at": instant(offer.sent_at), "expires_at": instant(offer.expires_at),
        "revoked_at": instant(offer.revoked_at), "is_out": accepted is None and is_out(offer, at),
        "accepted": _accepted(accepted),
    }  # fmt: skip


def _contact(client: Client, number: int) -> ClientContact:
    """Raises ValidationError for one the client does not have."""
    try:
        return get_contact(client, number)
    except ClientContact.DoesNotExist as error:
        raise ValidationError({"contact": [f"{client} has no contact {number}."]}) from error


def _accepted(row: SheetAcceptance | None) -> dict[str, Any] | None:
    if row is None:
        return None
    return {
        "name": row.name, "at": instant(row.at), "tier_name": row.version.tier.name, "version": row.version.number,
        "digest": row.digest, "pdf_digest": row.file.digest if hasattr(row, "file") else None,
    }  # fmt: skip
