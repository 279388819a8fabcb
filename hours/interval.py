"""Stretches of time, half-open: the start belongs to it, the end does not."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from operator import attrgetter

NO_OFFSET = timedelta(0)


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """`[start, end)`, both aware instants in UTC, never empty. ValueError otherwise."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() != NO_OFFSET or self.end.utcoffset() != NO_OFFSET:
            raise ValueError("An interval runs between two instants in UTC.")
        if self.start >= self.end:
            raise ValueError("An interval ends after it starts.")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    def contains(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def overlaps(self, other: "Interval") -> bool:
        """True if they share an instant; to touch is not to overlap."""
        return self.start < other.end and other.start < self.end

    def clip(self, other: "Interval") -> "Interval | None":
        """What of this one lies in the other; None: nothing."""
        start, end = max(self.start, other.start), min(self.end, other.end)
        return Interval(start, end) if start < end else None


def merge(intervals: Iterable[Interval]) -> list[Interval]:
    """The same instants in as few intervals as possible, sorted; those that touch become one."""
    merged: list[Interval] = []
    for interval in sorted(intervals, key=attrgetter("start")):
        if not merged or interval.start > merged[-1].end:
            merged.append(interval)
        elif interval.end > merged[-1].end:
            merged[-1] = Interval(merged[-1].start, interval.end)
    return merged


def intersect(first: Iterable[Interval], second: Iterable[Interval]) -> list[Interval]:
    """The instants that lie in both, merged and sorted."""
    return list(_common(merge(first), merge(second)))


def _common(first: list[Interval], second: list[Interval]) -> Iterator[Interval]:
    """What two merged lists share: walk both, always leaving the interval that ends first."""
    i = j = 0
    while i < len(first) and j < len(second):
        shared = first[i].clip(second[j])
        if shared:
            yield shared
        if first[i].end <= second[j].end:
            i += 1
        else:
            j += 1


def subtract(first: Iterable[Interval], second: Iterable[Interval]) -> list[Interval]:
    """The instants of the first that lie in none of the second, merged and sorted."""
    holes = merge(second)
    left: list[Interval] = []
    begin = 0
    for interval in merge(first):
        while begin < len(holes) and holes[begin].end <= interval.start:
            begin += 1
        left.extend(_without(interval, holes, begin))
    return left


def _without(interval: Interval, holes: list[Interval], begin: int) -> Iterator[Interval]:
    """What of one interval is left between the merged holes from index `begin` on."""
    start = interval.start
    for hole in holes[begin:]:
        if hole.start >= interval.end:
            break
        if start < hole.start:
            yield Interval(start, hole.start)
        start = hole.end
    if start < interval.end:
        yield Interval(start, interval.end)
