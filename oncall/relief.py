"""Who should take a stretch of time: whoever had the fewest nights lately, is rested, here, and can be paged."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from hours.interval import Interval, intersect
from oncall.fairness import nights_of, touched
from oncall.spec import Person, TimeOffSpec

LATELY = timedelta(days=28)  # the time before the stretch in which nights count


@dataclass(frozen=True, slots=True)
class Standing:
    """What speaks for and against one person. `near`: their nearest shift that leaves less rest than asked."""

    person: Person
    nights: int
    hours: timedelta
    is_there: bool
    near: Interval | None
    is_away: bool
    is_reachable: bool
    is_far_enough: bool = True  # may come alone to every client

    @property
    def fits(self) -> bool:
        return self.is_reachable and self.is_far_enough and not (self.is_away or self.is_there or self.near)


def standings(
    people: Iterable[Person],
    asked: Interval,
    *,
    borne: Mapping[Person, Iterable[Interval]],
    time_off: Iterable[TimeOffSpec],
    reachable: frozenset[Person],
    zone: ZoneInfo,
    rest: timedelta,
    learning: frozenset[Person] = frozenset(),
) -> list[Standing]:
    """Whoever fits first, then whoever lacks least: level, then rest, then freedom, then presence and a phone; fewest
    nights first. `learning`: below the level that some client wants of whoever comes alone.

    `borne`: when each is on call in any schedule, from LATELY before to `rest` after; a shift exactly `rest` away is not near.
    """
    lately = Interval(asked.start - LATELY, asked.start)
    nights, away = nights_of(lately, zone), [each for each in time_off if _within(each, asked)]
    found = []
    for person in people:
        parts = list(borne.get(person, ()))
        before = intersect(parts, [lately])
        found.append(
            Standing(
                person=person,
                nights=touched(before, nights),
                hours=sum((part.length for part in before), timedelta(0)),
                is_there=any(part.overlaps(asked) for part in parts),
                near=_nearest(parts, asked, rest),
                is_away=any(each.person == person for each in away),
                is_reachable=person in reachable,
                is_far_enough=person not in learning,
            )
        )
    return sorted(found, key=_order)


def _within(away: TimeOffSpec, asked: Interval) -> bool:
    return away.start < asked.end and away.end > asked.start


def _nearest(parts: Iterable[Interval], asked: Interval, rest: timedelta) -> Interval | None:
    beside = [part for part in parts if not part.overlaps(asked) and distance(part, asked) < rest]
    return min(beside, key=lambda part: distance(part, asked), default=None)


def distance(part: Interval, asked: Interval) -> timedelta:
    """From the end of the one to the start of the other; they share no instant."""
    return asked.start - part.end if part.end <= asked.start else part.start - asked.end


def _order(one: Standing) -> tuple[bool, bool, bool, bool, bool, int, timedelta]:
    lacks = (not one.is_reachable, one.is_away, one.is_there, one.near is not None, not one.is_far_enough)
    return *lacks, one.nights, one.hours
