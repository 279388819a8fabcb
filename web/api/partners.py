"""Partners: the list, one of them, adding, changing and archiving one."""

from dataclasses import replace
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.partners import PartnerProfile, add_partner, edit_partner
from accounts.edition import edition_of
from accounts.models import Membership
from accounts.queries import partners
from hours.clock import now
from web.api import partner_shapes as shapes
from web.api.covering import HolesAnswered
from web.api.idempotency import answered_once
from web.api.leaving import leave
from web.api.pagination import one_page
from web.api.people_shapes import Deactivate, PagesAsked
from web.api.reading import read_query, read_question
from web.api.view import ApiView, actor_of, organization_of

PARTNER_ID = OpenApiParameter("partner_id", int, OpenApiParameter.PATH)
PROFILE = ("name", "time_zone", "email")


def told(partner: Membership) -> dict[str, Any]:
    state = PartnerProfile.of(partner).as_json()
    return {"id": partner.pk, "handle": partner.handle, **state, "edition": edition_of(state)}


def partner_of(request: Request, partner_id: str) -> Membership:
    """One that is not archived. Raises DoesNotExist, also for another organization's."""
    return partners(organization_of(request)).get(pk=int(partner_id))


class Partners(ApiView):
    @extend_schema(operation_id="partners_list", parameters=[PagesAsked], responses=shapes.PartnersTold)
    def get(self, request: Request) -> Response:
        """Those that are not archived, the newest first."""
        read_query(PagesAsked, request)
        return Response(one_page(partners(organization_of(request)), request).told(told))

    @extend_schema(
        operation_id="partners_add", request=shapes.PartnerNew, responses={201: shapes.PartnerTold}
    )
    @answered_once
    def post(self, request: Request) -> Response:
        """Another company that takes turns or steps. It never logs in and has no token."""
        said = read_question(shapes.PartnerNew, request)
        profile = PartnerProfile(said["name"], said["time_zone"], said["email"])
        row = add_partner(
            organization=organization_of(request), profile=profile, actor=actor_of(request), now=now()
        )
        return Response(told(row), status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OnePartner(ApiView):
    @extend_schema(operation_id="partners_read", parameters=[PARTNER_ID], responses=shapes.PartnerTold)
    def get(self, request: Request, partner_id: str) -> Response:
        """One partner."""
        return Response(told(partner_of(request, partner_id)))

    @extend_schema(
        operation_id="partners_change", parameters=[PARTNER_ID], request=shapes.PartnerChange, responses=shapes.PartnerTold
    )  # fmt: skip
    def patch(self, request: Request, partner_id: str) -> Response:
        """Change its name, its time zone or the mail of its desk."""
        partner = partner_of(request, partner_id)
        said = read_question(shapes.PartnerChange, request)
        profile = replace(
            PartnerProfile.of(partner), **{name: said[name] for name in PROFILE if name in said}
        )
        row = edit_partner(
            partner=partner, profile=profile, seen=said["edition"], actor=actor_of(request), now=now()
        )
        return Response(told(row))


class Archiving(ApiView):
    @extend_schema(
        operation_id="partners_archive", parameters=[PARTNER_ID, HolesAnswered], request=Deactivate,
        responses=shapes.PartnerArchived,
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, partner_id: str) -> Response:
        """No page reaches it from now on; what it holds goes to the successor, a member, who is told."""
        return leave(request, partner_of(request, partner_id), called="partner")
