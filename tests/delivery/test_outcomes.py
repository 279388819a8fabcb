"""Dead end or silence: a dead end moves a page on at once, silence waits for the person's next rule."""

from datetime import UTC, datetime, timedelta

import pytest

from delivery.outcomes import Reason, is_dead_end, of_answered_call

RANG = datetime(2026, 3, 3, 7, 14, tzinfo=UTC)


def call(seconds, *, heard=False, by=""):
    answered = RANG + timedelta(seconds=seconds)
    return of_answered_call(
        ringing_at=RANG, answered_at=answered, heard_at=answered if heard else None, answered_by=by
    )


@pytest.mark.parametrize(
    ("outcome", "reason", "dead_end"),
    [
        (call(10, heard=True), Reason.ANSWERED, False),
        (call(1, heard=True), Reason.ANSWERED, False),
        (call(10), Reason.NO_KEY, False),
        (call(4.9), Reason.PICKED_UP_AT_ONCE, True),
        (call(5), Reason.NO_KEY, False),
        (call(20, by="machine_start"), Reason.VOICEMAIL, False),
        (call(20, by="machine_end_beep"), Reason.VOICEMAIL, False),
        (call(20, by="fax"), Reason.VOICEMAIL, False),
        (call(20, by="human"), Reason.NO_KEY, False),
        (call(20, by="unknown"), Reason.NO_KEY, False),
    ],
)
def test_only_a_key_makes_an_answered_call_heard(outcome, reason, dead_end):
    assert outcome == reason
    assert is_dead_end(outcome) == dead_end


def test_a_call_whose_ringing_was_never_reported_is_silence():
    assert of_answered_call(ringing_at=None, answered_at=RANG, heard_at=None, answered_by="") == Reason.NO_KEY


@pytest.mark.parametrize("reason", ["no_answer", "busy", "voicemail", "no_key", "answered", "", "canceled"])
def test_silence_is_no_dead_end(reason):
    assert not is_dead_end(reason)


@pytest.mark.parametrize(
    "reason", ["undelivered", "opted_out", "landline", "invalid_number", "a word from later"]
)
def test_what_cannot_have_reached_a_person_is_a_dead_end(reason):
    assert is_dead_end(reason)
