"""What a member says of themselves, in every organization they are in: name, time zone, the week's mail. With their own token."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.profile import edit_profile
from accounts.models import Membership
from accounts.permissions import Act
from hours.clock import now
from web.api import people_shapes as shapes
from web.api.contact_methods import whose
from web.api.members import EMAIL
from web.api.reading import read_question
from web.api.view import ApiView, actor_of, member_of

OWN = ("name", "time_zone", "wants_week_mail")


def own(request: Request, email: str) -> Membership:
    """Raises DoesNotExist, PermissionDenied for whoever is somebody else, a manager too."""
    member, me = whose(request, email), member_of(request)
    if me is None or me.pk != member.pk:
        raise PermissionDenied("Only they themselves, with a token of their own.")
    return member


def told(member: Membership) -> dict[str, Any]:
    return {each: getattr(member.login, each) for each in OWN}


class Profile(ApiView):
    acts = {"GET": Act.VIEW, "PATCH": Act.VIEW}

    @extend_schema(operation_id="profile_read", parameters=[EMAIL], responses=shapes.ProfileTold)
    def get(self, request: Request, email: str) -> Response:
        """Your name, your time zone, and whether the week's mail comes to you."""
        return Response(told(own(request, email)))

    @extend_schema(
        operation_id="profile_change", parameters=[EMAIL], request=shapes.ProfileChange, responses=shapes.ProfileTold
    )  # fmt: skip
    def patch(self, request: Request, email: str) -> Response:
        """Change them. What is not sent stays."""
        member = own(request, email)
        edit_profile(
            member=member, **{**told(member), **read_question(shapes.ProfileChange, request)},
            actor=actor_of(request), now=now(),
        )  # fmt: skip
        return Response(told(own(request, email)))
