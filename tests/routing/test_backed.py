"""Whether people stand behind a promise: against a slow reference, and as an owner would put it."""

from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hours.interval import Interval, merge
from routing.backed import Late, Missing, Turn, Unbacked, late, unbacked
from routing.escalation import Policy, Step, Target
from tests.hours.reference import utc

ALICE, BOB, CAROL, DAVE = 1, 2, 3, 4
PRIMARY, BACKUP = 10, 20
START = utc("2026-03-06 00:00")
HOURS = 48


def at(hour: float) -> object:
    return START + timedelta(hours=hour)


def turns(*people: tuple[float, float, set[int]]) -> list[Turn]:
    return [Turn(at(since), at(until), frozenset(who)) for since, until, who in people]


def policy(
    *steps: tuple[Target, ...], fallback: tuple[Target, ...] = (), wait: int = 240, rounds: int = 2
) -> Policy:
    return Policy(tuple(Step(wait, targets) for targets in steps), rounds, fallback, 600, 900)


def member(pk: int) -> Target:
    return Target("member", pk, f"member {pk}")


def schedule(pk: int) -> Target:
    return Target("schedule", pk, f"schedule {pk}")


NIGHT = [Interval(at(0), at(HOURS))]
EVERYBODY = frozenset({ALICE, BOB, CAROL, DAVE})

people = st.frozensets(st.sampled_from([ALICE, BOB, CAROL, DAVE]), max_size=3)
targets = st.lists(
    st.sampled_from([schedule(PRIMARY), schedule(BACKUP), member(ALICE), member(BOB)]),
    min_size=1,
    max_size=2,
    unique=True,
).map(tuple)


@st.composite
def whole_days(draw: st.DrawFn) -> list[Turn]:
    cuts = sorted(draw(st.sets(st.integers(1, HOURS - 1), max_size=5)) | {0, HOURS})
    return [Turn(at(start), at(end), draw(people)) for start, end in zip(cuts, cuts[1:], strict=False)]


@st.composite
def promises(draw: st.DrawFn) -> list[Interval]:
    cuts = sorted(draw(st.sets(st.integers(0, HOURS), min_size=2, max_size=6)))
    return merge(Interval(at(start), at(end)) for start, end in zip(cuts[::2], cuts[1::2], strict=False))


def slowly(
    known: Policy, hour: int, rota: dict[int, list[Turn]], reachable: frozenset[int], urgent: bool
) -> Missing | None:
    """Half an hour after the hour, told by hand."""
    instant = at(hour + 0.5)

    def meant(asked: tuple[Target, ...]) -> set[int]:
        found: set[int] = set()
        for target in asked:
            if target.kind == "member":
                found.add(target.id)
            else:
                found.update(*(turn.people for turn in rota[target.id] if turn.start <= instant < turn.end))
        return found & reachable

    fallback = known.fallback if urgent else ()
    stages = [step.targets for step in known.steps] or [fallback]
    first = meant(stages[0])
    behind = set().union(*(meant(stage) for stage in stages[1:]), meant(fallback))
    if not first:
        return Missing.FIRST
    return None if any(one != other for one in first for other in behind) else Missing.BEHIND


@settings(max_examples=200)
@given(
    st.lists(targets, max_size=3),
    targets,
    st.tuples(whole_days(), whole_days()),
    promises(),
    people,
    st.booleans(),
)
def test_it_is_what_one_finds_hour_by_hour(steps, fallback, rota, promised, reachable, urgent) -> None:
    known, both = policy(*steps, fallback=fallback), dict(zip((PRIMARY, BACKUP), rota, strict=True))

    found = unbacked(known, promised, both, reachable, urgent=urgent)

    for hour in range(HOURS):
        instant = at(hour + 0.5)
        here = [each.missing for each in found if each.start <= instant < each.end]
        meant = any(interval.contains(instant) for interval in promised)
        expected = slowly(known, hour, both, reachable, urgent) if meant else None
        assert here == ([expected] if expected else []), hour
    assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))


