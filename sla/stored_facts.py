"""What the oracle is told of a client, read in one statement; calendars and tiers that are equal are kept as one object."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.models import Organization
from hours.calendar import Calendar
from sla.facts import AgreementFacts, ClientFacts, Facts, ServiceLine, TierFacts, TierKind
from sla.models import Client, Site, SlaTierVersion
from sla.stored_calendars import CALENDARS, Told, calendar_told
from sla.stored_tiers import TierKey, tiers_told

OWN_AND_DESK = (
    "id = %(calendar)s OR id IN (SELECT calendar_id FROM sla_desk WHERE organization_id = %(organization)s)"
)
DOUBT_TIERS = """
    SELECT json_agg(json_build_object('version', version.id, 'name', name, 'kind', kind) ORDER BY number)
    FROM sla_slatier tier JOIN sla_slatierversion version ON tier_id = tier.id
    WHERE tier.organization_id = %(organization)s AND kind IN ('default', 'no_agreement')
"""
AGREEMENTS = """
    SELECT json_agg(json_build_object(
        'id', agreement.id, 'version', version_id, 'name', name, 'kind', kind, 'starts_on', starts_on, 'ends_on', ends_on,
        'suspended', suspended_at IS NOT NULL, 'site', site_id, 'line', service_line, 'client', client_id
    ) ORDER BY starts_on, agreement.id)
    FROM sla_agreement agreement
        JOIN sla_slatierversion version ON version.id = version_id JOIN sla_slatier tier ON tier.id = tier_id
    WHERE agreement.archived_at IS NULL
"""
ZONE = """
    SELECT json_build_array(time_zone) FROM sla_servicecalendar
    WHERE id = (SELECT calendar_id FROM sla_client WHERE id = %(client)s)
"""
STATEMENT = f"SELECT ({ZONE}), ({CALENDARS} WHERE {OWN_AND_DESK}), ({DOUBT_TIERS}), ({AGREEMENTS} AND client_id = %(client)s)"  # noqa: S608 - nothing but what stands above


def facts_for(organization: Organization, client: Client | None, site: Site | None, at: datetime) -> Facts:
    """All that decides for this client (None: not identified) at this instant. One query, and two more where a tier version
    was never read before. Raises SlaTierVersion.DoesNotExist where the default or the no-agreement tier is missing.
    """
    own_id = _calendar_id(client, site)
    zones, calendars, tiers, agreements = _read(
        organization=organization.pk, calendar=own_id, client=client.pk if client else None
    )
    read = [(row, calendar_told(row, around=at)) for row in calendars]
    own = next((calendar for row, calendar in read if row["id"] == own_id), None)
    desk = next((calendar for row, calendar in read if row["of_desk"]), None)
    told = tiers_told([*map(_key, tiers), *map(_key, agreements)])
    doubt = _newest(organization, tiers, told)
    return Facts(
        client=ClientFacts(client.code, client.name, ZoneInfo(zones[0])) if client else None,
        calendar=own or desk or Calendar(ZoneInfo(organization.time_zone)),
        agreements=tuple(_agreement(row, told) for row in agreements),
        default_tier=doubt[TierKind.DEFAULT],
        no_agreement_tier=doubt[TierKind.NO_AGREEMENT],
        desk_calendar=desk,
    )


CLIENTS = """
    SELECT json_agg(json_build_object(
        'id', client.id, 'code', code, 'name', client.name, 'calendar', calendar_id, 'zone', time_zone,
        'sites', (
            SELECT json_agg(json_build_object('id', id, 'name', name, 'calendar', calendar_id) ORDER BY id)
            FROM sla_site WHERE client_id = client.id AND archived_at IS NULL
        )
    ) ORDER BY client.name, client.id)
    FROM sla_client client JOIN sla_servicecalendar calendar ON calendar.id = calendar_id
    WHERE client.organization_id = %(organization)s AND client.archived_at IS NULL
