"""Numbers: what each may be used for in words, a test to one's own phone, an account of one's own. Owners only."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from delivery.models import ChannelState, Message, PhoneNumber, ProviderAccount
from delivery.providers import registry
from tests.web.conftest import Browser, Seen
from tests.wire import Wire
from tests.world import NIGHT, PHONES, World

pytestmark = pytest.mark.django_db
SID, TOKEN = "AC" + "ab" * 16, "0123456789abcdef0123456789abcdef"


@pytest.fixture(autouse=True)
def _twilio_has_every_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "Twilio", lambda credentials: Wire(lambda: NIGHT))


def paging(night: World) -> PhoneNumber:
    return PhoneNumber.objects.get(organization=night.organization, purpose="paging", archived_at=None)


def add_client_number(browser: Browser) -> Seen:
    return browser.sends(
        "/numbers/add/", purpose="client", number="+12125550177", sms_state="on", voice_state="on"
    )


def test_what_a_number_may_be_used_for_is_said(alice: Browser, night: World) -> None:
    PhoneNumber.objects.filter(purpose="paging").update(sms_state=ChannelState.PENDING)

    seen = alice.opens("/numbers/")

    assert "Pages: +1 212 555 0100" in seen
    assert "Texts being registered Calls on" in seen
    assert "takes weeks in the US; until then pages and codes go by voice" in seen
    assert f"/tw/{paging(night).account_id}/text/" in seen
    assert "Send a test text to my phone" not in seen
    assert "Call my phone" in seen


def test_a_test_goes_to_ones_own_phone(alice: Browser, night: World) -> None:
    assert "On its way to +1 212 555 0101" in alice.sends("/numbers/test/", channel="sms")

    message = Message.objects.get()
    assert (message.address, message.channel, message.number) == (PHONES["alice"], "sms", paging(night))


def test_channels_are_switched_but_never_all_of_the_paging_number(alice: Browser, night: World) -> None:
    path = f"/numbers/{paging(night).pk}/channels/"
    alice.sends(path, sms_state="pending", voice_state="on")
    assert paging(night).sms_state == "pending"

    seen = alice.sends(path, sms_state="pending", voice_state="off")

    assert seen.status == 422
    assert "Nobody could be paged" in seen
    assert paging(night).voice_state == "on"


def test_a_number_is_replaced_and_the_clients_pages_name_the_new_one(alice: Browser, night: World) -> None:
    path = f"/numbers/{PhoneNumber.objects.get(purpose='client').pk}/replace/"
    assert "are no longer read" in alice.opens(path)

    alice.sends(path, number="(212) 555-0177", sms_state="off", voice_state="on")

    night.organization.refresh_from_db()
    assert night.organization.client_phone == "+12125550177"
    assert PhoneNumber.objects.filter(purpose="client", archived_at=None).count() == 1


@pytest.mark.parametrize("number", ["12", "no number", "\x00", "9" * 41])
def test_what_is_no_number_is_said(alice: Browser, night: World, number: str) -> None:
    path = f"/numbers/{paging(night).pk}/replace/"

    seen = alice.sends(path, number=number, sms_state="on", voice_state="on")

    assert seen.status == 422
    assert PhoneNumber.objects.filter(archived_at=None).count() == 2


def test_the_paging_number_of_a_live_firm_is_not_archived(alice: Browser, night: World) -> None:
    assert "Nobody can be paged" in alice.opens(f"/numbers/{paging(night).pk}/archive/")

    assert "Replace it by another" in alice.sends(f"/numbers/{paging(night).pk}/archive/")
    assert paging(night)


def test_an_own_account_is_kept_sealed_and_its_token_shown_never(alice: Browser, night: World) -> None:
    seen = alice.sends("/numbers/account/", account_sid=SID, token=TOKEN)
    account = ProviderAccount.objects.get(organization=night.organization)

    assert SID in seen
    assert TOKEN not in seen.html + alice.opens("/numbers/account/token/").html
    assert "replace it instead" in add_client_number(alice)
    alice.sends(f"/numbers/{PhoneNumber.objects.get(purpose='client').pk}/archive/")
    assert "No client number" in alice.opens("/numbers/")
    add_client_number(alice)
    assert PhoneNumber.objects.get(number="+12125550177").account == account
    assert "replace or archive them first" in alice.sends("/numbers/account/close/")
    alice.sends("/numbers/account/token/", token="f" * 32, keep_old="on")
    assert "the one before it counts" in alice.opens("/numbers/")


def test_a_wrong_token_is_said_and_not_sent_back(alice: Browser, night: World) -> None:
    seen = alice.sends("/numbers/account/", account_sid="AC1", token=TOKEN)

    assert seen.status == 422
    assert "AC and 32 digits" in seen
    assert 'value="AC1"' in seen.html
    assert TOKEN not in seen.html


def test_a_manager_does_not_reach_them(carol: Browser, mallory: Browser, night: World, other: Any) -> None:
    assert carol.opens("/numbers/").status == 403
    assert mallory.opens(f"/numbers/{paging(night).pk}/channels/").status == 404
    assert "+1 212 555 0100" not in mallory.opens("/numbers/")


def test_the_page_asks_little_of_the_database(alice: Browser, night: World) -> None:
    with CaptureQueriesContext(connection) as asked:
        alice.opens("/numbers/")

    assert len(asked) < 15