def test_with_bob_first_and_carol_behind_nothing_is_missing() -> None:
    rota = {PRIMARY: turns((0, HOURS, {BOB})), BACKUP: turns((0, HOURS, {CAROL}))}

    assert not unbacked(
        policy((schedule(PRIMARY),), (schedule(BACKUP),)), NIGHT, rota, EVERYBODY, urgent=True
    )


def test_a_gap_in_the_primary_is_a_hole_to_the_minute() -> None:
    rota = {
        PRIMARY: turns((0, 17, {BOB}), (17, 18.5, set()), (18.5, HOURS, {BOB})),
        BACKUP: turns((0, HOURS, {CAROL})),
    }

    found = unbacked(policy((schedule(PRIMARY),), (schedule(BACKUP),)), NIGHT, rota, EVERYBODY, urgent=True)

    assert found == [Unbacked(at(17), at(18.5), Missing.FIRST)]


def test_bob_as_his_own_backup_is_nobody_behind() -> None:
    rota = {PRIMARY: turns((0, HOURS, {BOB})), BACKUP: turns((0, 24, {CAROL}), (24, HOURS, {BOB}))}

    found = unbacked(
        policy((schedule(PRIMARY),), (schedule(BACKUP),), fallback=(member(BOB),)),
        NIGHT,
        rota,
        EVERYBODY,
        urgent=True,
    )

    assert found == [Unbacked(at(24), at(HOURS), Missing.BEHIND)]


def test_whoever_said_stop_is_nobody() -> None:
    rota = {PRIMARY: turns((0, HOURS, {BOB})), BACKUP: turns((0, HOURS, {CAROL}))}
    known = policy((schedule(PRIMARY),), (schedule(BACKUP),))

    assert unbacked(known, NIGHT, rota, EVERYBODY - {BOB}, urgent=True) == [
        Unbacked(at(0), at(HOURS), Missing.FIRST)
    ]
    assert unbacked(known, NIGHT, rota, EVERYBODY - {CAROL}, urgent=True) == [
        Unbacked(at(0), at(HOURS), Missing.BEHIND)
    ]


def test_the_fallback_stands_behind_what_is_urgent_alone() -> None:
    known, rota = policy((member(BOB),), fallback=(member(ALICE),)), {}

    assert not unbacked(known, NIGHT, rota, EVERYBODY, urgent=True)
    assert unbacked(known, NIGHT, rota, EVERYBODY, urgent=False) == [
        Unbacked(at(0), at(HOURS), Missing.BEHIND)
    ]


def minutes(number: float) -> timedelta:
    return timedelta(minutes=number)


def test_a_backup_who_is_asked_after_the_acknowledge_target_is_late() -> None:
    known = policy((schedule(PRIMARY),), (schedule(BACKUP),), fallback=(member(ALICE),), wait=900, rounds=1)

    found = late(
        known, priority="P1", acknowledge=minutes(10), response=minutes(30), owners=frozenset({ALICE})
    )

    assert found == [Late(Missing.BACKUP_IN_TIME, minutes(15), minutes(10))]


def test_an_owner_who_is_asked_after_the_response_target_is_late() -> None:
    known = policy((schedule(PRIMARY),), (schedule(BACKUP),), fallback=(member(ALICE),), wait=480, rounds=2)

    found = late(
        known, priority="P1", acknowledge=minutes(10), response=minutes(30), owners=frozenset({ALICE})
    )

    assert found == [Late(Missing.OWNER_IN_TIME, minutes(32), minutes(30))]


def test_the_same_people_asked_again_are_no_backup() -> None:
    known = policy((schedule(PRIMARY),), (schedule(PRIMARY),), fallback=(member(ALICE),), wait=360, rounds=1)

    found = late(
        known, priority="P1", acknowledge=minutes(10), response=minutes(30), owners=frozenset({ALICE})
    )

    assert found == [Late(Missing.BACKUP_IN_TIME, minutes(12), minutes(10))]


def test_in_time_to_the_second_is_in_time() -> None:
    known = policy((schedule(PRIMARY),), fallback=(member(ALICE),), wait=600, rounds=1)

    assert not late(
        known, priority="P1", acknowledge=minutes(10), response=minutes(10), owners=frozenset({ALICE})
    )
