"""What is done with an agreement: ended, renewed, suspended, resumed."""

from datetime import date, datetime
from functools import partial

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from hours.clock import now
from sla.actions.agreements import (
    DAY,
    end_agreement,
    local_today,
    renew_agreement,
    resume_agreement,
    suspend_agreement,
)
from sla.lookups import get_agreement
from sla.models import Agreement
from web.api import agreement_shapes as shapes
from web.api.client_told import agreement_told
from web.api.covering import HolesAnswered, promises_covered
from web.api.idempotency import answered_once
from web.api.promise_reading import CODE, client_of, version_sold
from web.api.reading import read_question
from web.api.view import ApiView, actor_of


class Ended(ApiView):
    @extend_schema(
        operation_id="agreements_end", parameters=[CODE, HolesAnswered], request=shapes.End,
        responses=shapes.AgreementTold,
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, code: str, agreement_id: int) -> Response:
        """The last day it holds. Without another agreement nothing but urgent security wakes anybody after it."""
        client, at = client_of(request, code), now()
        row = get_agreement(client, agreement_id)
        ends_on = read_question(shapes.End, request).get("ends_on") or local_today(client, at)
        end = partial(end_agreement, agreement=row, ends_on=ends_on, actor=actor_of(request), now=at)
        ended = promises_covered(request, end)
        return Response(agreement_told(ended))


class Renewed(ApiView):
    @extend_schema(
        operation_id="agreements_renew", parameters=[CODE, HolesAnswered], request=shapes.Renew,
        responses={201: shapes.AgreementTold},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, code: str, agreement_id: int) -> Response:
        """The next one for the same site and service line, on the newest version of its tier or of another."""
        client, at = client_of(request, code), now()
        row = get_agreement(client, agreement_id)
        said = read_question(shapes.Renew, request)
        version = version_sold(client.organization, said.get("tier", row.version.tier_id))
        renew = partial(
            renew_agreement, agreement=row, version=version, starts_on=said.get("starts_on") or next_day(row, at),
            ends_on=said["ends_on"], actor=actor_of(request), now=at,
        )  # fmt: skip
        new = promises_covered(request, renew)
        where = request.path.removesuffix(f"{agreement_id}/renew/")
        return Response(agreement_told(new), status=201, headers={"Location": f"{where}{new.pk}/"})


class Suspended(ApiView):
    @extend_schema(
        operation_id="agreements_suspend", parameters=[CODE, HolesAnswered], request=None,
        responses=shapes.AgreementTold,
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, code: str, agreement_id: int) -> Response:
        """It promises nothing until it is resumed. Twice is like once."""
        row = get_agreement(client_of(request, code), agreement_id)
        promises_covered(
            request, partial(suspend_agreement, agreement=row, actor=actor_of(request), now=now())
        )
        return Response(agreement_told(get_agreement(row.client, agreement_id)))


class Resumed(ApiView):
    @extend_schema(
        operation_id="agreements_resume", parameters=[CODE, HolesAnswered], request=None,
        responses=shapes.AgreementTold,
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, code: str, agreement_id: int) -> Response:
        """It promises again, within its dates. Twice is like once."""
        row = get_agreement(client_of(request, code), agreement_id)
        promises_covered(
            request, partial(resume_agreement, agreement=row, actor=actor_of(request), now=now())
        )
        return Response(agreement_told(get_agreement(row.client, agreement_id)))


def next_day(row: Agreement, at: datetime) -> date:
    """The day after its last one; today where the client is, where it has no end."""
    return row.ends_on + DAY if row.ends_on else local_today(row.client, at)
