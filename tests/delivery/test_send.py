"""The outbox: what is due is sent once, what is in doubt is looked up, what is over stays over."""

from datetime import timedelta

import pytest
from django.core import mail as mailbox

from delivery.actions.claim import claim, lease_length
from delivery.actions.deliver import begin, next_try
from delivery.actions.hurry import hurry_message
from delivery.models import AttemptStatus, ContactMethod, Message, MessageStatus, OptOut

from .conftest import ALICE, CALL, NOW, PAGING, SID
from .script_server import answers, refuses, resets, sleeps


def accepts(sid=SID, status="queued"):
    return answers(201, {"sid": sid, "status": status})


def lists(*rows, key="messages"):
    return answers(200, {key: list(rows), "next_page_uri": None})


def row(message, sid=SID, **fields):
    """A text of ours as the provider's list shows it."""
    return {
        "sid": sid,
        "status": "sent",
        "direction": "outbound-api",
        "from": PAGING,
        "to": ALICE,
        "body": message.body,
        "date_created": "Tue, 03 Mar 2026 07:14:00 +0000",
        "error_code": None,
        **fields,
    }


class TestSending:
    def test_a_text_leaves_with_the_attempt_in_its_callback(self, wire, account):
        message = wire.text()
        wire.script.will(accepts())

        assert wire.send(message) is True

        [attempt] = wire.attempts(message)
        assert (attempt.status, attempt.provider_sid, attempt.number) == (AttemptStatus.ACCEPTED, SID, 1)
        assert wire.now(message).status == MessageStatus.WAITING
        [seen] = wire.script.seen
        assert seen.form["StatusCallback"] == [
            f"https://bell.example/tw/{account.pk}/message/{attempt.pk}/status/"
        ]
        assert seen.form["ValidityPeriod"] == ["240"]

    def test_a_call_is_told_where_its_words_are(self, wire, account):
        message = wire.call(ring_seconds=20)
        wire.script.will(accepts(CALL))

        wire.send(message)

        [attempt] = wire.attempts(message)
        form = wire.script.seen[0].form
        assert form["Url"] == [f"https://bell.example/tw/{account.pk}/call/{attempt.pk}/status/"]
        assert form["Timeout"] == ["20"]

    def test_a_mail_is_delivered_when_it_is_handed_over(self, wire):
        message = wire.mail(subject="HP-1042")

        wire.send(message)

        assert [one.subject for one in mailbox.outbox] == ["HP-1042"]
        assert wire.now(message).status == MessageStatus.DELIVERED

    @pytest.mark.parametrize("purpose", ["invitation", "password_reset", "verification"])
    def test_a_key_to_the_door_is_not_kept_once_it_was_mailed(self, wire, purpose):
        message = wire.mail(purpose=purpose)

        wire.send(message)

        assert mailbox.outbox[0].body.strip() == "Good morning."
        assert wire.now(message).body == ""

    def test_nothing_is_sent_before_it_is_due_or_twice(self, wire):
        message = wire.text(due_at=NOW + timedelta(seconds=30))
        wire.script.will(accepts())

        assert wire.send(message, after=29) is False
        assert wire.send(message, after=30) is True
        assert wire.send(message, after=31) is False
        assert len(wire.script.seen) == 1

    def test_what_was_to_be_sent_later_is_pulled_forward_once(self, wire):
        message = wire.text(due_at=NOW + timedelta(seconds=30))
        wire.script.will(accepts())

        assert hurry_message(message.pk, now=NOW) is True
        assert hurry_message(message.pk, now=NOW) is False
        assert wire.send(message) is True
        assert hurry_message(message.pk, now=NOW) is False

    def test_a_message_in_other_hands_is_left_alone(self, wire):
        message = wire.text()
        claim(message.pk, now=NOW)

        assert wire.send(message, after=60) is False
        assert wire.script.seen == []

    def test_an_expired_page_is_not_sent(self, wire):
        message = wire.text(expires_at=NOW + timedelta(seconds=10))

        wire.send(message, after=10)

        late = wire.now(message)
        assert (late.status, late.reason, late.due_at) == (MessageStatus.EXPIRED, "expired", None)
        assert wire.script.seen == []

    def test_the_same_key_is_written_once(self, wire):
        first, second = wire.text(unique_key="page-7-sms"), wire.text("another", unique_key="page-7-sms")

        assert first.pk == second.pk
        assert Message.objects.count() == 1

    def test_a_text_is_folded_before_it_is_stored(self, wire):
        assert wire.text("Café “down”\x00\ud800").body == 'Café "down"'


