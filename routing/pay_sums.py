"""What each person is paid in a range of time, as sums alone; work that is alike is counted by the database and priced once."""

import json
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.models import Membership, Organization
from accounts.queries import everybody_called
from hours.calendar import Band
from hours.interval import Interval
from routing.amounts import Amounts, summed
from routing.models import PayRate
from routing.pay import Kind, OnCall, on_call_of, priced, work_price
from sla.band_runs import told_runs

# One person's work on one incident is paid at once, by the rate of the day on which it began. Days between two changes of
# any rate are alike.
WORK = """
    SELECT member_id, min(began_on), work, count(*), count(*) FILTER (WHERE proposed)
    FROM (
        SELECT member_id, jsonb_agg(own_bands ORDER BY started_at, id) AS work, bool_or(proposed) AS proposed,
            (min(started_at) AT TIME ZONE %(zone)s)::date AS began_on
        FROM routing_workentry
        WHERE archived_at IS NULL AND member_id IS NOT NULL AND incident_id IN (
            SELECT incident_id FROM routing_workentry
            WHERE organization_id = %(organization)s AND archived_at IS NULL
                AND started_at >= %(since)s AND started_at < %(until)s
        )
        GROUP BY member_id, incident_id HAVING min(started_at) >= %(since)s AND min(started_at) < %(until)s
    ) entries
    GROUP BY member_id, width_bucket(began_on, %(changes)s::date[]), work
"""


@dataclass(frozen=True, slots=True)
class PersonSum:
    """`standby`: minutes on call by band. `unchecked`: incidents whose time nobody has confirmed. `lacks_rate`: no rate holds for some."""

    member: Membership
    standby: dict[Band, int]
    work_minutes: int
    unchecked: int
    pages: int
    wakes: int
    lacks_rate: bool
    amounts: Amounts

    @property
    def standby_hours(self) -> float:
        return sum(self.standby.values()) / 60


@dataclass(frozen=True, slots=True)
class Cost:
    """Of one person's work on one incident. `cents` None: no rate holds."""

    minutes: int
    cents: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class Alike:
    """A person's work on so many incidents that is paid alike."""

    incidents: int
    unchecked: int
    each: Cost


def pay_sums(
    organization: Organization, *, since: datetime, until: datetime, now: datetime
) -> list[PersonSum]:
    """Whoever stood by, worked or was paged in `[since, until)`, up to `now`; in the order of `routing.pay.pay_lines`."""
    until = min(until, now)
    if since >= until:
        return []
    frame = Interval(since, until)
    on_call = on_call_of(organization, frame)
    worked = _worked(organization, on_call)
    found = (_sum(member, on_call, worked.get(member.pk, ())) for member in everybody_called(organization))
    return [each for each in found if each is not None]


def _sum(member: Membership, on_call: OnCall, worked: Sequence[Alike]) -> PersonSum | None:
    stood, counts = list(on_call.lines(member)), {line.kind: line.count for line in on_call.pages(member)}
    if not stood and not worked and not counts:
        return None
    standby: Counter[Band] = Counter()
    for line in stood:
        if line.band:
            standby[line.band] += line.minutes
    owed = [(line.cents, line.price.currency) for line in stood if line.price]
    owed += [(many.incidents * (many.each.cents or 0), many.each.currency) for many in worked]
    return PersonSum(
        member, {band: standby[band] for band in Band if standby[band]},
        sum(many.incidents * many.each.minutes for many in worked), sum(many.unchecked for many in worked),
        counts.get(Kind.PAGES, 0), counts.get(Kind.WAKES, 0),
        any(line.price is None for line in stood) or any(many.each.cents is None for many in worked), summed(owed),
    )  # fmt: skip


def _worked(organization: Organization, on_call: OnCall) -> dict[int, list[Alike]]:
    asked: dict[str, Any] = {
        "organization": organization.pk, "since": on_call.frame.start, "until": on_call.frame.end,
        "zone": str(on_call.calendar.zone), "changes": on_call.rates.all_changes(),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(WORK, asked)
        rows = cursor.fetchall()
    found: defaultdict[int, list[Alike]] = defaultdict(list)
    costs: dict[tuple[PayRate | None, str], Cost] = {}
    for member, began_on, work, incidents, unchecked in rows:
        terms = (on_call.rates.on(member, began_on), work)
        if terms not in costs:
            costs[terms] = _cost(*terms)
        found[member].append(Alike(incidents, unchecked, costs[terms]))
    return found


def _cost(rate: PayRate | None, work: str) -> Cost:
    price = work_price(rate)
    lines = list(priced(map(told_runs, json.loads(work)), price))
    minutes = sum(many for band, many, _percent, _cents in lines if band)
    return Cost(
        minutes, sum(cents for *_, cents in lines) if price else None, price.currency if price else ""
    )
