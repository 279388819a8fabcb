"""Phones and rules: added as people write them, proven by a code, tried, changed, taken away only where that is safe."""

import re

import pytest

from accounts.models import AuditEvent
from delivery.actions.opt_outs import opt_out
from delivery.models import ContactMethod, Message, PhoneNumber, ProviderAccount
from hours import clock
from oncall.models import FallbackEntry, NotificationRule
from oncall.queries import ways_of
from oncall.ways import Way, mark_of
from routing.reach import paging_number, reaches
from tests.web.conftest import Browser
from tests.world import PHONES, World, give_phone

pytestmark = pytest.mark.django_db


def phone_of(name: str) -> ContactMethod:
    return ContactMethod.objects.get(address=PHONES[name])


def code_sent() -> str:
    body = Message.objects.filter(purpose="verification").latest("created_at").body
    return "".join(re.findall(r"\d", re.search(r"code is:? ((?:\d(?:, )?){6})", body)[1]))


class TestProving:
    def test_a_phone_counts_after_its_code(self, bob: Browser, night: World) -> None:
        added = bob.sends("/me/phones/add/", address="(212) 555-0177", can_text="on", can_call="on")
        phone = ContactMethod.objects.get(address="+12125550177")
        assert "A code is on its way by text." in added
        assert "not verified yet" in added

        wrong = bob.sends(f"/me/phones/{phone.pk}/enter/", code="000000" if code_sent() != "000000" else "1")
        right = bob.sends(f"/me/phones/{phone.pk}/enter/", code=code_sent())

        assert (wrong.status, "Tries left: 4." in wrong) == (422, True)
        assert "Verified: +1 212 555 0177 counts now." in right
        phone.refresh_from_db()
        assert phone.verified_at

    def test_while_texts_are_pending_the_code_is_spoken(self, bob: Browser, night: World) -> None:
        PhoneNumber.objects.filter(purpose="paging").update(sms_state="pending")

        added = bob.sends("/me/phones/add/", address="212 555 0177", can_text="on", can_call="on")

        assert "We call with a code now." in added
        assert "still being registered for texts" in added
        assert Message.objects.get(purpose="verification").channel == "voice"

    @pytest.mark.parametrize(
        "typed", ["", "12", "\x00", "9" * 5000, "\U0001f514", PHONES["bob"], "+12125550100"]
    )
    def test_what_is_no_phone_of_theirs_is_refused_in_words(
        self, bob: Browser, night: World, typed: str
    ) -> None:
        seen = bob.sends("/me/phones/add/", address=typed, can_text="on")

        assert (seen.status, "Not done yet:" in seen) == (422, True)

    def test_a_manager_sends_the_code_but_only_the_holder_enters_it(
        self, carol: Browser, bob: Browser, night: World
    ) -> None:
        their = f"/people/{night.bob.pk}/phones/"
        carol.sends(their + "add/", address="2125550177", can_text="on")
        phone = ContactMethod.objects.get(address="+12125550177")

        assert "Bob enters the code under Me" in carol.opens(f"{their}{phone.pk}/")
        assert carol.sends(f"{their}{phone.pk}/enter/", code=code_sent()).status == 404
        assert carol.sends(f"/me/phones/{phone.pk}/enter/", code=code_sent()).status == 404
        assert "counts now" in bob.sends(f"/me/phones/{phone.pk}/enter/", code=code_sent())

    def test_a_viewer_gets_no_phone(self, carol: Browser, night: World) -> None:
        seen = carol.sends(f"/people/{night.vera.pk}/phones/add/", address="2125550177", can_text="on")

        assert "viewers are never paged" in seen
        assert not ContactMethod.objects.filter(member=night.vera).exists()


