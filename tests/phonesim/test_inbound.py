"""A phone texts the account: the signed webhook, its TwiML, and Twilio's own answers to STOP, START and HELP."""

import pytest
from twilio.base.exceptions import TwilioRestException

from tests.phonesim.running import ACCOUNT, ALICE, BOB, PAGING, until

PLACES = {f"{end}{place}" for end in ("To", "From") for place in ("City", "State", "Zip", "Country")}
GOLDEN = PLACES | {
    *("MessageSid", "SmsMessageSid", "SmsSid", "SmsStatus", "NumMedia", "NumSegments"),
    *("Body", "To", "From", "AccountSid", "ApiVersion"),
}


def bodies(sim, number=ALICE):
    return [text["body"] for text in sim.phone(number)["messages"]]


@pytest.fixture
def says(sim, number):
    def say(body, by=ALICE):
        return sim.asks(f"phones/{by}/sms", {"to": PAGING, "body": body})

    return say


def test_a_text_reaches_the_webhook_signed_and_whole(says, receiver):
    said = says("1 & more = ünïcode +1 🔥")

    heard = until(lambda: receiver.of("/text"))[0]
    assert (said["status"], said["direction"]) == ("received", "inbound")
    assert heard.is_genuine
    assert set(heard.params) == GOLDEN
    assert (heard.params["Body"], heard.params["From"]) == ("1 & more = ünïcode +1 🔥", ALICE)
    assert (heard.params["AccountSid"], heard.params["MessageSid"]) == (ACCOUNT, said["sid"])


def test_an_empty_text_comes_too(says, receiver):
    says("")

    assert until(lambda: receiver.of("/text"))[0].is_genuine


def test_message_in_the_answer_becomes_a_reply(sim, says, receiver):
    receiver.answer("/text", "<Response><Message>You have it &amp; good night</Message></Response>")

    says("1")

    until(lambda: bodies(sim) == ["1", "You have it & good night"])
    assert sim.phone()["messages"][1]["direction"] == "outbound-reply"


@pytest.mark.parametrize(
    ("status", "kind", "body", "code"),
    [
        (500, "text/html", "<h1>Oops</h1>", 11200),
        (200, "text/html", "<Response/>", 12300),
        (200, "text/xml", "\n<?xml version='1.0'?><Response/>", 12100),
        (200, "text/xml", "<Response><Say>Hi</Say></Response>", 12200),
        (200, "text/xml", "<Response><message>Hi</message></Response>", 12200),
        (200, "text/xml", "<Response>" + " " * 70_000 + "</Response>", 11750),
    ],
)
def test_a_bad_answer_is_in_the_journal_by_twilios_number(sim, says, receiver, status, kind, body, code):
    receiver.answer("/text", body, status=status, content_type=kind)

    says("1")

    until(lambda: sim.errors() == [code])
    assert bodies(sim) == ["1"]


def test_the_fallback_is_asked_when_the_webhook_breaks(sim, client, says, number, receiver):
    client.incoming_phone_numbers(number.sid).update(sms_fallback_url=receiver.url + "/fallback")
    receiver.answer("/text", "", status=500)
    receiver.answer("/fallback", "<Response><Message>Still here</Message></Response>")

    says("1")

    until(lambda: bodies(sim) == ["1", "Still here"])
    assert receiver.of("/fallback")[0].params["ErrorCode"] == "11200"


@pytest.mark.parametrize("word", ["STOP", " Quit "])
def test_stop_closes_one_number_for_one_phone_and_the_webhook_hears_it(
    sim, client, says, receiver, text, word
):
    says(word)

    until(lambda: receiver.said("/text", "Body") == [word])
    assert "unsubscribed" in bodies(sim)[1]
    with pytest.raises(TwilioRestException) as refused:
        text()
    assert (refused.value.status, refused.value.code) == (400, 21610)
    assert text(to=BOB).status == "queued"


def test_start_opens_it_again_and_help_helps(sim, says, text):
    says("STOP")
    says("START")

    assert "re-subscribed" in bodies(sim)[-1]
    assert text().status == "queued"
    says("HELP")
    assert "STOP to unsubscribe" in bodies(sim)[-1]


def test_yes_without_a_stop_before_is_only_a_word(sim, says):
    says("YES")

    assert bodies(sim) == ["YES"]


def test_a_reply_to_who_said_stop_is_refused(sim, says, receiver):
    receiver.answer("/text", "<Response><Message>But wait</Message></Response>")

    says("STOP")

    until(lambda: 21610 in sim.errors())
    assert "But wait" not in bodies(sim)


def test_nobody_owns_that_number(sim):
    status, words = sim.refusal(f"phones/{ALICE}/sms", {"to": "+12125559999", "body": "1"})

    assert status == 404
    assert "+12125559999" in words
