"""Fabrikam's Greta at night: she waits without charge, or somebody who may accepts what a technician costs."""

import re
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
from django.utils import translation

from accounts.audit_event import AuditEvent
from delivery.models import Message
from hours import clock
from routing.actions.consent_ask import consent_over
from routing.consent_link import token_for
from routing.models import ConsentAsked, ConsentReceipt, Incident
from sla.actions.tiers import add_version, newest_promise
from sla.grid import TierDefault
from sla.models import Agreement, SlaTier
from tests.paid import PRICE, STATEMENT, add_fred, newest
from tests.web.conftest import Browser, Seen
from tests.web.dana import Dana, without_cookies
from tests.world import LONG_AGO, World

pytestmark = pytest.mark.django_db
TERMS = "Terms: https://harbor-pine.example/terms, version 2026-01"
WAIT = "Wait until Tue 3 March 08:00 EST. No charge."


@pytest.fixture(autouse=True)
def _own_counts(settings: object, request: pytest.FixtureRequest) -> None:
    """Nobody has sent anything yet."""
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": request.node.name}}  # type: ignore[attr-defined]


class Greta(Dana):
    """She goes on from the form to the question behind it."""

    def asks(self, **fields: Any) -> Seen:
        self.seen = self.sends(name="Greta Falk", phone="212 555 0399", **fields)
        return self.seen

    def at(self, page: str = "") -> str:
        return f"{self.link.split('/charge')[0].rstrip('/')}/{page}"

    def looks(self, page: str = "") -> Seen:
        return Seen(without_cookies().get(self.at(page)))

    def does(self, page: str, **said: str) -> Seen:
        """What comes back; after a 303 the page it leads to."""
        seen = Seen(without_cookies().post(self.at(page), said))
        return Seen(without_cookies().get(seen.response["Location"])) if seen.status == 303 else seen

    def orders(self, way: str) -> Seen:
        self.does("charge/", choice="call")
        return self.does("charge/who/", name="Greta Falk", role="Reception", way=way, accepted="on")


@pytest.fixture
def greta(night: World) -> Greta:
    add_fred(night.organization, night.fabrikam)
    return Greta("harbor-pine-fabrikam")


def fred_id() -> int:
    return Incident.objects.get().client.contacts.get(name="Fred Fabri").pk  # type: ignore[union-attr]


def code() -> str:
    return re.findall(r"\d{6}", Message.objects.filter(purpose="verification").latest("created_at").body)[0]


def test_the_price_is_said_before_anything_is_sent(greta: Greta) -> None:
    assert "Your plan has no after-hours help right now." in greta.page
    assert f"Everyone has stopped On the next page you choose. {WAIT} Or: {PRICE}" in greta.page
    assert "One person has stopped A technician looks at it Tue 3 March 08:00 EST." in greta.page


def test_two_equal_buttons_and_none_of_them_is_chosen_for_her(greta: Greta) -> None:
    seen = greta.asks()

    assert greta.link.endswith("/charge/")
    assert "Your plan has no after-hours help right now (Tue 3 March 02:14 EST). Choose:" in seen
    buttons = re.findall(
        r'<button class="([^"]*)" type="submit" name="choice" value="(\w+)">([^<]*)', seen.html
    )
    assert [words for _, _, words in buttons] == [WAIT, PRICE]
    assert len({look for look, _, _ in buttons}) == 1
    assert "autofocus" not in seen.html
    assert "<script" not in seen.html
    assert greta.does("charge/").status == 422


def test_she_waits_without_charge(greta: Greta) -> None:
    greta.asks()

    seen = greta.does("charge/", choice="wait")

    assert Incident.objects.get().status == "queued"
    assert "Nobody is woken tonight; a technician looks at it Tue 3 March 08:00 EST." in seen
    assert "Call a technician now after all, for money" in seen


def test_who_may_accept_enters_the_code_and_a_technician_is_called(greta: Greta, night: World) -> None:
    greta.asks()
    greta.does("charge/", choice="call")
    page = greta.looks("charge/who/")
    assert STATEMENT in page
    assert "I am Fred Fabri: text a code to the number ending 42" in page
    assert "+12125550342" not in page.html

    seen = greta.orders(f"sms:{fred_id()}")
    assert "We send a code to the number on file ending 42, by text or call." in seen
    sent = code()
    wrong = greta.does("charge/code/", code=f"{(int(sent) + 1) % 1_000_000:06}")
    assert (wrong.status, "That is not the code. Tries left: 4." in wrong) == (422, True)
    seen = greta.does("charge/code/", code=sent)

    assert "Fred Fabri accepted the charge. We are calling the technician on duty." in seen
    assert Incident.objects.get().status == "triggered"
    receipt = ConsentReceipt.objects.get()
    assert (receipt.role, receipt.channel, receipt.address) == ("Head of office", "sms", "127.0.0.1")
    shown = greta.looks("charge/receipt/")
    assert all(words in shown for words in (PRICE, STATEMENT, receipt.digest))
    assert greta.does("charge/code/", code=sent).status == 409, "a code counts once"


