"""What a tier does in each cell of its grid, asked of the oracle itself and grouped for reading. Pure.

The oracle is asked on a day made for it, once with our desk open and once with it closed: so the sheet cannot say
anything but what routing does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from hours.calendar import Band, Calendar, DatedWindow, HolidayDay
from hours.weekly import WeeklyWindow
from sla.coverage import decide
from sla.facts import AgreementFacts, Cell, Channel, ClientFacts, Facts, Outcome, Question, ServiceLine
from sla.priority import Priority

ZONE = ZoneInfo("UTC")
DAY = date(2026, 3, 4)
NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
EVERY_DAY = frozenset(range(7))
ALL_DAY = (WeeklyWindow(EVERY_DAY, 0, 1440),)
IN_BAND = {
    Band.BUSINESS_HOURS: Calendar(ZONE, ALL_DAY),
    Band.AFTER_HOURS: Calendar(ZONE, weekend_days=frozenset()),
    Band.WEEKEND: Calendar(ZONE, weekend_days=EVERY_DAY),
    Band.HOLIDAY: Calendar(ZONE, holidays=(HolidayDay(DAY, "A holiday"),)),
}
DESK_OPEN = IN_BAND[Band.BUSINESS_HOURS]
DESK_CLOSED = Calendar(ZONE, openings=(DatedWindow(date(2026, 3, 5), 0, 1440),))


class Deed(StrEnum):
    """What is done with a request."""

    CALL = "call"  # a technician, at once
    CONTAIN = "contain"  # a technician, at once, to contain only
    DESK = "desk"
    DESK_ELSE_CALL = "desk_else_call"  # while the desk is closed a technician is called
    ASK = "ask"  # whether a charge is accepted
    ASK_ELSE_CALL = "ask_else_call"


DEEDS = {
    (Outcome.PAGE, Outcome.PAGE): Deed.CALL,
    (Outcome.QUEUE, Outcome.QUEUE): Deed.DESK,
    (Outcome.QUEUE, Outcome.PAGE): Deed.DESK_ELSE_CALL,
    (Outcome.CONSENT, Outcome.CONSENT): Deed.ASK,
    (Outcome.CONSENT, Outcome.PAGE): Deed.ASK_ELSE_CALL,
}  # by the outcome while our desk is open and while it is closed


@dataclass(frozen=True)
class Saying:
    """One row of the sheet: in these bands, for these lines, priorities that share a deed."""

    bands: tuple[Band, ...]
    lines: tuple[ServiceLine, ...]
    deeds: tuple[tuple[tuple[Priority, ...], Deed], ...]

    def cells(self) -> Iterator[tuple[Cell, Deed]]:
        """Every cell it says something about."""
        for band in self.bands:
            for line in self.lines:
                for priorities, deed in self.deeds:
                    yield from (((line, band, priority), deed) for priority in priorities)


def sayings(
    client: ClientFacts, agreement: AgreementFacts, lines: Sequence[ServiceLine], *, desk_opens: bool
) -> tuple[Saying, ...]:
    """Every cell of these lines said once, in as few rows as there are differences."""
    found = {cell: deed_in(client, agreement, cell, desk_opens=desk_opens) for cell in _cells(lines)}
    rows: dict[tuple[tuple[ServiceLine, ...], tuple[Deed, ...]], list[Band]] = {}
    for band in Band:
        for deeds, same in _alike(found, band, lines).items():
            rows.setdefault((same, deeds), []).append(band)
    return tuple(Saying(tuple(bands), same, _by_deed(deeds)) for (same, deeds), bands in rows.items())


def deed_in(client: ClientFacts, agreement: AgreementFacts, cell: Cell, *, desk_opens: bool) -> Deed:
    """What the oracle does in one cell; `desk_opens` False: our desk never does."""
    line, band, priority = cell
    always = replace(agreement, starts_on=DAY, ends_on=None, suspended=False)
    facts = Facts(client, IN_BAND[band], (always,), always.tier, always.tier, DESK_CLOSED)
    asked = Question(NOON, line, priority, Channel.FORM, always.site_id)
    closed = decide(facts if desk_opens else replace(facts, desk_calendar=None), asked)
    opened = decide(replace(facts, desk_calendar=DESK_OPEN), asked) if desk_opens else closed
    deed = DEEDS[opened.outcome, closed.outcome]
    return Deed.CONTAIN if deed is Deed.CALL and closed.contain_only else deed


def _cells(lines: Iterable[ServiceLine]) -> Iterator[Cell]:
    for line in lines:
        for band in Band:
            yield from ((line, band, priority) for priority in Priority)


def _alike(
    found: Mapping[Cell, Deed], band: Band, lines: Iterable[ServiceLine]
) -> dict[tuple[Deed, ...], tuple[ServiceLine, ...]]:
    """The lines of a band that share all four deeds, by these."""
    same: dict[tuple[Deed, ...], tuple[ServiceLine, ...]] = {}
    for line in lines:
        deeds = tuple(found[line, band, priority] for priority in Priority)
        same[deeds] = (*same.get(deeds, ()), line)
    return same


def _by_deed(deeds: Iterable[Deed]) -> tuple[tuple[tuple[Priority, ...], Deed], ...]:
    grouped: dict[Deed, list[Priority]] = {}
    for priority, deed in zip(Priority, deeds, strict=True):
        grouped.setdefault(deed, []).append(priority)
    return tuple((tuple(priorities), deed) for deed, priorities in grouped.items())
