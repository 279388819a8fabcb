"""The wire against the local Twilio: real HTTP both ways, real phones in a list, our own webhooks answering."""

import base64
import json
import re
import time
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest
from django.core.management import call_command
from django.db import transaction

from accounts.audit import Actor
from delivery.actions.cancel import cancel_messages, hang_up
from delivery.actions.contact_methods import enter_code, send_code
from delivery.actions.send import send
from delivery.actions.verify import Check
from delivery.actions.write import write_message
from delivery.models import Attempt, Channel, ContactMethod, Message, OptOut
from delivery.providers.base import SpokenCall
from delivery.providers.registry import platform_provider
from delivery.speech import say_and_hang_up

from .conftest import ALICE, PAGING

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
pytest_plugins = ["tests.processes"]


class Phones:
    """The simulator's control API, and our outbox beside it."""

    def __init__(self, url, settings, organization):
        self.url, self.settings, self.organization = url, settings, organization

    def asks(self, path, body=None):
        data = None if body is None else json.dumps(body).encode()
        request = Request(f"{self.url}/_sim/api/{path}", data, {"Content-Type": "application/json"})
        with urlopen(request, timeout=5) as answer:
            return json.load(answer)

    def owns(self, number):
        secret = f"{self.settings.TWILIO_ACCOUNT_SID}:{self.settings.TWILIO_AUTH_TOKEN}".encode()
        path = f"/2010-04-01/Accounts/{self.settings.TWILIO_ACCOUNT_SID}/IncomingPhoneNumbers.json"
        urlopen(
            Request(
                self.url + path,
                urlencode({"PhoneNumber": number}).encode(),
                {"Authorization": "Basic " + base64.b64encode(secret).decode()},
            ),
            timeout=5,
        ).close()

    def fault(self, **fault):
        self.asks("faults", fault)

    def alice(self):
        return self.asks(f"phones/{ALICE}/")

    def texts(self, *, to=ALICE):
        return [text for text in self.alice()["messages"] if text["to"] == to]

    def sends(self, message, *, after=0.0):
        return send(message.pk, now=datetime.now(UTC) + timedelta(seconds=after))

    def writes(self, channel, **fields):
        given = {"body": "Core switch down. Reply 1 to take it. (47)", "purpose": "page", **fields}
        route = {"answer_route": "call_words"} if channel == Channel.VOICE else {}
        return write_message(
            organization=self.organization,
            channel=channel,
            address=ALICE,
            now=datetime.now(UTC),
            **given,
            **route,
        )

    def ends(self, message, seconds=8.0):
        return until(lambda: self._end(message), seconds)

    def _end(self, message):
        now = Message.objects.get(pk=message.pk)
        return (now.status, now.reason) if now.ended_at else None


