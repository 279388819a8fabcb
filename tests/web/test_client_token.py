"""The form's signed token: nobody can make one, none serves another client, a promise shown lately is kept."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.world import NIGHT
from web.form_token import HONOURED, LIFETIME, BadToken, issue, read, write

SHOWN = {"all_stopped": "call", "not_urgent": "desk_later2026-03-03T13:00"}
TOKEN = issue(client_id=7, shown=SHOWN, now=NIGHT)


def test_what_was_written_is_read() -> None:
    assert read(write(TOKEN), client_id=7) == TOKEN


def test_every_page_has_its_own() -> None:
    assert issue(client_id=7, shown=SHOWN, now=NIGHT).nonce != TOKEN.nonce


def test_a_page_shown_again_keeps_its_nonce() -> None:
    assert issue(client_id=7, shown=SHOWN, now=NIGHT, nonce=TOKEN.nonce).nonce == TOKEN.nonce


def test_another_clients_is_refused() -> None:
    with pytest.raises(BadToken):
        read(write(TOKEN), client_id=8)


@given(st.text(max_size=300))
def test_nothing_made_up_is_taken(text: str) -> None:
    with pytest.raises(BadToken):
        read(text, client_id=7)


@given(st.integers(0, 10_000), st.characters(codec="utf-8"))
def test_one_changed_character_spoils_it(place: int, character: str) -> None:
    text = write(TOKEN)
    place %= len(text)
    changed = text[:place] + character + text[place + 1 :]

    if changed != text:
        with pytest.raises(BadToken):
            read(changed, client_id=7)


def test_a_megabyte_is_not_even_looked_at() -> None:
    with pytest.raises(BadToken):
        read("x" * 1_000_000, client_id=7)


def test_a_promise_is_honoured_for_ten_minutes() -> None:
    just, over = NIGHT + HONOURED - timedelta(seconds=1), NIGHT + HONOURED

    assert TOKEN.decided_at(just) == NIGHT
    assert TOKEN.decided_at(over) == over


def test_nobody_is_hurried_for_half_an_hour() -> None:
    assert timedelta(minutes=30) < LIFETIME
    assert not TOKEN.is_expired(NIGHT + timedelta(minutes=31))
    assert TOKEN.is_expired(NIGHT + LIFETIME)


def test_a_token_from_the_future_decides_nothing() -> None:
    """The clock was set back: the hour that counts is now."""
    ahead = replace(TOKEN, issued_at=NIGHT + timedelta(hours=3))

    assert ahead.decided_at(NIGHT) == NIGHT
    assert ahead.is_expired(NIGHT)
