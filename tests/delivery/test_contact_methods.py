"""How Alice is reached: added as people write it, proven, archived, and told in the audit."""

import re
from datetime import timedelta

import pytest

from accounts.audit import Actor
from accounts.models import AuditEvent, Organization
from accounts.refusal import Refused
from delivery.actions.contact_methods import (
    add_email,
    add_phone,
    archive_contact_method,
    channel_for_code,
    enter_code,
    send_code,
)
from delivery.actions.opt_outs import opt_in, opt_out
from delivery.actions.verify import Check
from delivery.models import Channel, ContactMethod, Message, OptOut
from delivery.outcomes import Reason
from delivery.queries import (
    get_contact_method,
    number_called,
    obstacle,
    opted_out,
    sender_of,
    usable_methods,
)

from .conftest import ALICE, NOW, PAGING


@pytest.fixture
def actor(alice):
    return Actor.member(alice)


def code_sent():
    return re.search(r"\d{6}", Message.objects.latest("created_at").body).group()


class TestAdding:
    @pytest.mark.parametrize(
        "written", ["(212) 555-0101", "+1 212 555 0101", "212.555.0101", "001 212 555 0101"[2:]]
    )
    def test_a_phone_is_kept_as_the_network_dials_it(self, alice, actor, written):
        assert add_phone(member=alice, phone=written, actor=actor, now=NOW).address == ALICE

    @pytest.mark.parametrize(
        "written", ["", "911", "abc", "+1", "+1212555010112345", "212 555 0101 ext. 7", "\x00", "+" * 300]
    )
    def test_what_cannot_ring_is_refused_on_its_field(self, alice, actor, written):
        with pytest.raises(Refused) as refused:
            add_phone(member=alice, phone=written, actor=actor, now=NOW)

        assert "address" in refused.value.errors

    def test_one_of_our_own_numbers_is_refused(self, alice, actor, number):
        with pytest.raises(Refused):
            add_phone(member=alice, phone=PAGING, actor=actor, now=NOW)

    def test_the_same_phone_twice_is_refused(self, alice, actor, phone):
        with pytest.raises(Refused):
            add_phone(member=alice, phone=ALICE, actor=actor, now=NOW)

        assert ContactMethod.objects.count() == 1

    @pytest.mark.parametrize("written", ["", "alice", "a@b\nBcc: c@d", "alice@"])
    def test_what_is_no_mail_address_is_refused(self, alice, actor, written):
        with pytest.raises(Refused):
            add_email(member=alice, email=written, actor=actor, now=NOW)

    def test_adding_and_archiving_are_in_the_audit(self, alice, actor):
        method = add_phone(member=alice, phone=ALICE, actor=actor, now=NOW)

        assert archive_contact_method(method=method, actor=actor, now=NOW) is True
        assert archive_contact_method(method=method, actor=actor, now=NOW) is False

        verbs = list(AuditEvent.objects.order_by("pk").values_list("verb", "actor_name"))
        assert verbs == [("contact_method.added", "Alice"), ("contact_method.archived", "Alice")]
        added, archived = AuditEvent.objects.order_by("pk")
        assert (added.before, archived.after) == (None, None)
        assert archived.before == added.after
        assert usable_methods(alice) == []


