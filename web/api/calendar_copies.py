"""A service calendar copied, for one of those who go by it or for nobody yet."""

from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organization
from accounts.permissions import Act
from hours.clock import now
from sla.actions.own_copy import copy_calendar
from sla.lookups import get_calendar, get_site
from sla.models import Desk
from sla.queries import desk_of, get_client
from web.api import calendar_shapes as shapes
from web.api.calendars import told, told_rows
from web.api.idempotency import answered_once
from web.api.reading import read_question, refused_as
from web.api.view import ApiView, actor_of, organization_of


class Copies(ApiView):
    acts = {"POST": Act.MANAGE}

    @extend_schema(
        operation_id="calendar_copies_add", request=shapes.CopyNew, responses={201: shapes.CalendarTold}
    )
    @answered_once
    def post(self, request: Request, calendar_id: int) -> Response:
        """The same hours, holidays and special days; whoever it is for goes by the copy from now on."""
        organization = organization_of(request)
        row = get_calendar(organization, calendar_id)
        said = read_question(shapes.CopyNew, request)
        goer, field = _goer(organization, said)
        copy = partial(
            copy_calendar, calendar=row, name=said["name"], goer=goer, actor=actor_of(request), now=now()
        )
        with refused_as(whose=field):
            made = copy()
        whole = told(told_rows(organization).get(pk=made.pk))
        return Response(whole, status=201, headers={"Location": f"/api/v1/calendars/{made.pk}/"})


def _goer(organization: Organization, said: dict[str, Any]) -> tuple[str, str]:
    """Its key and the field that names it. Raises DoesNotExist."""
    if said.get("desk"):
        desk = desk_of(organization)
        if desk is None:
            raise Desk.DoesNotExist
        return f"desk {desk.pk}", "desk"
    if not said.get("client"):
        return "", ""
    client = get_client(organization, said["client"])
    if said.get("site"):
        return f"site {get_site(client, said['site']).pk}", "site"
    return f"client {client.pk}", "client"
