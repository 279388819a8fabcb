"""A client's sites: the list, one of them, adding, changing and archiving one."""

from dataclasses import replace
from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organization
from hours.clock import now
from sla.actions.sites import SiteDetails, add_site, archive_site, edit_site, site_state
from sla.lookups import get_site
from sla.models import Site
from sla.queries import sites
from web.api import client_shapes as shapes
from web.api.client_told import site_told
from web.api.covering import HolesAnswered, promises_covered
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.promise_reading import CODE, client_of, hours_wanted, seen
from web.api.reading import read_query, read_question
from web.api.view import ApiView, actor_of, organization_of


class Sites(ApiView):
    @extend_schema(operation_id="sites_list", parameters=[CODE, PagesAsked], responses=shapes.SitesTold)
    def get(self, request: Request, code: str) -> Response:
        """The places of a client, the newest first."""
        read_query(PagesAsked, request)
        return Response(one_page(sites(client_of(request, code)), request).told(site_told))

    @extend_schema(
        operation_id="sites_add", parameters=[CODE, HolesAnswered], request=shapes.SiteNew,
        responses={201: shapes.SiteTold},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, code: str) -> Response:
        """A place of the client."""
        client = client_of(request, code)
        said = read_question(shapes.SiteNew, request)
        details = replace(SiteDetails(said["name"]), **wanted(client.organization, said))
        add = partial(add_site, client=client, details=details, actor=actor_of(request), now=now())
        row = promises_covered(request, add)
        return Response(site_told(row), status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OneSite(ApiView):
    @extend_schema(operation_id="sites_read", parameters=[CODE], responses=shapes.SiteTold)
    def get(self, request: Request, code: str, site_id: int) -> Response:
        """One place."""
        return Response(site_told(get_site(client_of(request, code), site_id)))

    @extend_schema(
        operation_id="sites_change", parameters=[CODE, HolesAnswered], request=shapes.SiteChange,
        responses=shapes.SiteTold,
    )  # fmt: skip
    def patch(self, request: Request, code: str, site_id: int) -> Response:
        """Change what is sent. New requests go by it."""
        row = get_site(client_of(request, code), site_id)
        said = read_question(shapes.SiteChange, request)
        stored = SiteDetails(row.name, row.address, row.calendar)
        details = replace(stored, **wanted(organization_of(request), said))
        change = partial(
            edit_site, site=row, details=details, actor=actor_of(request), now=now(), seen=seen(said, site_state(row))
        )  # fmt: skip
        return Response(site_told(promises_covered(request, change)))

    @extend_schema(operation_id="sites_archive", parameters=[CODE, HolesAnswered], responses={204: None})
    def delete(self, request: Request, code: str, site_id: int) -> Response:
        """It is offered no more, and its own hours no longer count; what is open stays."""
        row: Site = get_site(client_of(request, code), site_id)
        promises_covered(request, partial(archive_site, site=row, actor=actor_of(request), now=now()))
        return Response(status=204)


def wanted(organization: Organization, said: dict[str, Any]) -> dict[str, Any]:
    """What was said, as the actions take it. Raises ValidationError."""
    found = {name: said[name] for name in ("name", "address") if name in said}
    return found | hours_wanted(organization, said)
