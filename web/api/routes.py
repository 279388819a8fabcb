"""Routes, and the fallback behind them all."""

from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.edition import edition_of
from accounts.models import Organization
from accounts.permissions import Act
from hours.clock import now
from oncall.actions.fallback import fallback_state, save_fallback
from oncall.models import EscalationPolicy
from oncall.queries import fallback_members, get_policy
from routing.actions.keep_fallback import keeping_the_fallback
from routing.actions.routes import Case, add_route, remove_route
from routing.models import Route
from routing.queries import get_route, route_rows
from web.api import setup_shapes as shapes
from web.api.covering import HolesAnswered, covered, promises_covered
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import (
    client_coded,
    read_query,
    read_question,
    refused_as,
    refused_as_it_stands,
    somebody_called,
)
from web.api.view import ApiView, actor_of, organization_of


def told(row: Route) -> dict[str, Any]:
    return {
        "id": row.pk,
        "client": row.client.code if row.client else None,
        "service_line": row.service_line or None,
        "priority": row.priority or None,
        "policy": row.policy_id,
    }


class Routes(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="routes_list", parameters=[PagesAsked], responses=shapes.RoutesTold)
    def get(self, request: Request) -> Response:
        """Which policy serves what, the newest first; the most specific one counts."""
        read_query(PagesAsked, request)
        return Response(one_page(route_rows(organization_of(request)), request).told(told))

    @extend_schema(
        operation_id="routes_add", parameters=[HolesAnswered], request=shapes.RouteNew, responses={201: shapes.RouteTold}
    )  # fmt: skip
    @answered_once
    def post(self, request: Request) -> Response:
        """A policy for a case that no route names yet."""
        organization = organization_of(request)
        said = read_question(shapes.RouteNew, request)
        client = client_coded(organization, said["client"])
        case = Case(client, said["service_line"] or "", said["priority"] or "")
        policy = policy_numbered(organization, said["policy"])
        add = partial(
            add_route, organization=organization, case=case, policy=policy, actor=actor_of(request), now=now()
        )
        row = promises_covered(request, add)
        return Response(told(row), status=201)


def policy_numbered(organization: Organization, number: int) -> EscalationPolicy:
    """Raises ValidationError for one that is not there."""
    try:
        return get_policy(organization, number)
    except EscalationPolicy.DoesNotExist as error:
        raise ValidationError({"policy": [f"There is no policy {number}."]}) from error


class OneRoute(ApiView):
    @extend_schema(operation_id="routes_remove", parameters=[HolesAnswered], responses={204: None})
    def delete(self, request: Request, route_id: int) -> Response:
        """The next less specific route serves its case; 409 for the one for everything else, which stays."""
        row = get_route(organization_of(request), route_id)
        with refused_as_it_stands():
            promises_covered(request, partial(remove_route, route=row, actor=actor_of(request), now=now()))
        return Response(status=204)


def fallback(organization: Organization) -> dict[str, Any]:
    chain = fallback_members(organization)
    return {
        "members": [row.handle for row in chain],
        "interval_seconds": organization.fallback_interval_seconds,
        "edition": edition_of(fallback_state(organization, chain)),
    }


class Fallback(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="fallback_read", responses=shapes.FallbackTold)
    def get(self, request: Request) -> Response:
        """Who is paged when nobody of a policy answered, in order."""
        return Response(fallback(organization_of(request)))

    @extend_schema(
        operation_id="fallback_set",
        parameters=[HolesAnswered],
        request=shapes.FallbackWanted,
        responses=shapes.FallbackTold,
    )
    def put(self, request: Request) -> Response:
        """The whole chain as it is to be."""
        organization = organization_of(request)
        said = read_question(shapes.FallbackWanted, request)
        chain = [
            somebody_called(organization, email, field=f"members[{place}]").pk
            for place, email in enumerate(said["members"])
        ]
        with refused_as(people="members", interval="interval_seconds"):
            edit = partial(
                save_fallback, organization=organization, member_ids=chain, interval_seconds=said["interval_seconds"],
                alone=said["alone"], actor=actor_of(request), now=now(), seen=said["edition"],
            )  # fmt: skip
            covered(request, keeping_the_fallback(organization, field="people")(edit))
        organization.refresh_from_db()
        return Response(fallback(organization))
