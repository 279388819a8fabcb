"""Who of a step is asked now and who lets others go first: a preference, never a reason for nobody. Pure."""

from hypothesis import given, settings
from hypothesis import strategies as st

from routing.asking import Asking, Said, Settled, asking, later_in_round, settled
from routing.escalation import EnterStep, Policy, Step, Target

ALICE, BOB, CAROL, DAVE = range(1, 5)


def test_whoever_is_busy_lets_the_others_of_the_step_go_first():
    found = asking([ALICE, DAVE], {ALICE}, Said())

    assert found == Asking(asked=(DAVE,), busy=(ALICE,), passed=())
    assert settled(found, others_follow=False, stand_ins=()) == Settled(asked=(DAVE,), gives_way=(ALICE,))


def test_where_the_next_step_has_somebody_free_the_busy_one_is_not_asked_yet():
    found = asking([ALICE], {ALICE}, Said())

    assert settled(found, others_follow=True, stand_ins=()) == Settled(asked=(), gives_way=(ALICE,))


def test_where_no_step_has_anybody_free_the_fallback_stands_in_and_without_one_the_busy_are_asked():
    found = asking([ALICE], {ALICE}, Said())

    assert settled(found, others_follow=False, stand_ins=(CAROL,)) == Settled((CAROL,), (ALICE,))
    assert settled(found, others_follow=False, stand_ins=()) == Settled((ALICE,), ())


def test_whoever_gave_way_comes_with_the_next_step_and_does_not_give_way_again():
    said = Said(gave_way=frozenset({ALICE}), owed=frozenset({ALICE}))

    assert asking([BOB], {ALICE}, said).asked == (BOB, ALICE)


def test_whoever_passed_it_on_just_now_is_not_asked():
    assert asking([ALICE, BOB], set(), Said(passed=frozenset({ALICE}))) == Asking((BOB,), (), (ALICE,))


def test_the_sleeper_is_in_no_step():
    assert asking([ALICE], {ALICE}, Said(asleep=frozenset({ALICE}))) == Asking((), (), ())


def test_behind_a_step_come_the_later_ones_of_its_round_and_none_where_all_are_asked_at_once():
    one, two, three = (Target("member", pk, str(pk)) for pk in (ALICE, BOB, CAROL))
    policy = Policy((Step(60, (one,)), Step(60, (two,)), Step(60, (three,))), 2, (), 600, 900, at_once=True)

    assert later_in_round(policy, EnterStep(1, 1, (one,), 60)) == (two, three)
    assert later_in_round(policy, EnterStep(1, 3, (three,), 60)) == ()
    assert later_in_round(policy, EnterStep(2, 1, (one, two, three), 60)) == ()


people = st.frozensets(st.integers(1, 6))
said = st.builds(Said, asleep=people, passed=people, giving_way=people, gave_way=people, owed=people)


@given(st.lists(st.integers(1, 6), max_size=6), people, said, st.booleans(), st.lists(st.integers(7, 9)))
@settings(max_examples=200)
def test_everybody_is_asked_or_comes_later_and_nobody_is_lost(meant, busy, said, follow, stand_ins):
    found = asking(meant, busy, said)
    end = settled(found, others_follow=follow, stand_ins=() if follow else tuple(stand_ins))

    awake = ({*meant} | said.owed) - said.asleep
    assert sorted([*found.asked, *found.busy, *found.passed]) == sorted(awake)
    assert awake <= {*end.asked, *end.gives_way, *found.passed}
    assert not {*end.asked} & {*end.gives_way}
    assert end.asked or follow or not awake - said.passed  # never nobody: only who just said no is left alone
    assert not {*end.gives_way} - (busy | said.giving_way)
    assert not {*end.gives_way} & said.gave_way - said.giving_way  # once is enough
