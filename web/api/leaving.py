"""Whoever leaves, a member or a partner, and to whom goes what they hold."""

from functools import partial
from zoneinfo import ZoneInfo

from rest_framework.request import Request
from rest_framework.response import Response

from accounts.models import Membership
from hours.clock import now
from routing.actions.leave import deactivate
from routing.belonging_words import override_line
from web.api.covering import covered
from web.api.people_shapes import Deactivate
from web.api.reading import member_named, own_member, read_question, refused_as
from web.api.view import actor_of, organization_of


def leave(request: Request, member: Membership, *, called: str) -> Response:
    """End what `member` has and hand it to the successor of the body; `called` is their name in the answer."""
    organization = organization_of(request)
    said = read_question(Deactivate, request)["successor"]
    successor = member_named(organization, said, field="successor") if said else None
    edit = partial(
        deactivate, member=member, to=successor, by=own_member(request), actor=actor_of(request), now=now()
    )
    with refused_as(to="successor", member=called):
        left = covered(request, edit)
    zone = ZoneInfo(organization.time_zone)
    return Response(
        {
            called: left.member.handle,
            "successor": left.successor.handle if left.successor else None,
            "dropped_overrides": [override_line(row, zone) for row in left.dropped],
        }
    )
