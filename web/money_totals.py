"""Bills by client and pay lines by person, with their sums: one for each currency."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from accounts.models import Membership
from hours.calendar import Band
from routing.bill_lines import IncidentBill
from routing.pay import Kind, PayLine
from sla.models import Client

Sums = Sequence[tuple[int, str]]  # cents and currency


@dataclass(frozen=True)
class OfClient:
    """One client's bills; `client` None: what nobody knows whose it is."""

    client: Client | None
    bills: Sequence[IncidentBill]

    @property
    def minutes(self) -> int:
        return sum(each.minutes for each in self.bills)

    @property
    def billed_minutes(self) -> int:
        return sum(each.billed_minutes for each in self.bills)

    @property
    def sums(self) -> Sums:
        return sums_of((each.currency, each.cents) for each in self.bills)


@dataclass(frozen=True)
class OfPerson:
    """One person's pay lines."""

    member: Membership
    lines: Sequence[PayLine]

    @property
    def times(self) -> Sequence[PayLine]:
        """What is paid by the hour."""
        return [line for line in self.lines if line.kind in (Kind.STANDBY, Kind.WORK)]

    @property
    def standby(self) -> Sequence[tuple[Band, int]]:
        """Minutes on call by band."""
        found: Counter[Band] = Counter()
        for line in self.lines:
            if line.kind is Kind.STANDBY and line.band:
                found[line.band] += line.minutes
        return [(band, found[band]) for band in Band if found[band]]

    @property
    def standby_hours(self) -> float:
        return sum(minutes for _band, minutes in self.standby) / 60

    @property
    def work_minutes(self) -> int:
        return sum(line.minutes for line in self.lines if line.kind is Kind.WORK and line.band)

    @property
    def pages(self) -> int:
        return sum(line.count for line in self.lines if line.kind is Kind.PAGES)

    @property
    def wakes(self) -> int:
        return sum(line.count for line in self.lines if line.kind is Kind.WAKES)

    @property
    def is_without_rate(self) -> bool:
        return any(line.price is None for line in self.times)

    @property
    def sums(self) -> Sums:
        return sums_of((line.price.currency, line.cents) for line in self.lines if line.price)


def by_client(bills: Iterable[IncidentBill]) -> list[OfClient]:
    """By name; what is nobody's comes last."""
    found: dict[int | None, list[IncidentBill]] = {}
    for each in bills:
        found.setdefault(each.incident.client_id, []).append(each)
    made = [OfClient(rows[0].incident.client, rows) for rows in found.values()]
    return sorted(made, key=lambda one: (one.client is None, str(one.client or "").casefold()))


def by_person(lines: Iterable[PayLine]) -> list[OfPerson]:
    """In the order in which they come."""
    found: dict[int, list[PayLine]] = {}
    for line in lines:
        found.setdefault(line.member.pk, []).append(line)
    return [OfPerson(rows[0].member, rows) for rows in found.values()]


def sums_of(amounts: Iterable[tuple[str, int]]) -> Sums:
    """One for each currency; nothing where nothing is owed."""
    found: Counter[str] = Counter()
    for currency, cents in amounts:
        found[currency] += cents
    return [(cents, currency) for currency, cents in sorted(found.items()) if cents]
