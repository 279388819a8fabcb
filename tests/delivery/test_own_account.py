"""An account of one's own: it really sends, its token really signs, and nobody reads it in the database."""

import base64

import pytest
from django.db import Error, transaction

from accounts.audit import Actor
from accounts.models import AuditEvent, Organization
from accounts.refusal import Refused
from delivery.actions.accounts import close_account, open_account, replace_token
from delivery.actions.numbers import (
    Wanted,
    add_number,
    archive_number,
    look_up,
    replace_number,
    set_channels,
    told,
)
from delivery.models import Message, PhoneNumber
from delivery.providers.registry import tokens_of

from .conftest import NOW, PAGING, SID
from .script_server import answers, refuses
from .test_webhooks import REPORT, post, status_path

OWN_SID, OWN_TOKEN = "AC" + "ab" * 16, "0123456789abcdef0123456789abcdef"
NEW = "+12125550123"


@pytest.fixture
def own(harbor_pine):
    return open_account(
        organization=harbor_pine, account_sid=OWN_SID, token=OWN_TOKEN, actor=Actor.system(), now=NOW
    )


def has(number):
    row = {"sid": "PN1", "phone_number": number, "sms_method": "POST", "voice_method": "POST"}
    return [answers(200, {"incoming_phone_numbers": [row]}), answers(200, {"sid": "PN1"})]


def adds(script, harbor_pine, account, **more):
    script.will(*has(more.get("number", NEW)))
    said = {"account": account, "wanted": wanted(**more), "actor": Actor.system(), "now": NOW}
    there = PhoneNumber.objects.filter(organization=harbor_pine).first()
    if there:
        found = look_up(harbor_pine, account, there.purpose, said["wanted"])
        return replace_number(number=there, e164=found, **said)
    return add_number(organization=harbor_pine, purpose="paging", **said)


def wanted(number=NEW):
    return Wanted(number, "on", "on")


def test_its_number_is_looked_up_and_its_texts_are_sent_with_its_own_token(wire, script, harbor_pine, own):
    number = adds(script, harbor_pine, own)
    message = wire.text()
    script.will(answers(201, {"sid": SID, "status": "queued"}))

    wire.send(message)

    pair = base64.b64encode(f"{OWN_SID}:{OWN_TOKEN}".encode()).decode()
    assert {seen.authorization for seen in script.seen} == {f"Basic {pair}"}
    assert script.seen[1].form["SmsUrl"] == [f"https://bell.example/tw/{own.pk}/text/"]
    assert script.seen[2].path == f"/2010-04-01/Accounts/{OWN_SID}/Messages.json"
    assert Message.objects.get().number == number


def test_its_webhooks_are_signed_with_its_own_token_and_no_other(wire, script, harbor_pine, own, settings):
    settings.ALLOWED_HOSTS, settings.TWILIO_AUTH_TOKEN = ["*"], "the-platforms"
    adds(script, harbor_pine, own)
    message = wire.text()
    script.will(answers(201, {"sid": SID, "status": "queued"}))
    wire.send(message)
    path = status_path(own, wire.attempts(message)[0].pk)

    assert post(path, REPORT, token="the-platforms").status_code == 403
    assert post(path, REPORT, token=OWN_TOKEN).status_code == 204


def test_the_token_is_sealed_and_in_no_audit_line(own):
    assert OWN_TOKEN not in own.sealed_token
    assert OWN_TOKEN not in str(list(AuditEvent.objects.values()))


def test_while_a_token_is_replaced_both_may_sign(own):
    kept = replace_token(account=own, token="f" * 32, keep_old=True, actor=Actor.system(), now=NOW)
    assert tokens_of(kept) == ("f" * 32, OWN_TOKEN)

    gone = replace_token(account=own, token="e" * 32, keep_old=False, actor=Actor.system(), now=NOW)
    assert tokens_of(gone) == ("e" * 32,)


