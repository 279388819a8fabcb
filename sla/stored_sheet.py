"""What a written sheet is made from, read of one agreement: its tier, whose hours, who may call, what else was agreed."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.db.models import Q, prefetch_related_objects

from hours.calendar import Calendar
from hours.wall import local
from sla.facts import AgreementFacts, ClientFacts, ServiceLine
from sla.models import Agreement, ClientContact, ServiceCalendar
from sla.queries import contacts, desk_of, sites
from sla.sheet import Sheet
from sla.sheet_sections import Person, Place, Terms, write_sheet
from sla.sheet_words import LINES, lasts
from sla.stored_calendars import WITH_PARTS, calendar_facts
from sla.stored_tiers import tier_facts

LAST = date.max


def written_sheet(row: Agreement, *, form_address: str, phone: str, now: datetime) -> Sheet:
    """The sheet of this agreement as everything stands now. At most seven queries, and those for a tier never read before."""
    client, organization = row.client, row.client.organization
    desk, others, own_hours = desk_of(organization), _others(row), list(_whose_hours(row))
    hours = _calendars([*own_hours, ("", desk.calendar)] if desk else own_hours, now)
    return write_sheet(
        Terms(
            organization=organization.name, phone=phone, form_address=form_address,
            desk_mail=desk.email if desk else "",
            client=ClientFacts(client.code, client.name, ZoneInfo(client.calendar.time_zone)),
            agreement=_agreed(row), lines=_lines(row, others), places=tuple(Place(name, hours[calendar.pk]) for name, calendar in own_hours),
            desk=hours[desk.calendar_id] if desk else None,
            people=tuple(_person(each) for each in contacts(client)),
            others=tuple(_other_words(each) for each in others),
            on=local(now, ZoneInfo(client.calendar.time_zone)).date(),
        )
    )  # fmt: skip


def _agreed(row: Agreement) -> AgreementFacts:
    tier = tier_facts(row.version_id, row.version.tier.name, row.version.tier.kind)
    line = ServiceLine(row.service_line) if row.service_line else None
    return AgreementFacts(
        row.pk, tier, row.starts_on, row.ends_on, row.suspended_at is not None, row.site_id, line
    )


def _others(row: Agreement) -> list[Agreement]:
    """Agreements of the same days that are more particular: they rule where they are for."""
    same = Agreement.objects.filter(client=row.client_id, archived_at=None, suspended_at=None).exclude(
        pk=row.pk
    )
    meets = same.filter(Q(ends_on=None) | Q(ends_on__gte=row.starts_on), starts_on__lte=row.ends_on or LAST)
    found = meets.select_related("version__tier", "site").order_by("starts_on", "pk")
    return [other for other in found if _rules_instead(other, row)]


def _rules_instead(other: Agreement, row: Agreement) -> bool:
    """Whether it takes something away from this one, as `sla.agreements` weighs them."""
    if row.service_line and other.service_line not in ("", row.service_line):
        return False
    if row.site_id and other.site_id != row.site_id:
        return False
    mine = (row.site_id is not None, bool(row.service_line))
    return (other.site_id is not None, bool(other.service_line)) > mine


def _lines(row: Agreement, others: Iterable[Agreement]) -> tuple[ServiceLine, ...]:
    """The lines it is for, without those that have an agreement of their own at the same place for all of its days."""
    if row.service_line:
        return (ServiceLine(row.service_line),)
    own = {other.service_line for other in others if other.site_id == row.site_id and _all_days(other, row)}
    return tuple(line for line in ServiceLine if line.value not in own)


def _all_days(other: Agreement, row: Agreement) -> bool:
    return other.starts_on <= row.starts_on and (other.ends_on or LAST) >= (row.ends_on or LAST)


def _other_words(other: Agreement) -> str:
    line = LINES[ServiceLine(other.service_line)] if other.service_line else "everything"
    where = f" at {other.site.name}" if other.site else ""
    tier = f"{other.version.tier.name}, version {other.version.number}"
    return f"For {line}{where} another agreement rules: {tier}, {lasts(other.starts_on, other.ends_on)}."


def _whose_hours(row: Agreement) -> Iterator[tuple[str, ServiceCalendar]]:
    """The agreement's own place first; a general one names the sites with hours of their own, too."""
    client, own = row.client, row.site
    if own:
        yield own.name, own.calendar or client.calendar
        return
    yield client.name, client.calendar
    for site in sites(client):
        if site.calendar:
            yield site.name, site.calendar


def _calendars(named: Iterable[tuple[str, ServiceCalendar]], now: datetime) -> dict[int, Calendar]:
    """Each calendar once, by id; three queries however many there are."""
    rows = list({calendar.pk: calendar for _, calendar in named}.values())
    prefetch_related_objects(rows, *WITH_PARTS)
    return {row.pk: calendar_facts(row, around=now) for row in rows}


def _person(row: ClientContact) -> Person:
    return Person(row.name, row.title, row.may_report, row.may_approve_charges, row.is_told)
