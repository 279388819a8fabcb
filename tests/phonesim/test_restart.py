"""What a restart keeps, what it ends, and that a stop is quick."""

import subprocess
import sys
import time

import pytest

from tests.phonesim.running import ACCOUNT, ALICE, PAGING, TOKEN, Simulator, until

pytestmark = pytest.mark.slow


@pytest.fixture
def own(tmp_path):
    """A simulator of this test's own."""
    running = Simulator(tmp_path).start()
    yield running
    if running.process.poll() is None:
        running.stop()


def test_phones_numbers_texts_and_opt_outs_survive(own):
    client = own.client()
    own.asks("phones/", {"number": ALICE, "name": "Alice"})
    own.asks(f"phones/{ALICE}/behaviour", {"call": "voicemail"})
    client.incoming_phone_numbers.create(phone_number=PAGING, sms_url="http://127.0.0.1:9/text")
    client.messages.create(to=ALICE, from_=PAGING, body="Hi")
    own.asks(f"phones/{ALICE}/sms", {"to": PAGING, "body": "STOP"})
    last = until(lambda: own.asks("journal/"))[-1]["id"]

    assert own.stop() == 0
    own.start()

    assert own.asks("phones/") == [{"number": ALICE, "name": "Alice"}]
    assert own.asks(f"phones/{ALICE}/behaviour")["call"] == "voicemail"
    assert own.asks("numbers/")[0]["sms_url"] == "http://127.0.0.1:9/text"
    assert [one["body"] for one in own.phone()["messages"]][:2] == ["Hi", "STOP"]
    own.asks(f"phones/{ALICE}/sms", {"to": PAGING, "body": "1"})
    assert own.asks("journal/")[-1]["id"] > last


def test_a_ringing_phone_rings_on_and_a_lost_line_is_over(own, receiver):
    client = own.client()
    given = {"to": ALICE, "from_": PAGING, "status_callback": receiver.url + "/events"}
    talking = client.calls.create(twiml='<Response><Pause length="60"/></Response>', **given)
    own.reaches("ringing")
    own.does("answer")
    ringing = client.calls.create(twiml="<Response><Say>Hi</Say></Response>", **given)
    until(lambda: client.calls(ringing.sid).fetch().status == "ringing")

    own.stop()
    own.start()

    assert client.calls(talking.sid).fetch().status == "completed"
    assert client.calls(ringing.sid).fetch().status == "ringing"
    until(lambda: receiver.said("/events", "CallSid") == [talking.sid])
    own.does("answer")
    assert own.reaches("completed")["captions"] == ["Hi"]


def test_reset_forgets_the_traffic_and_keeps_the_phones(own):
    client = own.client()
    own.asks("phones/", {"number": ALICE, "name": "Alice"})
    client.messages.create(to=ALICE, from_=PAGING, body="Hi")
    client.calls.create(to=ALICE, from_=PAGING, twiml="<Response/>")
    own.asks(f"phones/{ALICE}/sms", {"to": PAGING, "body": "STOP"})
    own.fault("rest", "500", times=None)

    own.asks("reset", {})

    assert own.phone() == {"number": ALICE, "name": "Alice", "messages": [], "calls": []}
    assert own.asks("faults") == []
    assert own.asks("journal/") == []
    assert own.asks("numbers/")[0]["number"] == PAGING
    assert client.messages.create(to=ALICE, from_=PAGING, body="Hi again").status == "queued"


def test_it_stops_at_once_in_the_middle_of_a_call_and_a_slow_answer(own, receiver):
    slow = receiver.answer("/slow", "<Response/>", wait=5)
    own.client().calls.create(to=ALICE, from_=PAGING, url=slow)
    own.reaches("ringing")
    own.does("answer")
    until(lambda: receiver.of("/slow"))
    started = time.monotonic()

    assert own.stop() == 0

    assert time.monotonic() - started < 2


@pytest.mark.parametrize(
    ("more", "word"),
    [
        (["--host", "0.0.0.0"], "PHONESIM_HOST"),
        (["--account", ""], "TWILIO_ACCOUNT_SID"),
        (["--speed", "0"], "SPEED"),
    ],
)
def test_it_refuses_to_start_half_told_or_open_to_the_world(tmp_path, more, word):
    command = [sys.executable, "-m", "phonesim", "--port", "1", "--data", str(tmp_path)]
    given = ["--account", ACCOUNT, "--token", TOKEN, *more]

    ended = subprocess.run([*command, *given], env={"PATH": ""}, capture_output=True, text=True, timeout=20)

    assert ended.returncode == 2
    assert word in ended.stderr
