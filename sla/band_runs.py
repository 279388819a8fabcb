"""Work as runs of whole minutes in one band each, in order: what is kept of a calendar with it. Pure."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from hours.calendar import Band, Calendar, pieces
from hours.interval import Interval

A_MINUTE = 60  # seconds
Runs = tuple[tuple[Band, int], ...]


def runs_of(calendar: Calendar, stretch: Interval) -> Runs:
    """Whole minutes; those that a band's edge cuts belong to neither."""
    found: list[tuple[Band, int]] = []
    for piece, band in pieces(calendar, stretch):
        minutes = int(piece.length.total_seconds()) // A_MINUTE
        if found and found[-1][0] is band:
            minutes += found.pop()[1]
        if minutes:
            found.append((band, minutes))
    return tuple(found)


def told_runs(told: Iterable[Iterable[Any]]) -> Runs:
    """From JSON: `[["after_hours", 40], ["holiday", 20]]`, as `runs_of` is written there."""
    return tuple((Band(band), minutes) for band, minutes in told)


def cut(runs: Runs, after: int) -> tuple[Runs, Runs]:
    """The first so many minutes, and the rest."""
    first: list[tuple[Band, int]] = []
    rest: list[tuple[Band, int]] = []
    for band, minutes in runs:
        taken = min(minutes, after)
        after -= taken
        first += [(band, taken)] if taken else []
        rest += [(band, minutes - taken)] if minutes > taken else []
    return tuple(first), tuple(rest)


def minutes_by_band(parts: Iterable[Runs]) -> dict[Band, int]:
    """All together; what two people work at once counts twice."""
    found: Counter[Band] = Counter()
    for runs in parts:
        for band, minutes in runs:
            found[band] += minutes
    return {band: found[band] for band in Band if found[band]}
