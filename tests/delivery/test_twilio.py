"""The real client against a provider on loopback that misbehaves in every way we know."""

import base64
import socket
import time
from datetime import UTC, datetime, timedelta

import pytest

from delivery.models import AttemptStatus
from delivery.providers.base import OutgoingCall, OutgoingText, SpokenCall
from delivery.providers.errors import DeliveryError, Kind
from delivery.providers.twilio import Credentials, Twilio
from delivery.speech import say_and_hang_up

from .script_server import answers, provider_on_loopback, refuses, resets, sleeps

SID = "SM" + "a" * 32
CALL = "CA" + "b" * 32
ACCOUNT = "AC" + "0" * 32
NOW = datetime(2026, 3, 3, 7, 14, tzinfo=UTC)
TEXT = OutgoingText(
    from_number="+12125550199",
    to="+12125550101",
    body="Harbor Pine P1: +&=é {47}",
    validity_seconds=240,
    status_url="https://bell.example/tw/a/m/1/",
)
RING = OutgoingCall(
    from_number="+12125550199",
    to="+12125550101",
    answer_url="https://bell.example/tw/a/call/1/",
    status_url="https://bell.example/tw/a/call/1/status/",
    ring_seconds=22,
)


@pytest.fixture
def script():
    with provider_on_loopback() as provider:
        yield provider


@pytest.fixture
def twilio(script):
    return at(script.url)


def at(url, read_seconds=0.4):
    return Twilio(
        Credentials(base_url=url, account_sid=ACCOUNT, auth_token="secret", read_seconds=read_seconds)
    )


def row(sid=SID, **fields):
    return {
        "sid": sid,
        "status": "queued",
        "direction": "outbound-api",
        "from": TEXT.from_number,
        "to": TEXT.to,
        "body": TEXT.body,
        "date_created": "Tue, 03 Mar 2026 07:14:00 +0000",
        "error_code": None,
        **fields,
    }


