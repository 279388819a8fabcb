"""When a client's contract wakes somebody: the same as asking the oracle at every instant."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from hours.interval import Interval
from sla.coverage import decide
from sla.facts import Channel, Facts, Outcome, Question, ServiceLine
from sla.grid import EIGHT_BY_FIVE, GOLD, SOLD
from sla.priority import Priority
from sla.wakes import Case, Known, Wake, wakes
from tests.sla.clients import agreement, facts, on, tier, wall
from tests.sla.test_coverage_properties import any_tier, calendars, dates, instants

TICK = timedelta(microseconds=1)


@st.composite
def any_client(draw: st.DrawFn) -> Facts:
    agreements = tuple(
        replace(
            agreement(GOLD, id=number),
            tier=replace(draw(any_tier), id=number),
            starts_on=draw(dates),
            ends_on=draw(st.none() | dates),
            suspended=draw(st.booleans()),
            site_id=draw(st.sampled_from([None, 7])),
            service_line=draw(st.sampled_from([None, *ServiceLine])),
        )
        for number in range(draw(st.integers(0, 3)))
    )
    found = facts(*agreements, calendar=draw(calendars), desk_calendar=draw(st.none() | calendars))
    return draw(st.sampled_from([found, replace(found, client=None)]))


def edges(found: dict[Case, list[Wake]]) -> Iterator[datetime]:
    for stretches in found.values():
        for each in stretches:
            yield from (each.start - TICK, each.start, each.end - TICK, each.end)


@settings(max_examples=60)
@given(any_client(), st.lists(instants, min_size=3, max_size=6), st.sampled_from([None, 7]))
def test_it_says_at_every_instant_what_the_oracle_decides(
    client: Facts, asked: list[datetime], site: int | None
) -> None:
    since, until = min(asked), min(asked) + timedelta(days=12)

    found = wakes(client, since, until, Known(), site_id=site)

    for at in {*asked, *edges(found)}:
        if since <= at < until:
            for line in ServiceLine:
                for priority in Priority:
                    verdict = decide(client, Question(at, line, priority, Channel.ALERT, site))
                    here = [
                        each for each in found.get(Case(line, priority), []) if each.start <= at < each.end
                    ]
                    assert len(here) == (verdict.outcome is Outcome.PAGE), (at, line, priority)
                    assert not here or here[0].tier.id == verdict.tier_id


@settings(max_examples=30)
@given(any_client(), st.lists(any_client(), max_size=3), instants)
def test_what_was_asked_for_other_clients_changes_nothing(
    client: Facts, others: list[Facts], since: datetime
) -> None:
    known, until = Known(), since + timedelta(days=9)
    numbered = [_of_its_own(other, 100 * (place + 1)) for place, other in enumerate(others)]
    for other in numbered:
        other = replace(other, desk_calendar=client.desk_calendar)
        wakes(other, since, until, known)

    assert wakes(client, since, until, known) == wakes(client, since, until, Known())


def _of_its_own(client: Facts, number: int) -> Facts:
    """With tiers of its own: one organization's tier versions never share an id."""
    return replace(
        client,
        agreements=tuple(
            replace(each, tier=replace(each.tier, id=each.tier.id + number)) for each in client.agreements
        ),
    )


def test_eight_by_five_wakes_for_security_alone_in_the_night_and_never_for_the_desk_s_hours() -> None:
    friday, monday = wall("2026-03-06T12:00"), wall("2026-03-09T12:00")

    found = wakes(on(EIGHT_BY_FIVE), friday, monday, Known())

    assert set(found) == {Case(ServiceLine.SECURITY, Priority.P1), Case(ServiceLine.SECURITY, Priority.P2)}
    closed = Interval(wall("2026-03-06T17:00"), wall("2026-03-09T08:00"))
    assert [Interval(each.start, each.end) for each in found[Case(ServiceLine.SECURITY, Priority.P1)]] == [
        closed
    ]


def test_a_new_agreement_is_a_stretch_of_its_own_from_the_client_s_midnight() -> None:
    old = replace(agreement(GOLD, id=1), ends_on=wall("2026-03-10").date())
    new = agreement(SOLD[0], id=2, since="2026-03-11")
    after = replace(new, tier=tier(GOLD, id=500))

    found = wakes(facts(old, after), wall("2026-03-10T20:00"), wall("2026-03-11T06:00"), Known())

    midnight = wall("2026-03-11T00:00")
    stretches = found[Case(ServiceLine.HELP_DESK, Priority.P1)]
    assert [(each.start, each.end) for each in stretches] == [
        (wall("2026-03-10T20:00"), midnight),
        (midnight, wall("2026-03-11T06:00")),
    ]
    assert [each.tier.id for each in stretches] == [101, 500]
