"""Everything a client's page shows, read in a bounded number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings

from hours.calendar import segment_at
from hours.wall import local
from routing.models import Incident
from routing.queries import open_incidents
from routing.source_ids import external_ids_of
from sla.facts import Facts, ServiceLine, TierFacts
from sla.models import Agreement, Client, Runbook, SheetAcceptance
from sla.priority import Priority
from sla.queries import runbooks
from sla.standing import Standing, acceptances, is_over, standing
from sla.stored_facts import facts_for
from sla.stored_tiers import tier_facts
from web.calendar_words import OddDay, odd_days, window_words
from web.client_week import Stretch, pieces, stretches
from web.drawing.week import Picture, draw
from web.sheet_facts import standing_words
from web.tier_grid import GridRow, TargetRow, grid_rows, target_rows


@dataclass(frozen=True)
class Agreed:
    """An agreement with what its tier's version says; `is_live`: it rules today, `is_over`: it never will again."""

    row: Agreement
    tier: TierFacts
    is_live: bool
    is_over: bool
    grid: Sequence[GridRow]
    targets: Sequence[TargetRow]
    accepted: Standing
    accepted_words: str


@dataclass(frozen=True)
class LineWeek:
    """One service line's week, drawn."""

    line: str
    picture: Picture


@dataclass(frozen=True)
class Sheet:
    """One client. `zone` is its own: its page speaks in its time."""

    client: Client
    zone: ZoneInfo
    band: str
    holiday: str
    hours: Sequence[str]
    odd_days: Sequence[OddDay]
    agreements: Sequence[Agreed]
    priority: str
    week: Sequence[Stretch]
    lines: Sequence[LineWeek]
    runbooks: Sequence[Runbook]
    incidents: Sequence[Incident]
    form_address: str
    external_ids: Sequence[str]
    facts: Facts


def sheet_of(client: Client, *, priority: Priority, now: datetime) -> Sheet:
    facts = facts_for(client.organization, client, None, now)
    calendar = facts.calendar
    segment = segment_at(calendar, now)
    today = local(now, calendar.zone).date()
    week = stretches(facts, priority, now)
    accepted = list(acceptances(client)) if client.agreements.all() else []
    return Sheet(
        client=client,
        zone=calendar.zone,
        band=segment.band,
        holiday=segment.holiday.name if segment.holiday else "",
        hours=window_words(calendar.windows),
        odd_days=odd_days(calendar, today),
        agreements=[_agreed(row, today, accepted, calendar.zone) for row in client.agreements.all()],
        priority=priority,
        week=week,
        lines=line_weeks(week, facts, now),
        runbooks=list(runbooks(client)),
        incidents=list(open_incidents(client.organization).filter(client=client)[:20]),
        form_address=f"{settings.PUBLIC_BASE_URL}/r/{client.slug}/",
        external_ids=[f"{each.integration.name}: {each.word}" for each in external_ids_of(client)],
        facts=facts,
    )


def line_weeks(week: Sequence[Stretch], facts: Facts, now: datetime) -> list[LineWeek]:
    """Each service line's, with a mark at `now`."""
    wall = local(now, facts.calendar.zone)
    return [LineWeek(line, draw(pieces(week, line, facts.calendar), now=wall)) for line in ServiceLine]


def _agreed(row: Agreement, today: date, accepted: Sequence[SheetAcceptance], zone: ZoneInfo) -> Agreed:
    tier = tier_facts(row.version_id, row.version.tier.name, row.version.tier.kind)
    over = is_over(row, today)
    live = row.starts_on <= today and not over and row.suspended_at is None
    stands = standing(row, accepted)
    words = standing_words(row, stands, zone)
    return Agreed(row, tier, live, over, grid_rows(tier), target_rows(tier), stands, words)
