"""Schedules for tests: written by hand, and drawn by Hypothesis close to the nights when the clock changes."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from hours.weekly import WeeklyWindow
from oncall.overrides import contradictions
from oncall.spec import Counting, Kind, LayerSpec, OverrideSpec, Person, ScheduleSpec, TimeOffSpec
from oncall.turns import TurnUnit
from tests.hours.nasty import places

NEW_YORK = ZoneInfo("America/New_York")
PEOPLE = ("alice", "bob", "carol", "dave", "erin")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


def layer(*participants: str | tuple[str, ...], **parts: object) -> LayerSpec:
    """A weekly rotation of New York from Monday 5 January 2026, 09:00, but for what is told."""
    groups = tuple((group,) if isinstance(group, str) else group for group in participants)
    usual: dict[str, object] = {"name": "primary", "precedence": 0, "zone": NEW_YORK, "participants": groups}
    usual |= {"length": 1, "unit": TurnUnit.WEEK, "starts_at": datetime.fromisoformat("2026-01-05T09:00")}
    return LayerSpec(**{**usual, **parts})  # type: ignore[arg-type]


def schedule(*layers: LayerSpec, **parts: object) -> ScheduleSpec:
    return ScheduleSpec(NEW_YORK, layers, **parts)  # type: ignore[arg-type]


def override(
    kind: Kind, start: datetime, end: datetime, *people: Person, of: tuple[Person, ...] = ()
) -> OverrideSpec:
    return OverrideSpec(kind, start, end, people, of)


minutes = st.sampled_from([0, 1, 60, 90, 120, 150, 180, 480, 540, 1020, 1380, 1439])
windows = st.builds(
    lambda days, start, length: WeeklyWindow(days, start, (start + length - 1) % 1440 + 1),
    st.sampled_from(
        [frozenset(range(7)), frozenset(range(5)), frozenset({5, 6}), frozenset({6}), frozenset({0, 6})]
    ),
    minutes,
    st.sampled_from([30, 60, 150, 480, 900, 1439]),
)
groups = st.lists(st.sampled_from(PEOPLE), max_size=2, unique=True).map(tuple)
rotations = st.lists(groups, max_size=4).map(tuple)
turn_lengths = st.sampled_from(
    [
        ("hour", 1),
        ("hour", 8),
        ("hour", 5),
        ("hour", 36),
        ("day", 1),
        ("day", 3),
        ("week", 1),
        ("week", 3),
        ("month", 1),
    ]
)


@st.composite
def near(draw: st.DrawFn, day: date, *, back: int = 2, ahead: int = 3) -> datetime:
    """An instant around a date, on a quarter of an hour."""
    quarter = draw(st.integers(-back * 96, ahead * 96))
    return datetime.combine(day, time(), UTC) + quarter * timedelta(minutes=15)


@st.composite
def periods(draw: st.DrawFn, day: date) -> tuple[datetime, datetime]:
    start = draw(near(day))
    return start, start + draw(st.integers(1, 400)) * timedelta(minutes=15)


@st.composite
def layers(draw: st.DrawFn, zone: ZoneInfo, day: date, name: str) -> LayerSpec:
    unit, length = draw(turn_lengths)
    back = draw(st.integers(-1, 40))
    anchor = datetime.combine(day, time()) - back * DAY
    anchor += timedelta(minutes=draw(minutes), seconds=draw(st.sampled_from([0, 0, 0, 7])))
    effective_from = draw(st.none() | near(day))
    rotation = draw(rotations)
    return LayerSpec(
        name=name,
        precedence=draw(st.sampled_from([0, 0, 0, 1, 2])),
        zone=zone,
        participants=rotation,
        length=length,
        unit=TurnUnit(unit),
        starts_at=anchor,
        ends_at=draw(st.none() | st.integers(1, 50 * 96).map(lambda n: anchor + n * timedelta(minutes=15))),
        effective_from=effective_from,
        effective_until=draw(
            st.none() | st.integers(1, 200).map(lambda n: (effective_from or near_end(day)) + n * HOUR)
        ),
        first_turn=draw(st.none() | st.integers(0, max(len(rotation) - 1, 0))),
        restrictions=draw(st.just(()) | st.lists(windows, max_size=2).map(tuple)),
        count_turns=draw(st.sampled_from(Counting)),
    )


def near_end(day: date) -> datetime:
    return datetime.combine(day, time(), UTC) - 2 * DAY


@st.composite
def overrides(draw: st.DrawFn, day: date) -> tuple[OverrideSpec, ...]:
    """Overrides that do not contradict each other, swaps of two and three among them."""
    found: list[OverrideSpec] = []
    for _ in range(draw(st.integers(0, 4))):
        kind = draw(st.sampled_from(Kind))
        subjects = tuple(draw(st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True)))
        stand_ins = (
            tuple(draw(st.permutations(subjects))) if draw(st.booleans()) else ("frank",) * len(subjects)
        )
        start, end = draw(periods(day))
        replaced = kind == Kind.REPLACE
        one = OverrideSpec(
            kind, start, end, stand_ins if replaced else subjects, subjects if replaced else ()
        )
        if not list(contradictions([*found, one])):
            found.append(one)
    return tuple(found)


@st.composite
def schedules(draw: st.DrawFn) -> tuple[ScheduleSpec, date]:
    """A schedule of up to three layers, and the date at which things happen to it."""
    zone, day = draw(places())
    elsewhere = draw(st.sampled_from([zone, zone, ZoneInfo("Europe/London")]))
    names = ("primary", "backup", "owner")[: draw(st.integers(1, 3))]
    chosen = tuple(draw(layers(draw(st.sampled_from([zone, elsewhere])), day, name)) for name in names)
    away = st.builds(
        lambda person, period: TimeOffSpec(person, *period), st.sampled_from(PEOPLE), periods(day)
    )
    time_off = tuple(draw(st.lists(away, max_size=2)))
    return ScheduleSpec(zone, chosen, draw(overrides(day)), time_off), day
