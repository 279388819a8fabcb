"""Outgoing webhooks: the list, a new one, changing, archiving one, on and off, another secret."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.edition import edition_of
from accounts.models import Organization
from accounts.permissions import Act
from hours.clock import now
from routing.actions import webhooks as actions
from routing.models import Webhook
from routing.webhook_queries import get_webhook, webhooks
from web.api import webhook_shapes as shapes
from web.api.idempotency import ShownOnce, answered_once
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.reading import read_query, read_question
from web.api.telling import instant
from web.api.view import ApiView, actor_of, organization_of


def told(row: Webhook) -> dict[str, Any]:
    """Of a row that `webhooks` read."""
    return {
        "id": row.pk,
        **actions.told(row),
        "state": row.state,
        "secret_prefix": row.secret_prefix,
        "failures": row.failures,
        "failing_since": instant(row.failing_since),
        "rests_until": instant(row.rests_until),
        "last_status": row.last_status,  # type: ignore[attr-defined]
        "last_at": instant(row.last_at),  # type: ignore[attr-defined]
        "created_at": instant(row.created_at),
        "edition": edition_of(actions.told(row)),
    }


def webhook_of(request: Request, webhook_id: int) -> Webhook:
    """Raises Webhook.DoesNotExist, also for another organization's and an archived one."""
    return get_webhook(organization_of(request), webhook_id)


def as_it_is(row: Webhook) -> dict[str, Any]:
    return told(get_webhook(row.organization, row.pk))


def with_secret(organization: Organization, row: Webhook, secret: str, **more: Any) -> Response:
    """A webhook and its secret, which nobody can read again."""
    return ShownOnce(told(get_webhook(organization, row.pk)), secrets={"secret": secret}, **more)


class Webhooks(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="webhooks_list", parameters=[PagesAsked], responses=shapes.WebhooksTold)
    def get(self, request: Request) -> Response:
        """Programs of yours that are told of changes to incidents, the newest first."""
        read_query(PagesAsked, request)
        return Response(one_page(webhooks(organization_of(request)), request).told(told))

    @extend_schema(
        operation_id="webhooks_add", request=shapes.WebhookNew, responses={201: shapes.WebhookMade}
    )
    @answered_once
    def post(self, request: Request) -> Response:
        """One more, with the secret that signs: shown in this answer, and nowhere afterwards."""
        organization = organization_of(request)
        said = read_question(shapes.WebhookNew, request)
        row, secret = actions.create_webhook(
            organization=organization, **said, actor=actor_of(request), now=now()
        )
        where = {"Location": f"{request.path}{row.pk}/"}
        return with_secret(organization, row, secret, status=201, headers=where)


class OneWebhook(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="webhooks_read", responses=shapes.WebhookTold)
    def get(self, request: Request, webhook_id: int) -> Response:
        """One webhook; its secret is not told."""
        return Response(told(webhook_of(request, webhook_id)))

    @extend_schema(operation_id="webhooks_change", request=shapes.WebhookChange, responses=shapes.WebhookTold)
    def patch(self, request: Request, webhook_id: int) -> Response:
        """Another address, other events."""
        row = webhook_of(request, webhook_id)
        said = read_question(shapes.WebhookChange, request)
        changed = actions.edit_webhook(
            webhook=row, url=said.get("url", row.url), events=said.get("events", row.events),
            seen=said["edition"] or edition_of(actions.told(row)), actor=actor_of(request), now=now(),
        )  # fmt: skip
        return Response(as_it_is(changed))

    @extend_schema(operation_id="webhooks_archive", responses={204: None})
    def delete(self, request: Request, webhook_id: int) -> Response:
        """Archive it, for good: nothing is sent there any more, and its secret is void."""
        row = webhook_of(request, webhook_id)
        actions.archive_webhook(webhook=row, actor=actor_of(request), now=now())
        return Response(status=204)


class On(ApiView):
    @extend_schema(operation_id="webhooks_switch_on", request=None, responses=shapes.WebhookTold)
    @answered_once
    def post(self, request: Request, webhook_id: int) -> Response:
        """It is told from now on; what happened while it was off is not sent later."""
        row = webhook_of(request, webhook_id)
        actions.switch_on(webhook=row, actor=actor_of(request), now=now())
        return Response(as_it_is(row))


class Off(ApiView):
    @extend_schema(operation_id="webhooks_switch_off", request=None, responses=shapes.WebhookTold)
    @answered_once
    def post(self, request: Request, webhook_id: int) -> Response:
        """Nothing is sent there any more, also not what waits to be tried again."""
        row = webhook_of(request, webhook_id)
        actions.switch_off(webhook=row, actor=actor_of(request), now=now())
        return Response(as_it_is(row))


class Secret(ApiView):
    @extend_schema(operation_id="webhooks_replace_secret", request=None, responses=shapes.WebhookMade)
    @answered_once
    def post(self, request: Request, webhook_id: int) -> Response:
        """Another secret, which signs from the next try on: shown in this answer alone."""
        row = webhook_of(request, webhook_id)
        changed, secret = actions.replace_secret(webhook=row, actor=actor_of(request), now=now())
        return with_secret(row.organization, changed, secret)