class TestObstacles:
    """What can't leave says why at once, so that the page moves on."""

    def failed(self, wire, message):
        wire.send(message)
        end = wire.now(message)
        assert end.status == MessageStatus.FAILED
        assert wire.script.seen == []
        assert wire.attempts(message) == []
        return end.reason

    def test_a_phone_that_said_stop_gets_no_text(self, wire, account):
        OptOut.objects.create(account=account, phone=ALICE, started_at=NOW)

        assert self.failed(wire, wire.text()) == "opted_out"

    def test_a_phone_that_said_stop_is_still_called(self, wire, account):
        OptOut.objects.create(account=account, phone=ALICE, started_at=NOW)
        message = wire.call()
        wire.script.will(accepts(CALL))

        wire.send(message)

        assert wire.now(message).status == MessageStatus.WAITING

    def test_texts_wait_for_nobody_while_the_channel_is_pending(self, wire, number):
        number.sms_state = "pending"
        number.save()

        assert self.failed(wire, wire.text()) == "channel_off"

    def test_without_a_number_there_is_no_sender(self, wire, number):
        message = wire.text()
        number.archived_at = NOW
        number.save()

        assert self.failed(wire, message) == "no_sender"

    def test_we_never_text_ourselves(self, wire):
        message = wire.text()
        Message.objects.filter(pk=message.pk).update(address=PAGING)

        assert self.failed(wire, message) == "invalid_number"


class TestRefused:
    """The provider says no: the class of its error decides."""

    def test_too_many_requests_are_tried_again_without_a_duplicate(self, wire):
        message = wire.text()
        wire.script.will(refuses(429, 20429), refuses(429, 20429), accepts())

        for after in (0, 2, 6):
            wire.send(message, after=after)

        assert [attempt.status for attempt in wire.attempts(message)] == ["refused", "refused", "accepted"]
        assert not any(attempt.possible_duplicate for attempt in wire.attempts(message))

    def test_the_pauses_grow_and_end_with_the_message(self, wire):
        message = wire.text()
        pauses = []
        for tries in range(1, 9):
            message.tries = tries
            pauses.append((next_try(message, now=NOW) - NOW).total_seconds())

        assert pauses[:6] == sorted(pauses[:6])
        assert 0.5 <= pauses[0] < 0.7
        assert all(pause <= 37.5 for pause in pauses)
        assert next_try(message, now=NOW + timedelta(minutes=3, seconds=59)) is None

    def test_when_its_time_is_over_a_refused_page_fails_with_the_reason(self, wire):
        message = wire.text(expires_at=NOW + timedelta(seconds=1))
        wire.script.will(refuses(429, 20429), refuses(429, 20429))

        wire.send(message)
        wire.send(message, after=0.9)

        assert (wire.now(message).status, wire.now(message).reason) == ("failed", "too_many_requests")

    def test_a_provider_that_is_away_is_tried_again_at_once(self, wire, settings):
        message = wire.text()
        settings.TWILIO_API_BASE_URL = "http://127.0.0.1:1"
        wire.send(message)
        settings.TWILIO_API_BASE_URL = wire.script.url
        wire.script.will(accepts())

        wire.send(message, after=1)

        assert [attempt.reason for attempt in wire.attempts(message)] == ["provider_unreachable", ""]
        assert wire.now(message).status == MessageStatus.WAITING

    @pytest.mark.parametrize(
        ("code", "reason"),
        [
            (21211, "invalid_number"),
            (21408, "country_blocked"),
            (30034, "not_registered"),
            (98765, "provider_refused"),
        ],
    )
    def test_a_dead_end_ends_at_once(self, wire, code, reason):
        message = wire.text()
        wire.script.will(refuses(400, code))

        wire.send(message)

        [attempt] = wire.attempts(message)
        assert (attempt.status, attempt.error_code, attempt.reason) == ("refused", code, reason)
        assert (wire.now(message).status, wire.now(message).reason) == ("failed", reason)

    def test_a_wrong_token_ends_at_once_and_raises_an_alarm(self, wire, caplog):
        message = wire.text()
        wire.script.will(refuses(401, 20003))

        wire.send(message)

        assert wire.now(message).reason == "credentials"
        assert "alarm" in caplog.text

    def test_an_opt_out_is_remembered(self, wire, account):
        message = wire.text()
        wire.script.will(refuses(400, 21610))

        wire.send(message)

        assert OptOut.objects.get(ended_at=None).phone == ALICE
        assert wire.now(message).reason == "opted_out"

    def test_a_landline_gets_no_more_texts(self, wire, phone):
        message = wire.text()
        wire.script.will(refuses(400, 21614))

        wire.send(message)

        assert wire.now(message).reason == "landline"
        assert ContactMethod.objects.get(pk=phone.pk).can_text is False
        assert ContactMethod.objects.get(pk=phone.pk).can_call is True

    def test_a_refused_callback_address_is_left_out(self, wire):
        message = wire.text()
        wire.script.will(refuses(400, 21609), accepts())

        wire.send(message)

        assert "StatusCallback" not in wire.script.seen[1].form
        assert len(wire.attempts(message)) == 1
        assert wire.now(message).status == MessageStatus.WAITING


