"""One's own page at night: am I on, what rings, take it, pass it on, cover me; the phone kit; one's name and clock."""

from datetime import timedelta

import pytest

from delivery.models import Message
from hours import clock
from oncall.models import Override, TimeOff
from oncall.stored_specs import on_call
from routing.models import Incident
from tests.web.conftest import Browser, reported
from tests.world import World, give_phone
from web.drawing.qr import qr_picture

pytestmark = pytest.mark.django_db


class TestAmIOn:
    def test_who_is_on_reads_it_first(self, alice: Browser, dave: Browser, night: World) -> None:
        assert "You are on call Primary, for all of the coming six weeks" in alice.opens("/me/")
        assert "You are not on call Nothing in the coming six weeks." in dave.opens("/me/")

    def test_until_when_and_when_next(self, bob: Browser, night: World) -> None:
        now = clock.now()
        for start, end in ((6, 30), (54, 78)):
            TimeOff.objects.create(
                organization=night.organization, member=night.bob, start_at=now + timedelta(hours=start),
                end_at=now + timedelta(hours=end),
            )  # fmt: skip

        seen = bob.opens("/me/")

        assert "You are on call Backup, until 08:14 EST" in seen
        assert "Next: Backup, Wed 08:14 EST to Thu 08:14 EST" in seen

    def test_a_technician_finds_it_in_the_navigation_a_manager_in_the_menu(
        self, bob: Browser, carol: Browser, night: World
    ) -> None:
        assert "/me/" in bob.opens("/").addresses("nav")
        assert "/me/" not in carol.opens("/").addresses("nav")
        assert "/me/" in carol.opens("/").addresses("details")

    def test_a_viewer_sees_what_is_open_and_nothing_to_press(
        self, vera: Browser, night: World, switch_down: Incident
    ) -> None:
        seen = vera.opens("/me/")

        assert "Core switch down" in seen
        assert "I take it" not in seen
        assert "My phones" not in seen


class TestWhatIsOpen:
    def test_what_rings_is_first_and_can_be_taken_or_passed_on(
        self, alice: Browser, bob: Browser, switch_down: Incident
    ) -> None:
        assert "Your phone rings for P1 Core switch down" in alice.opens("/me/")
        assert "Your phone rings" not in bob.opens("/me/")

        alice.sends(f"/incidents/{switch_down.number}/take/")

        assert "You have P1 Core switch down" in alice.opens("/me/")
        assert "Also open" in alice.opens("/me/")
        assert "Alice has it" in bob.opens("/me/")

    def test_it_renews_itself_when_something_changed(self, alice: Browser, switch_down: Incident) -> None:
        first = alice.opens("/me/live/")
        tag = first.response["ETag"]

        assert alice.opens("/me/live/", If_None_Match=tag).status == 304
        alice.sends(f"/incidents/{switch_down.number}/take/")
        assert alice.opens("/me/live/", If_None_Match=tag).status == 200

    def test_it_costs_the_same_whatever_the_number_of_incidents(
        self, alice: Browser, night: World, switch_down: Incident, django_assert_max_num_queries
    ) -> None:
        for number in range(3):
            reported(night, f"Printer {number} is down", "P1")
            give_phone(night.alice, f"+1212555018{number}")
        alice.sends("/me/cover/", stand_in=night.dave.pk, stretch=value_in(alice.opens("/me/cover/").html))

        with django_assert_max_num_queries(14):
            alice.opens("/me/")


class TestCoverMe:
    def test_two_taps_and_somebody_else_is_on_call_and_told(self, alice: Browser, night: World) -> None:
        page = alice.opens("/me/cover/")
        assert "Primary until the morning: now to 08:00 EST" in page
        assert "Vera" not in page

        seen = alice.sends("/me/cover/", stand_in=night.dave.pk, stretch=value_in(page.html))

        assert "Dave stands in for you and is told now." in seen
        assert [*on_call([night.primary], clock.now())[night.primary.pk].people] == [night.dave.pk]
        later = clock.now() + timedelta(hours=6)
        assert [*on_call([night.primary], later)[night.primary.pk].people] == [night.alice.pk]
        text = Message.objects.get(purpose="notice")
        assert text.address == "+12125550104"
        assert (
            "Alice asked you to stand in: you are on call, Primary, from Tue 3 Mar 02:14 EST to Tue 3 Mar 08:00 EST."
            in text.body
        )

    def test_who_stands_in_already_can_be_covered_too(
        self, alice: Browser, dave: Browser, night: World
    ) -> None:
        alice.sends("/me/cover/", stand_in=night.dave.pk, stretch=value_in(alice.opens("/me/cover/").html))

        dave.sends("/me/cover/", stand_in=night.carol.pk, stretch=value_in(dave.opens("/me/cover/").html))

        assert [*on_call([night.primary], clock.now())[night.primary.pk].people] == [night.carol.pk]

    def test_a_time_that_changed_meanwhile_is_asked_again(self, alice: Browser, night: World) -> None:
        seen = alice.sends("/me/cover/", stand_in=night.dave.pk, stretch=f"{night.primary.pk}-1")

        assert (seen.status, "Your times on call changed meanwhile." in seen) == (422, True)
        assert not Override.objects.exists()

    def test_who_is_not_on_call_has_nothing_to_cover(self, dave: Browser, night: World) -> None:
        assert "there is nothing to cover" in dave.opens("/me/cover/")


def value_in(html: str) -> str:
    """The stretch that is chosen already."""
    return html.split('name="stretch" value="')[1].split('"')[0]


class TestKit:
    def test_the_card_is_what_phones_read(self, bob: Browser, night: World) -> None:
        card = bob.opens("/me/kit/on-call.vcf")

        assert card.response["Content-Type"] == "text/vcard; charset=utf-8"
        lines = card.html.split("\r\n")
        assert lines[:2] == ["BEGIN:VCARD", "VERSION:3.0"]
        assert "FN:Harbor Pine on call" in lines
        assert "TEL;TYPE=WORK,VOICE,PREF:+12125550100" in lines
        assert "Emergency Bypass" in bob.opens("/me/kit/")

    def test_a_phone_reads_the_contact_from_the_screen(self, bob: Browser, night: World) -> None:
        drawn = qr_picture(
            "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:nightbell-harbor-pine-paging\r\nN:;Harbor Pine on call;;;\r\n"
            "FN:Harbor Pine on call\r\nORG:Harbor Pine IT\r\nTEL;TYPE=WORK,VOICE,PREF:+12125550100\r\nEND:VCARD\r\n"
        )

        assert f'<path d="{drawn.path}"/>' in bob.opens("/me/kit/").html

    def test_without_a_number_it_says_so(self, mallory: Browser) -> None:
        assert "There is no number to page from yet." in mallory.opens("/me/kit/")


class TestProfile:
    def test_name_and_clock(self, bob: Browser, night: World) -> None:
        seen = bob.sends("/me/profile/", name="  Robert   Tables ", time_zone="Europe/Berlin")

        assert "Robert Tables" in seen
        assert "Times in Europe/Berlin" in seen

    @pytest.mark.parametrize(
        ("name", "zone"), [("", ""), ("x" * 81, ""), ("Bob", "Mars/Base"), ("a\x00b", "")]
    )
    def test_what_will_not_do_is_kept_and_explained(
        self, bob: Browser, night: World, name: str, zone: str
    ) -> None:
        assert bob.sends("/me/profile/", name=name, time_zone=zone).status == 422
