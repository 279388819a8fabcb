"""A test page to a phone, and what became of it. One's own phone, or anybody's for a manager."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from delivery.actions.trial import HOUR, TEST, try_phone
from delivery.models import Attempt, Channel, ContactMethod, Message
from delivery.queries import sent_to
from hours.clock import now
from web.api import contact_shapes as shapes
from web.api.contact_methods import METHOD, method_of
from web.api.idempotency import answered_once
from web.api.members import EMAIL
from web.api.reading import read_question
from web.api.telling import instant
from web.api.view import ApiView, actor_of


def told(row: Message) -> dict[str, Any]:
    """How far it came, by its last attempt."""
    last: Attempt | None = max(row.attempts.all(), key=lambda each: each.number, default=None)
    return {
        "channel": row.channel,
        "sent_at": instant(row.created_at),
        "rang_at": instant(last.ringing_at if last else None),
        "answered_at": instant(last.answered_at if last else None),
        "key_pressed_at": instant(last.heard_at if last else None),
        "ended_at": instant(row.ended_at),
        "status": row.status,
        "reason": row.reason,
    }


def tried(method: ContactMethod) -> Response:
    rows = sent_to(method, [TEST], since=now() - HOUR)
    return Response({"results": [told(row) for row in rows], "next": None, "previous": None})


def try_it(method: ContactMethod, request: Request) -> Response:
    channel = Channel(read_question(shapes.TestPageAsked, request)["channel"])
    sent = try_phone(method=method, channel=channel, actor=actor_of(request), now=now())
    return Response(told(sent), status=202, headers={"Location": request.path})


class TestPages(ApiView):
    acts = {"GET": Act.VIEW, "POST": Act.RESPOND}

    @extend_schema(operation_id="test_pages_list", parameters=[EMAIL, METHOD], responses=shapes.TestPagesTold)
    def get(self, request: Request, email: str, method_id: str) -> Response:
        """The last five of the last hour, the newest first, and what became of each."""
        return tried(method_of(request, email, int(method_id)))

    @extend_schema(
        operation_id="test_pages_send", parameters=[EMAIL, METHOD], request=shapes.TestPageAsked,
        responses={202: shapes.TestPageTold},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, email: str, method_id: str) -> Response:
        """Send a real text or call to a verified phone, as a page would come. Six an hour for each phone."""
        return try_it(method_of(request, email, int(method_id)), request)
