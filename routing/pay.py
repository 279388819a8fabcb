"""What members and partners are paid: hours on call and work, split over the bands of our own calendar; pages and wakes beside it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from itertools import groupby

from accounts.models import Membership, Organization
from accounts.queries import everybody_called
from hours.calendar import Band, Calendar
from hours.interval import Interval, merge
from hours.wall import first_instant, local, zone
from oncall.fairness import borne_by
from oncall.queries import schedules_since
from oncall.stored_specs import schedule_specs
from routing.fairness import had, paged
from routing.models import PayRate, WorkEntry
from sla.charges import bill, minutes_by_band
from sla.facts import CallOut
from sla.own_calendar import Calendars, calendars_of


class Kind(StrEnum):
    STANDBY = "standby"
    WORK = "work"
    PAGES = "pages"
    WAKES = "wakes"


@dataclass(frozen=True, slots=True)
class PayLine:
    """One thing of one person. Time has a band (None: up to the minimum and whole increments); pages and wakes a count.

    `price` None: no rate holds then. `reference`: the incident, or "" for time on call.
    """

    member: Membership
    kind: Kind
    since: datetime
    until: datetime
    reference: str = ""
    band: Band | None = None
    minutes: int = 0
    count: int = 0
    percent: int = 0
    price: CallOut | None = None
    cents: int = 0
    proposed: bool = False


class Rates:
    """Which pay rate holds for whom on a local date: their own newest, else everybody's newest."""

    def __init__(self, rows: Iterable[PayRate]) -> None:
        self.by_member: defaultdict[int | None, list[PayRate]] = defaultdict(list)
        for row in sorted(rows, key=lambda each: each.starts_on):
            self.by_member[row.member_id].append(row)

    def on(self, member: int, day: date) -> PayRate | None:
        held = [row for row in self.by_member[member] if row.starts_on <= day]
        held = held or [row for row in self.by_member[None] if row.starts_on <= day]
        return held[-1] if held else None

    def changes(self, member: int) -> list[date]:
        """The days from which another rate may hold."""
        return sorted({row.starts_on for row in (*self.by_member[member], *self.by_member[None])})


def rates_of(organization: Organization) -> Rates:
    return Rates(PayRate.objects.filter(organization=organization, archived_at=None))


def pay_lines(
    organization: Organization, *, since: datetime, until: datetime, now: datetime, calendars: Calendars | None = None
) -> Iterator[PayLine]:  # fmt: skip
    """Everybody's lines for `[since, until)` and no later than `now`, person by person. A bounded number of queries."""
    until = min(until, now)
    if since >= until:
        return
    frame = Interval(since, until)
    calendar = (calendars or calendars_of(organization, around=since)).own
    rates = rates_of(organization)
    stood, worked = _stood(organization, frame), _worked(organization, frame)
    sent = paged(organization, zone=zone(organization.time_zone), since=since, until=until)
    for member in everybody_called(organization):
        for stretch in stood.get(member.pk, ()):
            yield from _standby(member, stretch, calendar, rates)
        for entries in worked.get(member.pk, ()):
            yield from _work(member, entries, calendar, rates)
        if member.pk in sent:
            yield PayLine(member, Kind.PAGES, since, until, count=len(sent[member.pk].messages))
            yield PayLine(member, Kind.WAKES, since, until, count=len(sent[member.pk].woke))


def call_out_of_pay(rate: PayRate, cents: int, minimum: int = 0, step: int = 1) -> CallOut:
    return CallOut(
        cents, rate.currency, minimum, step, business_hours_percent=rate.business_hours_percent,
        after_hours_percent=rate.after_hours_percent, weekend_percent=rate.weekend_percent,
        holiday_percent=rate.holiday_percent,
    )  # fmt: skip


def _standby(member: Membership, stretch: Interval, calendar: Calendar, rates: Rates) -> Iterator[PayLine]:
    """A stretch on call, cut where another rate begins; minutes that were begun on both ends are cut off."""
    for piece in _cut(stretch, rates.changes(member.pk), calendar):
        rate = rates.on(member.pk, local(piece.start, calendar.zone).date())
        price = call_out_of_pay(rate, rate.standby_cents) if rate else None
        for band, minutes, percent, cents in _priced(calendar, [piece], price):
            yield PayLine(
                member, Kind.STANDBY, piece.start, piece.end, band=band, minutes=minutes, percent=percent, price=price,
                cents=cents,
            )  # fmt: skip


def _work(
    member: Membership, entries: Sequence[WorkEntry], calendar: Calendar, rates: Rates
) -> Iterator[PayLine]:
    """One person's work on one incident, by the rate of the day on which it began."""
    first, parts = entries[0], [Interval(each.started_at, each.ended_at) for each in entries]
    rate = rates.on(member.pk, local(first.started_at, calendar.zone).date())
    price = (
        call_out_of_pay(rate, rate.work_cents, rate.minimum_minutes, rate.increment_minutes) if rate else None
    )
    for band, minutes, percent, cents in _priced(calendar, parts, price):
        yield PayLine(
            member, Kind.WORK, first.started_at, max(part.end for part in parts), reference=first.incident.reference,
            band=band, minutes=minutes, percent=percent, price=price, cents=cents,
            proposed=any(each.proposed for each in entries),
        )  # fmt: skip


def _priced(
    calendar: Calendar, parts: list[Interval], price: CallOut | None
) -> Iterator[tuple[Band | None, int, int, int]]:
    """Band, minutes, percent and cents; no price: no cents."""
    minutes = minutes_by_band(calendar, parts)
    if price is None:
        yield from ((band, many, 0, 0) for band, many in minutes.items())
        return
    yield from ((one.band, one.minutes, one.percent, one.cents) for one in bill(minutes, price).charges)


def _cut(stretch: Interval, days: list[date], calendar: Calendar) -> Iterator[Interval]:
    at = [first_instant(day, calendar.zone) for day in days]
    cuts = [stretch.start, *(each for each in at if stretch.start < each < stretch.end), stretch.end]
    yield from (Interval(start, end) for start, end in zip(cuts, cuts[1:], strict=False))


def _stood(organization: Organization, frame: Interval) -> dict[object, list[Interval]]:
    """On call in two schedules at once is so once."""
    rows = list(schedules_since(organization, frame.start))
    found = had(rows, schedule_specs(rows, since=frame.start, until=frame.end), frame.start, frame.end)
    return {person: merge(parts) for person, parts in borne_by(found).items()}


def _worked(organization: Organization, frame: Interval) -> dict[int, list[list[WorkEntry]]]:
    """Each person's work by incident, where it began in the frame: all of it, also what came after."""
    live = WorkEntry.objects.filter(organization=organization, archived_at=None, member__isnull=False)
    inside = live.filter(started_at__gte=frame.start, started_at__lt=frame.end)
    rows = live.filter(incident__in=inside.values("incident"))
    rows = rows.select_related("incident__organization").order_by("member", "incident__number", "started_at")
    found: defaultdict[int, list[list[WorkEntry]]] = defaultdict(list)
    for (member, _incident), entries in groupby(
        rows.iterator(chunk_size=2000), lambda row: (row.member_id, row.incident_id)
    ):
        whole = list(entries)
        if frame.contains(whole[0].started_at):
            found[member or 0].append(whole)
    return found
