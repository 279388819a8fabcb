"""Webhooks as pages to read: who is told of changes, what was sent there last, and what came back."""

import json
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from accounts.permissions import Act
from routing.models import Webhook, WebhookDelivery
from routing.webhook_queries import deliveries_of, get_delivery, get_webhook, webhooks
from web.found import or_404
from web.live import stamp_of, unless_seen
from web.visit import Visit, members_only, show

SHOWN = 25
SHOWN_BODY = 20_000


@members_only(Act.MANAGE)
def webhook_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    rows = list(webhooks(visit.organization))
    return show(request, visit, "webhooks/list.html", {"room": "setup", "webhooks": rows})


@members_only(Act.MANAGE)
def webhook_page(request: HttpRequest, visit: Visit, webhook_id: int) -> HttpResponse:
    return show(request, visit, "webhooks/page.html", _context(found_webhook(visit, webhook_id)))


@members_only(Act.MANAGE)
def webhook_live(request: HttpRequest, visit: Visit, webhook_id: int) -> HttpResponse:
    """The part of the page that renews itself: the last deliveries."""
    context = _context(found_webhook(visit, webhook_id))
    stamp = stamp_of(context["stamp"], f"{visit.now:%H:%M}")
    return unless_seen(
        request, stamp, lambda: show(request, visit, "webhooks/_live.html", {**context, "stamp": stamp})
    )


@members_only(Act.MANAGE)
def webhook_delivery(request: HttpRequest, visit: Visit, webhook_id: int, delivery_id: UUID) -> HttpResponse:
    webhook = found_webhook(visit, webhook_id)
    delivery = found_delivery(webhook, delivery_id)
    body = json.dumps(json.loads(delivery.body), indent=2, ensure_ascii=False) if delivery.body else ""
    context = {
        "room": "setup", "webhook": webhook, "delivery": delivery, "body": body[:SHOWN_BODY],
        "is_cut": len(body) > SHOWN_BODY,
    }  # fmt: skip
    return show(request, visit, "webhooks/delivery.html", context)


def found_webhook(visit: Visit, webhook_id: int) -> Webhook:
    """Raises Http404, also for another organization's and an archived one."""
    return or_404(get_webhook, visit.organization, webhook_id)


def found_delivery(webhook: Webhook, delivery_id: UUID) -> WebhookDelivery:
    """Raises Http404, also for another webhook's."""
    return or_404(get_delivery, webhook, delivery_id)


def _context(webhook: Webhook) -> dict[str, object]:
    rows = list(deliveries_of(webhook)[:SHOWN])
    seen = [(row.pk, row.status, row.tries) for row in rows]
    return {"room": "setup", "webhook": webhook, "deliveries": rows, "stamp": stamp_of(webhook.state, seen)}
