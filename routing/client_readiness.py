"""What each client of an organization lacks for the night, read in as many queries however many there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organization
from hours.wall import local
from routing.source_ids import with_tools
from sla.agreements import is_live
from sla.client_readiness import Lack, OnFile, lacks
from sla.facts import Facts
from sla.models import Agreement, Client, ClientContact, SheetAcceptance
from sla.runbook_check import bare_among, written
from sla.runbook_match import Case
from sla.stored_facts import Place, facts_of_all

Lacking = dict[int, tuple[Lack, ...]]


def lacks_of_all(organization: Organization, now: datetime) -> Lacking:
    """Of every client in use, by its id. Three queries, and two more where a tier version was never read before."""
    places: defaultdict[int, list[Place]] = defaultdict(list)
    for place in facts_of_all(organization, now):
        places[place.client_id].append(place)
    runbooks = written(organization)
    rows = with_record(Client.objects.filter(organization=organization, pk__in=places))
    return {row.pk: lacks(_on_file(row, places[row.pk], runbooks, now)) for row in rows}


def lacks_of(client: Client, facts: Facts, now: datetime) -> tuple[Lack, ...]:
    """Of one that is read `with_record` and with its sites, and what decides there. One query."""
    sites = [None, *(site.pk for site in client.sites.all() if site.archived_at is None)]
    places = [Place(client.pk, client.name, site, "", facts) for site in sites]
    return lacks(_on_file(client, places, written(client.organization), now))


def with_record(rows: QuerySet[Client]) -> QuerySet[Client]:
    """With who is there, what tools call them, and their agreements of a version that nobody there accepted."""
    return with_tools(rows).annotate(
        has_phone=_anybody(~Q(phone="")),
        has_approver=_anybody(Q(may_approve_charges=True)),
        has_billed=_anybody(Q(gets_bills=True)),
        unaccepted=ArraySubquery(_unaccepted().filter(client=OuterRef("pk")).values("pk")),
    )


def _on_file(row: Any, places: Sequence[Place], runbooks: Iterable[Case], now: datetime) -> OnFile:
    """`row`: a client `with_record`. `places`: the client as a whole, and its sites."""
    facts = places[0].facts
    today = local(now, facts.calendar.zone).date()
    live = [each for each in facts.agreements if is_live(each, today)]
    return OnFile(
        has_agreement=bool(live),
        has_phone=row.has_phone,
        bare_lines=bool(bare_among(places, runbooks, now)),
        sells_call_outs=any(each.tier.call_out for each in live),
        has_approver=row.has_approver,
        has_billed=row.has_billed,
        is_accepted=not {each.id for each in live} & set(row.unaccepted),
        is_known_to_tools=row.known_to_tools,
        has_links=bool(row.links),
    )


def _anybody(who: Q) -> Exists:
    return Exists(ClientContact.objects.filter(who, client=OuterRef("pk"), archived_at=None))


def _unaccepted() -> QuerySet[Agreement]:
    """Accepted is a version for the same place and line, as `sla.standing` says of one agreement."""
    same = SheetAcceptance.objects.filter(
        agreement__client=OuterRef("client"), version=OuterRef("version"), agreement__service_line=OuterRef("service_line")
    )  # fmt: skip
    there = same.filter(agreement__site=OuterRef("site"))
    everywhere = same.filter(agreement__site=None)
    accepted = Q(Exists(there)) | Q(Exists(everywhere), site=None)
    return Agreement.objects.filter(archived_at=None).exclude(accepted)
