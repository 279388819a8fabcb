"""Reading what was promised: every client, site and contact from outside comes through here, scoped to its organization."""

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from accounts.models import Organization
from hours.calendar import Band, Calendar, DatedWindow, HolidayDay
from hours.wall import local
from hours.weekly import WeeklyWindow
from sla.facts import (
    AgreementFacts,
    CallOut,
    ClientFacts,
    Facts,
    Outcome,
    Rule,
    Runs,
    ServiceLine,
    Targets,
    TierFacts,
    TierKind,
)
from sla.holiday_days import days as public_holidays
from sla.models import (
    Agreement,
    CalendarException,
    Client,
    ClientContact,
    Desk,
    Runbook,
    ServiceCalendar,
    Site,
    SlaTarget,
    SlaTier,
    SlaTierVersion,
)
from sla.priority import Priority
from sla.words import normalised


def clients(organization: Organization) -> QuerySet[Client]:
    """The clients in use, by name."""
    return Client.objects.filter(organization=organization, archived_at=None).order_by("name")


def clients_ever(organization: Organization) -> QuerySet[Client]:
    """The clients in use, and after them the archived ones, by name."""
    rows = Client.objects.filter(organization=organization)
    return rows.order_by(F("archived_at").asc(nulls_first=True), "name")


def get_client(organization: Organization, code: str) -> Client:
    """The client with this code. Raises Client.DoesNotExist, also for another organization's."""
    return clients(organization).select_related("calendar").get(code__iexact=code)


def client_by_slug(slug: str) -> Client:
    """Whose form this is: the one look-up that starts without an organization. Raises Client.DoesNotExist."""
    return Client.objects.select_related("organization", "calendar").get(slug=slug, archived_at=None)


def clients_named(organization: Organization, name: str) -> list[Client]:
    """Every client that a sender's word names: by code, else by name or alias (normalised). None, one or several."""
    if not name:
        return []
    in_use = clients(organization).select_related("calendar")
    by_code = list(in_use.filter(code__iexact=name))
    if by_code:
        return by_code
    wanted = normalised(name)
    by_alias = Q(aliases__name=wanted)
    found = in_use.filter(Q(name__iexact=name) | by_alias).distinct()
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


def desk_of(organization: Organization) -> Desk | None:
    return Desk.objects.select_related("calendar").filter(organization=organization).first()


def runbook_for(organization: Organization, client: Client | None, service_line: str) -> Runbook | None:
    """The most specific runbook: client and line, client, line, any."""
    found = Runbook.objects.filter(organization=organization, archived_at=None).filter(
        Q(client=client) | Q(client=None), service_line__in=["", service_line]
    )
    return max(
        found,
        key=lambda r: (r.client_id is not None, r.service_line != ""),
        default=None,
    )


def runbooks(client: Client) -> QuerySet[Runbook]:
    """The client's own runbooks with their steps, by title."""
    return Runbook.objects.filter(client=client, archived_at=None).prefetch_related("steps").order_by("title")


WITH_PARTS = ("windows", "exceptions")


def calendar_facts(row: ServiceCalendar, *, around: datetime) -> Calendar:
    """A calendar as the oracle reads it, with the public holidays of the years about `around`."""
    zone = ZoneInfo(row.time_zone)
    year = local(around, zone).year
    own = list(row.exceptions.all())
    return _calendar(
        zone=zone,
        windows=tuple(
            WeeklyWindow(frozenset(w.days), w.start_minute, w.end_minute) for w in row.windows.all()
        ),
        weekend_days=frozenset(row.weekend_days),
        holidays=_public(row, year)
        + tuple(_holiday(e) for e in own if e.kind == CalendarException.Kind.HOLIDAY),
        openings=_dated(own, CalendarException.Kind.OPENING),
        closings=_dated(own, CalendarException.Kind.CLOSING),
    )


@lru_cache(maxsize=512)
def _calendar(
    *,
    zone: ZoneInfo,
    windows: tuple[WeeklyWindow, ...],
    weekend_days: frozenset[int],
    holidays: tuple[HolidayDay, ...],
    openings: tuple[DatedWindow, ...],
    closings: tuple[DatedWindow, ...],
) -> Calendar:
    """Equal calendars are one object, so that what it works out for a date is worked out once."""
    return Calendar(zone, windows, weekend_days, holidays, openings, closings)


def _public(row: ServiceCalendar, year: int) -> tuple[HolidayDay, ...]:
    if not row.country:
        return ()
    return public_holidays(
        row.country, row.subdivision, (year - 1, year, year + 1, year + 2), frozenset(row.holidays_off)
    )


