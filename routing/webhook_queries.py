"""Reading webhooks and their deliveries, scoped to their organization."""

from uuid import UUID

from django.db.models import OuterRef, QuerySet, Subquery

from accounts.models import Organization
from routing.models import Webhook, WebhookDelivery


def webhooks(organization: Organization) -> QuerySet[Webhook]:
    """All that are not archived, with `last_status` and `last_at` of the newest delivery."""
    newest = WebhookDelivery.objects.filter(webhook=OuterRef("pk")).order_by("-id")
    in_use = Webhook.objects.filter(organization=organization).exclude(state=Webhook.State.ARCHIVED)
    return (
        in_use.select_related("organization")
        .annotate(last_status=Subquery(newest.values("status")[:1]), last_at=Subquery(newest.values("created_at")[:1]))
        .order_by("id")
    )  # fmt: skip


def get_webhook(organization: Organization, webhook_id: int) -> Webhook:
    """Raises Webhook.DoesNotExist, also for another organization's and an archived one."""
    return webhooks(organization).get(pk=webhook_id)


def deliveries_of(webhook: Webhook) -> QuerySet[WebhookDelivery]:
    """The newest first."""
    rows = WebhookDelivery.objects.filter(webhook=webhook).defer("body", "answer")
    return rows.select_related("line__incident__organization").order_by("-id")


def get_delivery(webhook: Webhook, public_id: UUID) -> WebhookDelivery:
    """Raises WebhookDelivery.DoesNotExist, also for another webhook's."""
    rows = WebhookDelivery.objects.select_related("webhook", "line__incident__organization")
    return rows.get(webhook=webhook, public_id=public_id)
