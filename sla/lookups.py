"""One row, or all of a kind, for whoever edits what was promised: always within the organization.

`id` comes from outside; each raises the model's DoesNotExist, also for another organization's row.
"""

from datetime import date, datetime

from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Organization
from hours.wall import local, zone
from sla.models import (
    Agreement,
    Client,
    ClientAlias,
    ClientContact,
    Desk,
    Runbook,
    ServiceCalendar,
    Site,
    SlaTier,
    SlaTierVersion,
)

USED = Q(archived_at=None)


def listed_clients(organization: Organization) -> QuerySet[Client]:
    """The clients in use by name, with what a line about each says. Five queries beside their own; a calendar is one object."""
    live = Agreement.objects.filter(USED).select_related("version__tier").order_by("-starts_on")
    return Client.objects.filter(USED, organization=organization).order_by("name", "id").prefetch_related(
        "calendar__windows", "calendar__exceptions", Prefetch("agreements", queryset=live),
        Prefetch("contacts", queryset=ClientContact.objects.filter(USED).order_by("id")),
    )  # fmt: skip


def archived_clients(organization: Organization) -> QuerySet[Client]:
    """Those that are no longer looked after, the last archived first."""
    return Client.objects.filter(organization=organization, archived_at__isnull=False).order_by(
        "-archived_at"
    )


def get_archived_client(organization: Organization, code: str) -> Client:
    return archived_clients(organization).get(code__iexact=code)


def named_like(found: QuerySet[Client], words: str) -> QuerySet[Client]:
    """The clients with these words in their name, code, another name, or a contact's name, phone or mail."""
    aliases = ClientAlias.objects.filter(client=OuterRef("pk"), name__icontains=words)
    people = ClientContact.objects.filter(client=OuterRef("pk"), archived_at=None).filter(
        Q(name__icontains=words) | Q(phone__icontains=words) | Q(email__icontains=words)
    )
    return found.filter(
        Q(name__icontains=words) | Q(code__icontains=words) | Exists(aliases) | Exists(people)
    )


def get_site(client: Client, site_id: int) -> Site:
    return Site.objects.select_related("calendar").get(client=client, pk=site_id, archived_at=None)


def get_contact(client: Client, contact_id: int) -> ClientContact:
    return ClientContact.objects.get(client=client, pk=contact_id, archived_at=None)


def get_agreement(client: Client, agreement_id: int) -> Agreement:
    return Agreement.objects.select_related(
        "version__tier", "site__calendar", "client__calendar", "client__organization"
    ).get(client=client, pk=agreement_id, archived_at=None)


def calendars(organization: Organization) -> QuerySet[ServiceCalendar]:
    """The calendars in use, by name."""
    return ServiceCalendar.objects.filter(organization=organization, archived_at=None).order_by("name", "id")


def get_calendar(organization: Organization, calendar_id: int) -> ServiceCalendar:
    return calendars(organization).prefetch_related("windows", "exceptions").get(pk=calendar_id)


def with_users(found: QuerySet[ServiceCalendar]) -> QuerySet[ServiceCalendar]:
    """Calendars with who goes by them: `clients` in use, `desks`, and `used_sites`."""
    sites = Site.objects.filter(USED, client__archived_at=None).select_related("client").order_by("name")
    return found.prefetch_related(
        "windows",
        Prefetch("clients", queryset=Client.objects.filter(USED).order_by("name")),
        Prefetch("desks", queryset=Desk.objects.all()),
        Prefetch("sites", queryset=sites, to_attr="used_sites"),
    )


def names_of_users(row: ServiceCalendar) -> list[str]:
    """Who goes by a calendar from `with_users`, by name."""
    sites = [f"{site.client.name}, {site.name}" for site in getattr(row, "used_sites", [])]
    return [each.name for each in row.clients.all()] + sites + [each.name for each in row.desks.all()]


def tiers_in_use(organization: Organization, now: datetime) -> QuerySet[SlaTier]:
    """Tiers that are not archived, from `with_versions`."""
    found = SlaTier.objects.filter(organization=organization, archived_at=None)
    return with_versions(found, organization, now).order_by("kind", "name")


def with_versions(found: QuerySet[SlaTier], organization: Organization, now: datetime) -> QuerySet[SlaTier]:
    """Tiers with their versions (newest first) and how many agreements each version has that are not over."""
    not_over = Q(agreements__ends_on=None) | Q(agreements__ends_on__gte=_today(organization, now))
    in_use = Q(agreements__archived_at=None, agreements__client__archived_at=None)
    alive = Count("agreements", filter=in_use & not_over)
    versions = SlaTierVersion.objects.annotate(agreement_count=alive).order_by("-number")
    return found.select_related("organization").prefetch_related(Prefetch("versions", queryset=versions))


def get_tier(organization: Organization, tier_id: int, now: datetime) -> SlaTier:
    return tiers_in_use(organization, now).get(pk=tier_id)


def archived_tiers(organization: Organization) -> QuerySet[SlaTier]:
    """Those that are offered no more, by name."""
    return SlaTier.objects.filter(organization=organization, archived_at__isnull=False).order_by("name")


def get_archived_tier(organization: Organization, tier_id: int) -> SlaTier:
    return archived_tiers(organization).select_related("organization").get(pk=tier_id)


def newest_versions(organization: Organization) -> QuerySet[SlaTierVersion]:
    """The newest version of every tier that can be sold, by the tier's name."""
    newest = SlaTierVersion.objects.filter(
        organization=organization, tier__archived_at=None, tier__kind=SlaTier.Kind.ORDINARY
    ).order_by("tier", "-number")
    return (
        SlaTierVersion.objects.filter(pk__in=newest.distinct("tier").values("pk"))
        .select_related("tier")
        .order_by("tier__name")
    )


def agreements_on(tier: SlaTier, now: datetime) -> QuerySet[Agreement]:
    """The agreements that go by any version of a tier, now or later, by client."""
    not_over = Q(ends_on=None) | Q(ends_on__gte=_today(tier.organization, now))
    return (
        Agreement.objects.filter(not_over, version__tier=tier, archived_at=None, client__archived_at=None)
        .select_related("client__calendar", "version", "site", "organization")
        .order_by("client__name", "starts_on")
    )


def runbooks_in_use(organization: Organization) -> QuerySet[Runbook]:
    """Every runbook with its client and steps: those for everybody first, then by client."""
    return (
        Runbook.objects.filter(organization=organization, archived_at=None)
        .filter(Q(client=None) | Q(client__archived_at=None))
        .select_related("client", "organization")
        .prefetch_related("steps")
        .order_by(F("client__name").asc(nulls_first=True), "title", "id")
    )


def get_runbook(organization: Organization, runbook_id: int) -> Runbook:
    """The runbook with this id, or what replaced it."""
    rows = runbooks_in_use(organization)
    return rows.filter(Q(pk=runbook_id) | Q(replaced=runbook_id)).distinct().get()


def _today(organization: Organization, now: datetime) -> date:
    return local(now, zone(organization.time_zone)).date()
