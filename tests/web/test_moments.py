"""Instants and distances as people read them."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.template import Context, Template

from web.moments import countdown, day_moment, full_moment, short_moment, span_words, zone_label

NEW_YORK, CAIRO, NEPAL = ZoneInfo("America/New_York"), ZoneInfo("Africa/Cairo"), ZoneInfo("Asia/Kathmandu")
NOW = datetime(2026, 3, 3, 7, 14, tzinfo=UTC)  # Tuesday 02:14 in New York


@pytest.mark.parametrize(
    ("later", "words"),
    [
        (timedelta(minutes=30), "02:44 EST"),
        (timedelta(days=1), "Wed 02:14 EST"),
        (timedelta(days=-1), "Mon 02:14 EST"),
        (timedelta(days=5, hours=1), "Sun 04:14 EDT"),
        (timedelta(days=7), "10 Mar 03:14 EDT"),
        (timedelta(days=400), "7 Apr 2027 03:14 EDT"),
    ],
)
def test_a_moment_is_as_short_as_it_is_clear(later: timedelta, words: str) -> None:
    assert short_moment(NOW + later, zone=NEW_YORK, now=NOW) == words


def test_today_is_the_readers_today() -> None:
    """23:30 in New York is tomorrow in Kathmandu."""
    late = datetime(2026, 3, 4, 4, 30, tzinfo=UTC)

    assert short_moment(late, zone=NEW_YORK, now=NOW) == "23:30 EST"
    assert short_moment(late, zone=NEPAL, now=NOW) == "Wed 10:15 UTC+0545"


def test_longer_words() -> None:
    assert day_moment(NOW, zone=NEW_YORK) == "Tue 3 March 02:14 EST"
    assert full_moment(NOW, zone=NEW_YORK) == "Tue 3 March 2026 02:14 EST"


def test_a_zone_without_letters_says_its_offset() -> None:
    assert zone_label(NOW, CAIRO) == "EET"
    assert zone_label(NOW, NEPAL) == "UTC+0545"


@pytest.mark.parametrize(
    ("span", "words"),
    [
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=12, seconds=59), "12 min"),
        (timedelta(hours=1), "1 h"),
        (timedelta(hours=3, minutes=5), "3 h 5 min"),
        (timedelta(hours=13, minutes=5), "13 h"),
        (timedelta(days=1, hours=23), "1 day"),
        (timedelta(days=2), "2 days"),
    ],
)
def test_spans(span: timedelta, words: str) -> None:
    assert span_words(span) == words


@pytest.mark.parametrize(
    ("left", "words", "tone"),
    [
        (timedelta(hours=1), "in 1 h", "later"),
        (timedelta(minutes=9, seconds=59), "in 9 min", "soon"),
        (timedelta(seconds=59), "within a minute", "soon"),
        (timedelta(0), "due now", "late"),
        (timedelta(seconds=-59), "due now", "late"),
        (timedelta(minutes=-3), "3 min late", "late"),
    ],
)
def test_a_deadline_counts_down_in_words(left: timedelta, words: str, tone: str) -> None:
    found = countdown(NOW + left, now=NOW)

    assert (found.words, found.tone) == (words, tone)


def shown(tag: str, **more: object) -> str:
    context = {"zone": NEW_YORK, "now": NOW, "at": NOW + timedelta(minutes=30), **more}
    return Template("{% load when %}" + tag).render(Context(context))


def test_a_time_is_machine_readable_in_utc() -> None:
    assert shown("{% when at %}") == '<time datetime="2026-03-03T07:44:00Z">02:44 EST</time>'
    assert (
        shown("{% when at 'day' %}") == '<time datetime="2026-03-03T07:44:00Z">Tue 3 March 02:44 EST</time>'
    )


def test_a_time_can_be_shown_in_another_zone() -> None:
    assert (
        shown("{% when at 'short' theirs %}", theirs=CAIRO)
        == '<time datetime="2026-03-03T07:44:00Z">09:44 EET</time>'
    )


def test_a_time_that_is_not_known_is_nothing() -> None:
    assert shown("{% when at %}{% left at %}", at=None) == ""


def test_a_countdown_keeps_the_exact_time() -> None:
    assert shown("{% left at %}") == '<time class="later" datetime="2026-03-03T07:44:00Z">in 30 min</time>'