AMBIGUOUS = [
    pytest.param(answers(500, "<h1>Oops</h1>"), id="500"),
    pytest.param(answers(502, "<h1>Bad gateway</h1>"), id="502 html"),
    pytest.param(answers(200, "<h1>Hi</h1>"), id="200 html"),
    pytest.param(answers(201, ""), id="empty 201"),
    pytest.param(resets, id="reset"),
    pytest.param(sleeps(1), id="silence"),
]


class TestInDoubt:
    """Nobody knows whether it was sent: look, then send once more at most."""

    def doubtful(self, wire, behaviour=resets, **fields):
        message = wire.text(**fields)
        wire.script.will(behaviour)
        wire.send(message)
        return message

    @pytest.mark.parametrize("behaviour", AMBIGUOUS)
    def test_an_unclear_answer_is_no_success_and_is_not_repeated_blindly(self, wire, behaviour):
        message = self.doubtful(wire, behaviour)

        assert wire.send(message, after=4) is False
        assert [attempt.status for attempt in wire.attempts(message)] == ["unknown"]
        assert len(wire.script.seen) == 1

    def test_what_the_providers_list_shows_is_adopted(self, wire):
        message = self.doubtful(wire)
        wire.script.will(lists(row(message)))

        wire.send(message, after=7)

        [attempt] = wire.attempts(message)
        assert (attempt.status, attempt.provider_sid, attempt.possible_duplicate) == ("sent", SID, False)
        assert wire.now(message).status == MessageStatus.WAITING

    def test_two_equal_ones_in_the_list_are_one_adopted_and_marked(self, wire):
        message = self.doubtful(wire)
        older = row(message, "SM" + "1" * 32)
        wire.script.will(lists(older, row(message, date_created="Tue, 03 Mar 2026 07:14:02 +0000")))

        wire.send(message, after=7)

        [attempt] = wire.attempts(message)
        assert (attempt.provider_sid, attempt.possible_duplicate) == (SID, True)

    def test_a_provider_clock_three_seconds_behind_ours_still_matches(self, wire):
        message = self.doubtful(wire)
        wire.script.will(lists(row(message, date_created="Tue, 03 Mar 2026 07:13:57 +0000")))

        wire.send(message, after=7)

        assert wire.attempts(message)[0].provider_sid == SID

    def test_what_the_list_does_not_show_is_sent_once_more_and_marked(self, wire):
        message = self.doubtful(wire)
        wire.script.will(lists(), accepts())

        wire.send(message, after=7)

        first, second = wire.attempts(message)
        assert (first.status, second.status) == ("unknown", "accepted")
        assert second.possible_duplicate is True
        assert wire.script.seen[2].form["Body"] == [message.body]

    def test_a_second_doubt_is_the_last_one(self, wire):
        message = self.doubtful(wire)
        wire.script.will(lists(), resets)
        wire.send(message, after=7)
        wire.script.will(lists())

        wire.send(message, after=14)

        assert (wire.now(message).status, wire.now(message).reason) == ("failed", "provider_unclear")
        assert len(wire.attempts(message)) == 2

    def test_a_list_that_cannot_be_read_is_asked_again_and_then_counts_as_empty(self, wire):
        message = self.doubtful(wire)
        wire.script.will(*[answers(500, "")] * 4, accepts())

        for after in (6, 12, 18):
            wire.send(message, after=after)
            assert [attempt.status for attempt in wire.attempts(message)] == ["unknown"]
        wire.send(message, after=24)

        assert [attempt.status for attempt in wire.attempts(message)] == ["unknown", "accepted"]

    def test_a_text_that_another_attempt_knows_is_not_adopted(self, wire):
        other = wire.text()
        wire.script.will(accepts())
        wire.send(other)
        message = self.doubtful(wire)
        wire.script.will(lists(row(message)), accepts("SM" + "9" * 32))

        wire.send(message, after=7)

        assert len(wire.attempts(message)) == 2

    def test_a_call_in_doubt_is_looked_up_too(self, wire):
        message = wire.call()
        wire.script.will(resets)
        wire.send(message)
        wire.script.will(lists(row(message, CALL, status="ringing"), key="calls"))

        wire.send(message, after=7)

        assert wire.attempts(message)[0].status == AttemptStatus.RINGING

    def test_an_expired_page_in_doubt_is_not_sent_again(self, wire):
        message = self.doubtful(wire, expires_at=NOW + timedelta(seconds=6))
        wire.script.will(lists())

        wire.send(message, after=7)

        assert wire.now(message).status == MessageStatus.EXPIRED
        assert len(wire.attempts(message)) == 1

    def test_a_mail_in_doubt_is_sent_again_as_the_same_mail(self, wire, settings):
        message = wire.mail(expires_at=None)
        settings.EMAIL_BACKEND = "tests.delivery.broken_mail.DropsTheConnection"
        wire.send(message)
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"

        wire.send(message, after=7)

        assert [attempt.status for attempt in wire.attempts(message)] == ["unknown", "delivered"]
        assert str(message.pk) in mailbox.outbox[0].message()["Message-ID"]


