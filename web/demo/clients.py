"""The demo's clients: Northwind Dental (gold), Contoso Legal (24/7 monitoring + 8x5), Fabrikam (8x5 with call-out)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.models import Organization
from sla.models import (
    Agreement,
    BusinessWindow,
    Client,
    ClientAlias,
    ClientContact,
    Runbook,
    RunbookStep,
    ServiceCalendar,
    Site,
    SlaTierVersion,
)
from sla.words import normalised
from web.demo.people import CLARK, DANA, FAY, Contact

WEEKDAYS = [0, 1, 2, 3, 4]


@dataclass(frozen=True, slots=True)
class DemoClient:
    """All that a demo client has."""

    name: str
    code: str
    zone: str
    hours: tuple[int, int]  # minutes of the day
    tier: str
    contact: Contact
    sites: Sequence[str]
    note: str
    runbook: str
    steps: Sequence[tuple[str, str, int]]  # text, whose role, minutes


CLIENTS = (
    DemoClient(
        name="Northwind Dental", code="northwind-dental", zone="America/New_York", hours=(480, 1080), tier="Gold", contact=DANA,
        sites=("Main Street", "Harbor Clinic"),
        note="Patient data: never restart DENT-SQL01 without Dana's word. Key box behind the north door.",
        runbook="Network or server down at Northwind",
        steps=(
            ("Check the UPS in closet B", "on_call", 10),
            ("Ring Dana and say what you see", "on_call", 30),
            ("If the core switch is dead, swap in the spare from closet B", "on_call", 90),
        ),
    ),
    DemoClient(
        name="Contoso Legal", code="contoso-legal", zone="America/Chicago", hours=(480, 1020), tier="24/7 monitoring + 8x5",
        contact=CLARK, sites=("Head office",), note="Court filings close at 23:59 Central: ask before anything restarts.",
        runbook="Server offline at Contoso",
        steps=(
            ("Look at the host in the RMM, then at its console", "on_call", 15),
            ("Tell Clark by mail what was found", "on_call", 60),
        ),
    ),
    DemoClient(
        name="Fabrikam", code="fabrikam", zone="America/New_York", hours=(480, 1020), tier="8x5 with call-out", contact=FAY,
        sites=("Plant",), note="No agreement for nights: security is contained only.",
        runbook="Security alert at Fabrikam",
        steps=(("Isolate the machine from the network", "on_call", 15), ("Ask Alice before anything else", "owner", 30)),
    ),
)  # fmt: skip


def load_clients(organization: Organization, *, now: datetime) -> list[Client]:
    """Every demo client with calendar, sites, contact, agreement and runbook."""
    return [_load(organization, demo, now) for demo in CLIENTS]


def _load(organization: Organization, demo: DemoClient, now: datetime) -> Client:
    client = Client.objects.create(
        organization=organization, name=demo.name, code=demo.code, slug=demo.code, calendar=_calendar(organization, demo),
        alert_note=demo.note, created_at=now,
    )  # fmt: skip
    ClientAlias.objects.create(organization=organization, client=client, name=normalised(demo.name))
    for site in demo.sites:
        Site.objects.create(organization=organization, client=client, name=site)
    ClientContact.objects.create(
        organization=organization, client=client, name=demo.contact.name, title=demo.contact.title, phone=demo.contact.phone,
        email=demo.contact.email, may_approve_charges=True, is_told=True,
        gets_bills=bool(demo.contact.email),
    )  # fmt: skip
    _agree(organization, client, demo.tier, now)
    _runbook(organization, client, demo)
    return client


def _calendar(organization: Organization, demo: DemoClient) -> ServiceCalendar:
    calendar = ServiceCalendar.objects.create(
        organization=organization,
        name=f"{demo.name} hours",
        time_zone=demo.zone,
        country="US",
        weekend_days=[5, 6],
    )
    start, end = demo.hours
    BusinessWindow.objects.create(calendar=calendar, days=WEEKDAYS, start_minute=start, end_minute=end)
    return calendar


def _agree(organization: Organization, client: Client, tier: str, now: datetime) -> None:
    newest = (
        SlaTierVersion.objects.filter(tier__organization=organization, tier__name=tier)
        .order_by("-number")
        .first()
    )
    if newest is None:
        raise LookupError(f"The demo has no tier {tier!r}.")
    Agreement.objects.create(
        organization=organization,
        client=client,
        version=newest,
        starts_on=date(now.year, 1, 1),
        created_at=now,
    )


def _runbook(organization: Organization, client: Client, demo: DemoClient) -> None:
    runbook = Runbook.objects.create(organization=organization, client=client, title=demo.runbook)
    for position, (text, role, minutes) in enumerate(demo.steps, start=1):
        RunbookStep.objects.create(
            runbook=runbook, position=position, text=text, role=role, deadline_minutes=minutes
        )
