"""When a client's contract wakes somebody: every stretch of time in which a kind of request is promised a page. Pure.

The coverage oracle decides each case; it is asked once for everything that is alike, so that a year of two hundred clients
is cheap.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import NamedTuple

from hours.calendar import Band, Calendar, next_opening, open_intervals, segments_on
from hours.interval import Interval
from hours.wall import first_instant, local
from sla.agreements import choose
from sla.coverage import decide
from sla.facts import Channel, Facts, Outcome, Question, ServiceLine, TierFacts
from sla.priority import Priority

NEW_DAY = timedelta(days=1)
LINES = tuple(ServiceLine)


class Case(NamedTuple):
    """A kind of request."""

    service_line: ServiceLine
    priority: Priority


@dataclass(frozen=True, slots=True)
class Wake:
    """In this stretch such a request pages somebody, by this tier."""

    start: datetime
    end: datetime
    tier: TierFacts

    @property
    def interval(self) -> Interval:
        return Interval(self.start, self.end)


class _Alike(NamedTuple):
    """All that the outcome depends on besides the priority."""

    tier_id: int
    line: ServiceLine
    band: Band
    desk_is_open: bool
    desk_opens: bool


@dataclass
class Known:
    """What was asked before; give the same one along for every client of one organization."""

    paging: dict[_Alike, frozenset[Priority]] = field(default_factory=dict)
    desk: dict[tuple[int, datetime, datetime], list[Interval]] = field(default_factory=dict)


def wakes(
    facts: Facts, since: datetime, until: datetime, known: Known, *, site_id: int | None = None
) -> dict[Case, list[Wake]]:
    """By kind of request, in order, each stretch as long as it can be with one tier. Kinds that never page are not in it."""
    found: dict[Case, list[Wake]] = {}
    for start, end, band, is_open, tiers in _pieces(facts, since, until, known, site_id):
        opens = is_open or _opens(facts.desk_calendar, start)
        for line, tier in zip(LINES, tiers, strict=True):
            alike = _Alike(tier.id, line, band, is_open, opens)
            for priority in _paging(alike, facts, start, known, site_id):
                _add(found.setdefault(Case(line, priority), []), start, end, tier)
    return found


def _add(stretches: list[Wake], start: datetime, end: datetime, tier: TierFacts) -> None:
    if stretches and stretches[-1].end == start and stretches[-1].tier is tier:
        start = stretches.pop().start
    stretches.append(Wake(start, end, tier))


def _paging(
    alike: _Alike, facts: Facts, at: datetime, known: Known, site_id: int | None
) -> Iterable[Priority]:
    if alike not in known.paging:
        known.paging[alike] = frozenset(
            priority
            for priority in Priority
            if decide(facts, Question(at, alike.line, priority, Channel.ALERT, site_id)).outcome
            is Outcome.PAGE
        )
    return known.paging[alike]


def _opens(desk: Calendar | None, at: datetime) -> bool:
    return desk is not None and next_opening(desk, at) is not None


Piece = tuple[datetime, datetime, Band, bool, Sequence[TierFacts]]


def _pieces(
    facts: Facts, since: datetime, until: datetime, known: Known, site_id: int | None
) -> Iterator[Piece]:
    """The time cut wherever the band, the desk or an agreement changes."""
    desk = _desk_hours(facts.desk_calendar, since, until, known)
    for tiers, begins, ends in _tiers(facts, since, until, site_id):
        for segment, band in _segments(facts.calendar, begins, ends):
            for start, end, is_open in _by_desk(segment, desk):
                yield start, end, band, is_open, tiers


def _desk_hours(desk: Calendar | None, since: datetime, until: datetime, known: Known) -> list[Interval]:
    if desk is None:
        return []
    key = (id(desk), since, until)
    if key not in known.desk:
        known.desk[key] = open_intervals(desk, since, until)
    return known.desk[key]


def _segments(calendar: Calendar, since: datetime, until: datetime) -> Iterator[tuple[Interval, Band]]:
    frame = Interval(since, until)
    first, last = (local(at, calendar.zone).date().toordinal() for at in (since, until))
    for number in range(first, last + 1):
        for segment in segments_on(calendar, date.fromordinal(number)):
            inside = Interval(segment.start, segment.end).clip(frame)
            if inside:
                yield inside, segment.band


def _by_desk(piece: Interval, desk: list[Interval]) -> Iterator[tuple[datetime, datetime, bool]]:
    open_here = [part for hours in desk if (part := hours.clip(piece))]
    edges = sorted({piece.start, piece.end, *(at for part in open_here for at in (part.start, part.end))})
    for start, end in pairwise(edges):
        yield start, end, any(part.contains(start) for part in open_here)


def _tiers(
    facts: Facts, since: datetime, until: datetime, site_id: int | None
) -> Iterator[tuple[Sequence[TierFacts], datetime, datetime]]:
    """Which tier answers for each line, and from when to when."""
    for start, end in pairwise(_changes(facts, since, until)):
        yield [choose(facts, _question(start, line, site_id)).tier for line in LINES], start, end


def _question(at: datetime, line: ServiceLine, site_id: int | None) -> Question:
    return Question(at, line, Priority.P1, Channel.ALERT, site_id)


def _changes(facts: Facts, since: datetime, until: datetime) -> list[datetime]:
    """The ends of the time, and every instant in it at which an agreement begins or has ended."""
    if facts.client is None:
        return [since, until]
    days = {each.starts_on for each in facts.agreements}
    days |= {each.ends_on + NEW_DAY for each in facts.agreements if each.ends_on and each.ends_on < date.max}
    instants = {first_instant(day, facts.client.zone) for day in days}
    return sorted({since, until} | {at for at in instants if since < at < until})
