"""Who is asked next: rounds, the fallback, and never nobody. Pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from routing.escalation import (
    EnterFallback,
    EnterStep,
    JoinDesk,
    PageFact,
    Policy,
    Position,
    Rule,
    Step,
    Target,
    default_rules,
    next_move,
    policy_from_json,
    sign_of_life_after,
    step_is_dead,
    usable_rules,
)

STARTED = datetime(2026, 3, 3, 7, 14, tzinfo=UTC)
ALICE, BOB, CAROL = (Target("member", pk, name) for pk, name in ((1, "Alice"), (2, "Bob"), (3, "Carol")))
PRIMARY = Target("schedule", 9, "Primary")
PHONE, LANDLINE = 11, 12


def policy(*, rounds=2, at_once=False, steps=None):
    return Policy(
        steps=(Step(240, (PRIMARY,)), Step(300, (BOB, PRIMARY))) if steps is None else steps,
        rounds=rounds,
        fallback=(ALICE, CAROL),
        fallback_interval_seconds=600,
        ack_timeout_seconds=900,
        at_once=at_once,
    )


def course(of, priority="P1", moves=12):
    """The moves of a night in which nobody answers, each with the minute it comes."""
    position, now, found = Position(0, 0), STARTED, []
    for _ in range(moves):
        move = next_move(of, position, priority=priority, paging_started_at=STARTED, now=now)
        found.append(((now - STARTED).total_seconds() / 60, move))
        if isinstance(move, JoinDesk):
            break
        if isinstance(move, EnterStep):
            position = Position(move.round, move.step)
        else:
            position = Position(position.round, position.step, move.fallback_round)
        now += timedelta(seconds=move.wait_seconds)
    return found


def test_the_steps_come_in_order_and_again_in_every_round_then_the_fallback():
    told = [(m.round, m.step) for _, m in course(policy(), moves=4)]

    assert told == [(1, 1), (1, 2), (2, 1), (2, 2)]
    assert isinstance(course(policy(), moves=5)[-1][1], EnterFallback)


def test_each_step_asks_its_own_targets_for_its_own_time():
    [(_, first), (_, second)] = course(policy(), moves=2)

    assert (first.targets, first.wait_seconds) == ((PRIMARY,), 240)
    assert (second.targets, second.wait_seconds) == ((BOB, PRIMARY), 300)


def test_a_later_round_at_once_asks_everybody_of_all_steps_together_and_each_once():
    moves = [m for _, m in course(policy(at_once=True, rounds=3), moves=5)]

    assert [(m.round, m.step) for m in moves[:4]] == [(1, 1), (1, 2), (2, 1), (3, 1)]
    assert moves[2].targets == (PRIMARY, BOB)
    assert moves[2].wait_seconds == 300  # the longest of the steps
    assert isinstance(moves[4], EnterFallback)


def test_a_p1_asks_the_fallback_every_ten_minutes_and_after_the_first_hour_every_thirty():
    minutes = [minute for minute, m in course(policy(), moves=14) if isinstance(m, EnterFallback)]

    gaps = [later - earlier for earlier, later in zip(minutes, minutes[1:], strict=False)]
    within = [gap for minute, gap in zip(minutes, gaps, strict=False) if minute < 60]
    after = [gap for minute, gap in zip(minutes, gaps, strict=False) if minute >= 60]
    assert set(within) == {10}
    assert after
    assert set(after) == {30}


def test_a_p2_asks_the_fallback_every_thirty_minutes_from_the_start():
    waits = [m.wait_seconds for _, m in course(policy(), "P2") if isinstance(m, EnterFallback)]

    assert set(waits) == {1800}


def test_an_owner_who_wants_a_slower_fallback_is_not_overruled():
    slow = Policy((), 1, (ALICE,), fallback_interval_seconds=3600, ack_timeout_seconds=900)

    assert [m.wait_seconds for _, m in course(slow, "P2", moves=2)] == [3600, 3600]


def test_only_a_p1_wakes_everybody_and_only_from_the_second_fallback_round():
    p1 = [m.everybody for _, m in course(policy()) if isinstance(m, EnterFallback)]
    p2 = [m.everybody for _, m in course(policy(), "P2") if isinstance(m, EnterFallback)]

    assert p1[0] is False
    assert all(p1[1:])
    assert not any(p2)


def test_a_fallback_once_begun_is_never_left_for_the_steps_again():
    p1 = course(policy(), moves=30)

    first = next(at for at, (_, m) in enumerate(p1) if isinstance(m, EnterFallback))
    assert all(isinstance(m, EnterFallback) for _, m in p1[first:])
    assert [m.fallback_round for _, m in p1[first:]] == list(range(1, 31 - first))


@pytest.mark.parametrize("priority", ["P3", "P4"])
def test_what_can_wait_joins_the_desk_after_its_rounds(priority):
    assert isinstance(course(policy(), priority)[-1][1], JoinDesk)
    assert len(course(policy(), priority)) == 5


def test_an_empty_policy_asks_the_fallback_at_once_and_a_p4_goes_to_the_desk():
    empty = policy(steps=())

    assert isinstance(course(empty, moves=1)[0][1], EnterFallback)
    assert isinstance(course(empty, "P4", moves=1)[0][1], JoinDesk)


targets = st.builds(
    Target, kind=st.sampled_from(["member", "schedule"]), id=st.integers(1, 9), name=st.text(max_size=8)
)
steps = st.builds(
    Step, wait_seconds=st.integers(30, 86_400), targets=st.lists(targets, max_size=3).map(tuple)
)
policies = st.builds(
    Policy,
    steps=st.lists(steps, max_size=5).map(tuple),
    rounds=st.integers(1, 10),
    fallback=st.lists(targets, max_size=3).map(tuple),
    fallback_interval_seconds=st.integers(60, 7200),
    ack_timeout_seconds=st.integers(60, 86_400),
    at_once=st.booleans(),
)


@given(policies, st.sampled_from(["P1", "P2", "P3", "P4"]))
@settings(max_examples=100)
def test_every_night_comes_to_the_fallback_or_the_desk_and_never_to_nothing(of, priority):
    moves = [m for _, m in course(of, priority, moves=1 + 10 * 5)]

    assert isinstance(moves[-1], EnterFallback if priority in ("P1", "P2") else JoinDesk)
    assert all(m.wait_seconds >= 30 for m in moves if not isinstance(m, JoinDesk))


@given(policies)
@settings(max_examples=100)
def test_a_frozen_policy_is_read_back_as_it_was(of):
    assert policy_from_json(of.as_json()) == of


def test_the_stored_shape_is_the_one_of_the_design():
    assert policy().as_json() == {
        "v": 1,
        "steps": [
            {"wait_seconds": 240, "targets": [{"kind": "schedule", "id": 9, "name": "Primary"}]},
            {
                "wait_seconds": 300,
                "targets": [
                    {"kind": "member", "id": 2, "name": "Bob"},
                    {"kind": "schedule", "id": 9, "name": "Primary"},
                ],
            },
        ],
        "rounds": 2,
        "fallback": [
            {"kind": "member", "id": 1, "name": "Alice"},
            {"kind": "member", "id": 3, "name": "Carol"},
        ],
        "fallback_interval_seconds": 600,
        "ack_timeout_seconds": 900,
        "at_once": False,
    }


def test_a_policy_frozen_before_rounds_could_be_at_once_is_still_read():
    stored = policy().as_json()
    del stored["at_once"]

    assert policy_from_json(stored) == policy()


@pytest.mark.parametrize("version", [0, 2, "1", None])
def test_a_policy_of_a_version_we_do_not_know_is_refused(version):
    with pytest.raises(ValueError, match="version"):
        policy_from_json({**policy().as_json(), "v": version})


# How one person is paged


def test_without_rules_of_their_own_people_get_texts_and_where_it_is_urgent_calls():
    told = {p: [(r.channel, r.delay_seconds) for r in default_rules(p, [PHONE])] for p in ("P1", "P2", "P3")}

    assert told["P1"] == [("sms", 0), ("voice", 30), ("voice", 120)]
    assert told["P2"] == [("sms", 0), ("voice", 120), ("voice", 240)]
    assert told["P3"] == [("sms", 0)]


BOTH = {PHONE: frozenset({"sms", "voice"})}
OWN = (Rule("sms", PHONE, 0), Rule("voice", PHONE, 30), Rule("voice", PHONE, 120))


def test_rules_whose_channels_work_are_followed_as_they_are():
    assert usable_rules(OWN, usable=BOTH) == OWN


def test_a_channel_that_is_off_is_a_dead_end_so_the_next_is_due_at_once():
    calls_only = usable_rules(OWN, usable={PHONE: frozenset({"voice"})})

    assert calls_only == (Rule("voice", PHONE, 0), Rule("voice", PHONE, 120))


def test_whoever_wants_only_what_does_not_work_is_reached_by_what_does():
    texts_only = (Rule("sms", PHONE, 60),)

    assert usable_rules(texts_only, usable={LANDLINE: frozenset({"voice"})}) == (Rule("voice", LANDLINE, 0),)


def test_with_no_way_at_all_there_is_no_rule():
    assert usable_rules(OWN, usable={}) == ()


@given(
    st.lists(
        st.builds(
            Rule, channel=st.sampled_from(["sms", "voice"]), method_id=st.integers(1, 3),
            delay_seconds=st.integers(0, 900),
        ),
        max_size=6,
    ),
    st.dictionaries(st.integers(1, 3), st.frozensets(st.sampled_from(["sms", "voice"]), min_size=1), max_size=3),
)  # fmt: skip
@settings(max_examples=100)
def test_whoever_has_any_way_is_paged_at_once_and_only_by_ways_that_work(rules, usable):
    found = usable_rules(rules, usable=usable)

    assert bool(found) == bool(usable)
    assert all(rule.channel in usable[rule.method_id] for rule in found)
    assert not found or found[0].delay_seconds == 0
    assert [rule.delay_seconds for rule in found] == sorted(rule.delay_seconds for rule in found)


@pytest.mark.parametrize(
    ("states", "dead"),
    [
        ([], True),
        (["dead_end"], True),
        (["dead_end", "dead_end"], True),
        (["dead_end", "silent"], False),
        (["silent"], False),
        (["dead_end", "open"], False),
    ],
)
def test_a_step_ends_early_only_when_every_way_was_a_dead_end(states, dead):
    assert step_is_dead([PageFact(1, state) for state in states]) is dead


def test_urgent_work_is_asked_for_a_sign_of_life_soon_and_then_rarely():
    asked = {
        p: [sign_of_life_after(p, asked_before=again) for again in (False, True)] for p in ("P1", "P2", "P3")
    }

    assert asked["P1"] == [timedelta(minutes=15), timedelta(minutes=60)]
    assert asked["P2"] == [timedelta(minutes=30), timedelta(minutes=120)]
    assert asked["P3"] == [None, None]
