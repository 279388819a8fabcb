"""What comes in and what goes out: sources with their events, routes, numbers, webhooks with their deliveries."""

from datetime import datetime, timedelta
from uuid import uuid4

from accounts.models import Organization
from accounts.sealed import seal
from bench.house.size import Size
from delivery.models import PhoneNumber, ProviderAccount
from oncall.models import EscalationPolicy
from routing.actions.webhook_turn import SEAL
from routing.models import (
    ExternalId,
    Handling,
    InboundEvent,
    Integration,
    Route,
    TimelineEntry,
    Webhook,
    WebhookDelivery,
)
from sla.models import Client

RAW = b'{"summary": "Core switch down", "severity": "critical", "client": "client-1", "site": "Site 0"}'
PRIORITIES = ("P1", "P2", "P3", "P4")


def make_numbers(organization: Organization, size: Size, now: datetime) -> None:
    """One for pages and one for clients of an account of its own; and those before them."""
    account = ProviderAccount.objects.create(
        organization=organization, account_sid=f"AC{organization.pk:032x}", sealed_token=seal("t" * 32, use="x"),
        created_at=now,
    )  # fmt: skip
    PhoneNumber.objects.bulk_create(
        PhoneNumber(
            organization=organization, account=account, number=f"+1917{organization.pk % 1000:03d}{number:04d}",
            purpose=("paging", "client")[number % 2], created_at=now, archived_at=now if number > 1 else None,
        )
        for number in range(2 + size.each)
    )  # fmt: skip


def make_routes(organization: Organization, policies: list[EscalationPolicy], clients: list[Client]) -> None:
    """One for everything, and those of clients of their own."""
    Route.objects.bulk_create(
        Route(
            organization=organization,
            client=client,
            priority=priority,
            policy=policies[number % len(policies)],
        )
        for number, (client, priority) in enumerate(
            [(None, ""), *((each, one) for each in clients for one in PRIORITIES[:2])]
        )
    )


def make_sources(
    organization: Organization, clients: list[Client], size: Size, now: datetime
) -> list[Integration]:
    """Every second one is one client's own; what came is theirs in turn."""
    rows = Integration.objects.bulk_create(
        Integration(
            organization=organization, name=f"Source {number}", kind="generic", state=("live", "listening")[number % 2],
            key_hash=f"{size.slug} key {number}", key_prefix=f"k{number}", previous_key_hash=f"{size.slug} old {number}",
            previous_key_prefix=f"o{number}", previous_key_until=now + timedelta(days=1),
            client=clients[number] if number % 2 else None, created_at=now,
        )
        for number in range(size.each)
    )  # fmt: skip
    events = InboundEvent.objects.bulk_create(
        InboundEvent(
            organization=organization, integration=rows[number % len(rows)], received_at=now - timedelta(minutes=number),
            decided_at=now, method="POST", path="/in/", content_type="application/json", raw=RAW, raw_sha256="x" * 64,
        )
        for number in range(size.much)
    )  # fmt: skip
    Handling.objects.bulk_create(
        Handling(event=event, organization=organization, outcome="opened") for event in events
    )
    _ids_of_clients(organization, clients, [row for row in rows if row.client is None])
    return rows


def _ids_of_clients(organization: Organization, clients: list[Client], shared: list[Integration]) -> None:
    """Each source that is for several clients has an id of its own for every one."""
    ExternalId.objects.bulk_create(
        ExternalId(organization=organization, integration=source, client=client, word=f"{client.code}-{source.name}")
        for source in shared
        for client in clients
    )  # fmt: skip


def make_webhooks(organization: Organization, size: Size, now: datetime) -> list[Webhook]:
    rows = Webhook.objects.bulk_create(
        Webhook(
            organization=organization, url=f"https://{size.slug}.example/{number}", events=["opened", "acknowledged"],
            sealed_secret=seal("secret", use=SEAL), secret_prefix=f"wh{number}", created_at=now,
        )
        for number in range(size.each)
    )  # fmt: skip
    told = list(TimelineEntry.objects.filter(organization=organization).order_by("-pk")[: size.much])
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(
            organization=organization, webhook=rows[number % len(rows)], event_id=uuid4(), event="opened", line=line,
            body="{}", status="delivered", tries=1, answer_status=200, created_at=now, tried_at=now, ended_at=now,
        )
        for number, line in enumerate(told)
    )  # fmt: skip
    return rows
