"""What is laid over the layers: precedence, cover, swaps, time off, and what contradicts what."""

from datetime import datetime

from hours.weekly import WeeklyWindow
from oncall.overrides import Contradiction, contradictions
from oncall.shifts import gaps, on_call_at, shifts
from oncall.spec import Kind, OverrideSpec, Person, ScheduleSpec, TimeOffSpec
from oncall.turns import TurnUnit
from tests.hours.reference import utc
from tests.oncall.specs import layer, override, schedule

START, END, NOON = utc("2026-01-06 00:00"), utc("2026-01-07 00:00"), utc("2026-01-06 12:00")


def replace(**pairs: str) -> OverrideSpec:
    return override(Kind.REPLACE, START, END, *pairs.values(), of=tuple(pairs))


def only(*people: Person) -> OverrideSpec:
    return override(Kind.SET, START, END, *people)


def add(*people: Person) -> OverrideSpec:
    return override(Kind.ADD, START, END, *people)


def remove(*people: Person) -> OverrideSpec:
    return override(Kind.REMOVE, START, END, *people)


def away(person: Person) -> TimeOffSpec:
    return TimeOffSpec(person, START, END)


def at_noon(*parts: object, of: ScheduleSpec | None = None) -> tuple[Person, ...]:
    """Who is on call with these overrides and times off over alice, and behind her bob."""
    layers = of.layers if of else (layer("alice", precedence=1), layer("bob", name="backup"))
    spec = schedule(
        *layers,
        overrides=tuple(part for part in parts if isinstance(part, OverrideSpec)),
        time_off=tuple(part for part in parts if isinstance(part, TimeOffSpec)),
    )
    return on_call_at(spec, NOON).people


def test_a_higher_precedence_hides_a_lower_one_while_it_has_somebody() -> None:
    assert at_noon() == ("alice",)
    assert at_noon(away("alice")) == ("bob",)
    assert at_noon(remove("alice")) == ("bob",)
    assert at_noon(away("alice"), away("bob")) == ()


def test_equal_precedence_adds_up() -> None:
    both = schedule(
        layer("alice", precedence=1), layer("bob", name="backup", precedence=1), layer("carol", name="owner")
    )

    assert at_noon(of=both) == ("alice", "bob")
    assert at_noon(away("alice"), of=both) == ("bob",)
    assert on_call_at(both, NOON).layers == ("primary", "backup")


def test_a_layer_of_equal_precedence_comes_and_goes_with_its_restrictions() -> None:
    evenings = (WeeklyWindow(frozenset(range(7)), 1080, 1320),)
    both = schedule(layer("alice", "carol"), layer("bob", name="backup", restrictions=evenings))

    found = shifts(both, utc("2026-01-05 14:00"), utc("2026-01-07 14:00"))

    assert [(f"{shift.start:%d %H}", shift.people) for shift in found] == [
        ("05 14", ("alice",)),
        ("05 23", ("alice", "bob")),
        ("06 03", ("alice",)),
        ("06 23", ("alice", "bob")),
        ("07 03", ("alice",)),
    ]


def test_a_group_of_which_one_is_away_still_hides_the_layers_below() -> None:
    group = schedule(layer(("alice", "carol"), precedence=1), layer("bob", name="backup"))

    assert at_noon(away("alice"), of=group) == ("carol",)


def test_a_cover_holds_while_the_person_covered_is_on_leave() -> None:
    assert at_noon(replace(alice="carol"), away("alice")) == ("carol",)


def test_a_stand_in_who_is_away_or_removed_lets_the_layer_below_show() -> None:
    assert at_noon(replace(alice="carol"), away("carol")) == ("bob",)
    assert at_noon(replace(alice="carol"), remove("carol")) == ("bob",)


def test_two_who_replace_each_other_have_swapped() -> None:
    pair = schedule(layer("alice", precedence=1), layer("bob", name="backup", precedence=0))
    swapped = schedule(*pair.layers, overrides=(replace(alice="bob"), replace(bob="alice")))

    assert on_call_at(swapped, NOON).people == ("bob",)
    assert at_noon(replace(alice="bob"), replace(bob="alice"), remove("bob")) == ("alice",)


