"""What holds for every request, whatever the tier, the calendars and the hour."""

from dataclasses import replace
from datetime import timedelta
from itertools import combinations, pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from hours.calendar import Band, Calendar, DatedWindow, HolidayDay, is_open, next_opening
from hours.weekly import WeeklyWindow
from sla.agreements import choose
from sla.coverage import decide
from sla.facts import Channel, Facts, Outcome, Question, Rule, ServiceLine, TierFacts, TierKind
from sla.grid import ALL_CELLS, GOLD, GOLD_ALL_DAY, NO_AGREEMENT, SHIPPED, SOLD, UNKNOWN_CLIENT
from sla.priority import Priority
from tests.hours.reference import utc
from tests.sla.clients import EVERY_DAY, FABRIKAM, WORKDAYS, agreement, facts, tier

STRENGTH = {Outcome.QUEUE: 0, Outcome.CONSENT: 1, Outcome.PAGE: 2}
IN_DOUBT = {each: Rule(Outcome.PAGE if each.is_urgent else Outcome.QUEUE) for each in Priority}
TICK = timedelta(microseconds=1)

zones = st.sampled_from(
    [
        ZoneInfo(name)
        for name in (
            "America/New_York",
            "America/Los_Angeles",
            "Europe/London",
            "Australia/Lord_Howe",
            "Africa/Cairo",
            "Asia/Kathmandu",
        )
    ]
)
windows = st.lists(
    st.builds(
        WeeklyWindow,
        st.sampled_from([WORKDAYS, EVERY_DAY, frozenset({5}), frozenset({0, 6})]),
        st.sampled_from([0, 120, 480, 540, 1320]),
        st.sampled_from([150, 360, 1020, 1080, 1440]),
    ),
    max_size=2,
).map(tuple)
instants = st.builds(
    lambda first, minutes, ticks: utc(first) + timedelta(minutes=minutes) + ticks * TICK,
    st.sampled_from(["2026-03-06 00:00", "2026-10-23 00:00", "2026-12-23 00:00", "2026-04-22 00:00"]),
    st.integers(0, 12 * 1440),
    st.integers(-1, 1),
)
dates = instants.map(lambda at: at.date())
calendars = st.builds(
    Calendar,
    zones,
    windows,
    holidays=st.lists(st.builds(HolidayDay, dates, st.just("Feast")), max_size=2).map(tuple),
    closings=st.lists(st.builds(DatedWindow, dates, st.just(0), st.just(1440)), max_size=2).map(tuple),
    openings=st.lists(st.builds(DatedWindow, dates, st.just(600), st.just(720)), max_size=1).map(tuple),
)
rules = st.builds(Rule, st.sampled_from(Outcome), st.booleans())
any_grid = st.tuples(rules, rules, rules, rules).map(
    lambda each: {cell: each[list(Priority).index(cell[2])] for cell in ALL_CELLS}
)
shipped_tiers = st.sampled_from([*SOLD, GOLD_ALL_DAY]).map(tier)
any_tier = st.one_of(shipped_tiers, any_grid.map(lambda cells: replace(tier(GOLD), rules=cells)))


def known(tiers: st.SearchStrategy[TierFacts]) -> st.SearchStrategy[Facts]:
    """Facts about a client with zero or more agreements, or about nobody, with a desk or without one."""
    agreements = st.lists(
        st.builds(
            lambda tier, id, **parts: replace(agreement(GOLD, id=id), tier=tier, **parts),
            tiers,
            st.integers(1, 9),
            starts_on=dates,
            ends_on=st.none() | dates,
            suspended=st.booleans(),
            site_id=st.sampled_from([None, 7, 8]),
            service_line=st.sampled_from([None, *ServiceLine]),
        ),
        max_size=3,
    ).map(tuple)
    return st.builds(
        lambda **parts: facts(**parts),
        client=st.sampled_from([FABRIKAM, None]),
        agreements=agreements,
        calendar=calendars,
        desk_calendar=st.none() | calendars,
    )


questions = st.builds(
    Question,
    instants,
    st.sampled_from(ServiceLine),
    st.sampled_from(Priority),
    st.sampled_from(Channel),
    st.sampled_from([None, 7, 8, 9]),
    st.booleans(),
    st.booleans(),
)


