"""What the form promises is what the oracle decides, for every tier, hour and effect; and it is said in words."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from django.utils.html import strip_tags
from hypothesis import given
from hypothesis import strategies as st

from sla.coverage import decide
from sla.facts import Channel, Facts, Outcome, Question, ServiceLine
from sla.grid import CALL_OUT_8X5, EIGHT_BY_FIVE, GOLD, GOLD_ALL_DAY, MONITORING_24X7
from tests.sla.clients import NEW_YORK, facts, on, wall
from web.client_promise import Effect, Forecast, Kind, forecast
from web.client_words import cover_words, emergency_number, holiday_words, is_covered, promise_words

TIERS = {
    "gold": on(GOLD),
    "gold all day": on(GOLD_ALL_DAY),
    "monitoring": on(MONITORING_24X7),
    "call-out": on(CALL_OUT_8X5),
    "8x5": on(EIGHT_BY_FIVE),
    "none": facts(),
    "gold without a desk": on(GOLD, desk_calendar=None),
}
HOURS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))  # noqa: DTZ001
TUESDAY_NIGHT, SATURDAY = wall("2026-03-03T02:14"), wall("2026-03-07T21:40")
TUESDAY_NOON, CHRISTMAS = wall("2026-03-03T12:00"), wall("2026-12-25T12:00")


def seen(known: Facts, at: datetime) -> Forecast:
    return forecast(known, at=at, site_id=None)


def said(known: Facts, at: datetime, effect: Effect) -> str:
    return unescape(strip_tags(promise_words(seen(known, at).promises[effect], NEW_YORK)))


@given(st.sampled_from(sorted(TIERS)), HOURS, st.sampled_from(list(Effect)))
def test_a_call_is_promised_exactly_when_somebody_is_paged(name: str, at: datetime, effect: Effect) -> None:
    question = Question(at, ServiceLine.HELP_DESK, effect.priority, Channel.FORM)

    promise = seen(TIERS[name], at).promises[effect]

    assert promise.wakes == (decide(TIERS[name], question).outcome is Outcome.PAGE)


@given(st.sampled_from(sorted(TIERS)), HOURS, st.sampled_from(list(Effect)))
def test_a_promise_always_has_a_time_to_come(name: str, at: datetime, effect: Effect) -> None:
    promise = seen(TIERS[name], at).promises[effect]

    if promise.waits:
        assert promise.opens_at is not None
        assert promise.opens_at >= at
    if promise.call_by:
        assert promise.call_by > at
    assert effect.priority not in said(TIERS[name], at, effect)


@given(st.sampled_from(sorted(TIERS)), HOURS, st.integers(0, 599))
def test_equal_marks_mean_that_the_same_will_happen(name: str, at: datetime, seconds: int) -> None:
    now, later = seen(TIERS[name], at), seen(TIERS[name], at + timedelta(seconds=seconds))

    for effect in Effect:
        before, after = now.promises[effect], later.promises[effect]
        same = before.kind is after.kind and (not before.waits or before.opens_at == after.opens_at)
        assert (before.mark == after.mark) == same


@pytest.mark.parametrize(
    ("tier", "at", "effect", "words"),
    [
        (GOLD, TUESDAY_NIGHT, Effect.EVERYONE, "We will phone you within 30 minutes, by 02:44 EST."),
        (GOLD, TUESDAY_NIGHT, Effect.TEAM, "We will phone you within 1 hour, by 03:14 EST."),
        (GOLD, TUESDAY_NIGHT, Effect.LATER, "A technician looks at it Tue 3 March 08:00 EST."),
        (
            CALL_OUT_8X5,
            SATURDAY,
            Effect.EVERYONE,
            "Nobody is woken tonight; a technician looks at it Mon 9 March 08:00 EDT.",
        ),
        (
            EIGHT_BY_FIVE,
            CHRISTMAS,
            Effect.TEAM,
            "Nobody is called out now; a technician looks at it Mon 28 December 08:00 EST.",
        ),
        (
            EIGHT_BY_FIVE,
            TUESDAY_NOON,
            Effect.EVERYONE,
            "Our service desk looks at it now. We will phone you within 30 minutes, by 12:30 EST.",
        ),
        (EIGHT_BY_FIVE, TUESDAY_NOON, Effect.LATER, "Our service desk looks at it now."),
    ],
)  # fmt: skip
def test_what_will_happen_is_said_with_its_time(
    tier: object, at: datetime, effect: Effect, words: str
) -> None:
    assert said(on(tier), at, effect) == words  # type: ignore[arg-type]


def test_a_call_after_midnight_names_the_day() -> None:
    assert said(on(GOLD), wall("2026-03-03T23:50"), Effect.EVERYONE).endswith("by Wed 4 March 00:20 EST.")


def test_a_promise_over_the_clock_change_names_the_hour_that_comes() -> None:
    """Sunday 8 March 2026: after 01:59 EST comes 03:00 EDT."""
    assert said(on(GOLD), wall("2026-03-08T01:45"), Effect.EVERYONE).endswith("by 03:15 EDT.")


@pytest.mark.parametrize(
    ("known", "at", "words", "covered"),
    [
        (on(GOLD), TUESDAY_NIGHT, "Your plan covers emergencies now.", True),
        (on(EIGHT_BY_FIVE), TUESDAY_NIGHT, "Your plan has no after-hours help right now.", False),
        (on(MONITORING_24X7), SATURDAY, "Your plan has no after-hours help right now.", False),
        (on(EIGHT_BY_FIVE), TUESDAY_NOON, "Our service desk is open.", True),
        (facts(), TUESDAY_NIGHT, "After-hours support is not active for this account.", False),
    ],
)
def test_whether_the_client_is_covered_now_is_said_first(
    known: Facts, at: datetime, words: str, covered: bool
) -> None:
    found = seen(known, at)

    assert (cover_words(found), is_covered(found)) == (words, covered)


def test_an_ended_agreement_is_never_mentioned() -> None:
    for effect in Effect:
        assert "agreement" not in said(facts(), TUESDAY_NIGHT, effect)
        assert seen(facts(), TUESDAY_NIGHT).promises[effect].kind is Kind.INACTIVE


def test_a_holiday_is_named() -> None:
    assert holiday_words(seen(on(GOLD), CHRISTMAS)) == "Today is a holiday: Christmas Day."
    assert holiday_words(seen(on(GOLD), TUESDAY_NIGHT)) == ""


def test_emergencies_have_the_countrys_number() -> None:
    assert [emergency_number(country) for country in ("US", "GB", "DE", "")] == ["911", "999", "112", "112"]
