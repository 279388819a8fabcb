"""What tools call a client in their own records: learnt with one click, before names, one client for one id."""

import pytest

from accounts.models import AuditEvent
from routing.models import Incident, Integration
from routing.models.sources import ExternalId
from sla.models import Client
from tests.web.conftest import Browser, reported
from tests.web.test_sources import connects, posts
from tests.world import World

pytestmark = pytest.mark.django_db
PAGE = "/clients/northwind-dental/ids/"


def newest() -> Incident:
    return Incident.objects.order_by("-pk")[0]


def test_an_id_is_learnt_with_one_click_and_counts_before_any_name(
    alice: Browser, bob: Browser, night: World
) -> None:
    address, source = connects(alice)
    Integration.objects.filter(pk=source.pk).update(state="live")
    posts(address, summary="Disk full", severity="error", client={"id": 4711, "name": "Dentist"})
    facts = f"/incidents/{newest().number}/facts/"

    asked, by_bob = alice.opens(facts), bob.opens(facts)
    alice.sends(facts, priority="P2", client="northwind-dental", remember="on")
    posts(address, summary="Disk full", severity="error", client={"id": 4711, "name": "Contoso Legal"})

    assert "From now on “Datto RMM: 4711” is always this client" in asked
    assert "From now on" not in by_bob  # a technician says whose it is, and changes no client
    assert newest().client == night.northwind
    told = AuditEvent.objects.get(verb="client.ids_edited")
    assert (told.before, told.after) == ({"external_ids": []}, {"external_ids": ["Datto RMM: 4711"]})
    assert "Datto RMM: 4711" in alice.opens("/clients/northwind-dental/")


def test_what_was_learnt_of_a_client_and_a_site_in_one_word_is_known_the_next_time(
    alice: Browser, night: World
) -> None:
    address, source = connects(alice)
    Integration.objects.filter(pk=source.pk).update(state="live")
    posts(address, summary="Disk full", severity="error", client="Dentist > Main")

    alice.sends(
        f"/incidents/{newest().number}/facts/", priority="P2", client="northwind-dental", remember="on"
    )
    posts(address, summary="Fan stopped", severity="error", client="Dentist > Main")

    assert (newest().summary, newest().client) == ("Fan stopped", night.northwind)


def test_one_id_stands_for_one_client_and_an_archived_one_lets_go_of_it(alice: Browser, night: World) -> None:
    _, source = connects(alice)
    ExternalId.objects.create(
        organization=night.organization, integration=source, client=night.contoso, word="Ab"
    )

    taken = alice.sends(PAGE, external_ids="Datto RMM: Ab\ndatto rmm:  x  y ")
    odd = alice.sends(PAGE, external_ids="Ninja: 7")
    Client.objects.filter(pk=night.contoso.pk).update(archived_at=night.contoso.created_at)
    kept = alice.sends(PAGE, external_ids="Datto RMM: Ab\ndatto rmm:  x  y ")
    gone = alice.sends(PAGE, external_ids="Datto RMM: x y")

    assert (taken.status, odd.status) == (422, 422)
    assert "Contoso Legal is “Ab” in Datto RMM: one id stands for one client." in taken
    assert "“Ninja: 7” begins with no source's name. Write “source: id”. Sources: Datto RMM." in odd
    assert "Datto RMM: Ab" in kept
    assert "Datto RMM: x y" in kept
    assert "Datto RMM: Ab" not in gone
    assert ExternalId.objects.get().word == "x y"


def test_a_pin_proves_who_calls_is_never_shown_and_cannot_be_guessed(
    alice: Browser, bob: Browser, night: World
) -> None:
    dana, incident = night.northwind.contacts.get(), reported(night, "Nothing works", "P3")
    page = f"/incidents/{incident.number}/pin/"
    form = {"name": dana.name, "phone": dana.phone, "may_report": "on"}
    contact = f"/clients/northwind-dental/contacts/{dana.pk}/"

    weak = alice.sends(contact, **form, pin="1111")
    alice.sends(contact, **form, pin="2580")
    right = bob.sends(page, contact=dana.pk, pin="2580")
    wrong = [bob.sends(page, contact=dana.pk, pin="0000") for _ in range(6)]
    late = bob.sends(page, contact=dana.pk, pin="2580")

    assert "A PIN is 4 to 8 digits, not all the same." in weak
    assert "The PIN is right: it is Dana Reyes." in right
    assert "Bob asked Dana Reyes for the PIN: right: it is them." in right
    assert [each.status for each in wrong] == [422] * 6
    assert "That is not their PIN." in wrong[4]
    assert "Too many wrong PINs." in wrong[5]
    assert "Too many wrong PINs." in late
    told = AuditEvent.objects.filter(verb="contact.pin_checked").order_by("pk")
    assert [each.after["right"] for each in told] == [True] + [False] * 5
    assert "2580" not in str(list(AuditEvent.objects.values())) + alice.opens(contact).html
