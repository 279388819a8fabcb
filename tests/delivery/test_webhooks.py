"""The provider's door: signed or 403, the account in the address or 404, 204 whatever a report says."""

import uuid
from urllib.parse import urlencode
from xml.etree import ElementTree as xml

import pytest
from django.test import Client

from accounts.audit import Actor
from accounts.sealed import seal
from delivery.actions.trial import try_phone
from delivery.actions.verify import start_verification
from delivery.models import Attempt, Channel, Message, ProviderAccount, ProviderEvent, Verification
from delivery.providers.registry import SEAL
from delivery.signatures import sign

from .conftest import ALICE, CALL, NOW, SID
from .script_server import answers

TOKEN = "the-token"


@pytest.fixture(autouse=True)
def _secrets(settings):
    settings.ALLOWED_HOSTS = ["*"]
    settings.TWILIO_AUTH_TOKEN = TOKEN
    settings.TWILIO_AUTH_TOKEN_SECONDARY = ""
    settings.PUBLIC_BASE_URL = "https://bell.example"


def post(path, form, *, token=TOKEN, signature=None, **extra):
    """A webhook as the provider sends it: signed over the public address, whatever Host says."""
    lists = {name: [value] for name, value in form.items()}
    signature = sign(f"https://bell.example{path}", lists, token) if signature is None else signature
    headers = {"X-Twilio-Signature": signature, "Host": "evil.example"}
    return Client(raise_request_exception=True).post(
        path, urlencode(form), content_type="application/x-www-form-urlencoded", headers=headers, **extra
    )


@pytest.fixture
def sent(wire, account):
    message = wire.text()
    wire.script.will(answers(201, {"sid": SID, "status": "queued"}))
    wire.send(message)
    return wire.attempts(message)[0]


def status_path(account, attempt_id):
    return f"/tw/{account.pk}/message/{attempt_id}/status/"


REPORT = {"MessageSid": SID, "MessageStatus": "delivered", "ErrorCode": "", "New": "a +&=é%2F"}


def test_a_signed_report_counts(sent, account):
    answer = post(status_path(account, sent.pk), REPORT)

    assert (answer.status_code, answer.content) == (204, b"")
    assert Attempt.objects.get(pk=sent.pk).status == "delivered"


def test_its_replay_an_hour_later_has_no_effect(sent, account):
    post(status_path(account, sent.pk), REPORT)
    before = Message.objects.values().get(pk=sent.message_id)

    assert post(status_path(account, sent.pk), REPORT).status_code == 204

    assert Message.objects.values().get(pk=sent.message_id) == before
    assert ProviderEvent.objects.count() == 1


@pytest.mark.parametrize("signature", ["", "short", "é" * 28, "A" * 28, "\x7f"])
def test_a_forged_report_changes_nothing(sent, account, signature):
    answer = post(status_path(account, sent.pk), REPORT, signature=signature)

    assert answer.status_code == 403
    assert ProviderEvent.objects.count() == 0
    assert Attempt.objects.get(pk=sent.pk).status == "accepted"


def test_another_accounts_secret_is_no_secret_here(sent, account, harbor_pine):
    other = ProviderAccount.objects.create(
        organization=harbor_pine,
        account_sid="AC" + "1" * 32,
        sealed_token=seal("another", use=SEAL),
        created_at=NOW,
    )

    assert post(status_path(account, sent.pk), REPORT, token="another").status_code == 403
    assert post(status_path(other, sent.pk), REPORT).status_code == 403
    assert post(status_path(other, sent.pk), REPORT, token="").status_code == 403


def test_a_rotated_secret_counts_while_both_are_set(sent, account, settings):
    settings.TWILIO_AUTH_TOKEN, settings.TWILIO_AUTH_TOKEN_SECONDARY = "new", TOKEN

    assert post(status_path(account, sent.pk), REPORT).status_code == 204

    settings.TWILIO_AUTH_TOKEN_SECONDARY = ""
    assert post(status_path(account, sent.pk), REPORT).status_code == 403


def test_json_without_the_hash_of_its_body_is_forged(sent, account):
    path = status_path(account, sent.pk)

    answer = Client().post(
        path,
        b'{"MessageStatus": "delivered"}',
        content_type="application/json",
        headers={"X-Twilio-Signature": sign(f"https://bell.example{path}", {}, TOKEN)},
    )

    assert answer.status_code == 403


def test_a_report_for_nobody_is_204_and_kept(account):
    assert post(status_path(account, uuid.uuid4()), REPORT).status_code == 204
    assert ProviderEvent.objects.get().attempt is None


