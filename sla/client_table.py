"""Clients as rows of the table that can be imported again: a line for each contact, one for a client without any."""

from collections.abc import Iterator
from datetime import datetime

from accounts.models import Organization
from sla.actions.import_clients import tier_of
from sla.models import Client, ClientContact

NOBODY = ("", "", "", "", "", "")


def client_rows(organization: Organization, now: datetime) -> Iterator[tuple[str, ...]]:
    """The clients in use, by name, in the order of `client_file.COLUMNS`."""
    rows = (
        Client.objects.filter(organization=organization, archived_at=None)
        .select_related("calendar")
        .prefetch_related("aliases", "contacts", "agreements__version__tier")
        .order_by("name", "id")
    )
    for client in rows:
        people = [each for each in client.contacts.all() if each.archived_at is None]
        about = _about(client, now)
        for person in sorted(people, key=lambda each: (each.name, each.pk)):
            yield (*about, *_person(person))
        if not people:
            yield (*about, *NOBODY)


def _about(client: Client, now: datetime) -> tuple[str, ...]:
    aliases = "|".join(sorted(each.name for each in client.aliases.all()))
    return (
        client.name, client.code, client.calendar.time_zone, tier_of(client, now), client.alert_note, aliases,
    )  # fmt: skip


def _person(person: ClientContact) -> tuple[str, ...]:
    flags = (person.may_report, person.may_approve_charges, person.is_told)
    return (person.name, person.phone, person.email, *("yes" if each else "no" for each in flags))