class TestTrying:
    def test_call_me_now_is_a_real_call_and_its_course_is_shown(self, bob: Browser, night: World) -> None:
        phone = phone_of("bob")

        seen = bob.sends(f"/me/phones/{phone.pk}/try/", channel="voice")

        message = Message.objects.get(purpose="test")
        assert (message.channel, message.address, message.answer_route) == (
            "voice",
            PHONES["bob"],
            "trial_call",
        )
        assert "Test page, call" in seen
        assert "about to go out" in seen
        now = clock.now()
        message.attempts.create(
            organization=night.organization, number=1, status="completed", started_at=now, ringing_at=now,
            answered_at=now, heard_at=now,
        )  # fmt: skip
        for status in ("sending", "waiting"):
            Message.objects.update(status=status)
        Message.objects.update(status="delivered", reason="answered", ended_at=now, due_at=None)
        live = bob.opens(f"/me/phones/{phone.pk}/sent/")
        assert "sent it rang answered a key was pressed It works: somebody answered." in live
        assert bob.opens(f"/me/phones/{phone.pk}/sent/", If_None_Match=live.response["ETag"]).status == 304

    def test_nobodys_phone_becomes_a_toy(self, bob: Browser, night: World) -> None:
        for _ in range(6):
            bob.sends(f"/me/phones/{phone_of('bob').pk}/try/", channel="sms")

        seventh = bob.sends(f"/me/phones/{phone_of('bob').pk}/try/", channel="sms")

        assert "Try again in an hour." in seventh
        assert Message.objects.filter(purpose="test").count() == 6

    def test_a_phone_that_said_stop_says_how_to_undo_it(self, bob: Browser, night: World) -> None:
        opt_out(account=ProviderAccount.objects.get(), phone=PHONES["bob"], word="STOP", now=clock.now())

        words = "Text START from it to +1 212 555 0100 to undo that."
        assert words in bob.opens(f"/me/phones/{phone_of('bob').pk}/")
        assert words in bob.opens("/me/")
        assert "Text me now" not in bob.opens(f"/me/phones/{phone_of('bob').pk}/")


class TestRemoving:
    def test_it_says_what_breaks_and_asks(self, carol: Browser, night: World) -> None:
        phone = phone_of("carol")
        NotificationRule.objects.create(
            member=night.carol, priority="P1", channel="voice", contact_method=phone, delay_seconds=30
        )

        seen = carol.opens(f"/me/phones/{phone.pk}/remove/")

        assert "All rules for P1 end (0:30 call): those as shipped hold again." in seen
        assert "It is the last verified phone of Carol, who cannot be paged without it." in seen
        assert "Carol is number 2 of the fallback: that place reaches nobody then." in seen
        assert phone_of("carol").archived_at is None

        assert "Removed." in carol.sends(f"/me/phones/{phone.pk}/remove/")
        assert phone_of("carol").archived_at
        assert "No verified phone: you cannot be paged." in carol.opens("/me/")

    def test_the_last_phone_behind_everyone_stays(self, alice: Browser, night: World) -> None:
        FallbackEntry.objects.filter(member=night.carol).delete()

        seen = alice.sends(f"/me/phones/{phone_of('alice').pk}/remove/")

        assert "It is the last verified phone of the fallback" in seen
        assert phone_of("alice").archived_at is None

    def test_a_phone_takes_something(self, bob: Browser, night: World) -> None:
        phone = phone_of("bob")

        assert bob.sends(f"/me/phones/{phone.pk}/change/").status == 422
        assert "Saved." in bob.sends(f"/me/phones/{phone.pk}/change/", can_call="on")
        assert phone_of("bob").can_text is False
        assert AuditEvent.objects.get(verb="contact_method.edited").before == {"can_text": True}


def row(number: int, after: int, unit: str, way: str) -> dict[str, object]:
    return {f"row{number}-after": after, f"row{number}-unit": unit, f"row{number}-way": way}


def rows(*ways: tuple[int, str, str]) -> dict[str, object]:
    """The rows that a browser shows and sends: those in use and two spare ones."""
    filled = [*ways, (0, "1", ""), (0, "1", "")]
    return {name: value for at, way in enumerate(filled) for name, value in row(at, *way).items()}


