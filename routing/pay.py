"""What members and partners are paid: hours on call and work, split over the bands of our own calendar; pages and wakes beside it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from routing.fairness import Paged, had, paged
from routing.models import PayRate, WorkEntry
from sla.band_runs import Runs, minutes_by_band, runs_of, told_runs
from sla.charges import bill
from sla.facts import CallOut
from sla.own_calendar import calendars_of


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

    def all_changes(self) -> list[date]:
        """Those of anybody."""
        return sorted({row.starts_on for rows in self.by_member.values() for row in rows})


def rates_of(organization: Organization) -> Rates:
    return Rates(PayRate.objects.filter(organization=organization, archived_at=None))


@dataclass(frozen=True, slots=True)
class OnCall:
    """Everybody's time on call, by member id: what it is priced by, and what went to them meanwhile."""

    frame: Interval
    calendar: Calendar
    rates: Rates
    stood: Mapping[object, Sequence[Interval]]
    sent: Mapping[int, Paged]

    def lines(self, member: Membership) -> Iterator[PayLine]:
        for stretch in self.stood.get(member.pk, ()):
            yield from _standby(member, stretch, self.calendar, self.rates)

    def pages(self, member: Membership) -> Iterator[PayLine]:
        sent = self.sent.get(member.pk)
        if sent:
            since, until = self.frame.start, self.frame.end
            yield PayLine(member, Kind.PAGES, since, until, count=len(sent.messages))
            yield PayLine(member, Kind.WAKES, since, until, count=len(sent.woke))


def on_call_of(organization: Organization, frame: Interval) -> OnCall:
    """A bounded number of queries."""
    return OnCall(
        frame, calendars_of(organization, around=frame.start).own, rates_of(organization), _stood(organization, frame),
        paged(organization, zone=zone(organization.time_zone), since=frame.start, until=frame.end),
    )  # fmt: skip


def pay_lines(
    organization: Organization, *, since: datetime, until: datetime, now: datetime, member: Membership | None = None
) -> Iterator[PayLine]:  # fmt: skip
    """Everybody's lines, or one member's, for `[since, until)` and no later than `now`, person by person. A bounded number
    of queries.
    """
    until = min(until, now)
    if since >= until:
        return
    frame = Interval(since, until)
    on_call, worked = on_call_of(organization, frame), _worked(organization, frame, member)
    for each in [member] if member else everybody_called(organization):
        yield from on_call.lines(each)
        for entries in worked.get(each.pk, ()):
            yield from _work(each, entries, on_call)
        yield from on_call.pages(each)


def call_out_of_pay(rate: PayRate, cents: int, minimum: int = 0, step: int = 1) -> CallOut:
    return CallOut(
        cents, rate.currency, minimum, step, business_hours_percent=rate.business_hours_percent,
        after_hours_percent=rate.after_hours_percent, weekend_percent=rate.weekend_percent,
        holiday_percent=rate.holiday_percent,
    )  # fmt: skip


def work_price(rate: PayRate | None) -> CallOut | None:
    return (
        call_out_of_pay(rate, rate.work_cents, rate.minimum_minutes, rate.increment_minutes) if rate else None
    )


def _standby(member: Membership, stretch: Interval, calendar: Calendar, rates: Rates) -> Iterator[PayLine]:
    """A stretch on call, cut where another rate begins; minutes that were begun on both ends are cut off."""
    for piece in _cut(stretch, rates.changes(member.pk), calendar):
        rate = rates.on(member.pk, local(piece.start, calendar.zone).date())
        price = call_out_of_pay(rate, rate.standby_cents) if rate else None
        for band, minutes, percent, cents in priced([runs_of(calendar, piece)], price):
            yield PayLine(
                member, Kind.STANDBY, piece.start, piece.end, band=band, minutes=minutes, percent=percent, price=price,
                cents=cents,
            )  # fmt: skip


def _work(member: Membership, entries: Sequence[WorkEntry], on_call: OnCall) -> Iterator[PayLine]:
    """One person's work on one incident, by the rate of the day on which it began."""
    first = entries[0]
    price = work_price(on_call.rates.on(member.pk, local(first.started_at, on_call.calendar.zone).date()))
    for band, minutes, percent, cents in priced([told_runs(each.own_bands) for each in entries], price):
        yield PayLine(
            member, Kind.WORK, first.started_at, max(each.ended_at for each in entries), reference=first.incident.reference,
            band=band, minutes=minutes, percent=percent, price=price, cents=cents,
            proposed=any(each.proposed for each in entries),
        )  # fmt: skip


def priced(parts: Iterable[Runs], price: CallOut | None) -> Iterator[tuple[Band | None, int, int, int]]:
    """Band, minutes, percent and cents; no price: no cents."""
    minutes = minutes_by_band(parts)
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


def _worked(
    organization: Organization, frame: Interval, member: Membership | None
) -> dict[int, list[list[WorkEntry]]]:
    """Each person's work by incident, where it began in the frame: all of it, also what came after."""
    whose = {"member": member} if member else {"member__isnull": False}
    live = WorkEntry.objects.filter(organization=organization, archived_at=None, **whose)
    inside = live.filter(started_at__gte=frame.start, started_at__lt=frame.end)
    rows = live.filter(incident__in=inside.values("incident"))
    rows = rows.select_related("incident").order_by("member", "incident__number", "started_at")
    found: defaultdict[int, list[list[WorkEntry]]] = defaultdict(list)
    for (person, _incident), entries in groupby(
        rows.iterator(chunk_size=2000), lambda row: (row.member_id, row.incident_id)
    ):
        whole = list(entries)
        whole[0].incident.organization = organization
        if frame.contains(whole[0].started_at):
            found[person or 0].append(whole)
    return found
