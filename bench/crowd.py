"""A large MSP: 40 members, 200 clients, a year of 50,000 incidents; made in bulk, as the tables would hold it."""

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from accounts.audit import Actor
from accounts.models import Membership, Organization, Role, User
from delivery.models import ContactMethod
from oncall.models import (
    EscalationPolicy,
    EscalationStep,
    FallbackEntry,
    Layer,
    LayerVersion,
    Participant,
    Schedule,
    StepTarget,
)
from routing.models import Decision, Incident, Route, TimelineEntry
from sla.models import Agreement, BusinessWindow, Client, ClientContact, ServiceCalendar, SlaTierVersion
from web.actions.set_up import Plan, set_up_organization

MEMBERS, CLIENTS, INCIDENTS, OPEN, SCHEDULES = 40, 200, 50_000, 60, 12
SEED = 20261128
LINES = ("help_desk", "monitoring", "security")
PRIORITIES = ("P1", "P2", "P3", "P4")


def gather(now: datetime) -> Organization:
    """All of it in one transaction."""
    dice = random.Random(SEED)  # noqa: S311
    with transaction.atomic():
        organization = set_up_organization(plan=_plan(), actor=Actor.system(), now=now)
        people = [_member(organization, number, now) for number in range(MEMBERS)]
        policy = _rota(organization, people, now)
        clients = _clients(organization, now)
        for since in range(0, INCIDENTS, 5_000):
            rows = Incident.objects.bulk_create(
                _incident(organization, clients, people, policy, number, dice, now)
                for number in range(since, min(since + 5_000, INCIDENTS))
            )
            Decision.objects.bulk_create(_decision(row) for row in rows)
            TimelineEntry.objects.bulk_create(line for row in rows for line in _lines(row))
        organization.last_incident_number = INCIDENTS
        organization.went_live_at = now
        organization.save()
    return organization


def _plan() -> Plan:
    return Plan(
        name="Forty Technicians", slug="forty", time_zone="America/New_York", country="US", language="en",
        incident_prefix="FT", desk_email="desk@forty.example",
    )  # fmt: skip


def _member(organization: Organization, number: int, now: datetime) -> Membership:
    role = Role.OWNER if number == 0 else Role.MANAGER if number < 4 else Role.TECHNICIAN
    user = User.objects.create_user(f"tech{number}@forty.example", None, name=f"Tech {number}", joined_at=now)
    member = Membership.objects.create(organization=organization, user=user, role=role, created_at=now)
    ContactMethod.objects.create(
        organization=organization, member=member, kind="phone", address=f"+1646555{number:04d}", verified_at=now,
        created_at=now,
    )  # fmt: skip
    return member


def _rota(organization: Organization, people: list[Membership], now: datetime) -> EscalationPolicy:
    policy = EscalationPolicy.objects.create(organization=organization, name="Nights", rounds=2)
    for number in range(SCHEDULES):
        schedule = Schedule.objects.create(
            organization=organization, name=f"Schedule {number}", time_zone="America/New_York"
        )
        version = LayerVersion.objects.create(
            layer=Layer.objects.create(schedule=schedule, name="Weeks"), held=DateTimeTZRange(now - timedelta(days=400), None),
            turn_length=1, turn_unit="week", starts_on=date(2024, 1, 2), starts_time=time(9),
        )  # fmt: skip
        Participant.objects.bulk_create(
            Participant(version=version, group=place, member=people[(number * 3 + place) % MEMBERS])
            for place in range(8)
        )
        if number < 3:
            step = EscalationStep.objects.create(
                organization=organization, policy=policy, position=number + 1, wait_seconds=240
            )
            StepTarget.objects.create(step=step, schedule=schedule)
    FallbackEntry.objects.create(organization=organization, position=1, member=people[0])
    Route.objects.create(organization=organization, policy=policy)
    return policy


def _clients(organization: Organization, now: datetime) -> list[Client]:
    hours = ServiceCalendar.objects.create(
        organization=organization, name="Office hours", time_zone="America/New_York", country="US", subdivision="NY",
        weekend_days=[5, 6],
    )  # fmt: skip
    BusinessWindow.objects.create(
        calendar=hours, days=[0, 1, 2, 3, 4], start_minute=8 * 60, end_minute=17 * 60
    )
    versions = list(SlaTierVersion.objects.filter(tier__organization=organization))
    rows = Client.objects.bulk_create(
        Client(
            organization=organization, name=f"Client {number}", code=f"client-{number}", slug=f"forty-client-{number}",
            calendar=hours, created_at=now,
        )
        for number in range(CLIENTS)
    )  # fmt: skip
    Agreement.objects.bulk_create(
        Agreement(
            organization=organization, client=row, version=versions[number % len(versions)], starts_on=date(2024, 1, 1),
            created_at=now,
        )
        for number, row in enumerate(rows)
    )  # fmt: skip
    ClientContact.objects.bulk_create(
        ClientContact(organization=organization, client=row, name=f"Contact {number}", phone=f"+1718555{number:04d}")
        for number, row in enumerate(rows)
    )  # fmt: skip
    return rows


def _incident(
    organization: Organization, clients: list[Client], people: list[Membership], policy: EscalationPolicy, number: int,
    dice: random.Random, now: datetime,
) -> Incident:  # fmt: skip
    at = now - timedelta(minutes=(INCIDENTS - number) * 10)
    row = Incident(
        organization=organization, number=number + 1, summary=f"Server {dice.randrange(4000)} does not answer",
        client=clients[dice.randrange(CLIENTS)], service_line=LINES[number % 3], priority=PRIORITIES[dice.randrange(4)],
        channel="webhook", received_at=at, taken_by=people[number % MEMBERS], taken_at=at + timedelta(minutes=3),
        policy_row=policy,
    )  # fmt: skip
    if number < INCIDENTS - OPEN:
        row.status, row.resolved_at, row.resolved_by = "resolved", at + timedelta(minutes=40), row.taken_by
        row.resolve_reason, row.minutes_worked, row.billable = "Restarted.", 30, number % 2 == 0
    else:
        row.status, row.due_at, row.due_reason = (
            "acknowledged",
            now + timedelta(days=30),
            "Asks for a sign of life.",
        )
        row.life_seen_at = now
    return row


def _decision(row: Incident) -> Decision:
    return Decision(
        organization_id=row.organization_id, incident=row, at=row.received_at, fact="received", outcome="page",
        band="after_hours", covered=True, priority=row.priority, reasons=["It is night at the client."], tier_name="Gold v1",
        acknowledge_due_at=row.received_at + timedelta(minutes=10), response_due_at=row.received_at + timedelta(minutes=30),
        resolution_due_at=row.received_at + timedelta(hours=4),
    )  # fmt: skip


def _lines(row: Incident) -> Iterator[TimelineEntry]:
    for kind, text in (("received", "Received by a webhook."), ("taken", f"{row.taken_by} has it.")):
        yield TimelineEntry(
            organization_id=row.organization_id, incident=row, at=row.received_at, kind=kind, text=text
        )