class TestKilled:
    """The worker dies; when its lease is over another one takes up where it stopped."""

    def test_after_the_claim_nothing_had_left_so_it_is_simply_sent(self, wire):
        message = wire.text()
        claim(message.pk, now=NOW)
        wire.lose_lease(message)
        wire.script.will(accepts())

        wire.send(message, after=20)

        [attempt] = wire.attempts(message)
        assert attempt.possible_duplicate is False

    def test_between_attempt_and_request_it_is_looked_up_and_sent_once_more(self, wire):
        message = wire.text()
        begin(claim(message.pk, now=NOW), now=NOW)
        wire.lose_lease(message)
        wire.script.will(lists(), accepts())

        wire.send(message, after=20)

        assert [attempt.status for attempt in wire.attempts(message)] == ["unknown", "accepted"]
        assert [attempt.possible_duplicate for attempt in wire.attempts(message)] == [False, True]

    def test_between_request_and_record_it_is_found_and_not_sent_again(self, wire):
        message = wire.text()
        begin(claim(message.pk, now=NOW), now=NOW)
        wire.lose_lease(message)
        wire.script.will(lists(row(message)))

        wire.send(message, after=20)

        [attempt] = wire.attempts(message)
        assert attempt.provider_sid == SID

    @pytest.mark.parametrize(("channel", "seconds"), [("sms", 15), ("voice", 15), ("email", 35)])
    def test_a_lease_outlasts_a_request_and_not_much_more(self, settings, channel, seconds):
        settings.PROVIDER_TIMEOUT_SECONDS = 10

        assert lease_length(channel) == timedelta(seconds=seconds)

    def test_in_the_middle_of_reconciling_it_is_reconciled_again(self, wire):
        message = wire.text()
        wire.script.will(resets)
        wire.send(message)
        claim(message.pk, now=NOW + timedelta(seconds=6))
        wire.lose_lease(message)
        wire.script.will(lists(row(message)))

        wire.send(message, after=30)

        assert wire.attempts(message)[0].status == AttemptStatus.SENT

    def test_a_worker_that_only_slept_commits_no_attempt_once_another_has_the_lease(self, wire):
        message = wire.text()
        slept = claim(message.pk, now=NOW)
        wire.lose_lease(message)
        fresh = claim(message.pk, now=NOW + timedelta(seconds=20))

        assert begin(slept, now=NOW) is None
        assert begin(fresh, now=NOW) is not None
        assert len(wire.attempts(message)) == 1

    def test_nothing_is_claimed_inside_a_transaction(self, wire, transactional_db):
        from django.db import transaction

        message = wire.text()

        with pytest.raises(RuntimeError), transaction.atomic():
            claim(message.pk, now=NOW)


