"""Layers of a schedule: added, changed by a new version, ended. Their body is a layer of the preview."""

from dataclasses import replace
from functools import partial
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Organization
from accounts.permissions import Act
from accounts.queries import responders
from hours.clock import now
from oncall.actions.layers import add_layer, change_layer, end_layer
from oncall.models import LayerVersion, Schedule
from oncall.node import Node
from oncall.preview_errors import Errors
from oncall.preview_layers import read_layer
from oncall.queries import get_layer, get_schedule, layers_in_force, policy_ids_naming
from oncall.spec import Group, LayerSpec
from web.api import rota_shapes as shapes
from web.api.covering import HolesAnswered, covered
from web.api.idempotency import answered_once
from web.api.layer_told import layer_told
from web.api.people_shapes import Edited
from web.api.preview_shape import Layer
from web.api.reading import body_of, checked, refused_as
from web.api.view import ApiView, actor_of, organization_of

FIELDS = {"people": "participants", "windows": "restrictions", "turn_length": "turn.length"}


class Layers(ApiView):
    acts = {"GET": Act.VIEW}

    @extend_schema(operation_id="layers_list", responses=shapes.LayersTold)
    def get(self, request: Request, schedule_id: int) -> Response:
        """Those that have not ended, the strongest first; there is always one page."""
        schedule = get_schedule(organization_of(request), schedule_id)
        rows = [layer_told(row, schedule) for row in layers_in_force(schedule, now())]
        return Response({"results": rows, "next": None, "previous": None})

    @extend_schema(
        operation_id="layers_add",
        parameters=[HolesAnswered],
        request=Layer,
        responses={201: shapes.LayerTold},
    )
    @answered_once
    def post(self, request: Request, schedule_id: int) -> Response:
        """A rotation on top of the schedule, from now or a later instant on. Participants are e-mail addresses, or partner:7."""
        schedule = get_schedule(organization_of(request), schedule_id)
        rotation = read_rotation(schedule, body_of(request))
        with refused_as(**FIELDS):
            edit = partial(
                add_layer, schedule=schedule, rotation=rotation, actor=actor_of(request), now=now()
            )
            row = covered(request, edit, policies=policy_ids_naming(schedule))
        told = layer_told(get_layer(schedule, row.pk), schedule)
        return Response(told, status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OneLayer(ApiView):
    @extend_schema(operation_id="layers_read", responses=shapes.LayerTold)
    def get(self, request: Request, schedule_id: int, layer_id: int) -> Response:
        """A layer as it is, or will be after the last planned change."""
        schedule, row = found(request, schedule_id, layer_id)
        return Response(layer_told(row, schedule))

    @extend_schema(
        operation_id="layers_change",
        parameters=[HolesAnswered],
        request=shapes.LayerChange,
        responses=shapes.LayerTold,
    )
    def put(self, request: Request, schedule_id: int, layer_id: int) -> Response:
        """A new version from `effective_from` or now on: the past stays, and so does whoever is on call, without `first_turn`."""
        schedule, row = found(request, schedule_id, layer_id)
        body = body_of(request)
        seen = checked(Edited, {"edition": body.pop("edition", None)})["edition"]
        rotation = read_rotation(schedule, body)
        with refused_as(**FIELDS):
            edit = partial(
                change_layer,
                layer=row.layer,
                rotation=rotation,
                seen=seen,
                actor=actor_of(request),
                now=now(),
            )
            covered(request, edit, policies=policy_ids_naming(schedule))
        return Response(layer_told(get_layer(schedule, layer_id), schedule))

    @extend_schema(operation_id="layers_end", parameters=[HolesAnswered], responses={204: None})
    def delete(self, request: Request, schedule_id: int, layer_id: int) -> Response:
        """Nobody is on call by it from now on; what it was stays."""
        schedule, row = found(request, schedule_id, layer_id)
        edit = partial(end_layer, layer=row.layer, actor=actor_of(request), now=now())
        covered(request, edit, policies=policy_ids_naming(schedule))
        return Response(status=204)


def found(request: Request, schedule_id: int, layer_id: int) -> tuple[Schedule, LayerVersion]:
    """Raises DoesNotExist, also for another schedule's or organization's."""
    schedule = get_schedule(organization_of(request), schedule_id)
    return schedule, get_layer(schedule, layer_id)


def read_rotation(schedule: Schedule, body: dict[str, Any]) -> LayerSpec:
    """The body as the actions take it. Raises PreviewError, ValidationError."""
    spec = Errors().must(lambda: read_layer(Node(body), Node(schedule.time_zone)))
    return replace(spec, participants=people_of(schedule.organization, spec.participants))


def people_of(organization: Organization, groups: tuple[Group, ...]) -> tuple[Group, ...]:
    """Addresses as the members they are. Raises ValidationError at those that are nobody's."""
    known = {row.handle.lower(): row.pk for row in responders(organization)}
    strangers = {
        f"participants[{turn}][{place}]": [f"{organization} has no member or partner {email!r}."]
        for turn, group in enumerate(groups)
        for place, email in enumerate(group)
        if str(email).lower() not in known
    }
    if strangers:
        raise ValidationError(dict(list(strangers.items())[:20]))
    return tuple(tuple(known[str(email).lower()] for email in group) for group in groups)
