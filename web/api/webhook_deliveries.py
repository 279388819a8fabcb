"""What was sent to a webhook and what came back; a test, and the same event once more."""

import json
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.permissions import Act
from hours.clock import now
from routing.actions.webhooks import replay, send_test
from routing.models import WebhookDelivery
from routing.webhook_queries import deliveries_of, get_delivery
from web.api import webhook_shapes as shapes
from web.api.idempotency import answered_once
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import read_query, refused_as_it_stands
from web.api.telling import instant
from web.api.view import ApiView, actor_of
from web.api.webhooks import webhook_of


def told(row: WebhookDelivery) -> dict[str, Any]:
    return {
        "id": str(row.public_id),
        "event_id": str(row.event_id),
        "event": row.event,
        "incident": row.line.incident.number if row.line else None,
        "is_replay": row.is_replay,
        "status": row.status,
        "tries": row.tries,
        "answer_status": row.answer_status,
        "reason": row.reason,
        "created_at": instant(row.created_at),
        "tried_at": instant(row.tried_at),
        "due_at": instant(row.due_at),
        "ended_at": instant(row.ended_at),
    }


class Deliveries(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(
        operation_id="webhooks_deliveries", parameters=[PagesAsked], responses=shapes.DeliveriesTold
    )
    def get(self, request: Request, webhook_id: int) -> Response:
        """What was sent, and what waits to be, the newest first; kept for 30 days."""
        read_query(PagesAsked, request)
        return Response(one_page(deliveries_of(webhook_of(request, webhook_id)), request).told(told))


class OneDelivery(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="webhooks_delivery", responses=shapes.DeliveryWhole)
    def get(self, request: Request, webhook_id: int, delivery_id: UUID) -> Response:
        """One with what was sent and what came back."""
        row = get_delivery(webhook_of(request, webhook_id), delivery_id)
        body = json.loads(row.body) if row.body else None
        return Response({**told(row), "body": body, "answer": row.answer})


class Replay(ApiView):
    @extend_schema(operation_id="webhooks_replay", request=None, responses={201: shapes.DeliveryTold})
    @answered_once
    def post(self, request: Request, webhook_id: int, delivery_id: UUID) -> Response:
        """The same event with the same words once more, as a delivery of its own. 409 while the webhook is off."""
        row = get_delivery(webhook_of(request, webhook_id), delivery_id)
        with refused_as_it_stands():
            made = replay(delivery=row, actor=actor_of(request), now=now())
        return Response(told(made), status=201)


class Test(ApiView):
    @extend_schema(operation_id="webhooks_test", request=None, responses={201: shapes.DeliveryTold})
    @answered_once
    def post(self, request: Request, webhook_id: int) -> Response:
        """Send an event `test`, about no incident. 409 while the webhook is off."""
        row = webhook_of(request, webhook_id)
        with refused_as_it_stands():
            made = send_test(webhook=row, now=now())
        return Response(told(made), status=201)
