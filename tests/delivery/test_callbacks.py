"""Status callbacks come late, twice, out of order, before the send returns, or for nobody."""

import uuid
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.sealed import seal
from delivery.actions.callbacks import take_report
from delivery.models import (
    Attempt,
    ContactMethod,
    Message,
    MessageStatus,
    OptOut,
    ProviderAccount,
    ProviderEvent,
)
from delivery.nudge import Task
from delivery.providers import forms
from delivery.providers.registry import SEAL

from .conftest import ALICE, CALL, NOW, PAGING, SID
from .script_server import answers

TEXT_WORDS = ("queued", "sending", "sent", "delivered", "undelivered", "failed", "teleported")
CALL_WORDS = (
    "initiated",
    "ringing",
    "in-progress",
    "completed",
    "busy",
    "no-answer",
    "failed",
    "canceled",
    "levitating",
)


def text_report(word, *, sid=SID, **extra):
    return forms.parse_status(
        {"MessageSid": sid, "MessageStatus": word, "From": PAGING, "To": ALICE, **extra}
    )


def call_report(word, sequence, *, sid=CALL, **extra):
    return forms.parse_status(
        {"CallSid": sid, "CallStatus": word, "SequenceNumber": str(sequence), "From": PAGING, **extra}
    )


@pytest.fixture
def send_text(wire, account):
    return lambda sid=SID: Sent(wire, account, wire.text(), sid)


@pytest.fixture
def place_call(wire, account):
    return lambda sid=CALL: Sent(wire, account, wire.call(), sid)


@pytest.fixture
def sent_text(send_text):
    return send_text()


@pytest.fixture
def placed_call(place_call):
    return place_call()


class Sent:
    """A message that the provider took, and the reports that come for it."""

    def __init__(self, wire, account, message, sid):
        wire.script.will(answers(201, {"sid": sid, "status": "queued"}))
        wire.send(message)
        self.account, self.pk = account, message.pk

    def hears(self, report, *, after=1.0, account=None):
        return take_report(
            account=account or self.account,
            attempt_id=self.attempt.pk,
            report=report,
            now=NOW + timedelta(seconds=after),
        )

    def hears_call(self, *words, every=6.0, **last):
        for sequence, word in enumerate(words):
            extra = last if sequence == len(words) - 1 else {}
            self.hears(call_report(word, sequence, **extra), after=every * sequence)

    @property
    def attempt(self):
        return Attempt.objects.get(message=self.pk)

    @property
    def message(self):
        return Message.objects.get(pk=self.pk)

    @property
    def end(self):
        return self.message.status, self.message.reason


