"""What each client is billed in a range of time, as sums alone: as many queries for fifty thousand incidents as for one.

Incidents that are alike cost alike: the database counts those that are the same in all that decides their price, and each
kind is priced once, by what prices a single one (`routing.bill_lines`).
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import QuerySet

from accounts.models import Organization
from routing.amounts import Amounts, summed
from routing.bill_lines import Line, Stint, lines_of, price_of
from routing.grounds import Case
from routing.ledger import bills_of, with_work, worked_on
from routing.models import Consent, Incident
from routing.states import ConsentStatus
from sla.band_runs import told_runs
from sla.facts import CallOut
from sla.models import Client, SlaTierVersion

# What was accepted has a price of its own, from an instant of its own on: such an incident is like no other.
KINDS = """
    SELECT incident.client_id, decision.covered, decision.contain_only, decision.tier_version_id, consent.status,
        entries.work, ARRAY[count(*), count(*) FILTER (WHERE entries.proposed)]
    FROM (
        SELECT incident_id, bool_or(proposed) AS proposed,
            jsonb_agg(jsonb_build_array(billable, bands) ORDER BY started_at, id) AS work
        FROM routing_workentry
        WHERE archived_at IS NULL AND incident_id IN (
            SELECT incident_id FROM routing_workentry
            WHERE organization_id = %(organization)s AND archived_at IS NULL
                AND started_at >= %(since)s AND started_at < %(until)s
        )
        GROUP BY incident_id HAVING min(started_at) >= %(since)s
    ) entries
    JOIN routing_incident incident ON incident.id = entries.incident_id
    LEFT JOIN LATERAL (
        SELECT covered, contain_only, tier_version_id FROM routing_decision
        WHERE incident_id = incident.id ORDER BY id DESC LIMIT 1
    ) decision ON TRUE
    LEFT JOIN LATERAL (
        SELECT status FROM routing_consent
        WHERE incident_id = incident.id ORDER BY status = %(accepted)s DESC, id DESC LIMIT 1
    ) consent ON TRUE
    WHERE consent.status IS DISTINCT FROM %(accepted)s AND (%(all)s OR incident.client_id IS NOT DISTINCT FROM %(client)s)
    GROUP BY 1, 2, 3, 4, 5, 6
"""


class Terms(NamedTuple):
    """All that decides what an incident costs; `work`: JSON of what was said of each entry, and its runs. None: no decision, no question."""

    covered: bool | None
    contain_only: bool | None
    version: int | None
    consent: str | None
    work: str


@dataclass(frozen=True, slots=True)
class Kind:
    """Incidents of one client that are billed alike; `unchecked`: those among them whose time nobody has confirmed."""

    client: int | None
    incidents: int
    unchecked: int
    lines: Sequence[Line]
    currency: str


@dataclass(frozen=True, slots=True)
class ClientSum:
    """`client` None: what nobody knows whose it is. Minutes that were worked, and those of them that are billed."""

    client: Client | None
    incidents: int
    unchecked: int
    minutes: int
    billed_minutes: int
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Asked:
    """Incidents whose work began in `[since, until)`; `only`: of one client, or of nobody (None). Empty: of all."""

    organization: Organization
    since: datetime
    until: datetime
    only: tuple[Client | None, ...] = ()

    @property
    def incidents(self) -> QuerySet[Incident]:
        rows = worked_on(self.organization, since=self.since, until=self.until)
        return rows.filter(client=self.only[0]) if self.only else rows


def bill_sums(asked: Asked) -> list[ClientSum]:
    """By name; what is nobody's comes last. The same incidents as `routing.ledger.bills`."""
    found: defaultdict[int | None, list[Kind]] = defaultdict(list)
    for kind in (*_alike(asked), *_accepted(asked)):
        found[kind.client].append(kind)
    clients = Client.objects.in_bulk([key for key in found if key is not None])
    made = [_sum(clients[key] if key is not None else None, kinds) for key, kinds in found.items()]
    return sorted(made, key=lambda each: (each.client is None, str(each.client or "").casefold()))


def _sum(client: Client | None, kinds: Iterable[Kind]) -> ClientSum:
    kinds = list(kinds)
    timed = [(kind.incidents, line) for kind in kinds for line in kind.lines if line.band]
    return ClientSum(
        client, sum(kind.incidents for kind in kinds), sum(kind.unchecked for kind in kinds),
        sum(many * line.minutes for many, line in timed),
        sum(many * line.minutes for many, line in timed if line.is_billed),
        summed((kind.incidents * line.cents, kind.currency) for kind in kinds for line in kind.lines),
    )  # fmt: skip


def _alike(asked: Asked) -> Iterator[Kind]:
    with connection.cursor() as cursor:
        cursor.execute(KINDS, {
            "organization": asked.organization.pk, "since": asked.since, "until": asked.until, "all": not asked.only,
            "client": asked.only[0].pk if asked.only and asked.only[0] else None, "accepted": ConsentStatus.ACCEPTED,
        })  # fmt: skip
        rows = [(client, Terms(*terms), counts) for client, *terms, counts in cursor.fetchall()]
    versions = SlaTierVersion.objects.in_bulk({terms.version for _, terms, _ in rows if terms.version})
    prices = {pk: price_of(version) for pk, version in versions.items()}
    priced = {terms: _lines(terms, prices.get(terms.version)) for terms in {terms for _, terms, _ in rows}}
    for client, terms, (incidents, unchecked) in rows:
        price = prices.get(terms.version)
        yield Kind(client, incidents, unchecked, priced[terms], price.currency if price else "")


def _lines(terms: Terms, price: CallOut | None) -> tuple[Line, ...]:
    case = Case(
        covered=terms.covered is not False, contain_only=bool(terms.contain_only), priced=price is not None,
        consent=ConsentStatus(terms.consent) if terms.consent else None,
    )  # fmt: skip
    return lines_of([Stint(said, told_runs(runs)) for said, runs in json.loads(terms.work)], case, price)


def _accepted(asked: Asked) -> Iterator[Kind]:
    accepted = Consent.objects.filter(organization=asked.organization, status=ConsentStatus.ACCEPTED)
    rows = asked.incidents.filter(pk__in=accepted.values("incident"))
    for made in bills_of(with_work(rows)):
        yield Kind(made.incident.client_id, 1, int(made.is_proposed), made.lines, made.currency)
