"""What last night was, read for the morning's mail."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Organization
from routing.bill_lines import IncidentBill
from routing.ledger import bills_of, with_work
from routing.models import Decision, Incident, Page
from routing.night_words import Case, Kept, Night, Waiting
from routing.queries import last_decisions
from routing.standings import Standing, standings, with_clocks
from routing.states import IncidentStatus
from sla.money import figures
from sla.target_clock import State

AT_THE_DESK = (IncidentStatus.QUEUED, IncidentStatus.AT_DESK)
MOST = 200
Decisions = Mapping[int, Decision]


def night_of(organization: Organization, *, since: datetime, until: datetime, missed: bool = False) -> Night:
    """What came in that time or called people in it, and what waits for the desk at its end."""
    rows = _rows(organization)
    pages = Page.objects.filter(kind=Page.Kind.PAGE, created_at__gte=since, created_at__lt=until)
    here = Q(received_at__gte=since, received_at__lt=until) | Exists(pages.filter(incident=OuterRef("pk")))
    found = list(rows.filter(here).order_by("received_at", "pk")[:MOST])
    waiting = list(rows.filter(status__in=AT_THE_DESK).order_by("pk")[:MOST])
    decisions = last_decisions([*found, *waiting])
    return Night(
        since=since, until=until, cases=_cases(found, decisions, until), mornings_missed=missed,
        called=_called(pages.filter(organization=organization)), waiting=_waiting(waiting, decisions),
        still_open=sum(each.status != IncidentStatus.RESOLVED for each in found),
    )  # fmt: skip


def _rows(organization: Organization) -> QuerySet[Incident]:
    return with_clocks(
        Incident.objects.filter(organization=organization).select_related(
            "organization", "client", "taken_by__user", "resolved_by__user", "merged_into"
        )
    )


def _called(pages: QuerySet[Page]) -> list[tuple[str, int]]:
    counted = Counter(str(page.member) for page in pages.select_related("member__user"))
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))


def _cases(found: list[Incident], decisions: Decisions, now: datetime) -> list[Case]:
    made = _bills(found)
    return [_case(each, decisions.get(each.pk), made[each.pk], now) for each in found]


def _bills(found: list[Incident]) -> dict[int, IncidentBill]:
    """What was worked on each, and what that costs."""
    rows = with_work(Incident.objects.filter(pk__in=[each.pk for each in found]))
    return {made.incident.pk: made for made in bills_of(rows)}


def _case(row: Incident, decision: Decision | None, made: IncidentBill, now: datetime) -> Case:
    return Case(
        reference=row.reference, priority=row.priority, client=_client(row), summary=row.summary,
        received_at=row.received_at, source=row.source, taken_by=str(row.taken_by or ""), taken_at=row.taken_at,
        resolved_at=row.resolved_at, minutes=made.minutes if made.entries else row.minutes_worked,
        billable=made.is_billable if made.entries else row.billable, charge=_charge(made), is_proposed=made.is_proposed,
        accepted_by=made.receipt.name if made.receipt else "", kept=[_kept(each, now) for each in standings(row, decision)],
        link=f"{settings.PUBLIC_BASE_URL}/incidents/{row.number}/",
    )  # fmt: skip


def _client(row: Incident) -> str:
    return row.client.name if row.client else "client not identified"


def _kept(one: Standing, now: datetime) -> Kept:
    late = one.done_at > one.due_at if one.done_at else one.state(now) is State.BREACHED
    return Kept(one.kind, one.due_at, one.done_at, late)


def _charge(made: IncidentBill) -> str:
    """`USD 180.00 for 60 min`; "" where nothing is charged."""
    if not made.charged_minutes:
        return ""
    return f"{made.currency} {figures(made.cents)} for {made.charged_minutes} min"


def _waiting(rows: list[Incident], decisions: Decisions) -> list[Waiting]:
    """The next promise first; what has none comes last."""
    found = [(each, _next(standings(each, decisions.get(each.pk)))) for each in rows]
    found.sort(key=lambda pair: (pair[1] is None, pair[1].due_at if pair[1] else pair[0].received_at))
    return [_waits(row, one) for row, one in found]


def _waits(row: Incident, one: Standing | None) -> Waiting:
    return Waiting(
        row.reference,
        row.priority,
        _client(row),
        row.summary,
        one.kind if one else "",
        one.due_at if one else None,
    )


def _next(found: list[Standing]) -> Standing | None:
    return next((each for each in found if each.done_at is None), None)