def until(look, seconds=8.0):
    """What `look` returns once it is something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if found := look():
            return found
        time.sleep(0.05)
    raise AssertionError(f"nothing after {seconds} s")


@pytest.fixture
def phones(processes, live_server, settings, harbor_pine, number):
    processes.start("phonesim")
    settings.PUBLIC_BASE_URL = live_server.url
    there = Phones(processes.phonesim_url, settings, harbor_pine)
    there.owns(PAGING)
    return there


def test_a_text_arrives_and_its_receipt_comes_back(phones):
    message = phones.writes(Channel.SMS)

    phones.sends(message)

    assert phones.ends(message) == ("delivered", "")
    assert [text["body"] for text in phones.texts()] == [message.body]


def test_a_code_is_heard_on_the_phone_and_proves_it(phones, phone, number, account, alice):
    ContactMethod.objects.update(verified_at=None)
    send_code(method=phone, channel=Channel.VOICE, now=datetime.now(UTC))
    message = Message.objects.get()
    phones.sends(message)
    call = until(lambda: next((c for c in phones.alice()["calls"] if c["state"] == "ringing"), None))
    phones.asks(f"calls/{call['sid']}/answer", {})

    captions = until(lambda: phones.alice()["calls"][0]["captions"])
    code = "".join(re.findall(r"\d", captions[0].partition("code is: ")[2].partition(".")[0]))

    checked = enter_code(method=phone, code=code, actor=Actor.member(alice), now=datetime.now(UTC))
    assert checked.result is Check.VERIFIED


def test_nobody_answers_and_it_is_said(phones):
    message = phones.writes(Channel.VOICE, ring_seconds=1)

    phones.sends(message)

    assert phones.ends(message) == ("failed", "no_answer")


def test_a_canceled_call_stops_ringing(phones):
    message = phones.writes(Channel.VOICE)
    phones.sends(message)
    until(lambda: phones.alice()["calls"][0]["state"] == "ringing")

    with transaction.atomic():
        cancel_messages([message.pk], now=datetime.now(UTC))

    assert hang_up(message.pk) == 1
    until(lambda: phones.alice()["calls"][0]["state"] == "canceled")
    assert until(lambda: Attempt.objects.get().ended_at)
    assert Attempt.objects.get().status == "canceled"


@pytest.mark.parametrize("fault", ["drop", "empty201"])
def test_a_lost_answer_ends_with_one_text_on_the_phone(phones, fault):
    message = phones.writes(Channel.SMS)
    phones.fault(kind="rest", fault=fault)

    phones.sends(message)
    phones.sends(message, after=6)

    assert phones.ends(message) == ("delivered", "")
    assert len(phones.texts()) == 1
    assert [attempt.possible_duplicate for attempt in Attempt.objects.all()] == [False]


@pytest.mark.parametrize("fault", ["500", "html502", "html200"])
def test_a_text_that_never_left_is_sent_once_more(phones, fault):
    message = phones.writes(Channel.SMS)
    phones.fault(kind="rest", fault=fault)

    phones.sends(message)
    phones.sends(message, after=6)

    assert phones.ends(message) == ("delivered", "")
    assert len(phones.texts()) == 1
    assert [attempt.possible_duplicate for attempt in Attempt.objects.order_by("number")] == [False, True]


@pytest.mark.parametrize("fault", ["dup", "reorder", "delay", "before_response", "unknown_status"])
def test_callbacks_as_they_come_end_in_one_receipt(phones, fault):
    message = phones.writes(Channel.SMS)
    phones.fault(kind="callback", fault=fault, seconds=0.3, count=2)

    phones.sends(message)

    assert phones.ends(message) == ("delivered", "")


@pytest.mark.parametrize("fault", ["drop", "wrong_signature"])
def test_without_a_callback_that_counts_the_state_is_fetched(phones, fault):
    message = phones.writes(Channel.SMS)
    phones.fault(kind="callback", fault=fault, times=None)
    phones.sends(message)
    until(lambda: phones.texts() and phones.texts()[0]["status"] == "delivered")
    time.sleep(0.2)
    assert Message.objects.get().ended_at is None

    phones.sends(message, after=31)

    assert phones.ends(message) == ("delivered", "")


def test_a_phone_that_texted_stop_gets_no_more(phones):
    phones.asks(f"phones/{ALICE}/sms", {"to": PAGING, "body": "STOP"})
    message = phones.writes(Channel.SMS)

    phones.sends(message)

    assert phones.ends(message) == ("failed", "opted_out")
    assert OptOut.objects.get().phone == ALICE


def test_a_landline_is_found_out(phones, phone):
    phones.asks(f"phones/{ALICE}/behaviour", {"text": "landline"})
    message = phones.writes(Channel.SMS)

    phones.sends(message)

    assert phones.ends(message) == ("failed", "landline")
    assert until(lambda: not ContactMethod.objects.get().can_text)


def test_numbers_are_pointed_here(phones, account, capsys):
    call_command("register_numbers")
    call_command("register_numbers")

    assert "registered already" in capsys.readouterr().out
    assert phones.asks("numbers/")[0]["sms_url"].endswith(f"/tw/{account.pk}/text/")


def test_the_watchdogs_call_speaks_without_us(phones):
    platform_provider().speak(
        SpokenCall(PAGING, ALICE, say_and_hang_up(["The engine stands still."]), ring_seconds=5)
    )
    call = until(lambda: next((c for c in phones.alice()["calls"] if c["state"] == "ringing"), None))
    phones.asks(f"calls/{call['sid']}/answer", {})

    assert until(lambda: phones.alice()["calls"][0]["captions"]) == ["The engine stands still."]
