"""Importing clients from a table: planned first, then done as a whole or not at all; doing it again changes nothing."""

from collections.abc import Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from accounts.audit import Actor, record, record_edit
from accounts.edition import Stale, edition_of
from accounts.models import Organization
from accounts.refusal import Refused
from hours.wall import local
from hours.zone_names import place_of
from sla.actions.agreements import agreement_state
from sla.actions.calendars import create_office_hours
from sla.actions.clients import client_state
from sla.actions.contacts import contact_state, details_of, keep_details
from sla.actions.sites import SiteDetails, add_site, edit_site
from sla.actions.turns import wait_for_turn
from sla.client_file import UnreadableFile, read_lines
from sla.client_links import links_of, stored
from sla.client_plan import plan
from sla.client_sites import WrittenSite
from sla.client_wishes import ImportPlan, Known, KnownClient, KnownContact, KnownSite, Wish
from sla.external_ids import KnownAs, Sources
from sla.lookups import newest_versions
from sla.models import Agreement, Client, ClientAlias, ClientContact, ServiceCalendar, Site, SlaTierVersion

CHANGED = (
    "Something was changed since you looked.",
    "This is what would happen now. Import again if it is right.",
)


def plan_import(*, organization: Organization, text: str, now: datetime, sources: Sources) -> ImportPlan:
    """What importing this text would do. Raises Refused, on `text`, where it is no table."""
    try:
        lines = read_lines(text)
    except UnreadableFile as error:
        raise Refused(text=str(error)) from error
    return plan(lines, known_of(organization, now, sources))


def import_clients(
    *,
    organization: Organization,
    text: str,
    actor: Actor,
    now: datetime,
    sources: Sources,
    seen: str | None = None,
) -> ImportPlan:
    """Do all of it in one transaction. Raises Refused, on `text`, where any line is wrong; Stale where the plan is
    not any more the one that was `seen`.
    """
    with transaction.atomic():
        wait_for_turn(organization)
        planned = plan_import(organization=organization, text=text, now=now, sources=sources)
        if seen and seen != plan_edition(planned):
            raise Stale(plan_edition(planned), *CHANGED)
        if not planned.is_right:
            raise Refused(text="Some lines are wrong: nothing was imported. Mend them and check again.")
        _Import(organization, actor, now, sources).apply(planned.wishes)
    return planned


def plan_edition(planned: ImportPlan) -> str:
    """A short name for a plan: another plan has another name."""
    return edition_of({str(each.number): [each.client, each.does, each.wrong] for each in planned.lines})


def known_of(organization: Organization, now: datetime, sources: Sources) -> Known:
    """What is there, in seven queries and those of the sources."""
    rows = (
        Client.objects.filter(organization=organization)
        .select_related("calendar")
        .prefetch_related("aliases", "contacts", "sites__calendar", "agreements__version__tier")
    )
    tiers, ids = newest_versions(organization), sources.ids()
    return Known(
        clients={row.code.casefold(): _known(row, now, ids.get(row.pk, frozenset())) for row in rows},
        tiers={each.tier.name.casefold(): each.tier.name for each in tiers},
        zone=organization.time_zone,
        country=organization.country,
        sources=sources.names(),
    )


def _known(row: Client, now: datetime, ids: frozenset[KnownAs]) -> KnownClient:
    return KnownClient(
        id=row.pk,
        name=row.name,
        code=row.code,
        zone=row.calendar.time_zone,
        tier=tier_of(row, now),
        note=row.alert_note,
        aliases=frozenset(each.name for each in row.aliases.all()),
        contacts={
            each.name.casefold(): KnownContact(each.pk, details_of(each))
            for each in row.contacts.all()
            if each.archived_at is None
        },
        archived=row.archived_at is not None,
        links=links_of(row.links),
        private=row.names_hidden_in_calls,
        level=row.least_level,
        ids=ids,
        sites=known_sites(row),
    )


def known_sites(row: Client) -> dict[str, KnownSite]:
    """A client's sites in use, by name, casefolded; each with its zone where it is another than the client's."""
    return {
        site.name.casefold(): KnownSite(site.pk, _written(site, row))
        for site in row.sites.all()
        if site.archived_at is None
    }


def _written(site: Site, client: Client) -> WrittenSite:
    zone = site.calendar.time_zone if site.calendar else client.calendar.time_zone
    return WrittenSite(site.name, zone if zone != client.calendar.time_zone else "", site.address)


def tier_of(row: Client, now: datetime) -> str:
    """The tier of the client's general agreement that holds today or later; the next one first."""
    today = _today(row.calendar.time_zone, now)
    coming = [
        each
        for each in row.agreements.all()
        if each.archived_at is None
        and each.site_id is None
        and not each.service_line
        and (each.ends_on is None or each.ends_on >= today)
    ]
    return min(coming, key=lambda each: each.starts_on).version.tier.name if coming else ""


