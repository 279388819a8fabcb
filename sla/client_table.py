"""Clients as rows of the table that can be imported again: a line for each contact, one for a client without any."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from accounts.models import Organization
from sla.actions.import_clients import known_sites, tier_of
from sla.client_links import links_of
from sla.external_ids import KnownAs, Sources
from sla.models import Client, ClientContact

NOBODY = ("",) * 9


def client_rows(organization: Organization, now: datetime, sources: Sources) -> Iterator[tuple[str, ...]]:
    """The clients in use, by name, in the order of `client_file.COLUMNS`."""
    rows = (
        Client.objects.filter(organization=organization, archived_at=None)
        .select_related("calendar")
        .prefetch_related("aliases", "contacts", "sites__calendar", "agreements__version__tier")
        .order_by("name", "id")
    )
    ids = sources.ids()
    for client in rows:
        people = [each for each in client.contacts.all() if each.archived_at is None]
        about, more = _about(client, now), _more(client, ids.get(client.pk, frozenset()))
        for person in sorted(people, key=lambda each: (each.name, each.pk)):
            yield (*about, *_person(person), *more)
        if not people:
            yield (*about, *NOBODY, *more)


def _about(client: Client, now: datetime) -> tuple[str, ...]:
    aliases = "|".join(sorted(each.name for each in client.aliases.all()))
    return (
        client.name, client.code, client.calendar.time_zone, tier_of(client, now), client.alert_note, aliases,
    )  # fmt: skip


def _person(person: ClientContact) -> tuple[str, ...]:
    flags = (person.may_report, person.may_approve_charges, person.is_told, person.gets_bills, person.is_vip)
    return (person.name, person.phone, person.email, *map(_flag, flags), person.title)


def _more(client: Client, ids: Iterable[KnownAs]) -> tuple[str, ...]:
    links = " | ".join(str(link) for link in links_of(client.links))
    known = " | ".join(str(each) for each in sorted(ids))
    sites = " | ".join(sorted(str(site.written) for site in known_sites(client).values()))
    return links, known, _flag(client.names_hidden_in_calls), client.least_level, sites


def _flag(flag: bool) -> str:
    return "yes" if flag else "no"
