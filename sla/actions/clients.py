"""Clients made, edited, archived and brought back; each told in the audit."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.levels import Level
from accounts.models import Organization
from accounts.refusal import Refused
from sla.actions.calendars import create_office_hours
from sla.client_links import BadLink, links_of, read_links, stored
from sla.models import Agreement, Client, ClientAlias, ServiceCalendar, form_slug
from sla.naming import LONGEST_CODE, LONGEST_NAME, code_from, is_code
from sla.queries import clients
from sla.words import normalised

LONGEST_NOTE, LONGEST_ALIAS = 2000, 255


@dataclass(frozen=True, slots=True)
class ClientDetails:
    """What a person says about a client. Without `code` it is made from the name; without `calendar` the client gets
    its own, office hours in `time_zone` (blank: the organization's).
    """

    name: str
    code: str = ""
    calendar: ServiceCalendar | None = None
    time_zone: str = ""
    aliases: tuple[str, ...] = ()
    alert_note: str = ""
    names_hidden_in_calls: bool = False
    least_level: str = ""
    links: tuple[str, ...] = ()  # `Passwords https://vault.example/northwind`


def create_client(
    *, organization: Organization, details: ClientDetails, actor: Actor, now: datetime
) -> Client:
    """A client without an agreement yet. Raises Refused, naming the field."""
    code = details.code or free_code(organization, details.name)
    _refuse_bad(organization, details, code, None)
    with _codes_told(code), transaction.atomic():
        client = Client(organization=organization, name=details.name, code=code, created_at=now)
        client.alert_note, client.names_hidden_in_calls = details.alert_note, details.names_hidden_in_calls
        client.least_level, client.links = details.least_level, _links(details)
        client.calendar = _calendar(organization, details, actor, now)
        client.save(force_insert=True)
        _set_aliases(client, details.aliases)
        _told(client, "client.created", after=client_state(client), actor=actor, now=now)
    return client


def edit_client(
    *, client: Client, details: ClientDetails, actor: Actor, now: datetime, seen: str | None = None
) -> Client:
    """Everything about a client but its sites, people and agreements; an old code stays as another name.

    Raises Refused, naming the field; Stale where it is not any more as it was `seen`.
    """
    code = details.code or client.code
    _refuse_bad(client.organization, details, code, client)
    with _codes_told(code), transaction.atomic():
        row = Client.objects.select_for_update(no_key=True).select_related("organization").get(pk=client.pk)
        before = client_state(row)
        refuse_stale(
            organization=row.organization, object_kind="client", object_id=row.pk, state=before, seen=seen
        )
        aliases = (*details.aliases, *([row.code] if code.casefold() != row.code.casefold() else []))
        row.name, row.code, row.alert_note = details.name, code, details.alert_note
        row.names_hidden_in_calls, row.least_level = details.names_hidden_in_calls, details.least_level
        row.links = _links(details)
        row.calendar = _calendar(row.organization, details, actor, now)
        row.save()
        _set_aliases(row, aliases)
        record_edit(
            organization=row.organization, actor=actor, verb="client.edited", object_kind="client",
            object_id=row.pk, before=before, after=client_state(row), now=now,
        )  # fmt: skip
    return row


def archive_client(*, client: Client, actor: Actor, now: datetime) -> bool:
    """Look after it no more: its agreements end with it, what is open stays as decided. False: it was before."""
    with transaction.atomic():
        if not Client.objects.filter(pk=client.pk, archived_at=None).update(archived_at=now):
            return False
        agreements = Agreement.objects.filter(client=client, archived_at=None)
        ended = sorted(agreements.values_list("pk", flat=True))
        agreements.update(archived_at=now)
        _told(
            client, "client.archived", before={"name": client.name, "code": client.code},
            after={"agreements_ended": ended}, actor=actor, now=now,
        )  # fmt: skip
    return True


def restore_client(*, client: Client, actor: Actor, now: datetime) -> bool:
    """Bring it back, without an agreement. False: somebody did before."""
    with transaction.atomic():
        if not Client.objects.filter(pk=client.pk, archived_at__isnull=False).update(archived_at=None):
            return False
        _told(
            client, "client.restored", after={"name": client.name, "code": client.code}, actor=actor, now=now
        )
    return True


def renew_form_address(*, client: Client, actor: Actor, now: datetime) -> str:
    """A new address for the client's form; the old one ends at once. Neither is written into the audit."""
    slug = form_slug()
    with transaction.atomic():
        Client.objects.filter(pk=client.pk).update(slug=slug)
        _told(client, "client.form_address_renewed", after={}, actor=actor, now=now)
    return slug


def client_state(client: Client) -> dict[str, object]:
    """What the audit and a form's edition tell of a client."""
    return {
        "name": client.name,
        "code": client.code,
        "calendar": client.calendar_id,
        "alert_note": client.alert_note,
        "names_hidden_in_calls": client.names_hidden_in_calls,
        "least_level": client.least_level,
        "links": [str(link) for link in links_of(client.links)],
        "other_names": sorted(each.name for each in client.aliases.all()),
    }


def free_code(organization: Organization, name: str) -> str:
    """A code from the name that no client has, archived ones included; empty where none can be made."""
    wanted = code_from(name)
    taken = Client.objects.filter(organization=organization, code__istartswith=wanted)
    used = {code.casefold() for code in taken.values_list("code", flat=True)}
    tries = [wanted, *(f"{wanted[: LONGEST_CODE - 5]}-{number}" for number in range(2, len(used) + 3))]
    return next((each for each in tries if each not in used and is_code(each)), "")


def _refuse_bad(organization: Organization, details: ClientDetails, code: str, client: Client | None) -> None:
    if not details.name or len(details.name) > LONGEST_NAME:
        raise Refused(name=_("A name has 1 to %(most)s characters.") % {"most": LONGEST_NAME})
    if not is_code(code):
        raise Refused(code=_("A code is letters, digits and single hyphens: northwind-dental."))
    if len(details.alert_note) > LONGEST_NOTE:
        raise Refused(alert_note=_("A note has at most %(most)s characters.") % {"most": LONGEST_NOTE})
    if details.least_level not in ("", *Level.values):
        raise Refused(
            least_level=_("It is one of %(levels)s, or empty.") % {"levels": ", ".join(Level.values)}
        )
    _refuse_taken_names(organization, details.aliases, client)


def _refuse_taken_names(organization: Organization, aliases: Iterable[str], client: Client | None) -> None:
    """A word that names two clients would name neither: its alerts would go by the default tier."""
    for alias in map(normalised, aliases):
        if len(alias) > LONGEST_ALIAS:
            raise Refused(aliases=_("A name has at most %(most)s characters.") % {"most": LONGEST_ALIAS})
        same = Q(name__iexact=alias) | Q(code__iexact=alias) | Q(aliases__name=alias)
        others = clients(organization).filter(same).exclude(pk=client.pk if client else 0)
        if other := others.first():
            raise Refused(
                aliases=_("%(client)s is called “%(name)s” too: one name stands for one client.")
                % {"client": other.name, "name": alias}
            )


def _links(details: ClientDetails) -> list[list[str]]:
    """As they are stored. Raises Refused."""
    try:
        return stored(read_links(details.links))
    except BadLink as error:
        raise Refused(links=str(error)) from error


def _calendar(
    organization: Organization, details: ClientDetails, actor: Actor, now: datetime
) -> ServiceCalendar:
    if details.calendar is not None:
        return details.calendar
    return create_office_hours(
        organization=organization, name=_("%(client)s hours") % {"client": details.name[:70]},
        time_zone=details.time_zone or organization.time_zone, actor=actor, now=now,
    )  # fmt: skip


def _set_aliases(client: Client, names: Iterable[str]) -> None:
    wanted = {normalised(name) for name in names} - {""}
    had = set(client.aliases.values_list("name", flat=True))
    client.aliases.filter(name__in=had - wanted).delete()
    ClientAlias.objects.bulk_create(
        ClientAlias(organization=client.organization, client=client, name=name)
        for name in sorted(wanted - had)
    )


@contextmanager
def _codes_told(code: str) -> Iterator[None]:
    """The database's no to a code in use, in words."""
    try:
        yield
    except IntegrityError as error:
        if "one_client_per_code" not in str(error):
            raise
        raise Refused(
            code=_("Another client has the code %(code)s, maybe an archived one. Choose another.")
            % {"code": code}
        ) from error


def _told(
    client: Client, verb: str, *, after: dict[str, object], actor: Actor, now: datetime,
    before: dict[str, object] | None = None,
) -> None:  # fmt: skip
    record(
        organization=client.organization, actor=actor, verb=verb, object_kind="client", object_id=client.pk,
        before=before, after=after, now=now,
    )  # fmt: skip