class TestTexts:
    def test_sent_then_delivered_ends_the_message(self, sent_text):
        sent_text.hears(text_report("sent"))
        sent_text.hears(text_report("delivered"), after=3)

        assert sent_text.end == ("delivered", "")
        assert sent_text.message.ended_at == NOW + timedelta(seconds=3)
        assert sent_text.message.followed_up_at is None

    def test_whoever_waits_for_the_end_is_nudged_after_commit(
        self, sent_text, django_capture_on_commit_callbacks
    ):
        with django_capture_on_commit_callbacks() as after_commit:
            sent_text.hears(text_report("sent"))
        assert after_commit == []

        with django_capture_on_commit_callbacks() as after_commit:
            sent_text.hears(text_report("delivered"))
            sent_text.hears(text_report("delivered"))

        [told] = after_commit
        assert told.args == (Task.FOLLOW_UP, str(sent_text.pk))

    def test_nobody_waits_for_the_end_of_a_code(self, send_text, django_capture_on_commit_callbacks):
        sent_text = send_text()
        Message.objects.filter(pk=sent_text.pk).update(purpose="verification")

        with django_capture_on_commit_callbacks() as after_commit:
            sent_text.hears(text_report("delivered"))

        assert after_commit == []
        assert sent_text.message.followed_up_at is not None
        assert sent_text.message.body == ""

    def test_three_times_delivered_is_one_row_and_one_effect(self, sent_text):
        moved = [sent_text.hears(text_report("delivered"), after=after) for after in (1, 2, 3600)]

        assert moved == [True, False, False]
        assert ProviderEvent.objects.count() == 1
        assert sent_text.message.ended_at == NOW + timedelta(seconds=1)

    def test_delivered_then_sent_stays_delivered(self, sent_text):
        sent_text.hears(text_report("delivered"))

        assert sent_text.hears(text_report("sent")) is False
        assert sent_text.attempt.status == "delivered"

    def test_undelivered_and_then_delivered_after_all_is_logged(self, sent_text, caplog):
        sent_text.hears(text_report("undelivered", ErrorCode="30008"))
        assert sent_text.end == ("failed", "undelivered")

        sent_text.hears(text_report("delivered"), after=9)

        assert sent_text.end == ("delivered", "")
        assert sent_text.message.ended_at == NOW + timedelta(seconds=1)
        assert "after all" in caplog.text

    @pytest.mark.parametrize(
        ("word", "code", "end"),
        [
            ("undelivered", "30003", ("failed", "phone_off")),
            ("undelivered", "30005", ("failed", "invalid_number")),
            ("undelivered", "30007", ("failed", "filtered")),
            ("failed", "30034", ("failed", "not_registered")),
            ("failed", "30036", ("expired", "expired")),
            ("failed", "99999", ("failed", "undelivered")),
            ("failed", "", ("failed", "undelivered")),
        ],
    )
    def test_a_failure_ends_the_message_with_the_reason(self, sent_text, word, code, end):
        sent_text.hears(text_report(word, ErrorCode=code))

        assert sent_text.end == end

    def test_a_carriers_stop_is_remembered(self, sent_text):
        sent_text.hears(text_report("undelivered", ErrorCode="30004"))

        assert OptOut.objects.get().phone == ALICE

    def test_a_landline_is_remembered(self, sent_text, phone):
        sent_text.hears(text_report("undelivered", ErrorCode="30006"))

        assert ContactMethod.objects.get(pk=phone.pk).can_text is False

    def test_a_word_nobody_knows_is_kept_and_changes_nothing(self, sent_text):
        assert sent_text.hears(text_report("teleported", Surprise="\x00yes")) is False

        assert sent_text.attempt.status == "accepted"
        assert ProviderEvent.objects.get().params["Surprise"] == "yes"

    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(words=st.lists(st.sampled_from(TEXT_WORDS), max_size=6))
    def test_in_any_order_a_receipt_wins_and_nothing_goes_backwards(self, send_text, words):
        sid = f"SM{uuid.uuid4().hex}"
        sent_text = send_text(sid)
        rank = {"accepted": 1, "sent": 2, "delivered": 9, "undelivered": 9, "failed": 9}
        history = [sent_text.attempt.status]

        for word in words:
            sent_text.hears(text_report(word, sid=sid))
            history.append(sent_text.attempt.status)

        assert [rank[status] for status in history] == sorted(rank[status] for status in history)
        if "delivered" in words:
            assert sent_text.end == ("delivered", "")