class TestProving:
    def test_the_right_code_makes_it_usable(self, alice, actor, number):
        method = add_phone(member=alice, phone=ALICE, actor=actor, now=NOW)
        assert usable_methods(alice) == []
        send_code(method=method, now=NOW)

        checked = enter_code(method=method, code=code_sent(), actor=actor, now=NOW)

        assert checked.result is Check.VERIFIED
        assert usable_methods(alice) == [method]

    def test_a_wrong_code_changes_nothing(self, alice, actor, number):
        method = add_phone(member=alice, phone=ALICE, actor=actor, now=NOW)
        send_code(method=method, now=NOW)

        assert enter_code(method=method, code="no", actor=actor, now=NOW).result is Check.WRONG
        assert usable_methods(alice) == []

    def test_only_the_newest_code_counts(self, alice, actor, number):
        method = add_phone(member=alice, phone=ALICE, actor=actor, now=NOW)
        send_code(method=method, now=NOW)
        old = code_sent()
        send_code(method=method, now=NOW + timedelta(seconds=40))

        if old != code_sent():
            assert enter_code(method=method, code=old, actor=actor, now=NOW).result is Check.WRONG

    def test_a_code_that_nobody_sent_is_refused(self, alice, actor, number):
        method = add_phone(member=alice, phone=ALICE, actor=actor, now=NOW)

        with pytest.raises(Refused):
            enter_code(method=method, code="123456", actor=actor, now=NOW)

    def test_while_texts_are_pending_the_code_is_spoken(self, phone, number):
        assert channel_for_code(phone, number) == Channel.SMS

        number.sms_state = "pending"
        number.save()

        assert channel_for_code(phone, number) == Channel.VOICE
        send_code(method=phone, now=NOW)
        assert Message.objects.get().channel == "voice"

    def test_a_phone_that_said_stop_hears_its_code(self, phone, account, number):
        opt_out(account=account, phone=ALICE, word="STOP", now=NOW)

        assert channel_for_code(phone, number) == Channel.VOICE

    def test_a_channel_that_cannot_work_is_refused_in_words(self, phone, number):
        phone.can_text = False
        phone.save()

        with pytest.raises(Refused):
            send_code(method=phone, channel=Channel.SMS, now=NOW)

    def test_a_mail_address_gets_its_code_by_mail(self, alice, actor):
        method = add_email(member=alice, email="alice@home.example", actor=actor, now=NOW)

        send_code(method=method, now=NOW)

        assert Message.objects.get().address == "alice@home.example"


class TestOptOuts:
    def test_stop_and_start_are_states_and_counted_once(self, account):
        said = [opt_out(account=account, phone=ALICE, word="STOP", now=NOW) for _ in range(2)]
        assert (said, opted_out(account.pk, [ALICE, PAGING])) == ([True, False], {ALICE})

        said = [opt_in(account=account, phone=ALICE, now=NOW) for _ in range(2)]
        assert (said, opted_out(account.pk, [ALICE])) == ([True, False], set())

        assert opt_out(account=account, phone=ALICE, word="STOP", now=NOW) is True
        assert OptOut.objects.count() == 2


class TestReaching:
    """Why a method can't be reached by a channel; None if it can."""

    def test_a_verified_phone_takes_texts_and_calls(self, phone, number):
        assert obstacle(phone, Channel.SMS, number) is None
        assert obstacle(phone, Channel.VOICE, number) is None
        assert obstacle(phone, Channel.EMAIL, number) == Reason.INVALID_ADDRESS

    @pytest.mark.parametrize(
        ("change", "channel", "reason"),
        [
            ({"can_text": False}, Channel.SMS, Reason.LANDLINE),
            ({"can_call": False}, Channel.VOICE, Reason.BLOCKED),
            ({"kind": "email", "address": "a@b.example"}, Channel.SMS, Reason.INVALID_ADDRESS),
        ],
    )
    def test_a_method_says_what_it_cannot_do(self, phone, number, change, channel, reason):
        for name, value in change.items():
            setattr(phone, name, value)

        assert obstacle(phone, channel, number) == reason

    def test_a_channel_that_is_off_or_a_sender_that_is_missing_is_an_obstacle(self, phone, number):
        number.voice_state = "off"

        assert obstacle(phone, Channel.VOICE, number) == Reason.CHANNEL_OFF
        assert obstacle(phone, Channel.SMS, None) == Reason.NO_SENDER

    def test_an_inbound_number_says_whose_it_is(self, account, number, harbor_pine):
        assert number_called(account, PAGING).organization == harbor_pine
        assert number_called(account, ALICE) is None
        assert sender_of(harbor_pine, "paging") == number
        assert sender_of(harbor_pine, "client") is None


class TestStrangers:
    def test_another_organizations_rows_do_not_exist(self, phone):
        elsewhere = Organization.objects.create(
            name="Elsewhere", slug="elsewhere", time_zone="UTC", incident_prefix="EL", created_at=NOW
        )

        assert get_contact_method(phone.organization, phone.pk) == phone
        with pytest.raises(ContactMethod.DoesNotExist):
            get_contact_method(elsewhere, phone.pk)