def _holiday(row: CalendarException) -> HolidayDay:
    return HolidayDay(row.on, row.name, row.start_minute, row.end_minute)


def _dated(rows: list[CalendarException], kind: str) -> tuple[DatedWindow, ...]:
    return tuple(DatedWindow(r.on, r.start_minute, r.end_minute, r.name) for r in rows if r.kind == kind)


@lru_cache(maxsize=512)
def tier_facts(version_id: int, name: str, kind: str) -> TierFacts:
    """One tier version; versions never change, so they are kept. A tier renamed is another key."""
    row = SlaTierVersion.objects.prefetch_related("rules", "targets").get(pk=version_id)
    rules = {
        (ServiceLine(r.service_line), Band(r.band), Priority(r.priority)): Rule(
            Outcome(r.outcome), r.contain_only
        )
        for r in row.rules.all()
    }
    call_out = CallOut(row.rate_cents or 0, row.currency, row.minimum_minutes, row.increment_minutes)
    return TierFacts(
        id=row.pk,
        name=name,
        kind=TierKind(kind),
        version=row.number,
        rules=rules,
        targets=_targets(row),
        call_out=call_out if row.call_out_sold else None,
    )


def _targets(row: SlaTierVersion) -> dict[Priority, Targets]:
    return {Priority(t.priority): Targets(*_spans(t), Runs(t.runs)) for t in row.targets.all()}


def _spans(row: SlaTarget) -> tuple[timedelta, timedelta, timedelta, timedelta]:
    return (
        timedelta(seconds=row.acknowledge_seconds),
        timedelta(seconds=row.response_seconds),
        timedelta(seconds=row.update_seconds),
        timedelta(seconds=row.resolution_seconds),
    )


def doubt_tiers(organization: Organization) -> dict[TierKind, TierFacts]:
    """The newest default and no-agreement tier. Raises SlaTierVersion.DoesNotExist where one of them is missing."""
    kinds = (TierKind.DEFAULT, TierKind.NO_AGREEMENT)
    rows = SlaTierVersion.objects.filter(tier__organization=organization, tier__kind__in=kinds).order_by(
        "number"
    )
    newest = {TierKind(row[2]): row for row in rows.values_list("pk", "tier__name", "tier__kind")}
    missing = [kind for kind in kinds if kind not in newest]
    if missing:
        raise SlaTierVersion.DoesNotExist(f"{organization} has no {missing[0]} tier.")
    return {kind: tier_facts(*row) for kind, row in newest.items()}


def facts_for(organization: Organization, client: Client | None, site: Site | None, at: datetime) -> Facts:
    """All that decides for this client (None: not identified) at this instant. Five queries."""
    own_id = _calendar_id(client, site)
    desks = Desk.objects.filter(organization=organization, calendar=OuterRef("pk"))
    rows = ServiceCalendar.objects.annotate(of_desk=Exists(desks)).filter(Q(pk=own_id) | Q(of_desk=True))
    read = [
        (row.pk, row.of_desk, calendar_facts(row, around=at)) for row in rows.prefetch_related(*WITH_PARTS)
    ]
    own = next((calendar for pk, _, calendar in read if pk == own_id), None)
    desk = next((calendar for _, of_desk, calendar in read if of_desk), None)
    doubt = doubt_tiers(organization)
    return Facts(
        client=_client_facts(client),
        calendar=own or desk or Calendar(ZoneInfo(organization.time_zone)),
        agreements=_agreements(client),
        default_tier=doubt[TierKind.DEFAULT],
        no_agreement_tier=doubt[TierKind.NO_AGREEMENT],
        desk_calendar=desk,
    )


def _client_facts(client: Client | None) -> ClientFacts | None:
    return ClientFacts(client.code, client.name, ZoneInfo(client.calendar.time_zone)) if client else None


def _calendar_id(client: Client | None, site: Site | None) -> int | None:
    """Whose hours count: the site's own, else the client's; None: nobody's, the client is not identified."""
    if client is None:
        return None
    return site.calendar_id if site and site.calendar_id else client.calendar_id


def _agreements(client: Client | None) -> tuple[AgreementFacts, ...]:
    if client is None:
        return ()
    rows = (
        Agreement.objects.filter(client=client, archived_at=None)
        .select_related("version__tier")
        .order_by("starts_on")
    )
    return tuple(
        AgreementFacts(
            id=row.pk,
            tier=tier_facts(row.version_id, row.version.tier.name, row.version.tier.kind),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            suspended=row.suspended_at is not None,
            site_id=row.site_id,
            service_line=ServiceLine(row.service_line) if row.service_line else None,
        )
        for row in rows
    )


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