def test_sealed_with_another_key_it_trusts_nobody_and_sends_nothing(wire, script, harbor_pine, own, settings):
    adds(script, harbor_pine, own)
    settings.SECRET_KEY = "another" * 8
    message = wire.text()

    wire.send(message)

    assert tokens_of(own) == ()
    assert wire.now(message).reason == "credentials"


def test_an_account_without_secrets_or_with_a_foreign_number_is_refused_by_the_database(harbor_pine, own):
    elsewhere = Organization.objects.create(
        name="Elsewhere", slug="elsewhere", time_zone="UTC", incident_prefix="EL", created_at=NOW
    )
    with pytest.raises(Error, match="own_account_has_its_secrets"), transaction.atomic():
        type(own).objects.create(organization=elsewhere, created_at=NOW)
    with pytest.raises(Error, match="of its own organization"), transaction.atomic():
        PhoneNumber.objects.create(
            organization=elsewhere, account=own, number=NEW, purpose="paging", created_at=NOW
        )


@pytest.mark.parametrize(
    ("sid", "token", "field"), [("AC1", OWN_TOKEN, "account_sid"), (OWN_SID, "short", "token"), (OWN_SID, "a b" * 9, "token")]
)  # fmt: skip
def test_what_can_be_no_account_is_refused(harbor_pine, sid, token, field):
    with pytest.raises(Refused) as refused:
        open_account(organization=harbor_pine, account_sid=sid, token=token, actor=Actor.system(), now=NOW)

    assert field in refused.value.errors


def test_an_account_that_sends_is_not_closed(script, harbor_pine, own):
    number = adds(script, harbor_pine, own)
    with pytest.raises(Refused):
        close_account(account=own, actor=Actor.system(), now=NOW)

    archive_number(number=number, actor=Actor.system(), now=NOW)
    close_account(account=own, actor=Actor.system(), now=NOW)

    own.refresh_from_db()
    assert own.archived_at == NOW


def test_a_number_that_the_account_does_not_have_is_not_added(script, harbor_pine, own):
    for answer, words in (
        (answers(200, {"incoming_phone_numbers": []}), "no such number"),
        (refuses(401, 20003), "SID and token"),
    ):
        script.will(answer)
        with pytest.raises(Refused, match=words):
            add_number(
                organization=harbor_pine,
                account=own,
                purpose="paging",
                wanted=wanted(),
                actor=Actor.system(),
                now=NOW,
            )

    assert not PhoneNumber.objects.exists()


def test_replaced_what_waits_leaves_from_the_new_number(wire, script, harbor_pine, account, number):
    waiting, sent = wire.text(), wire.text()
    script.will(answers(201, {"sid": SID, "status": "queued"}))
    wire.send(sent)

    made = adds(script, harbor_pine, account)

    number.refresh_from_db()
    assert number.archived_at == NOW
    assert (wire.now(waiting).number, wire.now(sent).number) == (made, number)


def test_a_number_of_another_firm_is_not_taken(script, harbor_pine, account, number):
    elsewhere = Organization.objects.create(
        name="Elsewhere", slug="elsewhere", time_zone="UTC", incident_prefix="EL", created_at=NOW
    )
    with pytest.raises(Refused, match="in use already"):
        adds(script, elsewhere, account, number=PAGING)


def test_pages_never_lose_their_last_channel(harbor_pine, number):
    with pytest.raises(Refused):
        set_channels(
            number=number, sms_state="pending", voice_state="off", seen="", actor=Actor.system(), now=NOW
        )

    kept = set_channels(
        number=number, sms_state="pending", voice_state="on", seen="", actor=Actor.system(), now=NOW
    )
    assert told(kept) == {"sms_state": "pending", "voice_state": "on"}


def test_the_paging_number_of_a_firm_that_is_live_is_only_replaced(harbor_pine, number):
    Organization.objects.update(went_live_at=NOW)

    with pytest.raises(Refused, match="Replace it"):
        archive_number(number=number, actor=Actor.system(), now=NOW)
