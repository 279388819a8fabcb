"""Numbers and the account that sends, by program: for the token of an owner alone. No token of Twilio's is told."""

import pytest

from accounts.models import AuditEvent
from delivery.models import PhoneNumber, ProviderAccount
from delivery.providers import registry
from tests.api.conftest import fits
from tests.wire import Wire
from tests.world import CLIENT_NUMBER, NIGHT, PAGING_NUMBER

SID, TOKEN = "AC" + "ab" * 16, "0123456789abcdef0123456789abcdef"
ONE, ACCOUNT = "numbers/{number_id}/", "provider-account/"
NEW = {"number": "(212) 555-0177", "sms_state": "pending"}


@pytest.fixture(autouse=True)
def _twilio_has_every_number(monkeypatch):
    monkeypatch.setattr(registry, "Twilio", lambda credentials: Wire(lambda: NIGHT))


def number(caller, purpose):
    rows = caller.get("numbers/").json()["results"]
    return next(row for row in rows if row["purpose"] == purpose)


def test_numbers_are_told_switched_and_replaced(schema, night, alice):
    rows = fits(schema, "numbers/", "get", alice.get("numbers/"))["results"]
    paging = number(alice, "paging")
    one = f"numbers/{paging['id']}/"
    change = {"sms_state": "pending", "edition": paging["edition"]}

    changed = fits(schema, ONE, "patch", alice.patch(one, change))
    late = alice.patch(one, change)
    silent = alice.patch(one, {"voice_state": "off"})
    replaced = fits(schema, f"{ONE}replace/", "post", alice.post(f"{one}replace/", NEW))

    assert {row["number"] for row in rows} == {PAGING_NUMBER, CLIENT_NUMBER}
    assert paging["text_address"].endswith("/text/")
    assert (changed["sms_state"], changed["voice_state"]) == ("pending", "on")
    assert (late.status_code, fits(schema, ONE, "patch", late)["edition"]) == (409, changed["edition"])
    assert (silent.status_code, list(silent.json()["errors"])) == (400, ["voice_state"])
    assert (replaced["number"], replaced["purpose"], replaced["voice_state"]) == (
        "+12125550177",
        "paging",
        "on",
    )
    assert alice.get(one).status_code == 404
    fits(schema, f"{ONE}register/", "post", alice.post(f"numbers/{replaced['id']}/register/"))


def test_the_paging_number_of_a_live_firm_stays_and_the_clients_goes_and_comes(schema, night, alice):
    kept = alice.delete(f"numbers/{number(alice, 'paging')['id']}/")
    twice = alice.post("numbers/", NEW | {"purpose": "client"})
    gone = alice.delete(f"numbers/{number(alice, 'client')['id']}/")
    answer = alice.post("numbers/", NEW | {"purpose": "client", "sms_state": "on"})

    assert (kept.status_code, gone.status_code) == (409, 204)
    assert (twice.status_code, list(twice.json()["errors"])) == (400, ["purpose"])
    made = fits(schema, "numbers/", "post", answer)
    assert fits(schema, ONE, "get", alice.get(f"numbers/{made['id']}/")) == made
    night.organization.refresh_from_db()
    assert night.organization.client_phone == "+12125550177"


def test_an_account_is_written_and_its_token_never_read(schema, night, alice):
    assert alice.get(ACCOUNT).json()["account_sid"] is None
    opened = alice.post(ACCOUNT, {"account_sid": SID, "token": TOKEN}, Idempotency_Key="k-1")
    twice = alice.post(ACCOUNT, {"account_sid": SID, "token": TOKEN})
    replaced = alice.patch(ACCOUNT, {"token": TOKEN[::-1]})
    ended = alice.patch(ACCOUNT, {"token": TOKEN, "keep_old": False})
    again = alice.get(ACCOUNT)

    assert fits(schema, ACCOUNT, "post", opened)["account_sid"] == SID
    assert (twice.status_code, list(twice.json()["errors"])) == (400, ["account_sid"])
    assert fits(schema, ACCOUNT, "patch", replaced)["old_token_counts"] is True
    assert fits(schema, ACCOUNT, "get", again) == ended.json()
    assert ended.json()["old_token_counts"] is False
    for answer in (
        opened,
        twice,
        replaced,
        ended,
        again,
        alice.get("audit/", object_kind="provider_account"),
    ):
        assert TOKEN.encode() not in answer.content
    assert alice.post(f"numbers/{number(alice, 'client')['id']}/replace/", NEW).json()["own_account"] is True
    assert alice.delete(ACCOUNT).status_code == 409
    PhoneNumber.objects.filter(purpose="client").update(archived_at=NIGHT)
    assert alice.delete(ACCOUNT).status_code == 204
    assert (alice.delete(ACCOUNT).status_code, alice.patch(ACCOUNT, {"token": TOKEN}).status_code) == (404, 404)  # fmt: skip
    assert ProviderAccount.objects.get(organization=night.organization).archived_at
    assert AuditEvent.objects.filter(object_kind="provider_account").count() == 4


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("numbers/", {"number": "12", "purpose": "client", "sms_state": "on"}, "number"),
        ("numbers/", {"number": "1\x00", "purpose": "client", "sms_state": "on"}, "number"),
        ("numbers/", NEW | {"purpose": "fax"}, "purpose"),
        ("numbers/", NEW | {"purpose": "client", "sms_state": "maybe"}, "sms_state"),
        ("numbers/", {"number": "9" * 41, "purpose": "client", "sms_state": "on"}, "number"),
        (ACCOUNT, {"account_sid": "AC1", "token": TOKEN}, "account_sid"),
        (ACCOUNT, {"account_sid": SID, "token": "short"}, "token"),
        (ACCOUNT, {"account_sid": SID, "token": 7}, "token"),
    ],
)
def test_what_is_wrong_is_said_by_field(alice, path, body, field):
    answer = alice.post(path, body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_only_an_owners_own_token_reaches_them(program, reader, carol, alice):
    paging = number(alice, "paging")["id"]
    for caller in (program, reader, carol):
        for path in ("numbers/", f"numbers/{paging}/", ACCOUNT):
            assert caller.get(path).status_code == 403
    for caller in (program, carol):
        assert caller.patch(f"numbers/{paging}/", {"sms_state": "off"}).status_code == 403
        assert caller.post(ACCOUNT, {"account_sid": SID, "token": TOKEN}).status_code == 403
    assert b"the token of an owner" in program.get("numbers/").content
    assert not ProviderAccount.objects.exclude(organization=None).exists()
