import pytest

from tests.phonesim.running import ALICE, BOB, PAGING, Receiver, Simulator


@pytest.fixture(scope="session")
def process(tmp_path_factory):
    running = Simulator(tmp_path_factory.mktemp("phonesim")).start()
    yield running
    assert running.stop() == 0


@pytest.fixture
def sim(process):
    """The simulator without texts, calls and faults; its clock is the system's, its phones ring."""
    process.asks("reset", {})
    process.asks("clock", {"speed": 1})
    process.offset_file.write_text("0")
    for number in (ALICE, BOB):
        process.asks(
            f"phones/{number}/behaviour", {"call": "ring", "text": "deliver", "after": None, "code": None}
        )
    return process


@pytest.fixture
def client(sim):
    return sim.client()


@pytest.fixture
def receiver():
    receiver = Receiver()
    yield receiver
    receiver.close()


@pytest.fixture
def number(client, receiver):
    """The account's paging number, its webhooks at the receiver's /text and /call."""
    row = client.incoming_phone_numbers.create(
        phone_number=PAGING, sms_url=receiver.url + "/text", voice_url=receiver.url + "/call"
    )
    receiver.answer("/text", "<Response/>")
    return row


@pytest.fixture
def text(client, receiver):
    """Sends Alice a text whose callbacks go to the receiver's /status."""

    def send(body="Core switch down", to=ALICE, **more):
        callback = {"status_callback": receiver.url + "/status", **more}
        return client.messages.create(to=to, from_=PAGING, body=body, **callback)

    return send


@pytest.fixture
def ring(client, receiver):
    """Calls Alice; the TwiML comes from the receiver's /answered, every event goes to /events."""

    def place(twiml="<Response><Say>Hello</Say></Response>", to=ALICE, **more):
        url = receiver.answer("/answered", twiml)
        events = ["initiated", "ringing", "answered", "completed"]
        given = {
            "url": url,
            "status_callback": receiver.url + "/events",
            "status_callback_event": events,
            **more,
        }
        return client.calls.create(to=to, from_=PAGING, **given)

    return place
