"""A webhook's turn: its due deliveries, in order, one at a time. Nothing leaves inside a transaction.

Whoever holds the webhook's lease sends, so that one slow endpoint holds one hand at most; the rest of a storm waits
in rows. After a failure the endpoint rests, ever longer.
"""

from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from accounts.sealed import Unreadable, unseal
from delivery.post import NotPosted, Posted, post
from delivery.segments import plain
from routing.actions.webhook_failing import end_waiting, failed_again, waiting, well_again
from routing.models import Webhook, WebhookDelivery
from routing.webhook_body import body_of
from routing.webhook_events import next_try, signature

LEASE = timedelta(seconds=60)
TURN_SECONDS = 5.0  # no new delivery is begun after that
SEAL = "webhook"
Status = WebhookDelivery.Status


def take_turn(*, delivery_id: int, now: datetime) -> int:
    """Send what is due for the webhook of this delivery; how many were tried. 0: nothing, or in other hands."""
    started, tried = monotonic(), 0
    lease = _claim(delivery_id, now)
    while lease and monotonic() - started < TURN_SECONDS:
        at = now + timedelta(seconds=monotonic() - started)
        delivery = _begin(lease, at)
        if delivery is None:
            break
        tried += 1
        if not _send(delivery, at):
            break
    if lease:
        Webhook.objects.filter(pk=lease.pk, lease_until=lease.lease_until).update(lease_until=None)
    return tried


def _claim(delivery_id: int, now: datetime) -> Webhook | None:
    """The webhook with a fresh lease; None where another holds it, where it rests, or where it is off."""
    with transaction.atomic(durable=True):
        free = Webhook.objects.filter(Q(lease_until=None) | Q(lease_until__lt=Now()))
        rows = free.select_for_update(skip_locked=True, no_key=True, of=("self",))
        webhook = rows.filter(deliveries__pk=delivery_id).first()
        if webhook is None:
            return None
        if webhook.state != Webhook.State.ON:
            end_waiting(webhook, reason="The webhook is switched off.", now=now)
            return None
        if webhook.rests_until and webhook.rests_until > now:
            waiting(webhook).filter(due_at__lt=webhook.rests_until).update(due_at=webhook.rests_until)
            return None
        Webhook.objects.filter(pk=webhook.pk).update(lease_until=Now() + LEASE)
        webhook.refresh_from_db(fields=["lease_until"])
        return webhook


def _begin(lease: Webhook, now: datetime) -> WebhookDelivery | None:
    """Commit that the next one is on its way; None when nothing is due or the lease was lost."""
    with transaction.atomic(durable=True):
        held = Webhook.objects.select_for_update(no_key=True)
        ours = held.filter(pk=lease.pk, lease_until=lease.lease_until, state=Webhook.State.ON)
        delivery = waiting(lease).filter(due_at__lte=now).order_by("id").first() if ours.first() else None
        if delivery is None:
            return None
        delivery.body = delivery.body or body_of(delivery)
        delivery.status, delivery.tries = Status.SENDING, delivery.tries + 1
        delivery.due_at, delivery.tried_at = now + LEASE, now
        delivery.save(update_fields=["body", "status", "tries", "due_at", "tried_at"])
    return delivery


def _send(delivery: WebhookDelivery, now: datetime) -> bool:
    """Whether the other side took it."""
    started = monotonic()
    try:
        posted = _post(delivery, now)
        failure = "" if 200 <= posted.status < 300 else f"It answered {posted.status}."
    except (NotPosted, Unreadable) as none:
        posted, failure = Posted(0, ""), str(none)
    _record(delivery, posted, failure[:200], now + timedelta(seconds=monotonic() - started))
    return not failure


def _post(delivery: WebhookDelivery, now: datetime) -> Posted:
    """Raises NotPosted, or Unreadable for a secret that was sealed with another key."""
    webhook, body = delivery.webhook, delivery.body.encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Nightbell",
        "X-Nightbell-Event": delivery.event,
        "X-Nightbell-Delivery": str(delivery.public_id),
        "X-Nightbell-Signature": signature(unseal(webhook.sealed_secret, use=SEAL), body, now=now),
    }
    return post(webhook.url, body=body, headers=headers, loopback=not settings.PRODUCTION)


def _record(delivery: WebhookDelivery, posted: Posted, failure: str, now: datetime) -> None:
    """What came of this try; lost quietly where somebody ended the delivery meanwhile."""
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update(no_key=True).get(pk=delivery.webhook_id)
        ours = waiting(webhook).filter(pk=delivery.pk, tries=delivery.tries)
        answer = {
            "answer_status": posted.status or None,
            "answer": plain(posted.answer),
            "reason": failure,
        }
        again_at = next_try(tries=delivery.tries, created_at=delivery.created_at, now=now)
        if not failure:
            ours.update(status=Status.DELIVERED, due_at=None, ended_at=now, **answer)
            well_again(webhook)
        elif again_at:
            ours.update(status=Status.QUEUED, due_at=again_at, **answer)
        else:
            ours.update(status=Status.FAILED, due_at=None, ended_at=now, **answer)
        if failure and webhook.state == Webhook.State.ON:
            failed_again(webhook, now=now)
