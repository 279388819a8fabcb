"""What was told at once in the last day: a hole that comes back for the same cause is not told again so soon. Pure but for JSON."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from hours.interval import Interval, subtract
from routing.holes import Findings, Hole
from routing.stored_holes import found_in, stored

LATELY = timedelta(hours=24)
FOR_EVER = datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Told:
    """These were mailed at once at that time; `texted`: the owner's text has gone out, too."""

    at: datetime
    found: Findings
    texted: bool = False


def told_lately(rows: Iterable[dict[str, Any]], now: datetime) -> list[Told]:
    """As they are kept, without what was told more than a day ago."""
    found = [
        Told(datetime.fromisoformat(row["at"]), holes, row["texted"])
        for row in rows
        if (holes := found_in(row["found"]))
    ]
    return [each for each in found if each.at > now - LATELY]


def kept(told: Iterable[Told]) -> list[dict[str, Any]]:
    return [{"at": each.at.isoformat(), "found": stored(each.found), "texted": each.texted} for each in told]


def newly_told(found: Findings, holes: Iterable[Hole], now: datetime) -> Told:
    """All that was found of the same causes, also beyond what was looked at the time before."""
    causes = {_cause(hole) for hole in holes}
    return Told(
        now, replace(found, holes=[each for each in found.holes if _cause(each) in causes], too_slow=[])
    )


def untold(holes: Iterable[Hole], told: Sequence[Told]) -> list[Hole]:
    """What of them was not told, or for another cause: other people who can't be reached, somebody else who is missing."""
    return [piece for hole in holes for piece in _left(hole, told)]


def _left(hole: Hole, told: Iterable[Told]) -> Iterator[Hole]:
    known = [time for one in told for time in _known(one.found, _cause(hole))]
    for piece in subtract([Interval(hole.start, hole.end)], known):
        yield replace(hole, start=piece.start, end=piece.end)


def _known(found: Findings, cause: object) -> Iterator[Interval]:
    """When; beyond what was looked at it goes on."""
    times = [Interval(each.start, each.end) for each in found.holes if _cause(each) == cause]
    if times:
        yield from times
        yield Interval(found.until, FOR_EVER)


def _cause(hole: Hole) -> object:
    return hole.policy and hole.policy.pk, hole.urgent, hole.missing, hole.schedule_ids, hole.people
