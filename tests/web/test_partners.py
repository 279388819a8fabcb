"""Partners: added, proven with their desk on the line, put on call like anybody, archived with somebody in their place."""

import pytest

from accounts.actions.partners import PartnerProfile, add_partner
from accounts.audit import Actor
from accounts.models import AuditEvent, Membership
from accounts.queries import partners
from delivery.models import ContactMethod, Message
from oncall.models import FallbackEntry, Participant, StepTarget
from oncall.stored_specs import on_call
from routing.actions.report import report
from routing.models import Page
from routing.page_link import token_for
from routing.status_link import token_for as token_of
from tests.web.conftest import Browser
from tests.web.test_my_phones import code_sent
from tests.world import LONG_AGO, NIGHT, World, give_phone

pytestmark = pytest.mark.django_db
NOC = "+6421555010"


@pytest.fixture
def pacific(night: World) -> Membership:
    """Pacific NOC, with a proven phone."""
    profile = PartnerProfile("Pacific NOC", "Pacific/Auckland", "desk@pacific.example")
    partner = add_partner(
        organization=night.organization, profile=profile, actor=Actor.system(), now=LONG_AGO
    )
    give_phone(partner, NOC)
    return partner


def test_a_manager_adds_a_partner_and_proves_its_phone_with_its_desk_on_the_line(
    carol: Browser, night: World
) -> None:
    empty = carol.opens("/partners/")
    form = carol.opens("/partners/add/")
    added = carol.sends(
        "/partners/add/", name=" Pacific  NOC ", time_zone="Pacific/Auckland", email="desk@pacific.example"
    )
    partner = partners(night.organization).get()
    phone = carol.sends(f"/partners/{partner.pk}/phones/add/", address=NOC, can_text="on", can_call="on")
    method = ContactMethod.objects.get(address=NOC)
    sent = Message.objects.get(address=NOC).body
    proven = carol.sends(f"/partners/{partner.pk}/phones/{method.pk}/enter/", code=code_sent())

    assert "No partner yet. Add one" in empty
    assert '<option value="" selected>choose ...</option>' in form.html, "no clock is chosen by itself"
    assert "Pacific NOC is there. Now its phone" in added
    assert "Have Pacific NOC on the line: its desk reads you the code." in phone
    assert "Read it to our people on the line with you now" in sent, "its desk is not told to keep it"
    assert "counts now" in proven
    assert "Text and call" in carol.opens("/partners/")
    verified = AuditEvent.objects.get(verb="contact_method.verified")
    assert (verified.actor_name, verified.after["member"]) == ("Carol", partner.pk)


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", "", "This field is required."),
        ("name", "pacific NOC", "There is a partner of that name"),
        ("name", "x" * 81, "at most 80 characters"),
        ("name", "\x00", "Null characters are not allowed."),
        ("time_zone", "EST", "America/New_York"),
        ("email", "nobody", "Enter a valid email address."),
    ],
)
def test_what_is_no_partner_is_refused_and_stays_typed(
    carol: Browser, pacific: Membership, field: str, typed: str, words: str
) -> None:
    said = {"name": "Atlantic NOC", "time_zone": "Europe/Lisbon", "email": "desk@atlantic.example"}

    seen = carol.sends("/partners/add/", **{**said, field: typed})

    assert (seen.status, words in seen) == (422, True), seen.words
    assert "Atlantic NOC" in seen.html or field == "name"


def test_who_saves_second_is_told(carol: Browser, alice: Browser, pacific: Membership) -> None:
    address = f"/partners/{pacific.pk}/edit/"
    form = {"time_zone": "Pacific/Auckland", "email": ""}
    edition = carol.opens(address).response.context["form"]["edition"].initial
    alice.sends(address, name="Pacific Nights", **form)

    seen = carol.sends(address, name="Pacific Operations", edition=edition, **form)

    assert (seen.status, "Alice saved this after you opened it" in seen) == (422, True)
    assert partners(pacific.organization).get().partner_name == "Pacific Nights"


def test_a_partner_is_named_wherever_a_member_is(carol: Browser, night: World, pacific: Membership) -> None:
    schedule, pk = night.primary, pacific.pk
    layer = carol.opens(f"/schedules/{schedule.pk}/layers/{schedule.layers.get().pk}/")
    override = carol.opens(f"/schedules/{schedule.pk}/overrides/")

    for seen in (layer, override, carol.opens("/policies/add/"), carol.opens("/fallback/")):
        assert "Pacific NOC" in seen
    Participant.objects.filter(version__layer__schedule=schedule).update(member=pacific)

    assert on_call([schedule], NIGHT)[schedule.pk].people == (pk,)
    for address in ("/", "/schedules/", f"/schedules/{schedule.pk}/", f"/partners/{pk}/"):
        assert "Pacific NOC" in carol.opens(address), address
    assert "Pacific NOC" not in carol.opens("/people/")
    assert "Pacific NOC" not in carol.opens("/fairness/")


def test_archiving_says_what_it_breaks_and_hands_it_to_the_person_named(
    carol: Browser, night: World, pacific: Membership
) -> None:
    Participant.objects.filter(version__layer__schedule=night.primary).update(member=pacific)
    FallbackEntry.objects.filter(member=night.carol).update(member=pacific)
    StepTarget.objects.create(step=night.policy.steps.get(position=2), member=pacific)
    address = f"/partners/{pacific.pk}/archive/"

    asked = carol.opens(address)
    nobody = carol.sends(address)
    done = carol.sends(address, to=str(night.dave.pk))

    assert "No page and no text reaches its phones" in asked
    assert "Primary" in asked
    assert (nobody.status, "is required" in nobody) == (422, True)
    assert "Pacific NOC is archived. Dave has taken over and is told." in done
    assert FallbackEntry.objects.filter(member=night.dave).exists()
    assert not ContactMethod.objects.filter(address=NOC, archived_at=None).exists()
    assert "1 is archived" in carol.opens("/partners/")


def test_a_partner_sees_the_page_it_was_sent_and_no_way_to_any_list(
    stranger: Browser, night: World, pacific: Membership
) -> None:
    Participant.objects.filter(version__layer__schedule=night.primary).update(member=pacific)
    incident = report(
        organization=night.organization, kind="member", summary="Core switch down", priority="P1",
        service_line="monitoring", client=night.northwind, received_at=NIGHT,
    )  # fmt: skip
    page = Page.objects.select_related("member").filter(incident=incident).earliest("pk")

    seen = stranger.opens(f"/p/{token_for(page)}/")
    taken = stranger.sends(f"/p/{token_for(page)}/take/")

    assert page.member == pacific
    assert "Pacific NOC, nobody has it yet." in seen
    assert "Northwind Dental" in seen
    assert f"/incidents/{incident.number}/" not in seen.html + taken.html
    assert "You have it." in taken
    told = stranger.opens(f"/t/{incident.reference}/{token_of(incident)}/")
    assert "Pacific NOC has it" in told, told.words
