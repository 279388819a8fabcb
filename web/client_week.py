"""A client's coming week, hour by hour: which band it is and what would happen, asked of the coverage oracle."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from hours.calendar import Calendar, Segment, open_intervals, segments_on
from hours.wall import first_instant, local, next_midnight
from sla.coverage import decide
from sla.facts import Channel, Facts, Question, ServiceLine, Verdict
from sla.priority import Priority
from web.drawing.week import Piece
from web.wording import BANDS

DAYS = 7
NEW_DAY = timedelta(days=1)
Verdicts = Mapping[ServiceLine, Verdict]


class Asked(NamedTuple):
    """Of which priority, and for which site, if for one."""

    priority: Priority
    site_id: int | None


@dataclass(frozen=True)
class Stretch:
    """A stretch of one local date in which nothing changes, with the verdict of each service line."""

    on: date
    start: datetime
    end: datetime
    band: str
    holiday: str
    verdicts: Verdicts

    @property
    def band_words(self) -> str:
        return self.holiday or str(BANDS[self.band])


def stretches(facts: Facts, priority: Priority, now: datetime, site_id: int | None = None) -> list[Stretch]:
    """From the client's today on, for a week; neighbours that say the same on one date are one."""
    found: list[Stretch] = []
    for stretch in _stretches(facts, Asked(priority, site_id), now):
        if found and _same(found[-1], stretch):
            stretch = _joined(found.pop(), stretch)
        found.append(stretch)
    return found


def pieces(week: Iterable[Stretch], line: ServiceLine, calendar: Calendar) -> Iterator[Piece]:
    """One service line's week for the drawing, on the client's wall clock."""
    for stretch in week:
        verdict = stretch.verdicts[line]
        start, end = local(stretch.start, calendar.zone), _wall_end(stretch, calendar.zone)
        words = outcome_words(verdict)
        title = f"{hours_words(stretch, calendar.zone)} {stretch.band_words}: {words}"
        yield Piece(start, end, stretch.band, verdict.outcome, words, title)


def hours_words(stretch: Stretch, zone: ZoneInfo) -> str:
    """08:00–17:00, 17:00–24:00"""
    end = _wall_end(stretch, zone)
    until = "24:00" if end.date() > stretch.on else f"{end:%H:%M}"
    return f"{local(stretch.start, zone):%H:%M}–{until}"


def outcome_words(verdict: Verdict) -> str:
    """What happens, in as few words as a bar has room for."""
    if verdict.outcome == "page":
        return _("Page, contain only") if verdict.contain_only else _("Page")
    if verdict.outcome == "consent":
        return _("Not covered")
    return _("Desk") if verdict.desk_open else _("Desk later")


def _stretches(facts: Facts, asked: Asked, now: datetime) -> Iterator[Stretch]:
    today = local(now, facts.calendar.zone).date()
    for number in range(DAYS):
        on = today + timedelta(days=number)
        for segment in segments_on(facts.calendar, on):
            for start, end in pairwise(_edges(segment, facts)):
                yield _stretch(facts, asked, on, segment, start, end)


def _edges(segment: Segment, facts: Facts) -> Sequence[datetime]:
    """Where something may change within a segment: its ends, the desk's opening and closing, the client's midnight where
    agreements begin and end, which is another instant for a site in another zone.
    """
    edges, desk = {segment.start, segment.end}, facts.desk_calendar
    for piece in open_intervals(desk, segment.start, segment.end) if desk else []:
        edges |= {piece.start, piece.end}
    midnight = next_midnight(segment.start, facts.client.zone) if facts.client else segment.end
    return sorted(edges | {midnight} if midnight < segment.end else edges)


def _stretch(
    facts: Facts, asked: Asked, on: date, segment: Segment, start: datetime, end: datetime
) -> Stretch:
    questions = (Question(start, line, asked.priority, Channel.FORM, asked.site_id) for line in ServiceLine)
    verdicts = {question.service_line: decide(facts, question) for question in questions}
    return Stretch(on, start, end, segment.band, segment.holiday.name if segment.holiday else "", verdicts)


def _same(one: Stretch, other: Stretch) -> bool:
    said = [outcome_words(verdict) for verdict in one.verdicts.values()]
    return (one.on, one.band, said) == (
        other.on, other.band, [outcome_words(verdict) for verdict in other.verdicts.values()],
    )  # fmt: skip


def _joined(one: Stretch, other: Stretch) -> Stretch:
    return Stretch(one.on, one.start, other.end, one.band, one.holiday, one.verdicts)


def _wall_end(stretch: Stretch, zone: ZoneInfo) -> datetime:
    """An end at the next midnight, however that day begins, is this date's 24:00."""
    if stretch.end >= first_instant(stretch.on + NEW_DAY, zone):
        return datetime.combine(stretch.on + NEW_DAY, time())
    return local(stretch.end, zone)
