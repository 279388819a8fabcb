"""What was promised: calendars, tiers with a past, clients with their places, people, agreements and runbooks."""

from datetime import date, datetime, timedelta

from accounts.models import Organization
from bench.house.size import Size
from sla.models import (
    Agreement,
    BusinessWindow,
    CalendarException,
    Client,
    ClientAlias,
    ClientContact,
    CoverageRule,
    Runbook,
    RunbookStep,
    ServiceCalendar,
    Site,
    SlaTarget,
    SlaTier,
    SlaTierVersion,
)

LINES = ("help_desk", "monitoring", "security")


def make_calendars(organization: Organization, size: Size, now: datetime) -> list[ServiceCalendar]:
    rows = ServiceCalendar.objects.bulk_create(
        ServiceCalendar(
            organization=organization, name=f"Office hours {number}", time_zone="America/New_York", country="US",
            subdivision="NY", weekend_days=[5, 6],
        )
        for number in range(size.each)
    )  # fmt: skip
    BusinessWindow.objects.bulk_create(
        BusinessWindow(calendar=row, days=days, start_minute=480 + number, end_minute=1020)
        for number, row in enumerate(rows)
        for days in ([0, 1, 2, 3], [4])
    )
    CalendarException.objects.bulk_create(
        CalendarException(
            calendar=row, kind=kind, on=now.date() + timedelta(days=7 * number), name=f"Day {number}", yearly=number % 2 == 0,
            further_days=number % 3,
        )
        for row in rows
        for number in range(size.each)
        for kind in ("closing", "holiday")
    )  # fmt: skip
    return rows


def make_tiers(organization: Organization, size: Size, now: datetime) -> list[SlaTierVersion]:
    """Beside those that ship as many as `each`, and of every one as many versions; returns the newest."""
    SlaTier.objects.bulk_create(
        SlaTier(organization=organization, name=f"Tier {number}") for number in range(size.each)
    )
    shipped = SlaTierVersion.objects.filter(tier__organization=organization, tier__name="Gold").latest(
        "number"
    )
    rows = SlaTierVersion.objects.bulk_create(
        SlaTierVersion(organization=organization, tier=tier, number=number + 2, created_at=now)
        for tier in SlaTier.objects.filter(organization=organization)
        for number in range(size.each)
    )
    _copy(shipped, rows)
    return [row for row in rows if row.number == size.each + 1]


def _copy(shipped: SlaTierVersion, versions: list[SlaTierVersion]) -> None:
    """The same promises for all."""
    rules, targets = list(shipped.rules.all()), list(shipped.targets.all())
    CoverageRule.objects.bulk_create(
        CoverageRule(
            version=version, service_line=rule.service_line, band=rule.band, priority=rule.priority, outcome=rule.outcome
        )
        for version in versions
        for rule in rules
    )  # fmt: skip
    SlaTarget.objects.bulk_create(
        SlaTarget(
            version=version, priority=target.priority, acknowledge_seconds=target.acknowledge_seconds,
            response_seconds=target.response_seconds, update_seconds=target.update_seconds,
            resolution_seconds=target.resolution_seconds, runs=target.runs,
        )
        for version in versions
        for target in targets
    )  # fmt: skip


def make_clients(
    organization: Organization, calendars: list[ServiceCalendar], tiers: list[SlaTierVersion], size: Size, now: datetime
) -> list[Client]:  # fmt: skip
    """The clients in use; beside them as many as `each` that were archived."""
    rows = Client.objects.bulk_create(
        Client(
            organization=organization, name=f"Client {number}", code=f"client-{number}", created_at=now,
            slug=f"{size.slug}-client-{number}", calendar=calendars[number % len(calendars)],
            archived_at=now if number >= size.clients else None, links=_links(number, size),
        )
        for number in range(size.clients + size.each)
    )  # fmt: skip
    _places_and_people(organization, rows, calendars, size)
    _agreements(organization, rows, tiers, now)
    _runbooks(organization, rows, size)
    return rows[: size.clients]


def _links(number: int, size: Size) -> list[list[str]]:
    """Every third client has none."""
    count = min(size.each, 10) if number % 3 else 0
    return [[f"Book {each}", f"https://docs.example/{number}/{each}"] for each in range(count)]


def _places_and_people(
    organization: Organization, clients: list[Client], calendars: list[ServiceCalendar], size: Size
) -> None:
    ClientAlias.objects.bulk_create(
        ClientAlias(organization=organization, client=client, name=f"{client.name} inc.".casefold())
        for client in clients
    )
    Site.objects.bulk_create(
        Site(organization=organization, client=client, name=f"Site {number}", calendar=calendars[number])
        for client in clients
        for number in range(size.each)
    )
    ClientContact.objects.bulk_create(
        ClientContact(
            organization=organization, client=client, name=f"Contact {number}", phone=f"+1718555{number:04d}",
            email=f"contact{number}@{client.code}.example", is_told=True, may_approve_charges=number == 0,
            is_vip=number % 4 == 0, gets_bills=number == 0,
        )
        for client in clients
        for number in range(size.each)
    )  # fmt: skip


def _agreements(
    organization: Organization, clients: list[Client], tiers: list[SlaTierVersion], now: datetime
) -> None:
    """One that ran out, one that runs, one to come."""
    spans = ((date(2023, 1, 1), date(2023, 12, 31)), (date(2024, 1, 1), now.date() + timedelta(days=300)))
    spans_to_come = ((now.date() + timedelta(days=301), None),)
    Agreement.objects.bulk_create(
        Agreement(
            organization=organization, client=client, version=tiers[number % len(tiers)], starts_on=starts, ends_on=ends,
            created_at=now,
        )
        for number, client in enumerate(clients)
        for starts, ends in (*spans, *spans_to_come)
    )  # fmt: skip


def _runbooks(organization: Organization, clients: list[Client], size: Size) -> None:
    """Each client's own, and some for all."""
    rows = Runbook.objects.bulk_create(
        Runbook(organization=organization, client=client, title=f"Runbook {number}", service_line=LINES[number % 3])
        for client in (*clients, None)
        for number in range(size.each if client is None else 3)
    )  # fmt: skip
    RunbookStep.objects.bulk_create(
        RunbookStep(runbook=row, position=position, text=f"Step {position}")
        for row in rows
        for position in range(1, 7)
    )
