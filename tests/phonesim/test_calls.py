"""A call that is placed: how it rings, who answers, what is said and which keys count."""

import time

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.phonesim.running import ALICE, BOB, PAGING, until

PROMPT = "Harbor Pine on-call page for Alice. Press 1 to take it."
ASK = (
    f'<Response><Gather numDigits="1" timeout="2" action="/keys"><Say>{PROMPT}</Say></Gather>'
    "<Say>Nobody pressed a key.</Say><Hangup/></Response>"
)
TAKEN = "<Response><Say>You have it.</Say><Hangup/></Response>"


def events(receiver):
    return receiver.said("/events", "CallStatus")


def test_a_call_is_answered_asks_takes_a_key_and_ends(sim, receiver, ring):
    receiver.answer("/keys", TAKEN)
    placed = ring(ASK)
    sim.reaches("ringing")
    assert receiver.of("/answered") == []

    sim.does("answer")
    until(lambda: sim.call()["captions"])
    sim.does("keys", digits="1")

    ended = sim.reaches("completed")
    assert placed.status == "queued"
    assert ended["captions"] == [PROMPT, "You have it."]
    assert receiver.said("/keys", "Digits") == ["1"]
    until(lambda: len(events(receiver)) == 4)
    assert events(receiver) == ["initiated", "ringing", "in-progress", "completed"]
    assert receiver.said("/events", "SequenceNumber") == ["0", "1", "2", "3"]
    assert receiver.said("/answered", "CallStatus") == ["in-progress"]
    assert all(heard.is_genuine for heard in receiver.heard)


def test_the_last_event_has_the_golden_parameters(sim, receiver, ring):
    ring()
    sim.reaches("ringing")
    sim.does("answer")

    last = until(lambda: receiver.of("/events")[3:])[0].params
    assert {
        *("CallSid", "AccountSid", "From", "To", "Caller", "Called", "CallStatus", "Direction", "ApiVersion"),
        *("Timestamp", "CallbackSource", "SequenceNumber", "CallDuration", "Duration", "SipResponseCode"),
    } <= set(last)
    assert (last["CallbackSource"], last["Direction"]) == ("call-progress-events", "outbound-api")
    assert "AnsweredBy" not in last


def test_only_the_last_event_is_told_unless_more_are_asked_for(sim, receiver, client):
    client.calls.create(to=ALICE, from_=PAGING, twiml="<Response/>", status_callback=receiver.url + "/events")
    sim.reaches("ringing")
    sim.does("answer")

    until(lambda: events(receiver))
    assert events(receiver) == ["completed"]


def test_a_key_stops_the_speech(sim, receiver, ring):
    receiver.answer("/keys", TAKEN)
    ring(ASK.replace(PROMPT, "word " * 500))
    sim.reaches("ringing")
    sim.does("answer")
    until(lambda: sim.call()["captions"])
    started = time.monotonic()

    sim.does("keys", digits="1")

    until(lambda: receiver.of("/keys"))
    assert time.monotonic() - started < 2


def test_without_a_key_the_call_falls_through_and_the_action_is_not_asked(sim, receiver, ring):
    ring(ASK)
    sim.reaches("ringing")
    sim.does("answer")
    until(lambda: sim.call()["captions"])

    sim.forward(60)

    assert sim.reaches("completed")["captions"] == [PROMPT, "Nobody pressed a key."]
    assert receiver.of("/keys") == []


def test_an_empty_result_is_told_where_that_is_asked_for(sim, receiver, ring):
    receiver.answer("/keys", TAKEN)
    ring(ASK.replace('timeout="2"', 'timeout="0" actionOnEmptyResult="true"'))
    sim.reaches("ringing")
    sim.does("answer")

    until(lambda: receiver.said("/keys", "Digits") == [""])


def test_keys_pressed_early_are_kept_for_the_gather(sim, receiver, ring):
    receiver.answer("/keys", TAKEN)
    ring(ASK.replace("<Gather", "<Say>Good evening.</Say><Gather"))
    sim.reaches("ringing")
    sim.does("answer")

    sim.does("keys", digits="1")

    assert sim.reaches("completed")["captions"] == ["Good evening.", "You have it."]


@pytest.mark.parametrize(
    ("pressed", "digits", "closing"), [("48#", "48", "#"), ("#", "", "#"), ("4821", "4821", "")]
)
def test_a_gather_of_four_keys_may_be_closed_early(sim, receiver, ring, pressed, digits, closing):
    receiver.answer("/keys", TAKEN)
    ring(ASK.replace('numDigits="1"', 'numDigits="4"'))
    sim.reaches("ringing")
    sim.does("answer")

    sim.does("keys", digits=pressed)

    heard = until(lambda: receiver.of("/keys"))[0].params
    assert (heard["Digits"], heard["FinishedOnKey"]) == (digits, closing)


def test_nobody_answers_until_the_ringing_ends(sim, receiver, ring):
    ring(timeout=22)
    sim.reaches("ringing")
    sim.forward(21)
    assert sim.call()["state"] == "ringing"

    sim.forward(1)

    sim.reaches("no-answer")
    assert until(lambda: events(receiver)[-1] == "no-answer")
    assert receiver.of("/answered") == []


