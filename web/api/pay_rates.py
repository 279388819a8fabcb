"""What an hour on call and an hour of work pay, for an owner's own token."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from routing.actions.pay_rates import Pay, add_pay_rate, take_pay_rate_out
from routing.models import PayRate
from routing.work_queries import get_pay_rate, pay_rates
from web.api import money_shapes as shapes
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import read_query, read_question, somebody_called
from web.api.telling import address
from web.api.view import ApiView, actor_of, organization_of

NAMES = (
    "standby_cents", "work_cents", "currency", "minimum_minutes", "increment_minutes", "business_hours_percent",
    "after_hours_percent", "weekend_percent", "holiday_percent",
)  # fmt: skip


def told(row: PayRate) -> dict[str, Any]:
    whose = {"id": row.pk, "member": address(row.member), "starts_on": row.starts_on.isoformat()}
    return whose | {name: getattr(row, name) for name in NAMES}


class PayRates(ApiView):
    acts = {"GET": Act.OWN, "POST": Act.OWN}

    @extend_schema(operation_id="pay_rates_list", parameters=[PagesAsked], responses=shapes.PayRatesTold)
    def get(self, request: Request) -> Response:
        """The rates that hold, or will, the newest first."""
        read_query(PagesAsked, request)
        return Response(one_page(pay_rates(organization_of(request)), request).told(told))

    @extend_schema(
        operation_id="pay_rates_add", request=shapes.PayRateWanted, responses={201: shapes.PayRateTold}
    )
    @answered_once
    def post(self, request: Request) -> Response:
        """From a day on, until the next one begins. Percent of both in each band of the organization's calendar."""
        organization, said = organization_of(request), read_question(shapes.PayRateWanted, request)
        handle = said.pop("member")
        member = somebody_called(organization, handle, field="member") if handle else None
        row = add_pay_rate(
            organization=organization, member=member, pay=Pay(**said), actor=actor_of(request), now=now()
        )
        return Response(told(row), status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OnePayRate(ApiView):
    acts = {"DELETE": Act.OWN}

    @extend_schema(operation_id="pay_rates_remove", responses={204: None})
    def delete(self, request: Request, rate_id: int) -> Response:
        """The one before it holds again."""
        rate = get_pay_rate(organization_of(request), rate_id)
        take_pay_rate_out(rate=rate, actor=actor_of(request), now=now())
        return Response(status=204)
