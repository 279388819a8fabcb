"""What nobody needs any more is not sent; what rings is hung up, and a lost race is no error."""

from datetime import timedelta

import pytest
from django.db import transaction

from delivery.actions.cancel import cancel_messages, hang_up
from delivery.actions.claim import claim
from delivery.actions.deliver import begin, record_success
from delivery.models import AttemptStatus, Message, MessageStatus
from delivery.providers.base import Accepted
from delivery.providers.errors import DeliveryError

from .conftest import CALL, NOW, SID
from .script_server import answers, refuses


def ring(wire):
    message = wire.call()
    wire.script.will(answers(201, {"sid": CALL, "status": "ringing"}))
    wire.send(message)
    return message


def test_a_waiting_message_is_canceled_once_and_needs_no_follow_up(wire):
    message = wire.text(due_at=NOW + timedelta(seconds=30))

    assert cancel_messages([message.pk], now=NOW) == [message.pk]
    assert cancel_messages([message.pk], now=NOW) == []

    end = wire.now(message)
    assert (end.status, end.reason, end.due_at) == ("canceled", "canceled", None)
    assert end.followed_up_at == NOW
    assert wire.send(message, after=60) is False


def test_what_has_ended_stays_as_it_ended(wire):
    message = wire.mail()
    wire.send(message)

    assert cancel_messages([message.pk], now=NOW) == []
    assert wire.now(message).status == MessageStatus.DELIVERED


def test_after_a_cancellation_no_attempt_is_committed(wire):
    message = wire.text()
    claimed = claim(message.pk, now=NOW)

    cancel_messages([message.pk], now=NOW)

    assert begin(claimed, now=NOW) is None
    assert wire.attempts(message) == []


def test_a_canceled_ringing_call_is_hung_up_after_commit(wire, django_capture_on_commit_callbacks):
    message = ring(wire)

    with django_capture_on_commit_callbacks() as after_commit:
        cancel_messages([message.pk], now=NOW)

    wire.script.will(answers(200, {"sid": CALL, "status": "canceled"}))
    assert len(after_commit) == 1
    assert hang_up(message.pk) == 1
    assert wire.script.seen[-1].path.endswith(f"/Calls/{CALL}.json")
    assert wire.script.seen[-1].form == {"Status": ["canceled"]}


def test_a_text_or_an_unsent_call_needs_no_hanging_up(wire, django_capture_on_commit_callbacks):
    text, call = wire.text(), wire.call(due_at=NOW + timedelta(seconds=30))
    wire.script.will(answers(201, {"sid": SID, "status": "queued"}))
    wire.send(text)

    with django_capture_on_commit_callbacks() as after_commit:
        cancel_messages([text.pk, call.pk], now=NOW)

    assert after_commit == []


def test_an_answered_call_is_never_hung_up(wire):
    message = ring(wire)
    message.attempts.update(status=AttemptStatus.ANSWERED)

    cancel_messages([message.pk], now=NOW)

    assert hang_up(message.pk) == 0
    assert len(wire.script.seen) == 1


def test_a_call_that_was_answered_meanwhile_is_no_error(wire):
    message = ring(wire)
    cancel_messages([message.pk], now=NOW)
    wire.script.will(refuses(400, 21220), refuses(401, 20003))

    assert hang_up(message.pk) == 0
    with pytest.raises(DeliveryError):
        hang_up(message.pk)


def test_a_call_that_nobody_canceled_is_not_hung_up(wire):
    assert hang_up(ring(wire).pk) == 0


def test_a_call_taken_by_the_provider_after_the_cancellation_is_hung_up_too(
    wire, django_capture_on_commit_callbacks
):
    message = wire.call()
    attempt = begin(claim(message.pk, now=NOW), now=NOW)
    cancel_messages([message.pk], now=NOW)

    with django_capture_on_commit_callbacks() as after_commit:
        record_success(attempt, Accepted(CALL, AttemptStatus.ACCEPTED), now=NOW)

    assert len(after_commit) == 1
    assert wire.now(message).status == MessageStatus.CANCELED
    assert wire.attempts(message)[0].provider_sid == CALL


def test_a_cancellation_that_rolls_back_never_was(wire):
    message = wire.text()

    with transaction.atomic():
        cancel_messages([message.pk], now=NOW)
        transaction.set_rollback(True)

    assert Message.objects.get(pk=message.pk).status == MessageStatus.QUEUED
