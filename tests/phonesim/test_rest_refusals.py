"""What the API refuses, by Twilio's numbers: bad credentials, bad numbers, unknown names."""

import base64
import json
from contextlib import closing
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.rest import Client

from tests.phonesim.running import ACCOUNT, ALICE, PAGING, TOKEN

TEXT = {"To": ALICE, "From": PAGING, "Body": "Hi"}
CALL = {"To": ALICE, "From": PAGING, "Twiml": "<Response/>"}
WITHOUT = object()


@pytest.fixture
def posts(sim):
    def post(
        resource, form, *, user=f"{ACCOUNT}:{TOKEN}", method="POST", kind="application/x-www-form-urlencoded"
    ):
        """Status and JSON of a raw request."""
        url = f"{sim.url}/2010-04-01/Accounts/{ACCOUNT}/{resource}"
        headers = {"Authorization": "Basic " + base64.b64encode(user.encode()).decode(), "Content-Type": kind}
        request = Request(url, urlencode(form, doseq=True).encode() or None, headers, method=method)
        try:
            with closing(urlopen(request, timeout=5)) as answer:
                return answer.status, json.loads(answer.read())
        except HTTPError as error:
            with closing(error):
                return error.code, json.loads(error.read())

    return post


def changed(form, changes):
    return {name: value for name, value in {**form, **changes}.items() if value is not WITHOUT}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": WITHOUT}, 21604),
        ({"To": "12"}, 21211),
        ({"To": "+1212555014"}, 21211),
        ({"to": ALICE, "To": WITHOUT}, 20001),
        ({"From": WITHOUT}, 21603),
        ({"From": "Harbor"}, 21212),
        ({"To": PAGING}, 21266),
        ({"Body": ""}, 21602),
        ({"Body": WITHOUT}, 21602),
        ({"Body": "x" * 1601}, 21617),
        ({"StatusCallback": "not a url"}, 21609),
        ({"StatusCallback": "http://under_score.example/x"}, 21609),
        ({"StatusCallback": "http://bell.example/" + "x" * 4000}, 21609),
        ({"ValidityPeriod": "0"}, 90007),
        ({"ValidityPeriod": "36001"}, 90007),
        ({"ValidityPeriod": "abc"}, 90007),
        ({"MessagingServiceSid": "MG" + "a" * 32}, 21701),
        ({"Boddy": "Hi"}, 20001),
        ({"MediaUrl": "https://bell.example/a.png"}, 20001),
        ({"From": "+15005550001"}, 21212),
        ({"From": "+15005550007"}, 21606),
        ({"From": "+15005550008"}, 21611),
        ({"To": "+15005550001"}, 21211),
        ({"To": "+15005550002"}, 21612),
        ({"To": "+15005550003"}, 21408),
        ({"To": "+15005550004"}, 21610),
        ({"To": "+15005550009"}, 21614),
    ],
)
def test_a_text_is_refused_by_number(posts, changes, code):
    status, said = posts("Messages.json", changed(TEXT, changes))

    assert said["code"] == code
    assert said == {
        "code": code,
        "message": said["message"],
        "status": status,
        "more_info": f"https://www.twilio.com/docs/errors/{code}",
    }
    assert 400 <= status < 500


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"To": WITHOUT}, 21201),
        ({"From": WITHOUT}, 21213),
        ({"Twiml": WITHOUT}, 21205),
        ({"Url": "ftp://bell.example/"}, 21205),
        ({"Twiml": "x" * 4001}, 32018),
        ({"Timeout": "601"}, 20001),
        ({"StatusCallbackEvent": ["completed", "nope"]}, 20001),
        ({"MachineDetection": "Maybe"}, 20001),
        ({"ValidityPeriod": "10"}, 20001),
        ({"SendDigits": "1"}, 20001),
        ({"From": "+15005550001"}, 21212),
        ({"To": "+15005550001"}, 21217),
        ({"To": "+15005550002"}, 21214),
        ({"To": "+15005550003"}, 21215),
        ({"To": "+15005550004"}, 21216),
    ],
)
def test_a_call_is_refused_by_number(posts, changes, code):
    status, said = posts("Calls.json", changed(CALL, changes))

    assert (status, said["code"]) == (400, code)


def test_somebodys_phone_is_no_sender(sim, posts):
    sim.asks("phones/", {"number": ALICE, "name": "Alice"})

    assert posts("Messages.json", {**TEXT, "From": ALICE, "To": "+12125550142"})[1]["code"] == 21606


@pytest.mark.parametrize("user", [f"{ACCOUNT}:wrong", f"AC{'b' * 32}:{TOKEN}", ":", "nonsense"])
def test_wrong_credentials_get_nothing(posts, user):
    assert posts("Messages.json", TEXT, user=user)[0] == 401


def test_another_account_is_not_found(sim):
    client = Client(ACCOUNT, TOKEN, account_sid="AC" + "b" * 32, environment={"_": ""})
    client.api.base_url = sim.url

    with pytest.raises(TwilioRestException) as refused:
        client.messages.create(to=ALICE, from_=PAGING, body="Hi")

    assert (refused.value.status, refused.value.code) == (404, 20404)


def test_verbs_resources_and_bodies_that_are_not_twilios(posts):
    assert posts("Messages.json", {}, method="DELETE")[0] == 405
    assert posts("Messages/SM0.json", {}, method="GET")[1]["code"] == 20404
    assert posts("Faxes.json", {}, method="GET")[1]["code"] == 20404
    assert posts("Messages.json", TEXT, kind="application/json")[0] == 415


def test_nothing_refused_leaves_a_trace_but_in_the_journal(sim, posts, client):
    posts("Messages.json", {**TEXT, "Body": ""})
    posts("Messages.json", TEXT, user="x:y")

    assert client.messages.list() == []
    lines = sim.journal("rest")
    assert [line["status"] for line in lines][:2] == [400, 401]
    assert TOKEN not in json.dumps(lines)


def test_a_number_is_found_when_asked_for_and_its_webhooks_stay(sim, client):
    rows = client.incoming_phone_numbers.list(phone_number="+12125550177")
    rows[0].update(sms_url="http://127.0.0.1:1/text", sms_method="POST")

    again = client.incoming_phone_numbers.list(phone_number="+12125550177")
    assert [(one.sid, one.sms_url) for one in again] == [(rows[0].sid, "http://127.0.0.1:1/text")]
    assert "http://127.0.0.1:1/text" in [one["sms_url"] for one in sim.asks("numbers/")]
