"""What clients are billed and people are paid, for the same days and from the same facts as the page and its exports."""

from datetime import datetime, timedelta
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from hours.wall import first_instant, zone
from routing.bill_lines import IncidentBill
from routing.ledger import bills_of, with_work, worked_on
from routing.pay import PayLine, pay_lines
from web.api import money_shapes as shapes
from web.api.pagination import one_page
from web.api.reading import read_query
from web.api.telling import address, call_out, instant
from web.api.throttles import FairnessThrottle
from web.api.view import ApiView, organization_of

A_DAY, LONGEST = timedelta(days=1), timedelta(days=400)
Said = dict[str, Any]


class BillLines(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="bill_lines", parameters=[shapes.RangeAsked], responses=shapes.BillsTold)
    def get(self, request: Request) -> Response:
        """Each incident whose work began in these days, whole, the newest first: what is billed, and what is not and why."""
        organization, (since, until) = organization_of(request), _asked(request)
        page = one_page(with_work(worked_on(organization, since=since, until=until)), request)
        found = {made.incident.pk: made for made in bills_of(page.rows)}
        return Response(page.told(lambda row: bill_told(found[row.pk])))


class PayLines(ApiView):
    acts = {"GET": Act.MANAGE}
    throttle = FairnessThrottle

    @extend_schema(operation_id="pay_lines", parameters=[shapes.RangeAsked], responses=shapes.PayTold)
    def get(self, request: Request) -> Response:
        """Everybody's time on call up to now, work, pages and wakes in these days, person by person, all at once."""
        said, (since, until) = read_query(shapes.RangeAsked, request), _asked(request)
        found = pay_lines(organization_of(request), since=since, until=until, now=now())
        return Response({
            "since": said["since"].isoformat(), "until": said["until"].isoformat(), "results": list(map(_pay_told, found)),
        })  # fmt: skip


def _asked(request: Request) -> tuple[datetime, datetime]:
    """Raises ValidationError."""
    said = read_query(shapes.RangeAsked, request)
    since, until = said["since"], said["until"]
    if not since <= until < since + LONGEST:
        raise ValidationError({"until": ["Must be since or later, and the two at most 400 days in all."]})
    own = zone(organization_of(request).time_zone)
    return first_instant(since, own), first_instant(until + A_DAY, own)


def bill_told(made: IncidentBill) -> Said:
    row = made.incident
    return {
        "incident": row.number, "reference": row.reference, "client": row.client.code if row.client else None,
        "minutes": made.minutes, "charged_minutes": made.charged_minutes, "amount_cents": made.cents,
        "currency": made.currency, "price": call_out(made.price) if made.price else None,
        "receipt": made.receipt_number, "proposed": made.is_proposed,
        "lines": [
            {
                "ground": line.ground.value, "billable": line.is_billed, "band": line.band, "minutes": line.minutes,
                "percent": line.percent, "amount_cents": line.cents,
            }
            for line in made.lines
        ],
    }  # fmt: skip


def _pay_told(line: PayLine) -> Said:
    return {
        "member": address(line.member), "name": str(line.member), "line": line.kind.value, "incident": line.reference,
        "since": instant(line.since), "until": instant(line.until), "band": line.band, "minutes": line.minutes,
        "count": line.count, "percent": line.percent, "rate_cents": line.price.rate_cents if line.price else None,
        "currency": line.price.currency if line.price else "", "amount_cents": line.cents, "proposed": line.proposed,
    }  # fmt: skip
