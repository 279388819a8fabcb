"""A text that is sent: its life, its callbacks, what its phone does with it."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.phonesim.running import ACCOUNT, ALICE, BOB, PAGING, until

GOLDEN = {"MessageSid", "SmsSid", "MessageStatus", "SmsStatus", "To", "From", "AccountSid", "ApiVersion"}


def status_of(client, text):
    return client.messages(text.sid).fetch().status


def test_a_text_is_queued_then_delivered_and_both_callbacks_are_signed(client, receiver, text):
    sent = text("Core switch down. Reply 1 to take it.")

    until(lambda: len(receiver.of("/status")) == 2)
    assert (sent.status, sent.direction, sent.num_segments, sent.error_code) == (
        "queued",
        "outbound-api",
        "1",
        None,
    )
    assert re.fullmatch(r"SM[0-9a-f]{32}", sent.sid)
    assert receiver.said("/status", "MessageStatus") == ["sent", "delivered"]
    assert all(heard.is_genuine for heard in receiver.heard)
    assert set(receiver.heard[0].params) == GOLDEN
    assert set(receiver.heard[1].params) == GOLDEN | {"RawDlrDoneDate"}
    assert status_of(client, sent) == "delivered"


def test_the_phone_shows_exactly_what_was_promised(sim, text):
    sent = text("Hello")

    until(lambda: sim.phone()["messages"][-1]["status"] == "delivered")
    phone = sim.phone()
    assert set(phone) == {"number", "name", "messages", "calls"}
    assert {**phone["messages"][0], "at": "?"} == {
        "sid": sent.sid,
        "direction": "outbound-api",
        "from": PAGING,
        "to": ALICE,
        "body": "Hello",
        "status": "delivered",
        "at": "?",
    }


@pytest.mark.parametrize(
    ("behaviour", "code"), [("undelivered", 30008), ("off", 30003), ("landline", 30006), ("filtered", 30007)]
)
def test_a_phone_that_takes_no_text_says_why(sim, client, receiver, text, behaviour, code):
    sim.asks(f"phones/{ALICE}/behaviour", {"text": behaviour})

    sent = text()

    until(lambda: status_of(client, sent) == "undelivered")
    assert client.messages(sent.sid).fetch().error_code == code
    until(lambda: receiver.said("/status", "ErrorCode")[-1:] == [str(code)])


def test_a_silent_carrier_leaves_it_sent_for_ever(sim, client, text):
    sim.asks(f"phones/{ALICE}/behaviour", {"text": "silent"})
    sent = text()
    until(lambda: status_of(client, sent) == "sent")

    sim.forward(100_000)

    assert status_of(client, sent) == "sent"


@pytest.mark.parametrize("how", ["forward", "offset file"])
def test_a_text_that_never_left_expires(sim, client, receiver, text, how):
    sim.asks(f"phones/{ALICE}/behaviour", {"text": "queue"})
    sent = text(validity_period=120)
    until(lambda: status_of(client, sent) == "queued")

    sim.forward(121) if how == "forward" else sim.offset_file.write_text("121")

    until(lambda: status_of(client, sent) == "failed")
    assert client.messages(sent.sid).fetch().error_code == 30036
    until(lambda: receiver.said("/status", "MessageStatus") == ["failed"])


def test_segments_are_counted_as_twilio_does(text):
    assert text("x" * 160).num_segments == "1"
    assert text("x" * 161).num_segments == "2"
    assert text("🔥" * 36).num_segments == "2"


def test_the_list_is_filtered_and_paged_newest_first(client, text):
    sent = [text(f"Text {number}").sid for number in range(5)]
    text("For Bob", to=BOB)

    listed = client.messages.list(to=ALICE, page_size=2)

    assert [one.sid for one in listed] == sent[::-1]
    assert client.messages.list(from_=BOB) == []
    assert len(client.messages.list(to=ALICE, limit=3)) == 3


def test_a_filter_by_date_finds_no_text_that_was_not_sent(sim, client, text):
    sim.asks(f"phones/{ALICE}/behaviour", {"text": "queue"})
    text()
    gone = text(to=BOB)
    until(lambda: status_of(client, gone) == "delivered")
    since = datetime.now(UTC) - timedelta(minutes=1)

    assert [one.sid for one in client.messages.list(date_sent_after=since)] == [gone.sid]
    assert client.messages.list(date_sent_before=since) == []


def test_a_text_is_redacted_and_deleted(client, text):
    sent = text("secret")
    until(lambda: status_of(client, sent) == "delivered")

    assert client.messages(sent.sid).update(body="").body == ""
    assert client.messages(sent.sid).delete()
    assert client.messages.list() == []


def test_dates_are_now_by_the_offset_file(sim, text):
    sim.offset_file.write_text("86400")

    sent = text()

    ahead = sent.date_created - datetime.now(UTC)
    assert timedelta(hours=23, minutes=59) < ahead < timedelta(hours=24, minutes=1)
    assert sent.account_sid == ACCOUNT
