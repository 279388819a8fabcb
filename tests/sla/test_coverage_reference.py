"""The oracle says what a slow one says that was written from the design alone, at every instant at which it could differ."""

import os
from collections import Counter
from random import Random
from zoneinfo import ZoneInfo

import pytest

from sla.coverage import decide
from sla.facts import Facts, Question
from tests.sla.many_clients import CLIENTS, TICK, ZONES, any_question, boundaries, clients, every_question
from tests.sla.reference import Expected, Slow

SEED = os.environ.get("ORACLE_SEED", "a night in March")
SAID = {
    "untaken": "Nobody took it at our desk",
    "no desk": "so {priority} pages",
    "desk closed": "The client is in business hours and our desk is closed",
    "accepted": "The charge was accepted",
    "doubt": "has no rule for",
    "cell": " v1 ",
}


def compared(known: Facts, slow: Slow, asked: Question) -> Expected:
    """Both are asked; the reasons name the rule that decided."""
    told, wanted = decide(known, asked), slow.says(asked)
    got = tuple(getattr(told, name) for name in Expected._fields[:-1])
    if got != wanted[:-1]:
        pytest.fail(f"ORACLE_SEED={SEED!r}\n{asked}\nwanted {wanted}\ngot    {got}\nof {known.client}")
    assert any(SAID[wanted.why].format(priority=asked.priority) in each for each in told.reasons), (
        asked,
        told,
    )
    return wanted


@pytest.mark.parametrize("most", [3, pytest.param(12, marks=pytest.mark.slow)], ids=["some", "all"])
@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_at_every_boundary_and_a_microsecond_beside_it(zone: ZoneInfo, most: int) -> None:
    """Each line and priority; of them some by chance where it must not take long."""
    dice = Random(f"{SEED} {zone}")
    seen: Counter[object] = Counter()

    for known in clients(dice, zone):
        slow = Slow(known)
        for edge in boundaries(known):
            for at in (edge - TICK, edge, edge + TICK):
                asked = dice.sample(every_question(dice, at), most)
                found = [compared(known, slow, each) for each in asked]
                seen.update(each for one in found for each in (one.why, one.outcome, one.band))

    print(f"ORACLE_SEED={SEED!r} {zone}: {dict(seen)}")
    assert len(seen) >= 10  # most rules, every outcome and band: what is compared is not all alike


@pytest.mark.parametrize("instants", [10_000, pytest.param(50_000, marks=pytest.mark.slow)])
def test_at_many_instants_of_a_year(instants: int) -> None:
    dice = Random(SEED)
    firm = [known for zone in ZONES for known in clients(dice, zone)]
    slow = [Slow(known) for known in firm]

    for number in range(instants):
        compared(firm[number % CLIENTS], slow[number % CLIENTS], any_question(dice))

    assert len(firm) == CLIENTS
