"""The provider's webhooks, read by name: payloads as captured, and hostile ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from delivery.models import AttemptStatus
from delivery.providers import forms

ANY_TEXT = st.text(st.characters(codec=None), max_size=40)
NAMES = (
    "MessageSid",
    "CallSid",
    "Body",
    "Digits",
    "SequenceNumber",
    "NumMedia",
    "MessageStatus",
    "ErrorCode",
)
SID = "SM" + "a" * 32
CALL = "CA" + "b" * 32


def test_a_status_of_a_text():
    report = forms.parse_status(
        {
            "MessageSid": SID,
            "SmsSid": SID,
            "MessageStatus": "undelivered",
            "SmsStatus": "undelivered",
            "To": "+12125550101",
            "From": "+12125550199",
            "AccountSid": "AC1",
            "ApiVersion": "2010-04-01",
            "ErrorCode": "30003",
            "RawDlrDoneDate": "2603030214",
        }
    )

    assert report.now == forms.text_status(sid=SID, word="undelivered", error_code="30003")
    assert report.now.status == AttemptStatus.UNDELIVERED
    assert report.now.error_code == 30003
    assert report.sequence == -1
    assert report.params["RawDlrDoneDate"] == "2603030214"


@pytest.mark.parametrize(
    ("word", "extra", "status"),
    [
        ("initiated", {}, AttemptStatus.ACCEPTED),
        ("ringing", {}, AttemptStatus.RINGING),
        ("in-progress", {}, AttemptStatus.ANSWERED),
        ("completed", {}, AttemptStatus.COMPLETED),
        ("busy", {"SipResponseCode": "486"}, AttemptStatus.BUSY),
        ("no-answer", {"SipResponseCode": "487"}, AttemptStatus.NO_ANSWER),
        ("failed", {"SipResponseCode": "480"}, AttemptStatus.NO_ANSWER),
        ("failed", {"SipResponseCode": "404"}, AttemptStatus.FAILED),
        ("canceled", {}, AttemptStatus.CANCELED),
        ("levitating", {}, None),
    ],
)
def test_a_status_of_a_call(word, extra, status):
    report = forms.parse_status({"CallSid": CALL, "CallStatus": word, "SequenceNumber": "3", **extra})

    assert report.now.status == status
    assert report.now.word == word
    assert report.sequence == 3


def test_a_word_nobody_knows_is_kept_and_changes_nothing():
    report = forms.parse_status({"MessageSid": SID, "MessageStatus": "teleported", "NewParam": "x"})

    assert report.now.status is None
    assert report.now.word == "teleported"


def test_an_inbound_text():
    text = forms.parse_text(
        {"MessageSid": SID, "From": "+12125550101", "To": "+12125550199", "Body": " 1 ", "NumMedia": "0"}
    )

    assert (text.from_number, text.to, text.body, text.media_count) == (
        "+12125550101",
        "+12125550199",
        " 1 ",
        0,
    )


def test_a_picture_without_words_is_an_empty_text():
    text = forms.parse_text({"MessageSid": SID, "From": "+12125550101", "NumMedia": "1"})

    assert (text.body, text.media_count, text.opt_out) == ("", 1, "")


def test_advanced_opt_out_says_which_word_it_was():
    assert forms.parse_text({"Body": "Stop", "OptOutType": "STOP"}).opt_out == "STOP"


@pytest.mark.parametrize(
    ("given_digits", "read"), [("1", "1"), ("52", "52"), ("#", ""), ("", ""), (None, ""), ("1#", "1")]
)
def test_keys_come_without_the_closing_hash(given_digits, read):
    params = {"CallSid": CALL} if given_digits is None else {"CallSid": CALL, "Digits": given_digits}

    assert forms.parse_keys(params).digits == read


@given(st.dictionaries(st.sampled_from(NAMES) | ANY_TEXT, ANY_TEXT, max_size=6))
def test_any_form_is_read_and_can_be_stored(params):
    for parse in (forms.parse_text, forms.parse_call, forms.parse_status, forms.parse_keys):
        stored = "".join(name + value for name, value in parse(params).params.items())

        assert "\x00" not in stored
        stored.encode("utf-8")


@pytest.mark.parametrize(
    ("value", "number"),
    [(30003, 30003), ("30003", 30003), (None, None), ("", None), ("x", None), ("٣", None), ("9" * 30, None)],
)
def test_numbers_come_in_every_shape(value, number):
    assert forms.number_or_none(value) == number
