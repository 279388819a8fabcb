"""Requests and answers against Twilio's own OpenAPI document (tests/contracts), with the real client between."""

import json
from pathlib import Path

import pytest
import requests
from openapi_core import OpenAPI
from openapi_core.contrib.requests import RequestsOpenAPIRequest, RequestsOpenAPIResponse
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from tests.phonesim.running import ACCOUNT, ALICE, PAGING, TOKEN, until

pytestmark = pytest.mark.slow
DOCUMENT = json.loads((Path(__file__).parent.parent / "contracts/twilio_api_v2010_subset.json").read_text())
MESSAGE, CALL, NUMBER = (
    set(DOCUMENT["components"]["schemas"][f"api.v2010.account.{name}"]["properties"])
    for name in ("message", "call", "incoming_phone_number")
)


class Checked(TwilioHttpClient):
    """Twilio's client, sent to the simulator; whatever breaks the contract fails the test."""

    def __init__(self, url):
        super().__init__(timeout=10)
        self.url, self.openapi, self.seen = url, OpenAPI.from_dict(DOCUMENT), []

    def request(
        self,
        method,
        url,
        params=None,
        data=None,
        headers=None,
        auth=None,
        timeout=None,
        allow_redirects=False,
    ):
        form = {name: value for name, value in (data or {}).items() if value is not None}
        asked = requests.Request(method, url, params=params, data=form, headers=headers, auth=auth).prepare()
        asked_openapi = RequestsOpenAPIRequest(asked)
        self.openapi.validate_request(asked_openapi)
        asked.url = asked.url.replace("https://api.twilio.com", self.url)
        answer = requests.Session().send(asked, timeout=10)
        self.openapi.validate_response(asked_openapi, RequestsOpenAPIResponse(answer))
        self.seen.append(answer.json() if answer.content else None)
        return Response(answer.status_code, answer.text, answer.headers)


@pytest.fixture
def checked(sim):
    return Checked(sim.url)


@pytest.fixture
def twilio(checked):
    return Client(ACCOUNT, TOKEN, http_client=checked, environment={"_": ""})


def test_texts_keep_to_the_contract(sim, twilio, checked, receiver):
    sent = twilio.messages.create(
        to=ALICE, from_=PAGING, body="a+b & ü 🔥", status_callback=receiver.url + "/s", validity_period=120
    )
    until(lambda: twilio.messages(sent.sid).fetch().status == "delivered")
    assert [one.sid for one in twilio.messages.list(to=ALICE, from_=PAGING, page_size=1)] == [sent.sid]
    twilio.messages(sent.sid).update(body="")
    assert all(set(row) == MESSAGE for row in checked.seen if "sid" in row)

    twilio.messages(sent.sid).delete()


def test_calls_keep_to_the_contract(sim, twilio, checked, receiver):
    placed = twilio.calls.create(
        to=ALICE,
        from_=PAGING,
        url=receiver.url + "/c",
        timeout=22,
        time_limit=600,
        status_callback=receiver.url + "/s",
        status_callback_event=["initiated", "ringing", "answered", "completed"],
    )
    sim.reaches("ringing")
    twilio.calls(placed.sid).fetch()
    twilio.calls(placed.sid).update(status="canceled")
    twilio.calls.list(to=ALICE, status="canceled", page_size=1)

    assert all(set(row) == CALL for row in checked.seen if "sid" in row)


def test_numbers_keep_to_the_contract(twilio, checked):
    row = twilio.incoming_phone_numbers.create(phone_number=PAGING, sms_url="http://127.0.0.1:9/t")
    row.update(voice_url="http://127.0.0.1:9/c", voice_method="POST")
    twilio.incoming_phone_numbers.list(phone_number=PAGING)

    assert all(set(one) == NUMBER for one in checked.seen if "sid" in one)


@pytest.mark.parametrize("fault", ["429", "500", "503", "auth"])
def test_errors_keep_to_the_contract(sim, twilio, checked, fault):
    sim.fault("rest", fault)

    with pytest.raises(TwilioRestException):
        twilio.messages.create(to=ALICE, from_=PAGING, body="Hi")

    assert set(checked.seen[-1]) == {"code", "message", "more_info", "status"}
