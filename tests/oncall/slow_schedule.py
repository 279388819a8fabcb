"""A slow schedule that reads the rules word by word: it lays turn after turn from the anchor until it is there."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from functools import lru_cache

from hours.weekly import WeeklyWindow
from oncall.spec import Kind, LayerSpec, Person, ScheduleSpec
from tests.hours import slow_wall

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
UNITS = {"hour": timedelta(hours=1), "day": DAY, "week": 7 * DAY}


def people_on_call(spec: ScheduleSpec, at: datetime) -> frozenset[Person]:
    """Layer turn, replace, time off, remove, precedence, add, set: in this order."""
    dated = [override for override in spec.overrides if override.start <= at < override.end]
    away = {off.person for off in spec.time_off if off.start <= at < off.end}
    gone = {person for override in dated if override.kind == Kind.REMOVE for person in override.people}
    added = {person for override in dated if override.kind == Kind.ADD for person in override.people}
    places = {}
    for override in dated:
        if override.kind == Kind.REPLACE:
            places.update(dict(zip(override.instead_of, override.people, strict=True)))
    for override in dated:
        if override.kind == Kind.SET:
            return frozenset(override.people) - away
    by_precedence: dict[int, set[Person]] = {}
    for layer in spec.layers:
        there = {places.get(person, person) for person in on_turn(layer, at)} - away - gone
        by_precedence.setdefault(layer.precedence, set()).update(there)
    seen = [people for _, people in sorted(by_precedence.items(), reverse=True) if people]
    return frozenset(seen[0] if seen else set()) | (added - away)


def on_turn(layer: LayerSpec, at: datetime) -> tuple[Person, ...]:
    """Whom the layer's version has on call, overrides left aside."""
    if layer.effective_from and at < layer.effective_from:
        return ()
    if layer.effective_until and at >= layer.effective_until:
        return ()
    if layer.ends_at and at >= slow_wall.end(layer.ends_at, layer.zone):
        return ()
    if layer.restrictions and not is_covered(layer, at):
        return ()
    for start, end, group in turns(layer):
        if start <= at < end:
            return group
        if start > at:
            break
    return ()


def turns(layer: LayerSpec) -> Iterator[tuple[datetime, datetime, tuple[Person, ...]]]:
    """Every turn since `starts_at`; the first one that counts belongs to group 0, or as `first_turn` tells."""
    if not layer.participants:
        return
    place = first_place(layer)
    for number in range(100_000):
        begins, ends = wall_start(layer, number), wall_start(layer, number + 1)
        group = layer.participants[place % len(layer.participants)]
        yield slow_wall.start(begins, layer.zone), slow_wall.start(ends, layer.zone), group
        place += counts(layer, begins, ends)


def first_place(layer: LayerSpec) -> int:
    """Whose turn is turn 0, told by whose turn it is when the version begins to hold."""
    if layer.first_turn is None or layer.effective_from is None:
        return layer.first_turn or 0
    before = 0
    for number in range(100_000):
        begins, ends = wall_start(layer, number), wall_start(layer, number + 1)
        if layer.effective_from < slow_wall.start(ends, layer.zone):
            return layer.first_turn - before
        before += counts(layer, begins, ends)
    raise AssertionError("too far")


def wall_start(layer: LayerSpec, number: int) -> datetime:
    if layer.unit != "month":
        return layer.starts_at + layer.length * number * UNITS[layer.unit]
    month = layer.starts_at.replace(day=1)
    for _ in range(layer.length * number):
        month = (month + 31 * DAY).replace(day=1)
    for day in range(layer.starts_at.day, 0, -1):
        try:
            return month.replace(day=day)
        except ValueError:
            continue
    raise AssertionError("a month without days")


@lru_cache(maxsize=20_000)
def counts(layer: LayerSpec, begins: datetime, ends: datetime) -> bool:
    """Whether a turn uses up a turn: look at each minute of it on the weekly pattern."""
    if layer.count_turns == "calendar" or not layer.restrictions:
        return True
    minute = begins.replace(second=0, microsecond=0)
    while minute < ends:
        if any(in_pattern(window, minute) for window in layer.restrictions):
            return True
        minute += MINUTE
    return False


def in_pattern(window: WeeklyWindow, wall: datetime) -> bool:
    minute, today, yesterday = wall.hour * 60 + wall.minute, wall.weekday(), (wall.weekday() - 1) % 7
    if window.start_minute < window.end_minute:
        return today in window.days and window.start_minute <= minute < window.end_minute
    return (today in window.days and minute >= window.start_minute) or (
        yesterday in window.days and minute < window.end_minute
    )


def is_covered(layer: LayerSpec, at: datetime) -> bool:
    today = slow_wall.shown(at, layer.zone).date()
    for day in (today + number * DAY for number in range(-3, 4)):
        midnight = datetime.combine(day, time())
        for window in (window for window in layer.restrictions if day.weekday() in window.days):
            ends = window.end_minute + (1440 if window.end_minute <= window.start_minute else 0)
            start = slow_wall.start(midnight + window.start_minute * MINUTE, layer.zone)
            if start <= at < slow_wall.end(midnight + ends * MINUTE, layer.zone):
                return True
    return False