def _today(time_zone: str, now: datetime) -> date:
    return local(now, ZoneInfo(time_zone)).date()


class _Import:
    """One import at work; calendars are shared by time zone."""

    def __init__(self, organization: Organization, actor: Actor, now: datetime, sources: Sources) -> None:
        self.organization, self.actor, self.now, self.sources = organization, actor, now, sources
        self.calendars: dict[str, ServiceCalendar] = {}
        self.versions: dict[str, SlaTierVersion] = {
            each.tier.name: each for each in newest_versions(organization)
        }

    def apply(self, wishes: Iterable[Wish]) -> None:
        for wish in wishes:
            client = self._client(wish)
            self._contacts(client, wish)
            self._sites(client, wish)
            if wish.ids:
                self.sources.learn(client_id=client.pk, ids=wish.ids, actor=self.actor, now=self.now)
            if wish.tier and not (wish.known and wish.known.tier):
                self._agreement(client, wish.tier)

    def _client(self, wish: Wish) -> Client:
        if wish.known is None:
            client = Client(organization=self.organization, code=wish.code, created_at=self.now)
            before: dict[str, object] = {}
        else:
            client = (
                Client.objects.select_for_update(no_key=True, of=("self",))
                .select_related("calendar")
                .get(pk=wish.known.id)
            )
            before = client_state(client)
        client.name, client.alert_note = wish.name, wish.note or client.alert_note
        client.links = stored(wish.links) or client.links
        client.least_level = wish.level or client.least_level
        if wish.private is not None:
            client.names_hidden_in_calls = wish.private
        if wish.known is None or wish.known.zone != wish.zone:
            client.calendar = self._calendar(wish.zone)
        client.save()
        had = wish.known.aliases if wish.known else frozenset()
        ClientAlias.objects.bulk_create(
            ClientAlias(organization=self.organization, client=client, name=name)
            for name in sorted(wish.aliases - had)
        )
        verb = "client.edited" if wish.known else "client.created"
        self._told("client", client.pk, verb, before, client_state(client))
        return client

    def _contacts(self, client: Client, wish: Wish) -> None:
        for key, wanted in wish.contacts.items():
            known = wish.known.contacts.get(key) if wish.known else None
            row = (
                ClientContact.objects.get(pk=known.id)
                if known
                else ClientContact(organization=self.organization, client=client)
            )
            before = contact_state(row) if known else {}
            keep_details(row, wanted)
            row.save()
            self._told(
                "contact", row.pk, "contact.edited" if known else "contact.added", before, contact_state(row)
            )

    def _sites(self, client: Client, wish: Wish) -> None:
        for key, wanted in wish.sites.items():
            known = wish.known.sites.get(key) if wish.known else None
            hours = self._calendar(wanted.zone) if wanted.zone else None
            if known is None:
                details = SiteDetails(wanted.name, wanted.address, hours)
                add_site(client=client, details=details, actor=self.actor, now=self.now)
                continue
            site = Site.objects.select_related("calendar").get(pk=known.id)
            is_moved = wanted.zone != known.written.zone
            details = SiteDetails(wanted.name, wanted.address, hours if is_moved else site.calendar)
            edit_site(site=site, details=details, actor=self.actor, now=self.now)

    def _agreement(self, client: Client, tier: str) -> None:
        row = Agreement.objects.create(
            organization=self.organization, client=client, version=self.versions[tier], created_at=self.now,
            starts_on=_today(client.calendar.time_zone, self.now),
        )  # fmt: skip
        self._told("agreement", row.pk, "agreement.added", {}, agreement_state(row))

    def _calendar(self, time_zone: str) -> ServiceCalendar:
        """Office hours there: the organization's, if it has such a calendar, else a new one that all share."""
        if time_zone not in self.calendars:
            name = f"Office hours, {place_of(time_zone)}"
            there = ServiceCalendar.objects.filter(
                Q(name=name), organization=self.organization, time_zone=time_zone, archived_at=None
            ).first()
            self.calendars[time_zone] = there or create_office_hours(
                organization=self.organization, name=name, time_zone=time_zone, actor=self.actor, now=self.now
            )
        return self.calendars[time_zone]

    def _told(
        self, kind: str, row_id: int, verb: str, before: dict[str, object], after: dict[str, object]
    ) -> None:
        if before:
            record_edit(
                organization=self.organization, actor=self.actor, verb=verb, object_kind=kind, object_id=row_id,
                before=before, after=after, now=self.now,
            )  # fmt: skip
            return
        record(
            organization=self.organization, actor=self.actor, verb=verb, object_kind=kind, object_id=row_id,
            after=after, now=self.now,
        )  # fmt: skip
