"""Reading what was promised: every client, site and contact from outside comes through here, scoped to its organization."""

from django.db.models import F, Prefetch, Q, QuerySet

from accounts.levels import Level, rank
from accounts.models import Organization
from sla.alert_classes import class_word
from sla.models import (
    Agreement,
    Client,
    ClientContact,
    Desk,
    FormSettings,
    Runbook,
    ServiceCalendar,
    Site,
    SlaTier,
)
from sla.runbook_match import BEST_FIRST, FITS
from sla.words import normalised

BY_CODE = """
    SELECT * FROM sla_client WHERE organization_id = %s AND lower(code) = lower(%s) AND archived_at IS NULL
"""
RUNBOOK = f"SELECT * FROM sla_runbook WHERE {FITS} ORDER BY {BEST_FIRST} LIMIT 1"  # noqa: S608 - what the rule says


def form_settings_of(client: Client | None) -> FormSettings | None:
    """How its own form is shown; None: as the organization's."""
    return getattr(client, "form_settings", None) if client else None


def clients(organization: Organization) -> QuerySet[Client]:
    """The clients in use, by name."""
    return Client.objects.filter(organization=organization, archived_at=None).order_by("name")


def clients_ever(organization: Organization) -> QuerySet[Client]:
    """The clients in use, and after them the archived ones, by name."""
    rows = Client.objects.filter(organization=organization)
    return rows.order_by(F("archived_at").asc(nulls_first=True), "name")


def get_client_ever(organization: Organization, code: str) -> Client:
    """As `get_client`; archived ones too."""
    return clients_ever(organization).get(code__iexact=code)


def get_client(organization: Organization, code: str) -> Client:
    """The client with this code. Raises Client.DoesNotExist, also for another organization's."""
    return clients(organization).select_related("calendar").get(code__iexact=code)


def client_by_slug(slug: str) -> Client:
    """Whose form this is: the one look-up that starts without an organization. Raises Client.DoesNotExist."""
    return Client.objects.select_related("organization", "calendar", "form_settings").get(
        slug=slug, archived_at=None
    )


def clients_named(organization: Organization, name: str) -> list[Client]:
    """Every client that a sender's word names: by code, else by name or alias (normalised). None, one or several."""
    if not name:
        return []
    by_code = list(Client.objects.raw(BY_CODE, [organization.pk, name]))
    return by_code or clients_called(organization, name)


def clients_called(organization: Organization, name: str) -> list[Client]:
    """By name or alias."""
    if not name:
        return []
    wanted = normalised(name)
    by_alias = Q(aliases__name=wanted)
    found = clients(organization).filter(Q(name__iexact=name) | by_alias).distinct()
    return list(found)


def sites(client: Client) -> QuerySet[Site]:
    return Site.objects.filter(client=client, archived_at=None).select_related("calendar").order_by("name")


def get_site(client: Client, name_or_id: str) -> Site:
    """A client's site by id or name. Raises Site.DoesNotExist."""
    wanted = Q(name__iexact=name_or_id)
    if name_or_id.isascii() and name_or_id.isdigit() and len(name_or_id) < 18:
        wanted |= Q(pk=int(name_or_id))
    return sites(client).get(wanted)


def contacts(client: Client) -> QuerySet[ClientContact]:
    return ClientContact.objects.filter(client=client, archived_at=None).order_by("name")


def contacts_at(organization: Organization, address: str) -> QuerySet[ClientContact]:
    """Everybody on file with this number (E.164) or mail address, at whichever client in use."""
    rows = ClientContact.objects.filter(organization=organization, archived_at=None, client__archived_at=None)
    return rows.filter(Q(phone=address) | Q(email__iexact=address)).select_related("client").order_by("pk")


def approvers(client: Client) -> QuerySet[ClientContact]:
    """Who may accept charges and can be sent a code, by name."""
    return contacts(client).filter(~Q(phone="", email=""), may_approve_charges=True)


def billed(client: Client) -> QuerySet[ClientContact]:
    """Who gets a copy of every charge that somebody accepts."""
    return contacts(client).filter(gets_bills=True)


def desk_of(organization: Organization) -> Desk | None:
    return Desk.objects.select_related("calendar").filter(organization=organization).first()


def runbook_for(
    organization: Organization, client: Client | None, *, service_line: str, alert_class: str
) -> Runbook | None:
    """The one that is followed; `alert_class` in the sender's word."""
    case = {
        "organization": organization.pk,
        "client": client.pk if client else None,
        "service_line": service_line,
        "alert_class": class_word(alert_class),
    }
    return next(iter(Runbook.objects.raw(RUNBOOK, case)), None)


def most_wanted_level(organization: Organization) -> str:
    """The highest level that some client wants of whoever comes alone: a senior, unless a runbook covers everything."""
    covers_all = Runbook.objects.filter(
        organization=organization, archived_at=None, client=None, service_line="", alert_class=""
    )
    if not covers_all.exists():
        return Level.SENIOR
    wanted = clients(organization).order_by().values_list("least_level", flat=True).distinct()
    return max(wanted, key=rank, default="")


def runbooks(client: Client) -> QuerySet[Runbook]:
    """The client's own runbooks with their steps, by title."""
    return Runbook.objects.filter(client=client, archived_at=None).prefetch_related("steps").order_by("title")


def with_everything(organization: Organization) -> QuerySet[Client]:
    """Clients with what their pages show, in a bounded number of queries."""
    live = Agreement.objects.filter(archived_at=None).select_related("version__tier").order_by("-starts_on")
    return clients(organization).select_related("calendar").prefetch_related(
        Prefetch("agreements", queryset=live),
        Prefetch("sites", queryset=Site.objects.filter(archived_at=None).select_related("calendar")),
        Prefetch("contacts", queryset=ClientContact.objects.filter(archived_at=None)),
    )  # fmt: skip


def tiers(organization: Organization) -> QuerySet[SlaTier]:
    return SlaTier.objects.filter(organization=organization, archived_at=None).order_by("name")


def countries_of_clients(organization: Organization) -> set[str]:
    """Where the calendars of its clients and their places are."""
    rows = ServiceCalendar.objects.filter(organization=organization).exclude(country="")
    return set(rows.values_list("country", flat=True))