def test_a_text_is_asked_for_as_the_provider_expects(script, twilio):
    script.will(answers(201, row()))

    accepted = twilio.send_text(TEXT)

    assert (accepted.provider_sid, accepted.status) == (SID, AttemptStatus.ACCEPTED)
    [seen] = script.seen
    assert (seen.method, seen.path) == ("POST", f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json")
    assert seen.form == {
        "To": ["+12125550101"],
        "From": ["+12125550199"],
        "Body": [TEXT.body],
        "StatusCallback": [TEXT.status_url],
        "ValidityPeriod": ["240"],
    }
    assert seen.authorization == "Basic " + base64.b64encode(f"{ACCOUNT}:secret".encode()).decode()


def test_a_call_is_asked_for_as_the_provider_expects(script, twilio):
    script.will(answers(201, {"sid": CALL, "status": "queued"}))

    accepted = twilio.place_call(RING)

    assert (accepted.provider_sid, accepted.status) == (CALL, AttemptStatus.ACCEPTED)
    assert script.seen[0].form == {
        "To": ["+12125550101"],
        "From": ["+12125550199"],
        "Url": [RING.answer_url],
        "Method": ["POST"],
        "Timeout": ["22"],
        "TimeLimit": ["3600"],
        "StatusCallback": [RING.status_url],
        "StatusCallbackEvent": ["initiated", "ringing", "answered", "completed"],
    }


def test_a_call_may_bring_its_words_along(script, twilio):
    script.will(answers(201, {"sid": CALL, "status": "queued"}))
    twiml = say_and_hang_up(["The engine stands still."])

    twilio.speak(SpokenCall(TEXT.from_number, TEXT.to, twiml, ring_seconds=25))

    assert script.seen[0].form == {
        "To": [TEXT.to],
        "From": [TEXT.from_number],
        "Twiml": [twiml],
        "Timeout": ["25"],
    }


@pytest.mark.parametrize(
    ("behaviour", "kind"),
    [
        pytest.param(refuses(429, 20429), Kind.RETRY, id="too many requests"),
        pytest.param(answers(500, "<h1>Oops</h1>", content_type="text/html"), Kind.AMBIGUOUS, id="500 html"),
        pytest.param(answers(502, "<h1>Bad</h1>", content_type="text/html"), Kind.AMBIGUOUS, id="502 html"),
        pytest.param(answers(200, "<h1>Hi</h1>", content_type="text/html"), Kind.AMBIGUOUS, id="200 html"),
        pytest.param(answers(201, ""), Kind.AMBIGUOUS, id="empty 201"),
        pytest.param(answers(201, []), Kind.AMBIGUOUS, id="201 with a list"),
        pytest.param(answers(201, {"status": "queued"}), Kind.AMBIGUOUS, id="201 without a sid"),
        pytest.param(answers(201, "null"), Kind.AMBIGUOUS, id="201 null"),
        pytest.param(resets, Kind.AMBIGUOUS, id="reset after accept"),
        pytest.param(sleeps(1.0), Kind.AMBIGUOUS, id="silence"),
        pytest.param(refuses(401, 20003), Kind.CONFIG, id="wrong token"),
        pytest.param(refuses(400, 21610), Kind.PERMANENT, id="opted out"),
        pytest.param(refuses(400, 21614), Kind.PERMANENT, id="landline"),
        pytest.param(refuses(400, 12345), Kind.CHANGE, id="unknown code"),
        pytest.param(answers(302, ""), Kind.CONFIG, id="redirect"),
        pytest.param(
            answers(503, {"type": "x", "title": "Down", "status": 503, "code": 20503}),
            Kind.AMBIGUOUS,
            id="RFC 9457",
        ),
        pytest.param(
            answers(400, {"type": "x", "title": "No", "status": 400, "code": 21211}),
            Kind.PERMANENT,
            id="RFC 9457, 400",
        ),
    ],
)
@pytest.mark.parametrize(
    "send", [lambda t: t.send_text(TEXT), lambda t: t.place_call(RING)], ids=["text", "call"]
)
def test_every_failure_is_one_error_with_a_class_and_asks_once(script, twilio, send, behaviour, kind):
    script.will(behaviour)

    with pytest.raises(DeliveryError) as raised:
        send(twilio)

    assert raised.value.kind == kind
    assert len(script.seen) == 1


def test_a_refused_connection_has_sent_nothing():
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    with pytest.raises(DeliveryError) as raised:
        at(f"http://127.0.0.1:{port}").send_text(TEXT)

    assert raised.value.kind == Kind.RETRY


def test_a_host_that_does_not_exist_has_sent_nothing():
    with pytest.raises(DeliveryError) as raised:
        at("http://nowhere.invalid").send_text(TEXT)

    assert raised.value.kind == Kind.RETRY


@pytest.mark.parametrize("url", ["http://", "nonsense", "ftp://127.0.0.1"])
def test_an_address_that_is_none_is_our_own_fault(url):
    with pytest.raises(DeliveryError) as raised:
        at(url).send_text(TEXT)

    assert raised.value.kind == Kind.CONFIG


def test_a_connection_that_the_provider_closed_meanwhile_loses_nothing(script, twilio):
    def answers_and_closes(handler):
        handler.close_connection = True
        answers(201, row())(handler)

    script.will(answers_and_closes, answers(201, row()))
    twilio.send_text(TEXT)
    time.sleep(0.1)  # the end of the connection has arrived

    assert twilio.send_text(TEXT).provider_sid == SID


def test_neither_proxies_nor_regions_of_the_environment_are_followed(script, twilio, monkeypatch):
    for name, value in {
        "HTTP_PROXY": "http://127.0.0.1:9",
        "http_proxy": "http://127.0.0.1:9",
        "TWILIO_EDGE": "ashburn",
        "TWILIO_REGION": "ie1",
    }.items():
        monkeypatch.setenv(name, value)
    script.will(answers(201, row()))

    assert twilio.send_text(TEXT).provider_sid == SID


def test_the_base_address_may_have_a_path(script):
    script.will(answers(201, row()))

    at(script.url + "/api/laml/").send_text(TEXT)

    assert script.seen[0].path.startswith("/api/laml/2010-04-01/")


def test_the_state_of_a_text_and_of_a_call_is_fetched(script, twilio):
    script.will(
        answers(200, row(status="undelivered", error_code=30003)),
        answers(200, {"sid": CALL, "status": "completed", "answered_by": "machine_start"}),
    )

    text, call = twilio.fetch_text(SID), twilio.fetch_call(CALL)

    assert (text.status, text.error_code) == (AttemptStatus.UNDELIVERED, 30003)
    assert (call.status, call.answered_by) == (AttemptStatus.COMPLETED, "machine_start")


def test_an_unanswered_call_is_canceled_and_a_lost_race_is_no_error(script, twilio):
    script.will(answers(200, {"sid": CALL, "status": "canceled"}), refuses(400, 21220), refuses(401, 20003))

    assert twilio.cancel_call(CALL) is True
    assert twilio.cancel_call(CALL) is False
    with pytest.raises(DeliveryError):
        twilio.cancel_call(CALL)
    assert script.seen[0].form == {"Status": ["canceled"]}


class TestLostAnswers:
    """Nobody said whether it was sent: the provider's list is asked."""

    def listed(self, script, *rows, key="messages"):
        page = {key: list(rows), "next_page_uri": None, "page": 0, "page_size": 20, "uri": "/x"}
        script.will(answers(200, page))

    def test_the_text_is_recognised_by_body_sender_and_time(self, script, twilio):
        self.listed(
            script,
            row("SM" + "1" * 32, body="another"),
            row("SM" + "2" * 32, direction="inbound"),
            row("SM" + "3" * 32, date_created="Tue, 03 Mar 2026 07:13:54 +0000"),
            row("SM" + "4" * 32, **{"from": "+12125550100"}),
            row(SID, status="sent", date_created="Tue, 03 Mar 2026 07:14:01 +0000"),
        )

        found = twilio.find_text(TEXT, since=NOW, known=frozenset())

        assert (found.provider_sid, found.status.status, found.copies) == (SID, AttemptStatus.SENT, 1)
        assert script.seen[0].query == {"To": [TEXT.to], "PageSize": ["20"]}

    def test_a_clock_that_is_three_seconds_behind_ours_still_matches(self, script, twilio):
        self.listed(script, row(date_created="Tue, 03 Mar 2026 07:13:57 +0000"))

        assert twilio.find_text(TEXT, since=NOW, known=frozenset()).provider_sid == SID

    def test_of_two_equal_texts_the_newest_is_ours_and_both_are_counted(self, script, twilio):
        older = row("SM" + "1" * 32, date_created="Tue, 03 Mar 2026 07:14:01 +0000")
        self.listed(script, older, row(date_created="Tue, 03 Mar 2026 07:14:02 +0000"))

        found = twilio.find_text(TEXT, since=NOW, known=frozenset())

        assert (found.provider_sid, found.copies) == (SID, 2)

    def test_a_text_that_another_attempt_knows_is_not_ours(self, script, twilio):
        self.listed(script, row())

        assert twilio.find_text(TEXT, since=NOW, known=frozenset({SID})) is None

    def test_a_text_without_a_date_is_not_ours(self, script, twilio):
        self.listed(script, row(date_created=None), row(date_created="gibberish"))

        assert twilio.find_text(TEXT, since=NOW, known=frozenset()) is None

    def test_a_call_is_recognised_by_sender_and_time(self, script, twilio):
        self.listed(
            script, row(CALL, status="ringing"), row("CA" + "1" * 32, direction="inbound"), key="calls"
        )

        found = twilio.find_call(RING, since=NOW, known=frozenset())

        assert (found.provider_sid, found.status.status) == (CALL, AttemptStatus.RINGING)

    @pytest.mark.parametrize(
        ("behaviour", "kind", "code"),
        [(refuses(401, 20003), Kind.CONFIG, 20003), (refuses(429, 20429), Kind.RETRY, 20429)],
    )
    def test_a_list_that_is_refused_says_why(self, script, twilio, behaviour, kind, code):
        script.will(behaviour)

        with pytest.raises(DeliveryError) as raised:
            twilio.find_text(TEXT, since=NOW, known=frozenset())

        assert (raised.value.kind, raised.value.code) == (kind, code)

    @pytest.mark.parametrize(
        "behaviour", [answers(200, "<h1>Hi</h1>"), answers(500, ""), answers(200, {}), resets]
    )
    def test_a_list_that_cannot_be_read_is_no_answer(self, script, twilio, behaviour):
        script.will(behaviour)

        with pytest.raises(DeliveryError) as raised:
            twilio.find_text(TEXT, since=NOW, known=frozenset())

        assert raised.value.kind == Kind.AMBIGUOUS


class TestNumbers:
    """A number's webhooks are pointed here once."""

    text_url, call_url = "https://bell.example/tw/a/text/", "https://bell.example/tw/a/call/"

    def number(self, **fields):
        return {
            "sid": "PN" + "1" * 32,
            "phone_number": "+12125550199",
            "sms_url": "",
            "voice_url": "",
            **fields,
        }

    def register(self, twilio):
        return twilio.register_number("+12125550199", text_url=self.text_url, call_url=self.call_url)

    def test_it_is_pointed_here(self, script, twilio):
        script.will(answers(200, {"incoming_phone_numbers": [self.number()]}), answers(200, self.number()))

        assert self.register(twilio) is True
        assert script.seen[1].form == {
            "SmsUrl": [self.text_url],
            "SmsMethod": ["POST"],
            "VoiceUrl": [self.call_url],
            "VoiceMethod": ["POST"],
        }

    def test_once_it_points_here_nothing_is_changed(self, script, twilio):
        there = {
            "sms_url": self.text_url,
            "voice_url": self.call_url,
            "sms_method": "POST",
            "voice_method": "POST",
        }
        script.will(answers(200, {"incoming_phone_numbers": [self.number(**there)]}))

        assert self.register(twilio) is False

    def test_a_number_of_somebody_else_is_refused(self, script, twilio):
        script.will(answers(200, {"incoming_phone_numbers": []}))

        with pytest.raises(DeliveryError) as raised:
            self.register(twilio)

        assert raised.value.kind == Kind.CONFIG


def test_a_forked_process_and_another_thread_have_their_own_client(twilio, script):
    script.will(answers(201, row()), answers(201, row()))
    twilio.send_text(TEXT)
    here = twilio._rest

    assert twilio._rest is here
    assert at(script.url)._rest is here
    assert at(script.url, read_seconds=9)._rest is not here


def test_the_longest_and_the_shortest_validity_are_the_providers(script, twilio):
    script.will(answers(201, row()), answers(201, row()))

    for seconds in (0, timedelta(days=2).total_seconds()):
        twilio.send_text(
            OutgoingText(
                **{**{f: getattr(TEXT, f) for f in TEXT.__slots__}, "validity_seconds": int(seconds)}
            )
        )

    assert [seen.form["ValidityPeriod"] for seen in script.seen] == [["1"], ["36000"]]
