"""A year of incidents: nearly all are over; of the last ones some wait in each state, with all that hangs on them."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from accounts.models import Membership, Organization
from bench.house.clocks import keep_time
from bench.house.money import make_money, sold
from bench.house.size import Size
from delivery.models import Attempt, ContactMethod, Message
from oncall.models import EscalationPolicy
from routing.actions.policy import frozen_policy
from routing.models import (
    Alert,
    ClientMessage,
    Decision,
    Incident,
    Integration,
    Page,
    Reply,
    RunbookTick,
    TimelineEntry,
)
from sla.models import Client, Runbook, SlaTierVersion

SEED, AT_ONCE = 20261128, 5_000
LADEN = 24  # so many of the open ones have been paged for
LINES = ("help_desk", "monitoring", "security")
PRIORITIES = ("P1", "P2", "P3", "P4")
OPEN_STATES = ("triggered", "acknowledged", "snoozed", "held", "queued", "at_desk")
WITH_SOMEBODY = ("acknowledged", "snoozed")


@dataclass(frozen=True)
class Ground:
    """What incidents stand on."""

    organization: Organization
    people: list[Membership]
    policy: EscalationPolicy
    clients: list[Client]
    sources: list[Integration]
    size: Size
    now: datetime


def make_incidents(ground: Ground) -> list[Incident]:
    """All of them; returns the open ones, the newest of which is being paged for. The numbers count from 1."""
    dice = random.Random(SEED)  # noqa: S311
    frozen, _ = frozen_policy(ground.organization, client_id=None, service_line="help_desk", priority="P1")
    found, version = list[Incident](), sold(ground.organization)
    for since in range(0, ground.size.incidents, AT_ONCE):
        numbers = range(since, min(since + AT_ONCE, ground.size.incidents))
        rows = Incident.objects.bulk_create(
            _incident(ground, number, frozen.as_json(), dice) for number in numbers
        )
        Decision.objects.bulk_create(_decision(row, version) for row in rows)
        TimelineEntry.objects.bulk_create(line for row in rows for line in _lines(row))
        make_money(ground.organization, rows, ground.now)
        found += [row for row in rows if row.status != "resolved"]
    _hang_on(ground, found[-LADEN:])
    _merge(ground, found)
    return found


def _incident(ground: Ground, number: int, policy: object, dice: random.Random) -> Incident:
    size, now, member = ground.size, ground.now, ground.people[number % len(ground.people)]
    at = now - timedelta(minutes=(size.incidents - number) * 10)
    row = Incident(
        organization=ground.organization, number=number + 1, summary=f"Server {dice.randrange(4000)} does not answer",
        client=ground.clients[dice.randrange(len(ground.clients))], service_line=LINES[number % 3],
        priority=PRIORITIES[dice.randrange(4)], channel="webhook", received_at=at, policy_row=ground.policy,
        contact_name="Contact 0", contact_phone="+17185550000", reporter=member, responded_at=at, responded_by=member,
    )  # fmt: skip
    if number < size.incidents - size.open:
        row.taken_by, row.taken_at = member, at + timedelta(minutes=3)
        row.status, row.resolved_at, row.resolved_by = "resolved", at + timedelta(minutes=40), member
        row.resolve_reason, row.minutes_worked, row.billable = "Restarted.", 30, number % 2 == 0
        return row
    row.status = OPEN_STATES[(size.incidents - 1 - number) % len(OPEN_STATES)]
    row.policy, row.paging_started_at, row.round, row.step, row.priority = (
        policy,
        at,
        1,
        1,
        PRIORITIES[number % 2],
    )
    row.due_at, row.due_reason, row.life_seen_at = now + timedelta(days=30), "The next step.", now
    if row.status in WITH_SOMEBODY:
        row.taken_by, row.taken_at = ground.people[number % 2], at
    return row


def _decision(row: Incident, version: SlaTierVersion) -> Decision:
    return Decision(
        organization_id=row.organization_id, incident=row, at=row.received_at, fact="received", outcome="page",
        band="after_hours", covered=True, priority=row.priority, reasons=["It is night at the client."], tier_name="Gold v1", tier_version=version,
        acknowledge_due_at=row.received_at + timedelta(minutes=10), response_due_at=row.received_at + timedelta(minutes=30),
        resolution_due_at=row.received_at + timedelta(hours=4),
    )  # fmt: skip


def _lines(row: Incident) -> Iterator[TimelineEntry]:
    for kind, text in (("received", "Received by a webhook."), ("taken", f"{row.taken_by} has it.")):
        yield TimelineEntry(
            organization_id=row.organization_id, incident=row, at=row.received_at, kind=kind, text=text
        )


def _hang_on(ground: Ground, rows: list[Incident]) -> None:
    """On each as many alerts, pages with their calls, lines, ticks and words to the client as `each`."""
    numbers, now = range(ground.size.each), ground.now
    runbook = Runbook.objects.filter(organization=ground.organization, client=None)[0]
    Incident.objects.filter(pk__in=[row.pk for row in rows]).update(runbook=runbook)
    Alert.objects.bulk_create(
        Alert(
            organization=ground.organization, integration=ground.sources[number % len(ground.sources)], incident=row,
            dedup_key=f"{row.number} {number}", status="open", summary=row.summary, first_seen_at=now, last_seen_at=now,
        )
        for row in rows
        for number in numbers
    )  # fmt: skip
    TimelineEntry.objects.bulk_create(
        TimelineEntry(
            organization=ground.organization, incident=row, at=now, kind="note", text=f"Note {number}",
            member=ground.people[number % len(ground.people)], shown_to_client=True,
        )
        for row in rows
        for number in numbers
    )  # fmt: skip
    RunbookTick.objects.bulk_create(
        RunbookTick(
            incident=row, runbook=runbook, position=number, step_text=f"Step {number}", at=now,
            member=ground.people[number % len(ground.people)],
        )
        for row in rows
        for number in range(1, min(6, ground.size.each))
    )  # fmt: skip
    _page(ground, rows)
    _tell(ground, rows)
    keep_time(rows, ground.people, pauses=ground.size.each)


def _page(ground: Ground, rows: list[Incident]) -> None:
    """The last page of each is still to be answered; the others were not."""
    rows_of_phones = ContactMethod.objects.filter(member__in=ground.people, kind="phone").order_by("pk")
    phones = list(rows_of_phones.select_related("member"))
    number = ground.organization.phone_numbers.get(purpose="paging", archived_at=None)
    pairs = [(row, phones[each % len(phones)], each == 0) for row in rows for each in range(ground.size.each)]
    texts = Message.objects.bulk_create(
        Message(
            organization=ground.organization, channel="voice", address=phone.address, number=number, body="It is down.",
            purpose="page", status="waiting" if waits else "delivered", reason="" if waits else "no_answer",
            created_at=ground.now, due_at=ground.now if waits else None, ended_at=None if waits else ground.now,
        )
        for _, phone, waits in pairs
    )  # fmt: skip
    Attempt.objects.bulk_create(
        Attempt(
            organization=ground.organization, message=text, number=number, status="no_answer", started_at=ground.now,
            ended_at=ground.now,
        )
        for text in texts
        for number in (1, 2)
    )  # fmt: skip
    pages = Page.objects.bulk_create(
        Page(
            organization=ground.organization, incident=row, member=phone.member, contact_method=phone, message=text,
            channel="voice", status="waiting" if waits else "expired", round=1, step=1, due_at=ground.now, created_at=ground.now,
            ended_at=None if waits else ground.now,
        )
        for (row, phone, waits), text in zip(pairs, texts, strict=True)
    )  # fmt: skip
    Reply.objects.bulk_create(
        Reply(
            organization=ground.organization, channel="voice", provider_key=f"{ground.size.slug} {page.pk}", from_phone="+1",
            to_phone="+1", body="2", received_at=ground.now, member=page.member, incident=page.incident, page=page,
        )
        for page in pages
    )  # fmt: skip


def _tell(ground: Ground, rows: list[Incident]) -> None:
    pairs = [(row, uuid4()) for row in rows for _ in range(ground.size.each)]
    texts = Message.objects.bulk_create(
        Message(
            organization=ground.organization, channel="sms", address="+17185550000", body="We are at it.", purpose="notice",
            status="delivered", created_at=ground.now, ended_at=ground.now,
        )
        for _ in pairs
    )  # fmt: skip
    ClientMessage.objects.bulk_create(
        ClientMessage(organization=ground.organization, incident=row, message=text, sending=sending)
        for (row, sending), text in zip(pairs, texts, strict=True)
    )


def _merge(ground: Ground, found: list[Incident]) -> None:
    """As many as `each` that are over became part of the newest, and came before it."""
    over = Incident.objects.filter(organization=ground.organization, status="resolved").order_by("pk")
    Incident.objects.filter(pk__in=list(over.values_list("pk", flat=True)[: ground.size.each])).update(
        merged_into=found[-1]
    )
