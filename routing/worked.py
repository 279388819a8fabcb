"""Who worked on an incident from when to when, as its timeline tells. Pure.

Taking it begins a stretch; it ends when somebody else takes it, when it is passed on, given to somebody, called away,
put to sleep, given up in silence or taken back, and when it is over. Whole minutes: a minute that was begun is worked.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from hours.interval import Interval, merge, subtract

BEGINS = "acknowledged"
ENDS = frozenset({
    "acknowledged", "passed_on", "reassigned", "escalated", "snoozed", "undone", "reopened", "resolved", "paging",
})  # fmt: skip
TOLD = tuple(sorted(ENDS | {BEGINS}))
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the timeline: `member` is who did it."""

    at: datetime
    kind: str
    member: int | None


def stretches(lines: Iterable[Told], *, until: datetime) -> dict[int, list[Interval]]:
    """Each member's stretches up to `until`, in whole minutes, apart from each other. A line from after it (of another
    server's clock, or of who was quicker while this waited) counts as of `until`.
    """
    found: defaultdict[int, list[Interval]] = defaultdict(list)
    holder: Told | None = None
    for line in (replace(each, at=min(each.at, until)) for each in lines):
        if holder is not None and line.kind in ENDS:
            _add(found, holder, line.at)
            holder = None
        if line.kind == BEGINS and line.member is not None:
            holder = line
    if holder is not None:
        _add(found, holder, until)
    return {member: merge(parts) for member, parts in found.items()}


def unwritten(worked: Iterable[Interval], written: Iterable[Interval]) -> list[Interval]:
    """What of it nobody has written down yet."""
    return subtract(worked, written)


def of_length(minutes: int, *, worked: list[Interval], until: datetime) -> Interval | None:
    """Where so many minutes lie that somebody says it took: from when they took it, else up to `until`. None: no minutes."""
    if minutes <= 0:
        return None
    length, end = minutes * MINUTE, whole(until)
    start = worked[0].start if worked else end - length
    return Interval(start, start + length) if start + length <= end else Interval(end - length, end)


def whole(at: datetime) -> datetime:
    """The minute that has begun."""
    return at.replace(second=0, microsecond=0)


def _add(found: dict[int, list[Interval]], holder: Told, until: datetime) -> None:
    start, end = whole(holder.at), whole(until)
    end = end if end >= until else end + MINUTE
    if holder.member is not None:
        found[holder.member].append(Interval(start, max(end, start + MINUTE)))
