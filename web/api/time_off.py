"""When members are away: seen, entered, canceled. One's own, or anybody's for a manager."""

from functools import partial
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from oncall.actions.time_off import add_time_off, cancel_time_off
from oncall.models import TimeOff
from oncall.time_off import get_time_off, time_off_of
from web.api import time_off_shapes as shapes
from web.api.contact_methods import whose
from web.api.covering import HolesAnswered, covered
from web.api.idempotency import answered_once
from web.api.members import EMAIL
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import read_query, read_question
from web.api.telling import instant
from web.api.view import ApiView, actor_of

TIME_OFF = OpenApiParameter("time_off_id", int, OpenApiParameter.PATH)


def told(row: TimeOff) -> dict[str, Any]:
    return {"id": row.pk, "start": instant(row.start_at), "end": instant(row.end_at), "reason": row.reason}


class TimesOff(ApiView):
    acts = {"GET": Act.OVERRIDE_SELF, "POST": Act.OVERRIDE_SELF}

    @extend_schema(
        operation_id="time_off_list", parameters=[EMAIL, PagesAsked], responses=shapes.TimesOffTold
    )
    def get(self, request: Request, email: str) -> Response:
        """What runs and what is to come, the newest entry first."""
        read_query(PagesAsked, request)
        return Response(one_page(time_off_of(whose(request, email), now()), request).told(told))

    @extend_schema(
        operation_id="time_off_add", parameters=[EMAIL, HolesAnswered], request=shapes.TimeOffWanted,
        responses={201: shapes.TimeOffTold},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, email: str) -> Response:
        """Every schedule leaves them out then, from now on at the earliest. 409 `new-holes` shows what nobody would answer;
        nothing is saved then.
        """
        member, said = whose(request, email), read_question(shapes.TimeOffWanted, request)
        edit = partial(
            add_time_off, member=member, start_at=said["start"], end_at=said["end"], reason=said["reason"],
            actor=actor_of(request), now=now(),
        )  # fmt: skip
        row = covered(request, edit, start_at=said["start"], end_at=max(said["start"], said["end"]))
        return Response(told(row), status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OneTimeOff(ApiView):
    acts = {"DELETE": Act.OVERRIDE_SELF}

    @extend_schema(
        operation_id="time_off_cancel", parameters=[EMAIL, TIME_OFF, HolesAnswered], responses={204: None}
    )
    def delete(self, request: Request, email: str, time_off_id: str) -> Response:
        """End it now, or before it begins; what it was until now stays."""
        row = get_time_off(whose(request, email), int(time_off_id))
        cancel = partial(cancel_time_off, time_off=row, actor=actor_of(request), now=now())
        covered(request, cancel, start_at=row.start_at, end_at=row.end_at)
        return Response(status=204)
