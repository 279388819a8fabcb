"""What answers cost: never more for an old rotation, and never more than a few seconds for a preview."""

import gc
import sys
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from hours.weekly import WeeklyWindow
from oncall.preview import PreviewError, preview
from oncall.shifts import next_handoff, on_call_at, shifts
from oncall.spec import Counting
from oncall.turns import TurnUnit
from tests.hours.reference import utc
from tests.oncall.specs import layer, schedule
from tests.oncall.test_preview import NOW, body, primary

SINCE = utc("2026-03-02 00:00")
NIGHTS = (WeeklyWindow(frozenset(range(7)), 1020, 480),)


def calls(work: Callable[[], object]) -> int:
    """How many functions are called meanwhile."""
    count = 0

    def seen(_frame: object, event: str, _argument: object) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    gc.disable()  # what others left behind would be cleared away meanwhile, and counted as ours
    sys.setprofile(seen)
    try:
        work()
    finally:
        sys.setprofile(None)
        gc.enable()
    return count


@pytest.mark.parametrize("unit", TurnUnit)
@pytest.mark.parametrize("counting", Counting)
def test_an_old_rotation_costs_no_more_than_a_new_one(unit: TurnUnit, counting: Counting) -> None:
    parts = {"unit": unit, "count_turns": counting, "restrictions": NIGHTS}
    old, new = (
        schedule(layer("alice", "bob", "carol", starts_at=datetime.fromisoformat(anchor), **parts))
        for anchor in ("1726-03-01T09:00", "2026-03-01T09:00")
    )

    for ask in (on_call_at, next_handoff):
        for spec in (old, new):
            ask(spec, SINCE)  # what is worked out once for a schedule is worked out now
        assert abs(calls(lambda ask=ask: ask(old, SINCE)) - calls(lambda ask=ask: ask(new, SINCE))) <= 40
    assert len(shifts(old, SINCE, SINCE + timedelta(days=30)))


def crowd(**parts: object) -> dict[str, object]:
    """A hundred layers of hourly turns over 400 days, the largest body there may be."""
    people = {"participants": [["alice"], ["bob"]], "turn": {"length": 1, "unit": "hour"}}
    layers = [primary(name=f"layer {number}", **people | parts) for number in range(100)]
    return body(*layers, since="2026-01-01T00:00:00Z", until="2027-02-05T00:00:00Z")


def test_a_hundred_layers_of_hourly_turns_over_400_days_are_answered() -> None:
    answer = preview(crowd(), now=NOW)

    assert len(answer["shifts"]) == 9488
    assert len(answer["next_handoffs"]) == 100


def test_layers_that_are_hidden_cost_next_to_nothing() -> None:
    stacked = crowd()
    for number, one in enumerate(stacked["layers"]):  # type: ignore[arg-type, var-annotated]
        one |= {"precedence": number, "starts_at": f"2026-01-05T09:{number % 60:02}"}

    assert len(preview(stacked, now=NOW)["shifts"]) == 9490


def test_an_answer_that_is_too_long_is_refused_in_words() -> None:
    whole = crowd()
    for number, one in enumerate(whole["layers"]):  # type: ignore[arg-type, var-annotated]
        one |= {"participants": [[f"alice {number}", f"bob {number}"], [f"carol {number}", f"dave {number}"]]}

    with pytest.raises(PreviewError, match="shorter window"):
        preview(whole, now=NOW)


def test_work_that_is_too_long_is_refused_in_words() -> None:
    windows = [{"days": ["mo"], "start": "09:00", "end": f"10:{minute:02}"} for minute in range(50)]
    asked = ["2026-01-05T00:00:00Z"] * 10_000

    apart = crowd(restrictions=windows)
    for number, one in enumerate(apart["layers"]):  # type: ignore[arg-type, var-annotated]
        one |= {"starts_at": f"2026-01-05T09:{number % 60:02}:{number % 7:02}"}

    with pytest.raises(PreviewError, match="shorter window"):
        preview(apart, now=NOW)
    with pytest.raises(PreviewError, match="fewer instants"):
        preview(crowd() | {"at": asked, "until": "2026-01-02T00:00:00Z"}, now=NOW)
    assert len(preview(body(at=asked), now=NOW)["at"]) == 10_000
