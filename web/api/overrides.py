"""Overrides of a schedule: those to come, adding and canceling one."""

from datetime import datetime
from functools import partial
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Membership, Organization
from accounts.permissions import Act
from hours.clock import now
from hours.wall import LATEST
from oncall.actions.override import add_override, cancel_override
from oncall.models import Override, OverrideKind, Schedule
from oncall.queries import get_override, get_schedule, overrides_between, policy_ids_naming
from web.api import rota_shapes as shapes
from web.api.covering import HolesAnswered, covered
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.reading import read_query, read_question, somebody_called
from web.api.telling import instant
from web.api.view import ApiView, actor_of, member_of, organization_of
from web.override_rights import may_add, may_cancel


def told(row: Override) -> dict[str, Any]:
    subject = [row.subject.handle] if row.subject else []
    stand_in = [row.stand_in.handle] if row.stand_in else []
    only = [one.member.handle for one in row.people.all()]
    return {
        "id": row.pk,
        "kind": row.kind,
        "start": instant(row.start_at),
        "end": instant(row.end_at),
        "people": stand_in or only or subject,
        "instead_of": subject if stand_in else [],
        "reason": row.reason,
        "made_by": row.made_by.handle if row.made_by else None,
    }


def overrides_from(schedule: Schedule, since: datetime) -> QuerySet[Override]:
    return overrides_between(schedule, since, LATEST)


class Overrides(ApiView):
    acts = {"POST": Act.OVERRIDE_SELF}

    @extend_schema(
        operation_id="overrides_list", parameters=[shapes.OverridesAsked], responses=shapes.OverridesTold
    )
    def get(self, request: Request, schedule_id: int) -> Response:
        """What holds now and what is to come, the newest entry first."""
        schedule = get_schedule(organization_of(request), schedule_id)
        since = read_query(shapes.OverridesAsked, request).get("since") or now()
        return Response(one_page(overrides_from(schedule, since), request).told(told))

    @extend_schema(
        operation_id="overrides_add",
        parameters=[HolesAnswered],
        request=shapes.OverrideNew,
        responses={201: shapes.OverrideTold},
    )
    @answered_once
    def post(self, request: Request, schedule_id: int) -> Response:
        """Change who is on call for a while, from now on at the earliest: the past stays as it was. Technicians put in or
        take out themselves; managers everybody.
        """
        schedule = get_schedule(organization_of(request), schedule_id)
        said = read_question(shapes.OverrideNew, request)
        if said["end"] <= said["start"]:
            raise ValidationError({"end": ["Must be later than start."]})
        who = people_of(schedule.organization, said)
        me = member_of(request)
        if me and not may_add(me, said["kind"], who["subject"], who["stand_in"], who["people"]):
            raise PermissionDenied("You can change your own time on call. For others ask a manager.")
        edit = partial(
            add_override, schedule=schedule, kind=said["kind"], start_at=said["start"], end_at=said["end"],
            reason=said["reason"], made_by=me, actor=actor_of(request), now=now(), **who,
        )  # fmt: skip
        row = covered(
            request, edit, start_at=said["start"], end_at=said["end"], policies=policy_ids_naming(schedule)
        )
        fresh = overrides_from(schedule, row.start_at).get(pk=row.pk)
        return Response(told(fresh), status=201, headers={"Location": f"{request.path}{row.pk}/"})


def people_of(organization: Organization, said: dict[str, Any]) -> dict[str, Any]:
    """Subject, stand-in and people as the action takes them. Raises ValidationError."""
    people = named(organization, said["people"], "people")
    instead_of = named(organization, said.get("instead_of", []), "instead_of")
    replaces = said["kind"] == OverrideKind.REPLACE
    if bool(instead_of) != replaces:
        words = "Name whom they stand in for." if replaces else "Only for kind replace."
        raise ValidationError({"instead_of": [words]})
    if said["kind"] == OverrideKind.SET:
        return {"subject": None, "stand_in": None, "people": people}
    if len(people) != 1:
        raise ValidationError({"people": [f"Name one person for {said['kind']}; several only for set."]})
    subject, stand_in = (instead_of[0], people[0]) if replaces else (people[0], None)
    return {"subject": subject, "stand_in": stand_in, "people": []}


def named(organization: Organization, emails: list[str], field: str) -> list[Membership]:
    """Everybody once. Raises ValidationError at the address that is no member's."""
    found = [
        somebody_called(organization, email, field=f"{field}[{place}]") for place, email in enumerate(emails)
    ]
    if len(set(found)) < len(found):
        raise ValidationError({field: ["Somebody is named twice: name them once."]})
    return found


class OneOverride(ApiView):
    acts = {"DELETE": Act.OVERRIDE_SELF}

    @extend_schema(operation_id="overrides_cancel", parameters=[HolesAnswered], responses={204: None})
    def delete(self, request: Request, schedule_id: int, override_id: int) -> Response:
        """End it now, or before it begins; what it was until now stays."""
        row = get_override(get_schedule(organization_of(request), schedule_id), override_id)
        me = member_of(request)
        if me and not may_cancel(me, row):
            raise PermissionDenied("You can cancel what you made yourself. For others ask a manager.")
        edit = partial(cancel_override, override=row, actor=actor_of(request), now=now())
        covered(
            request, edit, start_at=row.start_at, end_at=row.end_at, policies=policy_ids_naming(row.schedule)
        )
        return Response(status=204)
