"""When a client's contract wakes somebody: every stretch of time in which a kind of request is promised a page. Pure.

The coverage oracle decides each case; it is asked once for everything that is alike, so that a year of two hundred clients
is cheap.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import compress, pairwise
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


class _Alike(NamedTuple):
    """All that the outcome depends on besides the priority."""

    tier_id: int
    line: ServiceLine
    band: Band
    desk_is_open: bool
    desk_opens: bool


class _Desk(NamedTuple):
    """When the desk is open in the time asked about, and whether it opens again after it."""

    hours: list[Interval]
    later: bool

    def opens(self, at: datetime) -> bool:
        """Whether it has an opening ahead at an instant at which it is closed."""
        return self.later or bool(self.hours) and at < self.hours[-1].start


@dataclass
class Known:
    """What was asked before; give the same one along for every client of one organization, and the same time."""

    paging: dict[_Alike, frozenset[Priority]] = field(default_factory=dict)
    desk: _Desk | None = None


def wakes(
    facts: Facts, since: datetime, until: datetime, known: Known, *, site_id: int | None = None
) -> dict[Case, list[Wake]]:
    """By kind of request, in order, each stretch as long as it can be with one tier. Kinds that never page are not in it.

    Kinds that always page together share one list.
    """
    pieces = list(_joined(_told(facts, since, until, known, site_id)))
    found: dict[Case, list[Wake]] = {}
    for place, line in enumerate(LINES):
        lists: dict[tuple[bool, ...], list[Wake]] = {}
        for priority in Priority:
            pattern = tuple(priority in piece.paging[place] for piece in pieces)
            if any(pattern):
                if pattern not in lists:
                    lists[pattern] = _stretches(compress(pieces, pattern), place)
                found[Case(line, priority)] = lists[pattern]
    return found


class _Piece(NamedTuple):
    """Time in which nothing changes: each line's tier, and which of its priorities page."""

    start: datetime
    end: datetime
    tiers: Sequence[TierFacts]
    paging: tuple[frozenset[Priority], ...]


def _stretches(pieces: Iterable[_Piece], place: int) -> list[Wake]:
    found: list[Wake] = []
    for piece in pieces:
        start, tier = piece.start, piece.tiers[place]
        if found and found[-1].end == start and found[-1].tier is tier:
            start = found.pop().start
        found.append(Wake(start, piece.end, tier))
    return found


def _joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Neighbours in which the same holds are one."""
    last: _Piece | None = None
    for piece in pieces:
        if last and last.paging == piece.paging and last.tiers is piece.tiers:
            last = last._replace(end=piece.end)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last


def _told(
    facts: Facts, since: datetime, until: datetime, known: Known, site_id: int | None
) -> Iterator[_Piece]:
    """The time cut wherever the band, the desk or an agreement changes, and what pages in each piece."""
    if known.desk is None:
        known.desk = _desk(facts.desk_calendar, since, until)
    desk = known.desk
    for tiers, begins, ends in _tiers(facts, since, until, site_id):
        for start, end, band, is_open in _by_desk(_segments(facts.calendar, begins, ends), desk.hours):
            opens = is_open or desk.opens(start)
            alike = (
                _Alike(tier.id, line, band, is_open, opens) for line, tier in zip(LINES, tiers, strict=True)
            )
            paging = tuple(_paging(one, facts, start, known, site_id) for one in alike)
            yield _Piece(start, end, tiers, paging)


def _paging(
    alike: _Alike, facts: Facts, at: datetime, known: Known, site_id: int | None
) -> frozenset[Priority]:
    if alike not in known.paging:
        asked = ((one, Question(at, alike.line, one, Channel.ALERT, site_id)) for one in Priority)
        known.paging[alike] = frozenset(
            one for one, question in asked if decide(facts, question).outcome is Outcome.PAGE
        )
    return known.paging[alike]


def _desk(desk: Calendar | None, since: datetime, until: datetime) -> _Desk:
    if desk is None:
        return _Desk([], False)
    return _Desk(open_intervals(desk, since, until), next_opening(desk, until) is not None)


def _segments(calendar: Calendar, since: datetime, until: datetime) -> Iterator[tuple[Interval, Band]]:
    """The bands of this time, in order; neighbours that are alike are one."""
    first, last = (local(at, calendar.zone).date().toordinal() for at in (since, until))
    start, end, band = since, since, None
    for number in range(first, last + 1):
        for segment in segments_on(calendar, date.fromordinal(number)):
            if segment.end <= since or segment.start >= until:
                continue
            if segment.band is not band:
                if band is not None and start < end:
                    yield Interval(start, end), band
                start, band = max(segment.start, since), segment.band
            end = min(segment.end, until)
    if band is not None and start < end:
        yield Interval(start, end), band


def _by_desk(
    segments: Iterable[tuple[Interval, Band]], desk: Sequence[Interval]
) -> Iterator[tuple[datetime, datetime, Band, bool]]:
    """Cut where the desk opens or closes; both come in order, so that each of its openings is passed once."""
    place = 0
    for (start, end), band in (((piece.start, piece.end), band) for piece, band in segments):
        while start < end:
            while place < len(desk) and desk[place].end <= start:
                place += 1
            opens, closes = (desk[place].start, desk[place].end) if place < len(desk) else (end, end)
            is_open = opens <= start < closes
            cut = min(end, closes if is_open else max(opens, start))
            cut = cut if cut > start else end
            yield start, cut, band, is_open
            start = cut


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
