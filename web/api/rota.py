"""Schedules: the list, one with its layers, adding, changing and archiving one, its shifts."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.edition import edition_of
from accounts.queries import everybody_called
from hours.clock import now
from oncall.actions.schedules import add_schedule
from oncall.models import Schedule
from oncall.queries import get_schedule, layers_in_force, policy_ids_naming, schedules
from oncall.shifts import gaps, shifts
from oncall.stored_specs import schedule_spec
from routing.actions.swap_end import archive_with_swaps
from web.actions.change_schedule import change_schedule, schedule_state
from web.api import rota_shapes as shapes
from web.api.covering import HolesAnswered, covered
from web.api.idempotency import answered_once
from web.api.layer_told import layer_told
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import read_query, read_question, refused_as_it_stands
from web.api.telling import id_of, instant
from web.api.view import ApiView, actor_of, organization_of

LONGEST, USUAL = timedelta(days=400), timedelta(days=28)


def told(row: Schedule) -> dict[str, Any]:
    return {"id": row.pk, **schedule_state(row), "edition": edition_of(schedule_state(row))}


def whole(row: Schedule, at: datetime) -> dict[str, Any]:
    return told(row) | {"layers": [layer_told(layer, row) for layer in layers_in_force(row, at)]}


class Schedules(ApiView):
    @extend_schema(operation_id="schedules_list", parameters=[PagesAsked], responses=shapes.SchedulesTold)
    def get(self, request: Request) -> Response:
        """Schedules that are not archived, the newest first."""
        read_query(PagesAsked, request)
        return Response(one_page(schedules(organization_of(request)), request).told(told))

    @extend_schema(
        operation_id="schedules_add", request=shapes.ScheduleNew, responses={201: shapes.ScheduleWhole}
    )
    @answered_once
    def post(self, request: Request) -> Response:
        """A new schedule, still without layers."""
        said, at = read_question(shapes.ScheduleNew, request), now()
        row = add_schedule(organization=organization_of(request), actor=actor_of(request), now=at, **said)
        return Response(whole(row, at), status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OneSchedule(ApiView):
    @extend_schema(operation_id="schedules_read", responses=shapes.ScheduleWhole)
    def get(self, request: Request, schedule_id: int) -> Response:
        """One schedule with its layers."""
        return Response(whole(get_schedule(organization_of(request), schedule_id), now()))

    @extend_schema(
        operation_id="schedules_change", parameters=[HolesAnswered], request=shapes.ScheduleChange,
        responses=shapes.ScheduleWhole,
    )  # fmt: skip
    def patch(self, request: Request, schedule_id: int) -> Response:
        """Another name, another time zone."""
        row, at = get_schedule(organization_of(request), schedule_id), now()
        said = read_question(shapes.ScheduleChange, request)
        change = partial(
            change_schedule, schedule=row, name=said.get("name", row.name), time_zone=said.get("time_zone", row.time_zone),
            seen=said["edition"], actor=actor_of(request), now=at,
        )  # fmt: skip
        return Response(whole(covered(request, change, policies=policy_ids_naming(row)), at))

    @extend_schema(operation_id="schedules_archive", responses={204: None})
    def delete(self, request: Request, schedule_id: int) -> Response:
        """Archive it; what it was stays. 409 while a policy pages who is on call in it."""
        row = get_schedule(organization_of(request), schedule_id)
        with refused_as_it_stands():
            archive_with_swaps(schedule=row, actor=actor_of(request), now=now())
        return Response(status=204)


class Shifts(ApiView):
    @extend_schema(
        operation_id="schedules_shifts", parameters=[shapes.SpanAsked], responses=shapes.ShiftsTold
    )
    def get(self, request: Request, schedule_id: int) -> Response:
        """Who is on call when, overrides and time off included, and the gaps in which nobody is."""
        row = get_schedule(organization_of(request), schedule_id)
        since, until = span(request)
        spec = schedule_spec(row, since=since, until=until)
        people = {member.pk: member.handle for member in everybody_called(row.organization)}
        lines = [
            {
                "start": instant(one.start), "end": instant(one.end),
                "on_call": [people[id_of(person)] for person in one.people],
                "layer": one.layers[0] if len(one.layers) == 1 else None,
            }
            for one in shifts(spec, since, until)
        ]  # fmt: skip
        empty = [{"start": instant(gap.start), "end": instant(gap.end)} for gap in gaps(spec, since, until)]
        return Response({"shifts": lines, "gaps": empty})


def span(request: Request) -> tuple[datetime, datetime]:
    """From when to when. Raises ValidationError for none, or more than 400 days."""
    said = read_query(shapes.SpanAsked, request)
    since = said.get("since") or now()
    until = said.get("until") or since + USUAL
    if not since < until <= since + LONGEST:
        raise ValidationError({"until": ["Must be later than since, by at most 400 days."]})
    return since, until
