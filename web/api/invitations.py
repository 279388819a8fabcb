"""Invitations: asking somebody in, who has not come yet, taking it back."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.actions.invitations import revoke_invitation
from accounts.models import Invitation, Role
from accounts.permissions import Act
from accounts.queries import get_invitation, unanswered_invitations
from accounts.refusal import Refused
from hours.clock import now
from web.actions.invite import invite_by_mail
from web.api import people_shapes as shapes
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.reading import read_query, read_question
from web.api.telling import instant
from web.api.view import ApiView, actor_of, member_of, organization_of


def told(row: Invitation) -> dict[str, Any]:
    return {
        "id": row.pk,
        "email": row.email,
        "name": row.name,
        "role": row.role,
        "invited_by": row.invited_by.handle if row.invited_by else None,
        "created_at": instant(row.created_at),
        "expires_at": instant(row.expires_at),
    }


class Invitations(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(
        operation_id="invitations_list", parameters=[shapes.PagesAsked], responses=shapes.InvitationsTold
    )
    def get(self, request: Request) -> Response:
        """Who was asked in and has not come, the newest first."""
        read_query(shapes.PagesAsked, request)
        return Response(one_page(unanswered_invitations(organization_of(request)), request).told(told))

    @extend_schema(
        operation_id="invitations_send", request=shapes.Invite, responses={201: shapes.InvitationTold}
    )
    @answered_once
    def post(self, request: Request) -> Response:
        """Ask an address in by mail. An older invitation to it stops working."""
        said = read_question(shapes.Invite, request)
        by = member_of(request)
        if by is None and said["role"] == Role.OWNER:
            raise Refused(role="Only an owner makes somebody an owner: use the token of one.")
        invited = invite_by_mail(
            organization=organization_of(request), invited_by=by, actor=actor_of(request), now=now(), **said
        )
        row = get_invitation(organization_of(request), invited.invitation.pk)
        return Response(told(row), status=201)


class OneInvitation(ApiView):
    @extend_schema(operation_id="invitations_revoke", responses={204: None})
    def delete(self, request: Request, invitation_id: int) -> Response:
        """Its link stops working."""
        row = get_invitation(organization_of(request), invitation_id)
        revoke_invitation(invitation=row, actor=actor_of(request), now=now())
        return Response(status=204)