def test_the_terms_stand_beside_the_price_and_on_the_receipt_that_is_mailed(
    greta: Greta, night: World
) -> None:
    tier = SlaTier.objects.get(organization=night.organization, name="8x5 with call-out")
    promise = newest_promise(tier)
    assert promise.call_out
    sold = replace(promise.call_out, terms_url="https://harbor-pine.example/terms", terms_version="2026-01")
    add_version(tier, TierDefault(tier.name, promise.rules, call_out=sold), now=LONG_AGO)
    Agreement.objects.filter(version__tier=tier).update(version=tier.versions.latest("number"))
    assert greta.asks().status == 422, "the page showed another price"
    greta = Greta("harbor-pine-fabrikam")
    greta.asks()
    greta.does("charge/", choice="call")
    pages = [greta.looks("charge/"), greta.looks("charge/who/"), greta.orders(f"sms:{fred_id()}")]
    greta.does("charge/code/", code=code())

    receipt = ConsentReceipt.objects.get()
    assert [TERMS in page for page in pages] == [True] * 3
    assert "Terms: https://harbor-pine.example/terms, version 2026-01" in receipt.text.splitlines()
    assert receipt.digest == sha256(receipt.text.encode()).hexdigest()
    (mailed,) = Message.objects.filter(purpose="receipt").values_list("body", flat=True)
    (link,) = re.findall(r"http\S+(/k/\S+)", mailed)
    seen = Browser(None).opens(link)
    assert (seen.status, receipt.digest in seen, "It got worse" in seen) == (200, True, False)
    accepted = AuditEvent.objects.get(verb="consent.accepted")
    assert (accepted.before, accepted.after) == (
        {"consent": "open"}, {"consent": "accepted", "digest": receipt.digest},
    )  # fmt: skip


def test_our_people_and_programs_see_what_was_accepted(
    greta: Greta, night: World, django_assert_max_num_queries: Any
) -> None:
    greta.asks()
    greta.orders(f"sms:{fred_id()}")
    greta.does("charge/code/", code=code())
    alice, receipt = Browser(night.alice), ConsentReceipt.objects.get()

    with django_assert_max_num_queries(15):
        seen = alice.opens("/incidents/1001/")
    told = Browser(None).opens("/api/v1/incidents/1001/", authorization=f"Bearer {night.token('read')}")

    assert "Paid help Accepted Asked 02:14 EST Wanted by Greta Falk, Reception" in seen
    assert receipt.digest in seen
    consent = told.response.json()["consent"]
    assert (consent["status"], consent["ended_by"]) == ("accepted", "Fred Fabri")
    assert consent["call_out"] == {
        "rate_cents": 18_000, "currency": "USD", "minimum_minutes": 60, "increment_minutes": 15, "terms_url": "",
        "terms_version": "",
        "business_hours_percent": 100, "after_hours_percent": 100, "weekend_percent": 100, "holiday_percent": 100,
    }  # fmt: skip
    assert (consent["receipt"]["digest"], consent["receipt"]["text"]) == (receipt.digest, receipt.text)


def test_no_way_is_offered_that_does_not_work_now(greta: Greta, night: World) -> None:
    """Texts are still being registered: a code is spoken, or mailed, and who may accept is asked by mail alone."""
    night.organization.phone_numbers.update(sms_state="pending")
    greta.asks(impact="team_stopped")
    greta.does("charge/", choice="call")

    page = greta.looks("charge/who/")
    greta.orders("ask")

    assert "text a code" not in page
    assert "I am Fred Fabri: call the number ending 42" in page
    assert list(ConsentAsked.objects.values_list("channel", flat=True)) == ["email"]