"""
OF_ALL = f"""
    SELECT ({CLIENTS}), ({CALENDARS} WHERE organization_id = %(organization)s), ({DOUBT_TIERS}),
        ({AGREEMENTS} AND agreement.organization_id = %(organization)s)
"""  # noqa: S608 - nothing but what stands above


@dataclass(frozen=True, slots=True)
class Place:
    """A client, or one of its sites that has hours or an agreement of its own, and all that decides there."""

    client_id: int
    client: str
    site_id: int | None
    site: str
    facts: Facts


def facts_of_all(organization: Organization, at: datetime) -> list[Place]:
    """Every client in use with all that decides, by name; its sites that differ follow it. One query, and two more
    where a tier version was never read before. Raises SlaTierVersion.DoesNotExist as `facts_for` does.
    """
    with connection.cursor() as cursor:
        cursor.execute(OF_ALL, {"organization": organization.pk})
        read: tuple[list[Any] | None, ...] = cursor.fetchone() or ()
    clients, calendars, tiers, agreements = (rows or [] for rows in read)
    hours = {row["id"]: calendar_told(row, around=at) for row in calendars}
    desk = next((hours[row["id"]] for row in calendars if row["of_desk"]), None)
    told = tiers_told([*map(_key, tiers), *map(_key, agreements)])
    doubt = _newest(organization, tiers, told)
    signed: defaultdict[int, list[AgreementFacts]] = defaultdict(list)
    for row in agreements:
        signed[row["client"]].append(_agreement(row, told))
    return [
        Place(row["id"], row["name"], site["id"] if site else None, site["name"] if site else "", Facts(
            client=ClientFacts(row["code"], row["name"], ZoneInfo(row["zone"])),
            calendar=hours[site["calendar"] if site and site["calendar"] else row["calendar"]],
            agreements=tuple(signed[row["id"]]),
            default_tier=doubt[TierKind.DEFAULT],
            no_agreement_tier=doubt[TierKind.NO_AGREEMENT],
            desk_calendar=desk,
        ))
        for row in clients for site in _places(row, signed[row["id"]])
    ]  # fmt: skip


def _places(client: Told, signed: Iterable[AgreementFacts]) -> Iterator[Told | None]:
    """None for the client as a whole, then its sites where something may differ."""
    yield None
    named = {agreement.site_id for agreement in signed}
    yield from (site for site in client["sites"] or () if site["calendar"] or site["id"] in named)


def _read(**ids: int | None) -> tuple[list[Any], ...]:
    with connection.cursor() as cursor:
        cursor.execute(STATEMENT, ids)
        return tuple(rows or [] for rows in cursor.fetchone() or ())


def _key(row: Told) -> TierKey:
    return TierKey(row["version"], row["name"], row["kind"])


def _newest(
    organization: Organization, rows: Iterable[Told], told: Mapping[TierKey, TierFacts]
) -> dict[TierKind, TierFacts]:
    newest = {TierKind(row["kind"]): row for row in rows}
    missing = [kind for kind in (TierKind.DEFAULT, TierKind.NO_AGREEMENT) if kind not in newest]
    if missing:
        raise SlaTierVersion.DoesNotExist(f"{organization} has no {missing[0]} tier.")
    return {kind: told[_key(row)] for kind, row in newest.items()}


def _calendar_id(client: Client | None, site: Site | None) -> int | None:
    """Whose hours count: the site's own, else the client's; None: nobody's, the client is not identified."""
    if client is None:
        return None
    return site.calendar_id if site and site.calendar_id else client.calendar_id


def _agreement(row: Told, told: Mapping[TierKey, TierFacts]) -> AgreementFacts:
    return AgreementFacts(
        id=row["id"],
        tier=told[_key(row)],
        starts_on=date.fromisoformat(row["starts_on"]),
        ends_on=date.fromisoformat(row["ends_on"]) if row["ends_on"] else None,
        suspended=row["suspended"],
        site_id=row["site"],
        service_line=ServiceLine(row["line"]) if row["line"] else None,
    )