class TestCalls:
    def test_answered_and_no_key_is_silence(self, placed_call):
        placed_call.hears_call("initiated", "ringing", "in-progress", "completed")

        assert placed_call.end == ("delivered", "no_key")

    def test_picked_up_within_five_seconds_without_a_key_is_a_dead_end(self, placed_call):
        placed_call.hears_call("initiated", "ringing", "in-progress", "completed", every=4)

        assert placed_call.end == ("delivered", "picked_up_at_once")

    def test_a_key_makes_it_answered(self, placed_call):
        placed_call.hears_call("initiated", "ringing", "in-progress", every=2)
        Attempt.objects.filter(message=placed_call.pk).update(heard_at=NOW + timedelta(seconds=5))

        placed_call.hears(call_report("completed", 3))

        assert placed_call.end == ("delivered", "answered")

    def test_a_machine_that_answers_is_voicemail(self, placed_call):
        placed_call.hears_call("initiated", "ringing", "in-progress", "completed", AnsweredBy="machine_start")

        assert placed_call.attempt.status == "voicemail"
        assert placed_call.end == ("delivered", "voicemail")

    @pytest.mark.parametrize(
        ("word", "extra", "end"),
        [
            ("busy", {}, ("failed", "busy")),
            ("no-answer", {}, ("failed", "no_answer")),
            ("failed", {"SipResponseCode": "480"}, ("failed", "no_answer")),
            ("failed", {"SipResponseCode": "404"}, ("failed", "undelivered")),
            ("failed", {"ErrorCode": "13225"}, ("failed", "blocked")),
            ("canceled", {}, ("canceled", "canceled")),
        ],
    )
    def test_a_call_that_nobody_took_says_why(self, placed_call, word, extra, end):
        placed_call.hears_call("initiated", "ringing", word, **extra)

        assert placed_call.end == end

    def test_completed_before_ringing_stays_completed(self, placed_call):
        for sequence, word in ((3, "completed"), (1, "ringing"), (2, "in-progress"), (0, "initiated")):
            placed_call.hears(call_report(word, sequence))

        assert placed_call.attempt.status == "completed"
        assert placed_call.attempt.sequence == 3

    @settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(words=st.lists(st.tuples(st.integers(0, 9), st.sampled_from(CALL_WORDS)), max_size=6))
    def test_in_any_order_an_end_is_final(self, place_call, words):
        sid = f"CA{uuid.uuid4().hex}"
        placed_call, ended = place_call(sid), ""

        for sequence, word in words:
            placed_call.hears(call_report(word, sequence, sid=sid))
            assert placed_call.attempt.status == (ended or placed_call.attempt.status)
            ended = placed_call.attempt.status if placed_call.message.ended_at else ""


class TestStrangeTimes:
    def test_a_callback_settles_a_doubt(self, wire, account):
        message = wire.text()
        wire.script.will(answers(500, ""))
        wire.send(message)
        [attempt] = wire.attempts(message)

        take_report(account=account, attempt_id=attempt.pk, report=text_report("sent"), now=NOW)

        assert wire.send(message, after=7) is False
        assert wire.attempts(message)[0].provider_sid == SID

    def test_an_older_attempts_receipt_ends_the_message_and_its_failure_does_not(self, wire, account):
        for word, end in (("undelivered", "waiting"), ("delivered", "delivered")):
            message = wire.text()
            wire.script.will(
                answers(500, ""),
                answers(200, {"messages": []}),
                answers(201, {"sid": "SM" + "9" * 32, "status": "queued"}),
            )
            wire.send(message)
            wire.send(message, after=7)
            first, _ = wire.attempts(message)

            report = forms.parse_status({"MessageSid": f"SM{word}", "MessageStatus": word})
            take_report(account=account, attempt_id=first.pk, report=report, now=NOW)

            assert wire.now(message).status == end

    def test_a_first_request_that_got_through_after_all_stops_the_second(self, wire, account):
        message = wire.text()
        wire.script.will(answers(500, ""), answers(200, {"messages": []}), answers(429, {"code": 20429}))
        wire.send(message)
        wire.send(message, after=7)
        first, _ = wire.attempts(message)
        assert wire.now(message).status == MessageStatus.QUEUED

        take_report(account=account, attempt_id=first.pk, report=text_report("sent"), now=NOW)
        wire.send(message, after=20)

        assert wire.now(message).status == MessageStatus.WAITING
        assert len(wire.attempts(message)) == 2

    def test_a_report_for_an_unknown_attempt_is_kept_as_an_orphan(self, account, harbor_pine, caplog):
        moved = take_report(account=account, attempt_id=uuid.uuid4(), report=text_report("sent"), now=NOW)

        assert moved is False
        assert ProviderEvent.objects.get().attempt is None
        assert "alarm" in caplog.text

    def test_another_account_cannot_report_on_our_attempt(self, sent_text, harbor_pine):
        other = ProviderAccount.objects.create(
            organization=harbor_pine, account_sid="AC" + "9" * 32, sealed_token=seal("another", use=SEAL), created_at=NOW
        )  # fmt: skip

        assert sent_text.hears(text_report("failed"), account=other) is False
        assert sent_text.attempt.status == "accepted"
