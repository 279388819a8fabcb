"""A slow oracle written from the design alone: a calendar is laid out over the whole time, a decision is looked up in it.

It shares with the product nothing but the frozen facts. A wall-clock time is found by trying every offset its zone has
around it, so that gaps and repeated hours come out as they are and not as a formula says.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, cached_property
from itertools import takewhile
from typing import NamedTuple
from zoneinfo import ZoneInfo

from hours.calendar import Band, Calendar
from sla.facts import AgreementFacts, Facts, Outcome, Question, Rule, TierFacts, TierKind
from sla.priority import Priority

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
FIRST_DAY, DAYS = date(2025, 12, 20), 450
MEET_WITHIN = 30 * DAY
URGENT = (Priority.P1, Priority.P2)
Span = tuple[datetime, datetime]


def shown(at: datetime, zone: ZoneInfo) -> datetime:
    """What the clock on the wall shows."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


@cache
def offsets(day: date, zone: ZoneInfo) -> frozenset[timedelta]:
    """Every offset the zone has within two days of this one."""
    noon = datetime.combine(day, time(12), UTC)
    return frozenset((noon + hour * HOUR).astimezone(zone).utcoffset() or 0 * DAY for hour in range(-48, 49))


@cache
def showing(wall: datetime, zone: ZoneInfo) -> list[datetime]:
    """When the clock shows this, in order; where it never does, the first instant at which it shows more."""
    tried = sorted(wall.replace(tzinfo=UTC) - offset for offset in offsets(wall.date(), zone))
    found = [at for at in tried if shown(at, zone) == wall]
    if found:
        return found
    at = tried[0]
    while shown(at, zone) < wall:
        at += MINUTE
    return [at]


def begins(wall: datetime, zone: ZoneInfo) -> datetime:
    return showing(wall, zone)[0]


def ends(wall: datetime, zone: ZoneInfo) -> datetime:
    return showing(wall, zone)[-1]


