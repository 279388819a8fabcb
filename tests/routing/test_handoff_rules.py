"""When who comes on call is told, and whose a bare 1 is: true for all times and zones."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from hours.wall import local
from oncall.arrivals import arrivals
from oncall.shifts import on_call_at
from oncall.spec import ScheduleSpec
from routing.handoff_reply import Asked, Means, meant_by
from routing.handoff_times import (
    AHEAD,
    ANSWER_WITHIN,
    EVENING,
    MORNING,
    Step,
    Told,
    due_of,
    is_news,
    morning_after,
    step_at,
    told_ahead_at,
)
from routing.replies import Command, Unclear, Verb
from tests.oncall.specs import schedules

A_MOMENT = timedelta(microseconds=1)
ZONES = st.sampled_from(
    ["America/New_York", "Europe/London", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago"]
)
NOW = datetime(2026, 3, 3, 23, tzinfo=UTC)
MOMENTS = st.integers(-100_000, 400_000).map(lambda minutes: NOW + timedelta(minutes=minutes))
AGO = st.integers(0, 180).map(lambda minutes: NOW - timedelta(minutes=minutes))
ASKED = st.builds(Asked, code=st.sampled_from(["", "47", "52"]), asked_at=AGO, bare=st.booleans())
SAID = st.one_of(
    st.builds(Command, verb=st.sampled_from(Verb), code=st.sampled_from([None, "47", "52", "61"])),
    st.builds(Unclear),
)
LATELY = st.lists(st.integers(0, 60).map(lambda minutes: NOW - timedelta(minutes=minutes)), max_size=3)


@given(MOMENTS, st.integers(0, 24), ZONES)
def test_nobody_is_told_ahead_in_their_night_or_after_it_began(
    starts_at: datetime, hours: int, zone: str
) -> None:
    at = told_ahead_at(starts_at, hours, ZoneInfo(zone), now=starts_at - timedelta(days=3))

    assert (at is None) == (hours == 0)
    if at is not None:
        assert at <= starts_at - timedelta(hours=hours)
        assert MORNING <= local(at, ZoneInfo(zone)).time() < EVENING
        assert told_ahead_at(starts_at, hours, ZoneInfo(zone), now=at) is None
        assert starts_at - at <= AHEAD - timedelta(hours=1), "a look an hour before it sees it"


@given(MOMENTS, MOMENTS, ZONES)
def test_what_is_late_is_not_said_ahead_in_the_night_or_after_it_began(
    starts_at: datetime, now: datetime, zone: str
) -> None:
    told = Told(starts_at, starts_at - timedelta(days=3), False, None, False, False)

    step = step_at(told, ZoneInfo(zone), now)

    assert (step is Step.AT) == (now >= starts_at)
    night = not MORNING <= local(now, ZoneInfo(zone)).time() < EVENING
    assert (step is Step.LATER) == (night and now < starts_at)
    again = morning_after(now, starts_at, ZoneInfo(zone))
    if step is Step.LATER and again:
        assert now < again < starts_at
        assert again - now < timedelta(hours=12)
        assert step_at(told, ZoneInfo(zone), again) is Step.BEFORE


@given(MOMENTS, MOMENTS)
def test_what_lies_ahead_is_news_and_what_is_long_over_is_not(starts_at: datetime, now: datetime) -> None:
    assert is_news(starts_at, now=now, looked_until=None) == (starts_at >= now + timedelta(minutes=5))
    assert is_news(starts_at, now=now, looked_until=starts_at) == (starts_at > now - timedelta(hours=1))


def test_due_ahead_then_at_the_handoff_then_a_quarter_of_an_hour_later_then_never() -> None:
    start, ahead = NOW, NOW - timedelta(hours=1)

    def due(before_told: bool, told_at: datetime | None, confirmed: bool, missed: bool) -> datetime | None:
        return due_of(Told(start, ahead, before_told, told_at, confirmed, missed))

    assert due(False, None, False, False) == ahead
    assert due(True, None, False, False) == due(True, None, True, False) == start
    assert due(True, start, False, False) == start + ANSWER_WITHIN
    assert due(True, start + timedelta(hours=1), False, False) == start + timedelta(hours=1) + ANSWER_WITHIN
    assert due(True, start, True, False) is due(True, start, False, True) is None


@given(SAID, st.lists(ASKED, max_size=3), LATELY)
def test_a_phones_words_mean_one_thing(
    said: Command | Unclear, asked: list[Asked], paged: list[datetime]
) -> None:
    found = meant_by(said, asked, paged)
    code = said.code if isinstance(said, Command) else None
    takes = isinstance(said, Command) and said.verb is Verb.TAKE

    if found is Means.SHIFT:
        assert takes
        assert code is None or code in {each.code for each in asked}
    if not asked or (code is not None and code not in {each.code for each in asked}):
        assert found is Means.PAGES
    if paged and code is None and not any(each.bare for each in asked):
        assert found is Means.PAGES, "no page's key is swallowed by a shift that has a code"
    if (
        takes
        and code is None
        and any(each.bare and each.asked_at >= NOW - timedelta(minutes=60) for each in asked)
    ):
        assert found is Means.SHIFT, "no 1 for a shift takes an incident by accident"
    if asked and not paged and code is None:
        assert found is not Means.PAGES


@given(schedules(), st.integers(0, 119))
@settings(max_examples=40)
def test_who_arrives_is_on_then_and_was_not_before(drawn: tuple[ScheduleSpec, date], hours: int) -> None:
    spec, since = drawn[0], datetime.combine(drawn[1], time(), UTC) - timedelta(days=2)

    found = arrivals(spec, since, since + timedelta(days=5))

    for each in found:
        assert each.person in on_call_at(spec, each.at).people
        assert each.person not in on_call_at(spec, each.at - A_MOMENT).people
    at = since + timedelta(hours=hours, minutes=30)
    come = {each.person for each in found if each.at <= at}
    assert {*on_call_at(spec, at).people} <= {*on_call_at(spec, since).people} | come