@settings(max_examples=100)
@given(known(any_tier), questions)
def test_there_is_always_an_outcome_and_it_is_explained(known: Facts, question: Question) -> None:
    verdict = decide(known, question)

    assert verdict.outcome in Outcome
    assert len(verdict.reasons) >= 2
    assert all(sentence.endswith(".") and sentence.isprintable() for sentence in verdict.reasons)
    assert verdict == decide(known, question)


@settings(max_examples=100)
@given(known(any_tier), questions)
def test_nothing_waits_without_a_time(known: Facts, question: Question) -> None:
    """The desk gets it when it is open; with none that opens, urgent things page and the verdict says so."""
    verdict, desk = decide(known, question), known.desk_calendar
    desk_opens = desk is not None and next_opening(desk, question.received_at) is not None

    assert (verdict.next_opening_at is None) is (verdict.outcome is Outcome.PAGE)
    if verdict.next_opening_at:
        assert verdict.next_opening_at >= question.received_at
        assert not verdict.desk_open or verdict.next_opening_at == question.received_at
        assert not desk_opens or (desk and is_open(desk, verdict.next_opening_at))
    if not desk_opens:
        assert verdict.outcome is Outcome.PAGE or not question.priority.is_urgent
        assert any("no opening ahead" in each for each in verdict.reasons) or (
            verdict.outcome is Outcome.PAGE
        )


@given(known(any_tier), questions)
def test_a_higher_priority_never_gets_less_unless_the_grid_says_so(known: Facts, question: Question) -> None:
    told = [decide(known, replace(question, priority=each)) for each in Priority]
    tier = choose(known, question).tier
    said = [
        tier.rules.get((question.service_line, told[0].band, each)) or IN_DOUBT[each] for each in Priority
    ]

    for high, low in combinations(range(4), 2):
        if STRENGTH[said[high].outcome] >= STRENGTH[said[low].outcome]:
            assert STRENGTH[told[high].outcome] >= STRENGTH[told[low].outcome]


@settings(max_examples=100)
@given(known(any_tier), questions, st.sampled_from([Priority.P1, Priority.P2]))
def test_urgent_requests_page_in_business_hours_while_our_desk_is_closed(
    known: Facts, question: Question, priority: Priority
) -> None:
    today = question.received_at.date()
    days = [today + timedelta(days=n) for n in (-1, 0, 1)]
    client = replace(known.calendar, openings=tuple(DatedWindow(each, 0, 1440) for each in days))
    desk = replace(client, openings=(), closings=client.openings)

    verdict = decide(
        replace(known, calendar=client, desk_calendar=desk), replace(question, priority=priority)
    )

    assert verdict.band is Band.BUSINESS_HOURS
    assert verdict.outcome is Outcome.PAGE or verdict.tier_kind is TierKind.NO_AGREEMENT


@settings(max_examples=100)
@given(known(any_tier), questions)
def test_only_what_an_agreement_or_doubt_promises_is_covered(known: Facts, question: Question) -> None:
    verdict = decide(known, question)

    if verdict.tier_kind is TierKind.NO_AGREEMENT:
        assert known.client is not None
        assert verdict.marked_not_covered
    assert not (verdict.covered and (verdict.marked_not_covered or verdict.contain_only))
    assert (verdict.agreement_id is not None) is (verdict.tier_kind is TierKind.ORDINARY)


@settings(max_examples=100)
@given(known(any_tier), questions)
def test_no_deadline_comes_before_its_clock_starts(known: Facts, question: Question) -> None:
    verdict = decide(known, question)
    start = verdict.next_opening_at or question.received_at

    for due in (verdict.acknowledge_due_at, verdict.response_due_at, verdict.resolution_due_at):
        assert due is None or due > start


def test_the_shipped_grids_are_monotone_cell_by_cell() -> None:
    for shipped in (*SHIPPED, GOLD_ALL_DAY, UNKNOWN_CLIENT, NO_AGREEMENT):
        for line, band, _ in ALL_CELLS:
            strengths = [STRENGTH[shipped.rules[line, band, each].outcome] for each in Priority]
            assert all(high >= low for high, low in pairwise(strengths))