def test_unknown_words_and_hostile_values_are_204(sent, account):
    for form in (
        {},
        {"MessageSid": "x" * 5000, "MessageStatus": "\x00" * 300},
        {"CallSid": "\U0001f600\x00"},
    ):
        assert post(status_path(account, sent.pk), form).status_code == 204


def test_an_unknown_account_is_404_and_get_is_405(account, sent):
    assert post(f"/tw/{uuid.uuid4()}/message/{sent.pk}/status/", REPORT).status_code == 404
    assert Client().get(status_path(account, sent.pk)).status_code == 405


class TestSpokenCode:
    @pytest.fixture
    def ringing(self, wire, harbor_pine):
        start_verification(
            organization=harbor_pine,
            channel=Channel.VOICE,
            address=ALICE,
            purpose=Verification.Purpose.CONTACT_METHOD,
            now=NOW,
        )
        message = Message.objects.get()
        wire.script.will(answers(201, {"sid": CALL, "status": "queued"}))
        wire.send(message)
        return message

    def path(self, wire, account, message):
        return f"/tw/{account.pk}/call/{wire.attempts(message)[0].pk}/words/"

    def test_the_call_is_asked_to_fetch_the_code(self, wire, account, ringing):
        asked = wire.script.seen[0].form["Url"]

        assert asked == ["https://bell.example" + self.path(wire, account, ringing)]

    def test_it_says_the_code_digit_by_digit_more_than_once(self, wire, account, ringing):
        answer = post(self.path(wire, account, ringing), {"CallSid": CALL, "CallStatus": "in-progress"})

        words = xml.fromstring(answer.content)[0].text
        code = words.partition("code is: ")[2].partition(".")[0]
        assert answer["Content-Type"] == "text/xml; charset=utf-8"
        assert len(code.split(", ")) == 6
        assert words.count(code) == 3

    def test_a_call_that_is_over_says_nothing(self, wire, account, ringing):
        path = self.path(wire, account, ringing)
        post(
            path.replace("/words/", "/status/"),
            {"CallSid": CALL, "CallStatus": "completed", "SequenceNumber": "3"},
        )

        answer = post(path, {"CallSid": CALL})

        assert [verb.tag for verb in xml.fromstring(answer.content)] == ["Hangup"]
        assert Message.objects.get(pk=ringing.pk).body == ""

    def test_a_page_whose_prompt_cannot_be_fetched_is_spoken_in_its_own_words(self, wire, account):
        message = wire.call()
        wire.script.will(answers(201, {"sid": CALL, "status": "queued"}))
        wire.send(message)
        path = self.path(wire, account, message)

        answer = post(path, {"CallSid": CALL})

        assert wire.script.seen[0].form["FallbackUrl"] == ["https://bell.example" + path]
        assert xml.fromstring(answer.content)[0].text == "Core switch down. Core switch down."

    def test_a_stranger_hears_nothing(self, wire, account, ringing):
        assert post(self.path(wire, account, ringing), {"CallSid": CALL}, signature="no").status_code == 403
        assert post(f"/tw/{account.pk}/call/{uuid.uuid4()}/words/", {"CallSid": CALL}).status_code == 404


class TestTrialCall:
    """Call me now: a real call asks for a key, and tells that somebody pressed it."""

    @pytest.fixture
    def ringing(self, wire, phone, account):
        message = try_phone(method=phone, channel=Channel.VOICE, actor=Actor.system(), now=NOW)
        wire.script.will(answers(201, {"sid": CALL, "status": "queued"}))
        wire.send(message)
        return wire.attempts(message)[0]

    def test_a_key_counts_once(self, ringing, account, wire):
        path = f"/tw/{account.pk}/call/{ringing.pk}/trial/"
        assert wire.script.seen[-1].form["Url"] == [f"https://bell.example{path}"]
        prompt = xml.fromstring(post(path, {"CallSid": CALL, "CallStatus": "in-progress"}).content)
        assert prompt.find("Gather").attrib["action"] == f"https://bell.example{path}keys/"

        said = [post(path + "keys/", {"CallSid": CALL, "Digits": "1"}) for _ in range(2)]

        assert all(b"A page reaches you on this phone." in each.content for each in said)
        done = {"CallSid": CALL, "CallStatus": "completed", "SequenceNumber": "3"}
        post(f"/tw/{account.pk}/call/{ringing.pk}/status/", done)
        assert Message.objects.get(pk=ringing.message_id).reason == "answered"

    def test_a_machine_hears_one_sentence_and_is_asked_nothing(self, ringing, account):
        path = f"/tw/{account.pk}/call/{ringing.pk}/trial/"

        said = xml.fromstring(post(path, {"CallSid": CALL, "AnsweredBy": "machine_start"}).content)

        assert said.find("Gather") is None
        assert "test page" in said.find("Say").text
