"""Calls whose webhook or TwiML fails, and calls that come in."""

import pytest

from tests.phonesim.running import ALICE, PAGING


@pytest.mark.parametrize(
    ("twiml", "code"),
    [
        ("<Response><Dial>+12125550142</Dial></Response>", 12200),
        ("<Response><Say>Hi</Response>", 12100),
    ],
)
def test_twiml_that_is_not_twilios_ends_with_an_apology(sim, ring, twiml, code):
    ring(twiml)
    sim.reaches("ringing")
    sim.does("answer")

    assert sim.reaches("completed")["captions"] == [
        "We're sorry, an application error has occurred. Goodbye."
    ]
    assert sim.errors() == [code]


def test_the_fallback_speaks_when_the_webhook_is_down(sim, receiver, ring):
    fallback = receiver.answer("/fallback", "<Response><Say>Press 1 anyway.</Say></Response>")
    ring(url="http://127.0.0.1:9/nobody", fallback_url=fallback)
    sim.reaches("ringing")
    sim.does("answer")

    assert sim.reaches("completed")["captions"] == ["Press 1 anyway."]
    assert receiver.of("/fallback")[0].params["ErrorCode"] == "11205"


def test_a_call_does_not_go_in_circles(sim, receiver, ring):
    ring("<Response><Redirect>/answered</Redirect></Response>")
    sim.reaches("ringing")
    sim.does("answer")

    sim.reaches("completed")
    assert len(receiver.of("/answered")) == 20


def test_a_phone_calls_the_account(sim, receiver, number):
    receiver.answer("/call", "<Response><Say>This line takes no calls.</Say></Response>")

    sim.asks(f"phones/{ALICE}/call", {"to": PAGING})

    assert sim.reaches("completed")["captions"] == ["This line takes no calls."]
    heard = receiver.of("/call")[0]
    assert heard.is_genuine
    assert (heard.params["Direction"], heard.params["CallStatus"]) == ("inbound", "ringing")
    assert heard.params["StirVerstat"] == "TN-Validation-Passed-A"


@pytest.mark.parametrize(("reason", "end"), [("busy", "busy"), ("rejected", "no-answer")])
def test_the_account_may_reject_a_call(sim, receiver, number, reason, end):
    receiver.answer("/call", f'<Response><Reject reason="{reason}"/></Response>')

    sim.asks(f"phones/{ALICE}/call", {"to": PAGING})

    assert sim.reaches(end)["captions"] == []
