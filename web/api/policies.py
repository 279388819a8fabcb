"""Escalation policies: the list, one, writing, changing and archiving one."""

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
from oncall.actions.policies import (
    MEMBER,
    SCHEDULE,
    PolicyDraft,
    StepDraft,
    TargetDraft,
    add_policy,
    edit_policy,
)
from oncall.models import EscalationPolicy, StepTarget
from oncall.queries import get_policy, policies
from routing.actions.routes import archive_policy
from web.api import setup_shapes as shapes
from web.api.covering import HolesAnswered, covered
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import read_query, read_question, refused_as_it_stands, somebody_called
from web.api.view import ApiView, actor_of, organization_of

Said = dict[str, Any]


def told(row: EscalationPolicy) -> Said:
    """Loaded with its steps, their targets and those targets' users."""
    steps = [
        {"wait_seconds": step.wait_seconds, "targets": list(map(target, step.targets.all()))}
        for step in row.steps.all()
    ]
    return {
        "id": row.pk,
        "name": row.name,
        "rounds": row.rounds,
        "later_rounds_at_once": row.later_rounds_at_once,
        "steps": steps,
        "edition": edition_of(PolicyDraft.of(row).as_json()),
    }


def target(row: StepTarget) -> Said:
    return {"schedule": row.schedule_id, "member": row.member.handle if row.member else None}


class Policies(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="policies_list", parameters=[PagesAsked], responses=shapes.PoliciesTold)
    def get(self, request: Request) -> Response:
        """Policies that are not archived, the newest first."""
        read_query(PagesAsked, request)
        return Response(one_page(policies(organization_of(request)), request).told(told))

    @extend_schema(
        operation_id="policies_add", request=shapes.PolicyWanted, responses={201: shapes.PolicyTold}
    )
    @answered_once
    def post(self, request: Request) -> Response:
        """A policy; no route uses it yet."""
        organization = organization_of(request)
        draft = draft_of(organization, read_question(shapes.PolicyWanted, request))
        row = add_policy(organization=organization, draft=draft, actor=actor_of(request), now=now())
        whole = told(get_policy(organization, row.pk))
        return Response(whole, status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OnePolicy(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="policies_read", responses=shapes.PolicyTold)
    def get(self, request: Request, policy_id: int) -> Response:
        """One policy with its steps."""
        return Response(told(get_policy(organization_of(request), policy_id)))

    @extend_schema(
        operation_id="policies_change",
        parameters=[HolesAnswered],
        request=shapes.PolicyChange,
        responses=shapes.PolicyTold,
    )
    def put(self, request: Request, policy_id: int) -> Response:
        """The whole policy as it is to be."""
        organization = organization_of(request)
        row = get_policy(organization, policy_id)
        said = read_question(shapes.PolicyChange, request)
        edit = partial(
            edit_policy, policy=row, draft=draft_of(organization, said), actor=actor_of(request), now=now(),
            seen=said["edition"],
        )  # fmt: skip
        covered(request, edit, policies=[row.pk])
        return Response(told(get_policy(organization, policy_id)))

    @extend_schema(operation_id="policies_archive", responses={204: None})
    def delete(self, request: Request, policy_id: int) -> Response:
        """Archive it. 409 while a route uses it."""
        row = get_policy(organization_of(request), policy_id)
        with refused_as_it_stands():
            archive_policy(policy=row, actor=actor_of(request), now=now())
        return Response(status=204)


def draft_of(organization: Organization, said: Said) -> PolicyDraft:
    """Raises ValidationError at a target that is neither or both, or no member's address."""
    steps = tuple(
        StepDraft(
            step["wait_seconds"],
            tuple(
                draft_target(organization, one, f"steps[{number}].targets[{place}]")
                for place, one in enumerate(step["targets"])
            ),
        )
        for number, step in enumerate(said["steps"])
    )
    return PolicyDraft(said["name"], said["rounds"], said["later_rounds_at_once"], steps)


def draft_target(organization: Organization, one: Said, path: str) -> TargetDraft:
    if (one["schedule"] is None) == (one["member"] is None):
        raise ValidationError({path: ["Name a schedule or a member, one of the two."]})
    if one["schedule"] is not None:
        return SCHEDULE, one["schedule"]
    return MEMBER, somebody_called(organization, one["member"], field=f"{path}.member").pk
