"""Who comes along with juniors: somebody far enough wherever anybody is, and never somebody less than without levels."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from accounts.models import Membership
from routing.escalation import EnterStep, Policy, Rule, Step, Target
from routing.forecast import Crew, stages_of
from routing.reach import Reach
from routing.together import alone, chain_behind, company
from tests.world import NIGHT

PEOPLE = st.integers(1, 6)
RANKS = st.fixed_dictionaries({pk: st.integers(0, 2) for pk in range(1, 7)})
SOME = st.frozensets(PEOPLE)


@given(st.lists(PEOPLE, unique=True), st.lists(PEOPLE, unique=True), RANKS, st.integers(0, 2), SOME, SOME)
def test_juniors_are_never_alone_where_a_senior_can_be_reached(
    asked: list[int], chain: list[int], ranks: dict[int, int], least: int, reachable: frozenset[int], aside: frozenset[int]
) -> None:  # fmt: skip
    found = (
        company(chain, ranks, least, reachable=reachable, aside=aside) if alone(asked, ranks, least) else None
    )

    paged = [*asked, *([found] if found is not None else [])]
    assert paged[: len(asked)] == asked
    there_is_one = any(ranks[pk] >= least and pk in reachable for pk in chain)
    if asked and there_is_one:
        assert max(ranks[pk] for pk in paged) >= least
    if not asked or any(ranks[pk] >= least for pk in asked):
        assert found is None
    if found in aside:
        assert not any(ranks[pk] >= least and pk in reachable - aside for pk in chain)


@given(st.integers(1, 4), st.integers(1, 4))
def test_the_next_step_is_looked_through_first_then_those_before_then_the_fallback(
    steps: int, at: int
) -> None:
    targets = [Target("schedule", number, f"S{number}") for number in range(1, steps + 1)]
    policy = Policy(
        steps=tuple(Step(60, (target,)) for target in targets), rounds=2, fallback=(Target("member", 9, "Alice"),),
        fallback_interval_seconds=60, ack_timeout_seconds=60, least="senior",
    )  # fmt: skip
    at = min(at, steps)

    found = chain_behind(policy, EnterStep(1, at, policy.steps[at - 1].targets, 60))

    assert [target.id for target in found] == [*range(at + 1, steps + 1), *range(1, at + 1), 9]


PEOPLE_THERE = st.fixed_dictionaries({
    pk: st.tuples(st.sampled_from(["junior", "regular", "senior"]), st.booleans(), st.sampled_from(["owner", "technician"]))
    for pk in range(1, 6)
})  # fmt: skip
STEPS = st.lists(st.lists(st.integers(1, 5), min_size=1, max_size=2, unique=True), min_size=1, max_size=4)


@given(PEOPLE_THERE, STEPS, st.sampled_from(["regular", "senior"]))
def test_nobody_is_paged_later_than_without_levels_or_left_out(
    there: dict[int, tuple[str, bool, str]], steps: list[list[int]], least: str
) -> None:
    crew = Crew({}, {
        pk: Reach(Membership(pk=pk, level=level, role=role), (Rule("sms", pk, 0),) if reached else (), {}, False)
        for pk, (level, reached, role) in there.items()
    })  # fmt: skip
    policy = Policy(
        steps=tuple(Step(60, tuple(Target("member", pk, "") for pk in step)) for step in steps), rounds=2,
        fallback=(Target("member", 1, ""),), fallback_interval_seconds=60, ack_timeout_seconds=60,
    )  # fmt: skip

    without, with_levels = (first_pages(crew, each) for each in (policy, replace(policy, least=least)))

    assert without.keys() <= with_levels.keys()
    assert all(with_levels[pk] <= without[pk] for pk in without)


def first_pages(crew: Crew, policy: Policy) -> dict[int, int]:
    """When each person is first paged, in seconds; nobody twice at one instant."""
    pages = [page for stage in stages_of(crew, policy, priority="P1", at=NIGHT) for page in stage.pages]
    times = [(page.offset_seconds, page.member.pk) for page in pages]
    assert len(times) == len(set(times))
    return {page.member.pk: page.offset_seconds for page in reversed(pages)}