def test_three_swap_at_once_and_not_one_after_the_other() -> None:
    rotation = {"unit": TurnUnit.DAY, "starts_at": datetime.fromisoformat("2026-01-06T00:00")}
    three = layer("alice", "bob", "carol", **rotation)
    round_swap = override(
        Kind.REPLACE,
        utc("2026-01-01 00:00"),
        utc("2026-02-01 00:00"),
        "bob",
        "carol",
        "alice",
        of=("alice", "bob", "carol"),
    )

    found = shifts(schedule(three, overrides=(round_swap,)), utc("2026-01-06 05:00"), utc("2026-01-09 05:00"))

    assert [shift.people for shift in found] == [("bob",), ("carol",), ("alice",)]


def test_added_people_are_on_call_too_and_set_people_alone() -> None:
    assert at_noon(add("carol")) == ("alice", "carol")
    assert at_noon(only("carol")) == ("carol",)
    assert at_noon(only("carol"), add("dave"), replace(alice="erin")) == ("carol",)
    assert at_noon(add("alice")) == ("alice",)


def test_adding_does_not_hide_a_layer_below() -> None:
    assert at_noon(add("carol"), away("alice")) == ("bob", "carol")


def test_who_is_away_is_dropped_from_what_adds_and_sets() -> None:
    assert at_noon(add("carol"), away("carol")) == ("alice",)
    assert at_noon(only("carol", "dave"), away("carol")) == ("dave",)
    assert at_noon(only("carol"), away("carol")) == ()


def test_removing_does_not_touch_what_adds_and_sets() -> None:
    assert at_noon(only("alice"), remove("alice")) == ("alice",)


def test_an_override_holds_from_its_start_to_just_before_its_end() -> None:
    spec = schedule(layer("alice"), overrides=(only("bob"),))

    found = shifts(spec, utc("2026-01-05 14:00"), utc("2026-01-08 00:00"))

    assert [(shift.start, shift.end, shift.people) for shift in found] == [
        (utc("2026-01-05 14:00"), START, ("alice",)),
        (START, END, ("bob",)),
        (END, utc("2026-01-08 00:00"), ("alice",)),
    ]


def test_a_shift_names_the_layers_that_put_its_people_there() -> None:
    spec = schedule(
        layer("alice", precedence=1),
        layer("bob", name="backup"),
        overrides=(only("carol"),),
        time_off=(away("bob"),),
    )

    found = shifts(spec, utc("2026-01-05 14:00"), utc("2026-01-08 00:00"))

    assert [shift.layers for shift in found] == [("primary",), (), ("primary",)]


def test_a_layer_that_joins_with_the_same_person_is_named_too() -> None:
    later = datetime.fromisoformat("2026-01-06T09:00")
    spec = schedule(
        layer("alice", precedence=1), layer("alice", name="backup", precedence=1, starts_at=later)
    )

    (shift,) = shifts(spec, utc("2026-01-05 14:00"), utc("2026-01-08 00:00"))

    assert (shift.people, shift.layers) == (("alice",), ("primary", "backup"))


def test_a_gap_is_where_nobody_is_on_call() -> None:
    spec = schedule(layer("alice"), time_off=(away("alice"),))

    assert [(gap.start, gap.end) for gap in gaps(spec, utc("2026-01-05 14:00"), utc("2026-01-08 00:00"))] == [
        (START, END)
    ]


def test_two_lines_that_say_different_things_of_one_person_at_one_time_contradict() -> None:
    for one, other in [
        (replace(alice="bob"), replace(alice="carol")),
        (replace(alice="bob"), remove("alice")),
        (replace(alice="bob"), add("alice")),
        (add("alice"), remove("alice")),
    ]:
        assert list(contradictions([one, other])) == [Contradiction(0, 1, "alice")]
        assert list(contradictions([other, one])) == [Contradiction(0, 1, "alice")]
    assert list(contradictions([only("alice"), only("bob")])) == [Contradiction(0, 1, None)]
    assert list(
        contradictions([override(Kind.REPLACE, START, END, "bob", "carol", of=("alice", "alice"))])
    ) == [Contradiction(0, 0, "alice")]


def test_what_is_said_of_others_at_other_times_or_twice_the_same_does_not_contradict() -> None:
    later = override(Kind.REMOVE, END, utc("2026-01-08 00:00"), "alice")

    for lines in [
        [replace(alice="bob"), replace(bob="alice")],
        [replace(alice="bob"), remove("bob")],
        [replace(alice="bob"), add("bob")],
        [replace(alice="bob"), later],
        [only("alice", "bob"), only("bob", "alice")],
        [only("alice"), remove("alice")],
        [remove("alice"), remove("alice", "bob")],
    ]:
        assert list(contradictions(lines)) == []
