"""Faults on demand: what may go wrong between a provider and us, each as often as it was asked for."""

import time

import pytest
import requests
from twilio.base.exceptions import TwilioException, TwilioRestException

from tests.phonesim.running import ALICE, BOB, PAGING, until


def delivered(sim, number=ALICE):
    return sim.knows(number) and [one["status"] for one in sim.phone(number)["messages"]] == ["delivered"]


def statuses(receiver):
    return receiver.said("/status", "MessageStatus")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("429", 429, 20429),
        ("500", 500, 20500),
        ("503", 503, 20503),
        ("auth", 401, 20003),
        ("html502", 502, 502),
    ],
)
def test_a_refusal_on_demand_creates_nothing_and_hits_once(sim, client, text, fault, status, code):
    sim.fault("rest", fault)

    with pytest.raises(TwilioRestException) as refused:
        text()

    assert (refused.value.status, refused.value.code) == (status, code)
    assert client.messages.list() == []
    assert text().status == "queued"
    assert sim.asks("faults") == []


def test_an_answer_that_got_lost_leaves_a_text(sim, text):
    sim.fault("rest", "drop")

    with pytest.raises(requests.ConnectionError):
        text()

    assert until(lambda: delivered(sim))


def test_success_without_a_body_leaves_a_text_without_a_name(sim, text):
    sim.fault("rest", "empty201")

    assert text().sid is None

    assert until(lambda: delivered(sim))


def test_success_in_html_creates_nothing(sim, client, text):
    sim.fault("rest", "html200")

    with pytest.raises(ValueError):  # noqa: PT011 - the client can't read it
        text()

    assert client.messages.list() == []


def test_a_slow_answer_is_late(sim, text):
    sim.fault("rest", "slow", seconds=0.5)
    started = time.monotonic()

    text()

    assert time.monotonic() - started >= 0.5


def test_a_fault_may_be_for_one_number_for_so_many_requests(sim, text):
    sim.fault("rest", "500", number=ALICE, times=2)

    assert text(to=BOB).status == "queued"
    for _ in range(2):
        with pytest.raises(TwilioRestException):
            text()
    assert text().status == "queued"


def test_a_fault_without_an_end_stays_until_it_is_switched_off(sim, text):
    fault = sim.fault("rest", "503", times=None)
    for _ in range(3):
        with pytest.raises(TwilioRestException):
            text()
    assert sim.asks("faults")[0]["hits"] == 3

    sim.asks(f"faults/{fault['id']}", method="DELETE")

    assert text().status == "queued"


def test_a_reader_is_spared_unless_meant(sim, client):
    sim.fault("rest", "500", times=None)
    assert client.messages.list() == []

    sim.fault("rest", "503", method="GET")

    with pytest.raises(TwilioException):
        client.messages.list()


def test_a_dropped_callback_never_comes(sim, receiver, text):
    sim.fault("callback", "drop")
    text()

    until(lambda: statuses(receiver) == ["delivered"])
    assert delivered(sim)
    assert [line["verdict"] for line in sim.journal("webhook")] == ["not sent", "accepted"]


def test_a_callback_may_come_again_and_again(sim, receiver, text):
    sim.fault("callback", "dup", count=2)

    text()

    until(lambda: statuses(receiver) == ["sent", "sent", "sent", "delivered"])


def test_a_callback_may_be_overtaken(sim, receiver, text):
    sim.fault("callback", "reorder")

    text()

    until(lambda: statuses(receiver) == ["delivered", "sent"])


def test_a_late_callback_comes_after_the_others(sim, receiver, text):
    sim.fault("callback", "delay", seconds=60)
    text()
    until(lambda: statuses(receiver) == ["delivered"])

    sim.forward(60)

    until(lambda: statuses(receiver) == ["delivered", "sent"])


def test_a_wrong_signature_is_not_genuine(sim, receiver, text):
    sim.fault("callback", "wrong_signature")
    receiver.answer("/status", status=403)

    text()

    until(lambda: [one.is_genuine for one in receiver.of("/status")] == [False, True])
    lines = until(lambda: (found := sim.journal("webhook"))[1:] and found)
    assert [(line["signature"], line["verdict"]) for line in lines] == [
        ("wrong", "refused"),
        ("right", "refused"),
    ]


def test_a_callback_may_be_there_before_the_answer(sim, receiver, client):
    sim.fault("callback", "before_response")

    sent = client.messages.create(to=ALICE, from_=PAGING, body="Hi", status_callback=receiver.url + "/status")

    assert statuses(receiver)[:1] == ["sent"]
    assert sent.status == "queued"


def test_a_calls_callback_may_be_there_before_the_answer_too(sim, receiver, ring):
    sim.fault("callback", "before_response")

    ring()

    assert receiver.said("/events", "CallStatus")[:2] == ["initiated", "ringing"]


def test_an_unknown_status_and_parameter_come_signed_before_the_true_one(sim, receiver, text):
    sim.fault("callback", "unknown_status")

    text()

    until(lambda: statuses(receiver) == ["mislaid", "sent", "delivered"])
    assert receiver.of("/status")[0].params["SimulatedExtra"] == "1"
    assert all(heard.is_genuine for heard in receiver.heard)


def test_a_key_may_be_told_twice(sim, receiver, ring):
    receiver.answer("/keys", "<Response><Say>You have it.</Say></Response>")
    ring('<Response><Gather numDigits="1" action="/keys"/></Response>')
    sim.reaches("ringing")
    sim.does("answer")
    sim.fault("callback", "dup", on="keys")
    until(lambda: receiver.of("/answered"))

    sim.does("keys", digits="1")

    until(lambda: receiver.said("/keys", "Digits") == ["1", "1"])
    assert sim.reaches("completed")["captions"] == ["You have it."]


def test_a_webhook_that_nobody_hears_is_tried_once_more_and_noted(sim, text):
    text(status_callback="http://127.0.0.1:9/nobody")

    until(lambda: sim.errors()[:1] == [15002])
    assert sim.journal("webhook")[0]["verdict"] == "unanswered"


@pytest.mark.parametrize(
    "fault",
    [
        {},
        {"kind": "rest"},
        {"kind": "rest", "fault": "dup"},
        {"kind": "callback", "fault": "429"},
        {"kind": "rest", "fault": "500", "times": 0},
        {"kind": "rest", "fault": "500", "times": True},
        {"kind": "rest", "fault": "slow", "seconds": -1},
        {"kind": "rest", "fault": "500", "number": "12"},
        {"kind": "rest", "fault": "500", "often": 3},
        {"kind": ["rest"], "fault": "500"},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused_in_words(sim, fault):
    status, words = sim.refusal("faults", fault)

    assert (status, bool(words)) == (400, True)
