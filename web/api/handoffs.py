"""Who comes on call, whether they were told, and whether they know."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act, may
from hours.clock import now
from routing.actions.handoff_confirm import confirm
from routing.handoff_queries import get_handoff, handoffs, unanswered
from routing.models import Handoff
from web.api import handoff_shapes as shapes
from web.api.idempotency import answered_once
from web.api.incident_shapes import InNameOf
from web.api.pagination import one_page
from web.api.reading import read_query, read_question, who_decides
from web.api.telling import instant
from web.api.view import ApiView, actor_of, member_of, organization_of


def told(row: Handoff) -> dict[str, Any]:
    return {
        "id": row.pk, "schedule": row.schedule_id, "member": row.member.handle, "start": instant(row.starts_at),
        "end": instant(row.ends_at), "asked_at": instant(row.asked_at), "told_at": instant(row.told_at),
        "confirmed_at": instant(row.confirmed_at), "confirmed_how": row.confirmed_how,
        "missed_told_at": instant(row.missed_told_at),
    }  # fmt: skip


class Handoffs(ApiView):
    @extend_schema(
        operation_id="handoffs_list", parameters=[shapes.HandoffsAsked], responses=shapes.HandoffsTold
    )
    def get(self, request: Request) -> Response:
        """Who came on call and who comes within a day and a half, the newest first."""
        found = handoffs(organization_of(request))
        if read_query(shapes.HandoffsAsked, request)["state"] == "waiting":
            found = unanswered(found, now())
        return Response(one_page(found, request).told(told))


class OneHandoff(ApiView):
    @extend_schema(operation_id="handoffs_read", responses=shapes.HandoffTold)
    def get(self, request: Request, handoff_id: int) -> Response:
        """How it stands."""
        return Response(told(get_handoff(organization_of(request), handoff_id)))


class ConfirmHandoff(ApiView):
    acts = {"POST": Act.RESPOND}

    @extend_schema(operation_id="handoffs_confirm", request=InNameOf, responses=shapes.HandoffTold)
    @answered_once
    def post(self, request: Request, handoff_id: int) -> Response:
        """They know that they are on call: they said so themselves, or to a manager. Done twice it is done."""
        row = get_handoff(organization_of(request), handoff_id)
        who_decides(request, read_question(InNameOf, request)["member"])
        me = member_of(request)
        if me is not None and me.pk != row.member_id and not may(me.role, Act.OVERRIDE_OTHERS):
            raise PermissionDenied("You can confirm your own time on call. For others ask a manager.")
        confirm(ids=[row.pk], how="api", actor=actor_of(request), now=now())
        return Response(told(get_handoff(row.organization, row.pk)))
