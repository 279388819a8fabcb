"""A client's agreements: the list, one of them, making, changing and archiving one."""

from functools import partial

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from hours.clock import now
from sla.actions.agreements import (
    add_agreement,
    agreement_state,
    archive_agreement,
    edit_agreement,
    local_today,
)
from sla.lookups import get_agreement, get_site
from sla.models import Agreement, Client, Site
from web.api import agreement_shapes as shapes
from web.api.client_told import agreement_told
from web.api.covering import HolesAnswered, promises_covered
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.promise_reading import CODE, client_of, seen, version_sold
from web.api.reading import read_query, read_question
from web.api.view import ApiView, actor_of


class Agreements(ApiView):
    @extend_schema(
        operation_id="agreements_list", parameters=[CODE, PagesAsked], responses=shapes.AgreementsTold
    )
    def get(self, request: Request, code: str) -> Response:
        """What was agreed with a client, past and to come, the newest first."""
        read_query(PagesAsked, request)
        rows = Agreement.objects.filter(client=client_of(request, code), archived_at=None)
        return Response(one_page(rows.select_related("version__tier"), request).told(agreement_told))

    @extend_schema(
        operation_id="agreements_add", parameters=[CODE, HolesAnswered], request=shapes.AgreementNew,
        responses={201: shapes.AgreementTold},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, code: str) -> Response:
        """What was promised, from a day on; requests that come in go by it."""
        client, at = client_of(request, code), now()
        said = read_question(shapes.AgreementNew, request)
        add = partial(
            add_agreement, client=client, version=version_sold(client.organization, said["tier"]),
            starts_on=said.get("starts_on") or local_today(client, at), ends_on=said["ends_on"],
            site=site_numbered(client, said["site"]), service_line=said["service_line"] or "",
            actor=actor_of(request), now=at,
        )  # fmt: skip
        row = promises_covered(request, add)
        return Response(agreement_told(row), status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OneAgreement(ApiView):
    @extend_schema(operation_id="agreements_read", parameters=[CODE], responses=shapes.AgreementTold)
    def get(self, request: Request, code: str, agreement_id: int) -> Response:
        """One agreement."""
        return Response(agreement_told(get_agreement(client_of(request, code), agreement_id)))

    @extend_schema(
        operation_id="agreements_change", parameters=[CODE, HolesAnswered], request=shapes.AgreementChange,
        responses=shapes.AgreementTold,
    )  # fmt: skip
    def patch(self, request: Request, code: str, agreement_id: int) -> Response:
        """Other days. What is open stays as it was decided."""
        row = get_agreement(client_of(request, code), agreement_id)
        said = read_question(shapes.AgreementChange, request)
        change = partial(
            edit_agreement, agreement=row, starts_on=said.get("starts_on", row.starts_on),
            ends_on=said.get("ends_on", row.ends_on), actor=actor_of(request), now=now(), seen=seen(said, agreement_state(row)),
        )  # fmt: skip
        return Response(agreement_told(promises_covered(request, change)))

    @extend_schema(operation_id="agreements_archive", parameters=[CODE, HolesAnswered], responses={204: None})
    def delete(self, request: Request, code: str, agreement_id: int) -> Response:
        """For one made by mistake: it promises nothing any more, at once. To let one run out, end it."""
        row = get_agreement(client_of(request, code), agreement_id)
        promises_covered(
            request, partial(archive_agreement, agreement=row, actor=actor_of(request), now=now())
        )
        return Response(status=204)


def site_numbered(client: Client, number: int | None) -> Site | None:
    """Raises ValidationError for one the client does not have."""
    if number is None:
        return None
    try:
        return get_site(client, number)
    except Site.DoesNotExist as error:
        raise ValidationError({"site": [f"{client} has no site {number}."]}) from error
