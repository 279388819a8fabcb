"""Who is told of changes: add an address, change it, switch it off and on, archive it; send a test or a replay."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.db import transaction

from accounts.actions.lock import lock_organization
from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.models import Organization
from accounts.refusal import Refused
from accounts.sealed import seal
from accounts.tokens import mint_token
from delivery.addresses import BadAddress, read_address
from routing.actions.webhook_failing import end_waiting
from routing.actions.webhook_turn import SEAL
from routing.models import Webhook, WebhookDelivery
from routing.webhook_events import EVENTS, TEST

MOST = 20
State = Webhook.State


def create_webhook(
    *, organization: Organization, url: str, events: Iterable[str], actor: Actor, now: datetime
) -> tuple[Webhook, str]:
    """The webhook and its secret, which nobody can read again. Raises Refused, naming the field."""
    url, events = _usable(url, events)
    minted = mint_token()
    with transaction.atomic():
        lock_organization(organization.pk)
        if Webhook.objects.filter(organization=organization).exclude(state=State.ARCHIVED).count() >= MOST:
            raise Refused(url=f"An organization has at most {MOST} webhooks. Archive one first.")
        made = Webhook.objects.create(
            organization=organization, url=url, events=events, sealed_secret=seal(minted.secret, use=SEAL),
            secret_prefix=minted.prefix, created_at=now,
        )  # fmt: skip
        record(
            organization=organization, actor=actor, verb="created", object_kind="webhook", object_id=made.pk,
            now=now, after=told(made),
        )  # fmt: skip
    return made, minted.secret


def edit_webhook(
    *, webhook: Webhook, url: str, events: Iterable[str], seen: str, actor: Actor, now: datetime
) -> Webhook:
    """`seen`: the edition its editor saw. What waits goes to the new address. Raises Refused, Stale."""
    url, events = _usable(url, events)
    with transaction.atomic():
        row = _locked(webhook)
        before = told(row)
        refuse_stale(
            organization=row.organization, object_kind="webhook", object_id=row.pk, state=before, seen=seen
        )  # fmt: skip
        row.url, row.events = url, events
        row.save(update_fields=["url", "events"])
        record_edit(
            organization=row.organization, actor=actor, object_kind="webhook", object_id=row.pk, before=before,
            after=told(row), now=now,
        )  # fmt: skip
    return row


def replace_secret(*, webhook: Webhook, actor: Actor, now: datetime) -> tuple[Webhook, str]:
    """A new secret, which signs from the next try on."""
    minted = mint_token()
    with transaction.atomic():
        row = _locked(webhook)
        before = row.secret_prefix
        row.sealed_secret, row.secret_prefix = seal(minted.secret, use=SEAL), minted.prefix
        row.save(update_fields=["sealed_secret", "secret_prefix"])
        record(
            organization=row.organization, actor=actor, verb="replaced the secret", object_kind="webhook",
            object_id=row.pk, now=now, before={"secret": before}, after={"secret": row.secret_prefix},
        )  # fmt: skip
    return row, minted.secret


def switch_on(*, webhook: Webhook, actor: Actor, now: datetime) -> bool:
    """It is told from now on; what happened while it was off is not. False: it was on already."""
    with transaction.atomic():
        row = _locked(webhook)
        if row.state == State.ON:
            return False
        row.failures, row.failing_since, row.rests_until = 0, None, None
        row.save(update_fields=["failures", "failing_since", "rests_until"])
        return _move(row, State.ON, verb="switched on", actor=actor, now=now)


def switch_off(*, webhook: Webhook, actor: Actor, now: datetime) -> bool:
    """It is told nothing more; what waits is not sent. False: it was off already."""
    with transaction.atomic():
        row = _locked(webhook)
        if row.state != State.ON:
            return False
        end_waiting(row, reason="The webhook was switched off.", now=now)
        return _move(row, State.OFF, verb="switched off", actor=actor, now=now)


def archive_webhook(*, webhook: Webhook, actor: Actor, now: datetime) -> bool:
    with transaction.atomic():
        row = _locked(webhook)
        end_waiting(row, reason="The webhook was archived.", now=now)
        return _move(row, State.ARCHIVED, verb="archived", actor=actor, now=now)


def replay(*, delivery: WebhookDelivery, actor: Actor, now: datetime) -> WebhookDelivery:
    """The same event with the same words once more, as a delivery of its own. Raises Refused where it is switched off."""
    with transaction.atomic():
        row = _on(delivery.webhook)
        made = WebhookDelivery.objects.create(
            organization=row.organization, webhook=row, event_id=delivery.event_id, event=delivery.event,
            line=delivery.line, body=delivery.body, is_replay=True, created_at=now, due_at=now,
        )  # fmt: skip
        record(
            organization=row.organization, actor=actor, verb="replayed", object_kind="webhook", object_id=row.pk,
            now=now, after={"event": str(delivery.event_id), "delivery": str(made.public_id)},
        )  # fmt: skip
    return made


def send_test(*, webhook: Webhook, now: datetime) -> WebhookDelivery:
    """An event `test`, about no incident. Raises Refused where it is switched off."""
    with transaction.atomic():
        row = _on(webhook)
        return WebhookDelivery.objects.create(
            organization=row.organization, webhook=row, event_id=uuid.uuid4(), event=TEST, created_at=now,
            due_at=now,
        )  # fmt: skip


def told(webhook: Webhook) -> dict[str, object]:
    """What the audit tells of a webhook: never its secret."""
    return {"url": webhook.url, "events": sorted(webhook.events)}


def _usable(url: str, events: Iterable[str]) -> tuple[str, list[str]]:
    chosen = [event for event in EVENTS if event in set(events)]
    if not chosen:
        raise Refused(events="Choose at least one event.")
    try:
        read_address(url, loopback=not settings.PRODUCTION)
    except BadAddress as bad:
        raise Refused(url=str(bad)) from bad
    return url, chosen


def _locked(webhook: Webhook) -> Webhook:
    """The webhook as it is, held until the transaction ends. Raises Refused for one archived meanwhile."""
    rows = Webhook.objects.select_for_update(no_key=True, of=("self",)).select_related("organization")
    row = rows.exclude(state=State.ARCHIVED).filter(pk=webhook.pk).first()
    if row is None:
        raise Refused(changed="Somebody archived this webhook meanwhile.")
    return row


def _on(webhook: Webhook) -> Webhook:
    row = _locked(webhook)
    if row.state != State.ON:
        raise Refused(state="The webhook is switched off. Switch it on first.")
    return row


def _move(row: Webhook, state: State, *, verb: str, actor: Actor, now: datetime) -> bool:
    before, row.state = row.state, state
    row.save(update_fields=["state"])
    record(
        organization=row.organization, actor=actor, verb=verb, object_kind="webhook", object_id=row.pk, now=now,
        before={"state": before}, after={"state": state.value},
    )  # fmt: skip
    return True