@pytest.mark.parametrize(("what", "sip"), [("busy", "486"), ("reject", "603")])
def test_a_busy_or_declined_call_is_over_at_once(sim, receiver, ring, what, sip):
    ring()
    sim.reaches("ringing")

    sim.does(what)

    sim.reaches("busy")
    until(lambda: events(receiver)[-1] == "busy")
    assert receiver.said("/events", "SipResponseCode")[-1] == sip


@pytest.mark.parametrize(
    ("behaviour", "end"), [("busy", "busy"), ("reject", "busy"), ("off", "failed"), ("answer", "completed")]
)
def test_a_phone_does_by_itself_what_it_was_told(sim, ring, behaviour, end):
    sim.asks(f"phones/{ALICE}/behaviour", {"call": behaviour})

    ring()

    sim.reaches(end)


def test_a_mailbox_answers_presses_no_key_and_records(sim, receiver, ring):
    sim.asks(f"phones/{ALICE}/behaviour", {"call": "voicemail", "after": 0.2})
    ring(ASK.replace("<Gather", '<Pause length="20"/><Gather'))
    sim.reaches("in-progress")

    status, words = sim.refusal(f"calls/{sim.call()['sid']}/keys", {"digits": "1"})

    assert (status, "mailbox" in words) == (409, True)
    sim.asks("clock", {"speed": 20})
    assert sim.reaches("completed")["captions"] == [PROMPT, "Nobody pressed a key."]
    board = sim.asks("board/")["phones"]
    assert (
        next(one for one in board if one["number"] == ALICE)["call"]["recorded"][-1]
        == "Nobody pressed a key."
    )
    assert receiver.of("/keys") == []


@pytest.mark.parametrize(
    ("who", "detection", "verdict"),
    [
        ("voicemail", "Enable", "machine_start"),
        ("voicemail", "DetectMessageEnd", "machine_end_beep"),
        ("answer", "Enable", "human"),
    ],
)
def test_machine_detection_says_who_answered_if_asked(sim, receiver, ring, who, detection, verdict):
    ring(machine_detection=detection)
    sim.reaches("ringing")

    sim.does(who)

    until(lambda: receiver.said("/answered", "AnsweredBy") == [verdict])


def test_asynchronous_detection_is_told_apart(sim, receiver, ring):
    ring(
        ASK,
        machine_detection="Enable",
        async_amd="true",
        async_amd_status_callback=receiver.url + "/amd",
    )
    sim.reaches("ringing")

    sim.does("voicemail")

    until(lambda: receiver.said("/amd", "AnsweredBy") == ["machine_start"])
    assert receiver.said("/answered", "AnsweredBy") == [None]


def test_a_call_is_canceled_while_it_rings_and_not_after(sim, client, ring):
    placed = ring()
    sim.reaches("ringing")

    client.calls(placed.sid).update(status="canceled")

    sim.reaches("canceled")
    with pytest.raises(TwilioRestException) as late:
        client.calls(placed.sid).update(status="canceled")
    assert late.value.code == 21220


def test_an_answered_call_can_be_sent_elsewhere_or_ended(sim, client, ring):
    placed = ring('<Response><Pause length="60"/></Response>')
    sim.reaches("ringing")
    sim.does("answer")

    client.calls(placed.sid).update(twiml='<Response><Say>Bob has it.</Say><Pause length="60"/></Response>')

    until(lambda: sim.call()["captions"] == ["Bob has it."])
    client.calls(placed.sid).update(status="completed")
    sim.reaches("completed")


def test_a_person_hangs_up_in_the_middle(sim, receiver, ring):
    ring(ASK.replace(PROMPT, "word " * 500))
    sim.reaches("ringing")
    sim.does("answer")

    sim.does("hangup")

    assert sim.call()["state"] == "completed"
    until(lambda: events(receiver)[-1] == "completed")
    assert receiver.of("/keys") == []


@pytest.mark.parametrize("what", ["answer", "reject", "busy", "voicemail", "hangup", "keys"])
def test_what_comes_too_late_is_refused_in_words(sim, ring, what):
    ring()
    sim.reaches("ringing")
    sim.does("reject")

    status, words = sim.refusal(
        f"calls/{sim.call()['sid']}/{what}", {"digits": "1"} if what == "keys" else {}
    )

    assert (status, "busy" in words) == (409, True)


def test_calls_are_dialled_one_a_second(sim, client):
    for number in (ALICE, BOB):
        client.calls.create(to=number, from_=PAGING, twiml="<Response/>")

    sim.reaches("ringing", ALICE)

    assert sim.call(BOB)["state"] == "queued"
    sim.reaches("ringing", BOB)


def test_the_phone_shows_exactly_what_was_promised_of_a_call(sim, ring):
    placed = ring()
    call = sim.reaches("ringing")

    assert {**call, "at": "?"} == {
        "sid": placed.sid,
        "direction": "outbound-api",
        "from": PAGING,
        "to": ALICE,
        "state": "ringing",
        "captions": [],
        "at": "?",
    }