class TestSilent:
    """No callback comes: the provider is asked."""

    def sent(self, wire, message=None):
        message = message or wire.text()
        wire.script.will(accepts())
        wire.send(message)
        return message

    def test_after_thirty_seconds_the_state_is_fetched(self, wire):
        message = self.sent(wire)
        wire.script.will(answers(200, row(message, status="delivered")))

        assert wire.send(message, after=29) is False
        assert wire.send(message, after=31) is True

        assert wire.now(message).status == MessageStatus.DELIVERED

    def test_an_unchanged_state_is_asked_for_ever_less_often(self, wire):
        message = self.sent(wire)
        gaps, at = [], 31.0
        for _ in range(9):
            wire.script.will(answers(200, row(message, status="queued")))
            assert wire.send(message, after=at)
            due = (wire.now(message).due_at - NOW).total_seconds()
            gaps.append(round(due - at))
            at = due

        assert gaps == [30, 30, 30, 120, 120, 120, 120, 600, 600]

    def test_a_text_the_carrier_took_counts_as_arrived_in_the_end(self, wire):
        message = self.sent(wire)
        wire.script.will(*[answers(200, row(message, status="sent"))] * 2)

        wire.send(message, after=31)
        wire.send(message, after=2 * 3600)

        assert (wire.now(message).status, wire.now(message).reason) == ("delivered", "no_receipt")

    def test_a_text_the_provider_never_sent_counts_as_lost(self, wire):
        message = self.sent(wire)
        wire.script.will(answers(200, row(message, status="queued")))

        wire.send(message, after=2 * 3600)

        assert (wire.now(message).status, wire.now(message).reason) == ("failed", "provider_unclear")

    def test_a_text_the_provider_does_not_know_is_lost(self, wire):
        message = self.sent(wire)
        wire.script.will(refuses(404, 20404))

        wire.send(message, after=31)

        assert wire.now(message).status == MessageStatus.FAILED

    def test_a_provider_that_is_away_is_asked_later(self, wire):
        message = self.sent(wire)
        wire.script.will(resets)

        wire.send(message, after=31)

        assert wire.now(message).status == MessageStatus.WAITING
        assert wire.now(message).due_at > NOW + timedelta(seconds=31)
