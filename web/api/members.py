"""Members: the list, one of them, changing one, deactivating one."""

from dataclasses import replace
from functools import partial
from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.members import Profile
from accounts.edition import edition_of
from accounts.models import Membership
from accounts.queries import member_by_email, members
from hours.clock import now
from web.actions.change_member import change_member
from web.api import people_shapes as shapes
from web.api.covering import HolesAnswered, covered
from web.api.idempotency import answered_once
from web.api.leaving import leave
from web.api.pagination import one_page
from web.api.reading import own_member, read_query, read_question
from web.api.view import ApiView, actor_of, organization_of

EMAIL = OpenApiParameter("email", str, OpenApiParameter.PATH, description="the member's e-mail address")
PROFILE = ("name", "role", "time_zone", "level")


def told(member: Membership) -> dict[str, Any]:
    state = Profile.of(member).as_json()
    return {"email": member.handle, **state, "edition": edition_of(state)}


class Members(ApiView):
    @extend_schema(operation_id="members_list", parameters=[shapes.PagesAsked], responses=shapes.MembersTold)
    def get(self, request: Request) -> Response:
        """Everybody who has not left."""
        read_query(shapes.PagesAsked, request)
        return Response(one_page(members(organization_of(request)), request).told(told))


class OneMember(ApiView):
    @extend_schema(operation_id="members_read", parameters=[EMAIL], responses=shapes.MemberTold)
    def get(self, request: Request, email: str) -> Response:
        """One member."""
        return Response(told(member_by_email(organization_of(request), email)))

    @extend_schema(
        operation_id="members_change", parameters=[EMAIL, HolesAnswered], request=shapes.MemberChange, responses=shapes.MemberTold
    )  # fmt: skip
    def patch(self, request: Request, email: str) -> Response:
        """Change name, role, time zone or level. Only owners make owners; there is always one."""
        member = member_by_email(organization_of(request), email)
        said = read_question(shapes.MemberChange, request)
        profile = replace(Profile.of(member), **{name: said[name] for name in PROFILE if name in said})
        change = partial(
            change_member, member=member, profile=profile, by=own_member(request), actor=actor_of(request), now=now(),
            seen=said["edition"],
        )  # fmt: skip
        return Response(told(covered(request, change)))


class Deactivation(ApiView):
    @extend_schema(
        operation_id="members_deactivate", parameters=[EMAIL, HolesAnswered], request=shapes.Deactivate, responses=shapes.Deactivated
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, email: str) -> Response:
        """Sessions, tokens and phones end now; what they hold goes to the successor, who is told."""
        return leave(request, member_by_email(organization_of(request), email), called="member")