def test_nothing_is_ordered_without_the_tick_and_everything_typed_stays(greta: Greta) -> None:
    greta.asks()
    greta.does("charge/", choice="call")

    seen = greta.does("charge/who/", name="Greta Falk", role="Reception")

    assert seen.status == 422
    assert "Tick that you accept the charges, or go back and wait without charge." in seen
    assert "Choose where the code goes, or that we ask." in seen
    assert 'value="Reception"' in seen.html
    assert not Message.objects.filter(purpose="verification").exists()


def test_somebody_elses_contact_gets_no_code(greta: Greta, night: World) -> None:
    greta.asks()
    dana = night.northwind.contacts.get()

    assert greta.orders(f"sms:{dana.pk}").status == 422


@pytest.mark.parametrize(
    ("answer", "status", "words"),
    [
        ("yes", "triggered", "Fred Fabri accepted the charge; a technician is called."),
        ("no", "queued", "Fred Fabri said no: nobody is called and nothing is charged."),
    ],
)
def test_who_may_accept_says_yes_or_no_behind_a_link(
    greta: Greta, answer: str, status: str, words: str
) -> None:
    greta.asks(impact="team_stopped")
    assert (
        "We asked Fred Fabri to accept the charge. Without a yes by 02:24 EST nobody is called"
        in greta.orders("ask")
    )
    link = f"/c/{token_for(ConsentAsked.objects.get(channel='sms'))}/"

    looked = Seen(without_cookies().get(link))  # as a preview does
    without_cookies().head(link)
    assert "Fred Fabri, Greta Falk (Reception) asks for a technician now." in looked
    assert Incident.objects.get().status == "awaiting_consent"
    assert without_cookies().get(f"{link}{answer}/").status_code == 405
    without_cookies().post(f"{link}{answer}/")

    assert Incident.objects.get().status == status
    assert words in Seen(without_cookies().get(link))
    late = Seen(without_cookies().post(f"{link}yes/"))
    assert (late.status, ConsentReceipt.objects.count()) == (409, 1 if answer == "yes" else 0)


def test_what_was_ordered_is_withdrawn_on_her_page(greta: Greta) -> None:
    greta.asks(impact="team_stopped")
    greta.orders(f"email:{fred_id()}")
    greta.does("charge/code/", code=code())
    assert "Withdraw the paid help" in greta.looks()

    seen = greta.does("charge/withdraw/")

    assert "You withdrew the paid help." in seen
    assert newest().status == "withdrawn"
    assert "It was withdrawn; nothing is charged" in greta.looks("charge/receipt/")


def test_she_may_pay_after_all(greta: Greta) -> None:
    greta.asks(impact="team_stopped")
    greta.does("charge/", choice="wait")

    greta.orders("ask")

    assert Incident.objects.get().status == "awaiting_consent"
    assert Incident.objects.get().consents.count() == 2


def test_codes_end_five_an_hour(greta: Greta) -> None:
    greta.asks(impact="team_stopped")

    seen = [greta.orders(f"sms:{fred_id()}") for _ in range(6)]

    assert [one.status for one in seen] == [200] * 5 + [409]
    assert "Too many codes were sent there. Try again in an hour." in seen[-1]


def test_who_asked_in_spanish_reads_spanish_in_any_browser_and_our_people_do_not(
    greta: Greta, bob: Browser
) -> None:
    greta.path += "?in=es"
    greta.sends(name="Fred Fabri", phone="212 555 0342")
    incident = Incident.objects.get()

    assert "Esperar hasta el mar 3 marzo 08:00 EST. Sin cargo." in greta.looks("charge/")
    greta.waits(minutes=10)
    with translation.override("en"):  # as a worker speaks
        consent_over(incident, now=clock.now())

    text = Message.objects.get(unique_key=f"client_free:{incident.pk}").body
    assert "no se pidio ayuda de pago. Un técnico lo mira el mar 3 marzo 08:00 EST, gratis." in text
    assert "Wrote in Spanish." in bob.opens(f"/incidents/{incident.number}/")
    assert f"or: {PRICE}" in incident.timeline.get(text__startswith="The client is asked").text
    assert "Lo tenemos. Referencia HP-" in greta.looks()
    greta.orders("ask")
    asked = ConsentAsked.objects.get(channel="sms")
    assert "Diga si o no en 10 min" in Message.objects.get(unique_key=f"consent:{asked.pk}").body
    assert "pide un técnico ahora" in Seen(without_cookies().get(f"/c/{token_for(asked)}/"))
    without_cookies().post(f"/c/{token_for(asked)}/yes/")
    assert "Verificado con un enlace privado enviado (SMS) a" in ConsentReceipt.objects.get().text
