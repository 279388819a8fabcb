"""What each client is billed in a range of time, as sums alone: as many queries for fifty thousand incidents as for one.

Incidents that are alike cost alike: the database counts those that are the same in all that decides their price, and each
kind is priced once, by what prices a single one (`routing.bill_lines`).
"""

import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from accounts.models import Organization
from routing.amounts import Amounts, summed
from routing.bill_lines import Line, Stint, lines_of, price_of
from routing.grounds import Case
from routing.states import ConsentStatus
from sla.band_runs import told_runs
from sla.facts import CallOut
from sla.models import Client, SlaTierVersion

# What was accepted has a price of its own, and counts from when we phone: `early` are an entry's minutes before that, as
# `routing.bill_lines` has them.
KINDS = """
    SELECT incident.client_id, decision.covered, decision.contain_only, decision.tier_version_id, consent.status,
        consent.rate_cents, consent.currency, consent.minimum_minutes, consent.increment_minutes, entries.work,
        ARRAY[count(*), count(*) FILTER (WHERE entries.proposed)]
    FROM (
        SELECT incident_id FROM routing_workentry
        WHERE organization_id = %(organization)s AND archived_at IS NULL AND started_at >= %(since)s AND started_at < %(until)s
        GROUP BY incident_id
    ) begun
    JOIN routing_incident incident ON incident.id = begun.incident_id
    LEFT JOIN LATERAL (
        SELECT covered, contain_only, tier_version_id FROM routing_decision
        WHERE incident_id = incident.id ORDER BY id DESC LIMIT 1
    ) decision ON TRUE
    LEFT JOIN LATERAL (
        SELECT asked.status, receipt.rate_cents, receipt.currency, receipt.minimum_minutes, receipt.increment_minutes,
            greatest(receipt.at, CASE WHEN incident.responded_how = 'called' AND receipt.at IS NOT NULL THEN incident.responded_at END)
                AS counts_from
        FROM routing_consent asked
        LEFT JOIN routing_consentreceipt receipt ON receipt.consent_id = asked.id AND asked.status = %(accepted)s
        WHERE asked.incident_id = incident.id ORDER BY asked.status = %(accepted)s DESC, asked.id DESC LIMIT 1
    ) consent ON TRUE
    JOIN LATERAL (
        SELECT min(started_at) AS began_at, bool_or(proposed) AS proposed, jsonb_agg(jsonb_build_array(
            billable, bands, greatest(ceil(extract(epoch FROM consent.counts_from - started_at) / 60), 0)::integer
        ) ORDER BY started_at, id) AS work
        FROM routing_workentry WHERE incident_id = incident.id AND archived_at IS NULL
    ) entries ON entries.began_at >= %(since)s
    WHERE %(all)s OR incident.client_id IS NOT DISTINCT FROM %(client)s
    GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10
"""


class Terms(NamedTuple):
    """All that decides what an incident costs. `work`: JSON of its entries, each with what was said, its runs and the
    minutes that are early. None: no decision, no question; without a rate nothing was accepted, and what follows it is void.
    """

    covered: bool | None
    contain_only: bool | None
    version: int | None
    consent: str | None
    rate_cents: int | None
    currency: str
    minimum_minutes: int
    increment_minutes: int
    work: str


@dataclass(frozen=True, slots=True)
class Alike:
    """So many incidents of one client that are billed alike; `unchecked`: those whose time nobody has confirmed."""

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


def bill_sums(
    organization: Organization, *, since: datetime, until: datetime, only: tuple[Client | None, ...] = ()
) -> list[ClientSum]:
    """Of the same incidents as `routing.ledger.bills`, by name; what is nobody's comes last. `only`: one client's, or
    nobody's (None). Three queries.
    """
    asked: dict[str, Any] = {
        "organization": organization.pk, "since": since, "until": until, "accepted": ConsentStatus.ACCEPTED,
        "all": not only, "client": only[0].pk if only and only[0] else None,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(KINDS, asked)
        rows = [(client, Terms(*terms), *counts) for client, *terms, counts in cursor.fetchall()]
    costs = _costs({terms for _client, terms, *_counts in rows})
    found: defaultdict[int | None, list[Alike]] = defaultdict(list)
    for client, terms, incidents, unchecked in rows:
        found[client].append(Alike(incidents, unchecked, *costs[terms]))
    clients = Client.objects.in_bulk([key for key in found if key is not None])
    made = [_sum(clients[key] if key is not None else None, kinds) for key, kinds in found.items()]
    return sorted(made, key=lambda each: (each.client is None, str(each.client or "").casefold()))


def _sum(client: Client | None, kinds: Sequence[Alike]) -> ClientSum:
    timed = [(kind.incidents, line) for kind in kinds for line in kind.lines if line.band]
    return ClientSum(
        client, sum(kind.incidents for kind in kinds), sum(kind.unchecked for kind in kinds),
        sum(many * line.minutes for many, line in timed),
        sum(many * line.minutes for many, line in timed if line.is_billed),
        summed((kind.incidents * line.cents, kind.currency) for kind in kinds for line in kind.lines),
    )  # fmt: skip


def _costs(kinds: Collection[Terms]) -> dict[Terms, tuple[Sequence[Line], str]]:
    """The lines of each kind, and their currency."""
    versions = SlaTierVersion.objects.in_bulk({terms.version for terms in kinds if terms.version})
    of_tiers = {pk: price_of(version) for pk, version in versions.items()}
    prices = {terms: _accepted(terms) or of_tiers.get(terms.version) for terms in kinds}
    return {terms: (_lines(terms, price), price.currency if price else "") for terms, price in prices.items()}


def _accepted(terms: Terms) -> CallOut | None:
    if terms.rate_cents is None:
        return None
    return CallOut(terms.rate_cents, terms.currency, terms.minimum_minutes, terms.increment_minutes)


def _lines(terms: Terms, price: CallOut | None) -> Sequence[Line]:
    case = Case(
        covered=terms.covered is not False, contain_only=bool(terms.contain_only), priced=price is not None,
        consent=ConsentStatus(terms.consent) if terms.consent else None,
    )  # fmt: skip
    stints = [Stint(said, told_runs(runs), early) for said, runs, early in json.loads(terms.work)]
    return lines_of(stints, case, price)