class TestRules:
    def test_without_rules_the_ones_that_ship_are_shown_as_they_happen(
        self, bob: Browser, night: World
    ) -> None:
        seen = bob.opens("/me/rules/")

        phone = "+1 212 555 0102"
        assert f"P1 as shipped Change P1 0:00 text {phone} 0:30 call {phone} 2:00 call {phone}" in seen

    def test_rules_of_ones_own_are_how_a_page_comes(self, bob: Browser, night: World) -> None:
        phone, seen = phone_of("bob"), mark_of(())

        answer = bob.sends(
            "/me/rules/P1/", seen=seen, **rows((3, "60", f"voice:{phone.pk}"), (45, "1", f"voice:{phone.pk}"))
        )

        assert "P1 own rules Change P1 0:00 call +1 212 555 0102 3:00 call +1 212 555 0102" in answer
        number = paging_number(night.organization)
        reach = reaches([night.bob], priority="P1", number=number, now=clock.now())[0]
        assert [(rule.channel, rule.delay_seconds) for rule in reach.rules] == [("voice", 0), ("voice", 180)]
        audit = AuditEvent.objects.get(verb="rules.edited")
        assert (audit.before, len(audit.after["P1"])) == ({"P1": []}, 2)

    def test_ready_made_rules(self, bob: Browser, night: World) -> None:
        phone = phone_of("bob").pk

        bob.sends("/me/rules/P2/preset/", seen=mark_of(()), preset="calls")
        assert ways_of(night.bob)["P2"] == (
            Way(0, "sms", phone),
            Way(0, "voice", phone),
            Way(90, "voice", phone),
        )

        bob.sends("/me/rules/P2/preset/", seen=mark_of(ways_of(night.bob)["P2"]), preset="shipped")
        assert ways_of(night.bob) == {}

    def test_at_least_one_way_stays_and_only_to_ones_own_verified_phones(
        self, bob: Browser, night: World
    ) -> None:
        unproven = give_phone(night.bob, "+12125550178")
        ContactMethod.objects.filter(pk=unproven.pk).update(verified_at=None)
        bad = [rows(), rows((0, "1", f"sms:{unproven.pk}")), rows((0, "1", f"sms:{phone_of('alice').pk}")),
               rows((61, "60", f"sms:{phone_of('bob').pk}")), rows(*[(5, "1", f"sms:{phone_of('bob').pk}")] * 2),
               rows((0, "1", "sms:99999999999999999999"))]  # fmt: skip

        answers = [bob.sends("/me/rules/P1/", seen=mark_of(()), **each) for each in bad]

        assert [answer.status for answer in answers] == [422] * len(bad)
        assert "At least one way must stay." in answers[0]
        assert ways_of(night.bob) == {}

    def test_the_second_of_two_editors_is_told(self, bob: Browser, carol: Browser, night: World) -> None:
        phone, seen = phone_of("bob").pk, mark_of(())
        bob.sends("/me/rules/P1/", seen=seen, **rows((0, "1", f"voice:{phone}")))

        late = carol.sends(f"/people/{night.bob.pk}/rules/P1/", seen=seen, **rows((0, "1", f"sms:{phone}")))

        assert (late.status, "Somebody changed these meanwhile." in late) == (422, True)
        assert ways_of(night.bob)["P1"] == (Way(0, "voice", phone),)

    def test_what_is_not_possible_now_is_left_out_and_said(self, bob: Browser, night: World) -> None:
        phone = phone_of("bob")
        NotificationRule.objects.create(
            member=night.bob, priority="P1", channel="sms", contact_method=phone, delay_seconds=0
        )
        PhoneNumber.objects.filter(purpose="paging").update(sms_state="off")

        seen = bob.opens("/me/rules/")

        assert "0:00 call +1 212 555 0102 Not possible now, left out: 0:00 text +1 212 555 0102" in seen
