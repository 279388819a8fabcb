"""The desk: where the day's work goes, and when somebody is there."""

from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.edition import edition_of
from accounts.permissions import Act
from hours.clock import now
from sla.actions.desk import desk_state, save_desk
from sla.models import Desk
from sla.queries import desk_of
from web.api import work_shapes as shapes
from web.api.covering import HolesAnswered, promises_covered
from web.api.promise_reading import calendar_numbered
from web.api.reading import read_question
from web.api.view import ApiView, actor_of, organization_of


def told(row: Desk) -> dict[str, Any]:
    state = desk_state(row)
    return {**state, "edition": edition_of(state)}


class TheDesk(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="desk_read", responses=shapes.DeskTold)
    def get(self, request: Request) -> Response:
        """Where what can wait goes. Reaching it wakes nobody."""
        row = desk_of(organization_of(request))
        if row is None:
            raise Desk.DoesNotExist
        return Response(told(row))

    @extend_schema(
        operation_id="desk_set", parameters=[HolesAnswered], request=shapes.DeskWanted, responses=shapes.DeskTold
    )  # fmt: skip
    def put(self, request: Request) -> Response:
        """The desk as it is to be; what waits for it goes by it from now on."""
        organization = organization_of(request)
        said = read_question(shapes.DeskWanted, request)
        save = partial(
            save_desk, organization=organization, name=said["name"], email=said["email"],
            calendar=calendar_numbered(organization, said["calendar"]), actor=actor_of(request), now=now(),
            seen=said["edition"],
        )  # fmt: skip
        return Response(told(promises_covered(request, save)))