class Laid:
    """A calendar laid out: `cuts` are all instants at which something begins or ends, `bands` what holds from each."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar, self.zone = calendar, calendar.zone
        self.days = [FIRST_DAY + number * DAY for number in range(DAYS)]
        self.midnights = [begins(datetime.combine(day, time()), self.zone) for day in self.days]
        weekly, opened, closed, feasts = self._weekly(), *self._dated()
        spans = [*weekly, *opened, *closed, *feasts]
        self.cuts = sorted({*self.midnights, *(at for span in spans for at in span)})
        marks = [self._marked(each) for each in (opened, feasts, weekly, closed)]
        self.bands = [self._band(at, *held) for at, *held in zip(self.cuts, *marks, strict=True)]
        self.opens = [
            at for at, band in zip(self.cuts, self.bands, strict=True) if band is Band.BUSINESS_HOURS
        ]

    def band(self, at: datetime) -> Band:
        return self.bands[bisect_right(self.cuts, at) - 1]

    def is_open(self, at: datetime) -> bool:
        return self.band(at) is Band.BUSINESS_HOURS

    def date(self, at: datetime) -> date:
        return self.days[bisect_right(self.midnights, at) - 1]

    def opening(self, at: datetime) -> datetime | None:
        """The first instant from `at` on at which it is open."""
        return next(self.openings(at), None)

    def openings(self, at: datetime) -> Iterator[datetime]:
        """`at` itself where it is open, and every cut after it from which it is."""
        if self.is_open(at):
            yield at
        yield from self.opens[bisect_right(self.opens, at) :]

    def _band(self, at: datetime, opened: bool, feast: bool, weekly: bool, closed: bool) -> Band:
        """Exceptional opening > exceptional closing > holiday > weekly window; closed on a holiday is the holiday."""
        if opened or (weekly and not closed and not feast):
            return Band.BUSINESS_HOURS
        if feast:
            return Band.HOLIDAY
        weekend = self.date(at).weekday() in self.calendar.weekend_days
        return Band.WEEKEND if weekend else Band.AFTER_HOURS

    def _marked(self, spans: list[Span]) -> list[bool]:
        held = [False] * len(self.cuts)
        for start, end in spans:
            for place in range(bisect_left(self.cuts, start), bisect_left(self.cuts, end)):
                held[place] = True
        return held

    def _weekly(self) -> list[Span]:
        found = (
            self._span(
                day, each.start_minute, each.end_minute + 1440 * (each.end_minute <= each.start_minute)
            )
            for each in self.calendar.windows
            for day in self.days
            if day.weekday() in each.days
        )
        return [span for span in found if span]

    def _dated(self) -> Iterator[list[Span]]:
        parts = (
            [(each.on, each.start_minute, each.end_minute) for each in self.calendar.openings],
            [(each.on, each.start_minute, each.end_minute) for each in self.calendar.closings],
            [(each.on, each.closed_from, each.closed_until) for each in self.calendar.holidays],
        )
        for part in parts:
            yield [span for each in part if (span := self._span(*each, within_day=True))]

    def _span(self, day: date, first: int, last: int, *, within_day: bool = False) -> Span | None:
        """An exception until 24:00 ends when the next date begins; a weekly window at the last such time."""
        midnight = datetime.combine(day, time())
        closes = midnight + last * MINUTE
        whole = within_day and last == 1440
        start, end = (
            begins(midnight + first * MINUTE, self.zone),
            (begins if whole else ends)(closes, self.zone),
        )
        return (start, end) if start < end else None


@cache
def laid(calendar: Calendar) -> Laid:
    return Laid(calendar)


class Expected(NamedTuple):
    """What the design says; `why` is the rule that decided."""

    outcome: Outcome
    band: Band
    agreement_id: int | None
    tier_id: int
    covered: bool
    contain_only: bool
    marked_not_covered: bool
    next_opening_at: datetime | None
    desk_open: bool
    why: str


@dataclass(frozen=True)
class Slow:
    """The oracle for one client, or for nobody."""

    facts: Facts

    @cached_property
    def here(self) -> Laid:
        return laid(self.facts.calendar)

    @cached_property
    def desk(self) -> Laid | None:
        return laid(self.facts.desk_calendar) if self.facts.desk_calendar else None

    @cached_property
    def dates(self) -> Laid | None:
        return laid(Calendar(self.facts.client.zone)) if self.facts.client else None

    def says(self, asked: Question) -> Expected:
        at, urgent = asked.received_at, asked.priority in URGENT
        band, signed = self.here.band(at), self._agreement(asked)
        tier = self._tier(signed)
        cell = tier.rules.get((asked.service_line, band, asked.priority))
        rule = cell or Rule(Outcome.PAGE if urgent else Outcome.QUEUE)
        own, is_open = self._own(at), bool(self.desk and self.desk.is_open(at))
        why = self._why(asked, rule, cell, tier, band, own, is_open)
        pages = why in ("untaken", "no desk", "desk closed", "accepted") or rule.outcome is Outcome.PAGE
        has_none = tier.kind is TierKind.NO_AGREEMENT
        promised = rule.outcome is Outcome.PAGE or band is Band.BUSINESS_HOURS or self._paid(asked, rule)
        covered = promised and not rule.contain_only and not has_none
        return Expected(
            Outcome.PAGE if pages else rule.outcome, band, signed.id if signed else None, tier.id, covered,
            rule.contain_only, has_none or (pages and not covered), None if pages else self._handed_over(at, own),
            is_open, why,
        )  # fmt: skip

    def _why(
        self, asked: Question, rule: Rule, cell: Rule | None, tier: TierFacts, band: Band, own: datetime | None, is_open: bool
    ) -> str:  # fmt: skip
        if asked.priority in URGENT and rule.outcome is not Outcome.PAGE:
            if asked.untaken_at_desk:
                return "untaken"
            if own is None:
                return "no desk"
            if band is Band.BUSINESS_HOURS and not is_open and tier.kind is not TierKind.NO_AGREEMENT:
                return "desk closed"
        if self._paid(asked, rule):
            return "accepted"
        return "cell" if cell else "doubt"

    def _paid(self, asked: Question, rule: Rule) -> bool:
        return asked.charge_accepted and rule.outcome is Outcome.CONSENT

    def _own(self, at: datetime) -> datetime | None:
        """The desk's next opening by itself."""
        return self.desk.opening(at) if self.desk else None

    def _handed_over(self, at: datetime, own: datetime | None) -> datetime:
        if self.desk is None or own is None:
            return self.here.opening(at) or at
        if own == at:
            return at
        desk_first, client_first = self._met(self.desk, self.here, own), self._met(self.here, self.desk, own)
        return min((each for each in (desk_first, client_first) if each), default=own)

    def _met(self, one: Laid, other: Laid, since: datetime) -> datetime | None:
        """When one opens into the other's hours; None: not in 30 days."""
        soon = takewhile(lambda at: at - since < MEET_WITHIN, one.openings(since))
        return next((at for at in soon if other.is_open(at)), None)

    def _tier(self, signed: AgreementFacts | None) -> TierFacts:
        if signed:
            return signed.tier
        return self.facts.no_agreement_tier if self.facts.client else self.facts.default_tier

    def _agreement(self, asked: Question) -> AgreementFacts | None:
        if self.dates is None:
            return None
        today = self.dates.date(asked.received_at)
        live = [
            each
            for each in self.facts.agreements
            if each.site_id in (None, asked.site_id)
            and each.service_line in (None, asked.service_line)
            and not each.suspended
            and each.starts_on <= today <= (each.ends_on or date.max)
        ]
        for wants_site, wants_line in ((True, True), (True, False), (False, True), (False, False)):
            alike = [
                each
                for each in live
                if (each.site_id is not None, each.service_line is not None) == (wants_site, wants_line)
            ]
            if alike:
                return max(alike, key=lambda each: (each.starts_on, each.id))
        return None
