"""What success and failure of a delivery mean for its webhook: it rests, and after three days it is switched off."""

from datetime import datetime

from django.db.models import QuerySet

from accounts.audit import Actor, record
from delivery.actions.write import write_message
from delivery.models import Channel
from routing.models import Webhook, WebhookDelivery
from routing.queries import owner_of
from routing.webhook_events import OFF_AFTER, rest_after

Status = WebhookDelivery.Status


def waiting(webhook: Webhook) -> QuerySet[WebhookDelivery]:
    """What is still to be told."""
    return WebhookDelivery.objects.filter(webhook=webhook, ended_at=None)


def end_waiting(webhook: Webhook, *, reason: str, now: datetime) -> int:
    """Nothing of it is sent any more."""
    return waiting(webhook).update(status=Status.FAILED, reason=reason, due_at=None, ended_at=now)


def well_again(webhook: Webhook) -> None:
    """The locked webhook answered."""
    webhook.failures, webhook.failing_since, webhook.rests_until = 0, None, None
    webhook.save(update_fields=["failures", "failing_since", "rests_until"])


def failed_again(webhook: Webhook, *, now: datetime) -> None:
    """The locked webhook did not. Its other deliveries wait until it has rested."""
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or now
    webhook.rests_until = now + rest_after(webhook.failures)
    webhook.save(update_fields=["failures", "failing_since", "rests_until"])
    waiting(webhook).filter(due_at__lt=webhook.rests_until).update(due_at=webhook.rests_until)
    if now - webhook.failing_since >= OFF_AFTER:
        _switch_off(webhook, now)


def _switch_off(webhook: Webhook, now: datetime) -> None:
    webhook.state = Webhook.State.FAILED
    webhook.save(update_fields=["state"])
    end_waiting(webhook, reason="Switched off: nothing got there for three days.", now=now)
    record(
        organization=webhook.organization, actor=Actor.system(), verb="switched off", object_kind="webhook",
        object_id=webhook.pk, now=now, before={"state": "on"}, after={"state": "failed"},
        reason="nothing got there for three days",
    )  # fmt: skip
    _tell_owner(webhook, now)


def _tell_owner(webhook: Webhook, now: datetime) -> None:
    owner = owner_of(webhook.organization)
    if owner is None:
        return
    body = (
        f"Nothing got through to {webhook.url} for three days, so Nightbell switched it off.\n\n"
        "What happened meanwhile was not told there. When the other side works again, switch it on under "
        "Set up, Webhooks.\n"
    )
    write_message(
        organization=webhook.organization, channel=Channel.EMAIL, address=owner.email, body=body,
        subject="A webhook was switched off", purpose="notice", priority=9, now=now,
        unique_key=f"webhook:{webhook.pk}:{now:%Y-%m-%dT%H:%M:%S}",
    )  # fmt: skip
