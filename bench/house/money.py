"""Who worked on each incident that is over, some of which a client pays for, and what people are paid."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import sha256

from accounts.audit import Actor
from accounts.models import Organization
from hours.interval import Interval
from routing.actions.pay_rates import Pay, add_pay_rate
from routing.models import Consent, ConsentReceipt, Incident, WorkEntry
from routing.work_bands import bands_of
from routing.worked import whole
from sla.band_runs import Runs
from sla.models import ClientContact, SlaTierVersion
from sla.own_calendar import calendars_of
from tests.charges import PRICE

ACCEPTED = 50  # one charge in so many incidents
SHORTEST, LENGTHS = 5, 86  # minutes


def sold(organization: Organization) -> SlaTierVersion:
    """A version of a tier that has a price."""
    return SlaTierVersion.objects.filter(tier__organization=organization, call_out_sold=True)[0]


def make_money(organization: Organization, rows: Iterable[Incident], now: datetime) -> None:
    over = [row for row in rows if row.resolved_at]
    calendars = calendars_of(organization, around=now)
    WorkEntry.objects.bulk_create(_work(row, bands_of(row, _when(row), calendars)) for row in over)
    _charge(organization, [row for row in over if row.number % ACCEPTED == 0])


def pay_people(organization: Organization, now: datetime) -> None:
    pay = Pay(date(now.year - 1, 1, 1), 1000, 6000, after_hours_percent=150)
    add_pay_rate(organization=organization, member=None, pay=pay, actor=Actor.system(), now=now)


def _when(row: Incident) -> Interval:
    start = whole(row.received_at)
    return Interval(start, start + timedelta(minutes=SHORTEST + row.number % LENGTHS))


def _work(row: Incident, bands: dict[str, Runs]) -> WorkEntry:
    part = _when(row)
    return WorkEntry(
        organization_id=row.organization_id, incident=row, member=row.resolved_by, started_at=part.start, ended_at=part.end,
        billable=row.billable or None, written_by=str(row.resolved_by), written_at=part.end, **bands,
    )  # fmt: skip


def _charge(organization: Organization, rows: list[Incident]) -> None:
    version, contacts = sold(organization), {}
    for contact in ClientContact.objects.filter(organization=organization):
        contacts[contact.client_id] = contact
    consents = Consent.objects.bulk_create(
        Consent(
            organization=organization, incident=row, status="accepted", tier_version=version, tier_name="8x5", asked_at=row.received_at,
            opens_at=row.received_at, ended_at=row.received_at,
        )
        for row in rows
    )  # fmt: skip
    ConsentReceipt.objects.bulk_create(
        ConsentReceipt(
            organization=organization, consent=consent, incident=row, text=PRICE, wording="1", digest=sha256(PRICE.encode()).hexdigest(),
            tier_version=version, rate_cents=18_000, currency="USD", minimum_minutes=60, increment_minutes=15,
            contact=contacts[row.client_id or 0], name="Contact 0", verified_by="code", channel="sms", sent_to="+17185550000", at=row.received_at,
        )
        for row, consent in zip(rows, consents, strict=True)
    )  # fmt: skip
