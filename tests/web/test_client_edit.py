"""Clients, their sites and people: made and edited in the web, archived and never lost, told in the audit."""

import pytest

from accounts.audit import Actor
from accounts.models import AuditEvent
from routing.models import Decision
from sla.actions.clients import ClientDetails, edit_client
from sla.models import Agreement, Client, ClientContact, Site
from tests.web.conftest import Browser, reported
from tests.world import DANA, NIGHT, World
from web.client_edit_forms import client_initial

pytestmark = pytest.mark.django_db


def sent(client: Client, **changed: object) -> dict[str, object]:
    """The edit form as the page shows it, with something changed."""
    shown = {name: value for name, value in client_initial(client).items() if value not in (None, False)}
    return {**shown, **changed}


def test_a_name_is_enough_to_begin_with(alice: Browser, night: World) -> None:
    seen = alice.sends("/clients/new/", name="Café Müller & Co.", time_zone="America/Chicago")

    assert "Café Müller & Co. is there" in seen
    client = Client.objects.get(code="cafe-muller-co")
    assert client.calendar.time_zone == "America/Chicago"
    assert client.calendar.windows.get().days == [0, 1, 2, 3, 4]
    assert len(client.slug) == 20
    told = AuditEvent.objects.get(verb="client.created")
    assert (told.actor_name, told.after["name"]) == ("Alice", "Café Müller & Co.")


def test_the_same_name_twice_gets_another_code(alice: Browser, night: World) -> None:
    alice.sends("/clients/new/", name="Northwind Dental")

    assert Client.objects.filter(code="northwind-dental-2").exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"name": ""}, "This field is required"),
        ({"name": "  \u202e "}, "This field is required"),
        ({"name": "漢字"}, "A code is letters, digits and single hyphens"),
        ({"name": "A", "code": "import"}, "A code is letters, digits and single hyphens"),
        ({"name": "A", "code": "CONTOSO-legal"}, "Another client has the code"),
        ({"name": "A", "aliases": "x\nContoso  LEGAL"}, "Contoso Legal is called “contoso legal” too"),
        ({"name": "A", "calendar": "99999999999999999999"}, "choose another"),
        ({"name": "A", "time_zone": "EST"}, "Select a valid choice"),
        ({"name": "A", "alert_note": "x" * 2001}, "too long: 2001 characters"),
        ({"name": "A\x00", "code": "a\x00"}, "Null characters are not allowed"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    alice: Browser, night: World, typed: dict[str, str], words: str
) -> None:
    seen = alice.sends("/clients/new/", **typed)

    assert (seen.status, words in seen) == (422, True), seen.words
    assert Client.objects.filter(organization=night.organization).count() == 3


def test_an_edit_is_told_with_before_and_after_and_the_old_code_still_finds_it(
    alice: Browser, night: World
) -> None:
    fields = sent(night.contoso, name="Contoso Law", code="contoso", aliases="CONTOSO-HQ", alert_note="Ask.")

    seen = alice.sends("/clients/contoso-legal/edit/", **fields)

    assert "Contoso Law" in seen
    client = Client.objects.get(code="contoso")
    assert sorted(each.name for each in client.aliases.all()) == ["contoso-hq", "contoso-legal"]
    told = AuditEvent.objects.get(verb="client.edited")
    assert (told.before["name"], told.after["name"]) == ("Contoso Legal", "Contoso Law")
    assert "calendar" not in told.after


def test_no_edit_changes_a_stored_decision(alice: Browser, night: World) -> None:
    incident = reported(night, "Core switch down", "P1")
    before = Decision.objects.filter(incident=incident).values().get()

    alice.sends("/clients/northwind-dental/edit/", **sent(night.northwind, name="Other", calendar=""))
    alice.sends("/clients/northwind-dental/archive/")

    assert Decision.objects.filter(incident=incident).values().get() == before
    incident.refresh_from_db()
    assert incident.status == "triggered"


def test_who_saves_second_is_told_and_may_still_save(alice: Browser, night: World) -> None:
    opened = alice.opens("/clients/contoso-legal/edit/").response.context["form"].initial["edition"]
    edit_client(
        client=night.contoso, details=ClientDetails(name="Contoso", calendar=night.contoso.calendar),
        actor=Actor.member(night.carol), now=NIGHT,
    )  # fmt: skip

    second = alice.sends("/clients/contoso-legal/edit/", **sent(night.contoso, name="Mine"), edition=opened)

    assert (second.status, "Carol saved this after you opened it (name)" in second) == (422, True)
    assert 'value="Mine"' in second.html
    assert Client.objects.get(pk=night.contoso.pk).name == "Contoso"
    now_seen = second.response.context["form"]["edition"].value()
    alice.sends("/clients/contoso-legal/edit/", **sent(night.contoso, name="Mine"), edition=now_seen)
    assert Client.objects.get(pk=night.contoso.pk).name == "Mine"


def test_archiving_says_what_ends_and_can_be_taken_back(alice: Browser, night: World) -> None:
    reported(night, "Core switch down", "P1")

    asked = alice.opens("/clients/northwind-dental/archive/")
    seen = alice.sends("/clients/northwind-dental/archive/")

    assert "1 open incident stays open" in asked
    assert "The agreement on Gold, version 1, ends at once." in asked
    assert "Archived (1) Northwind Dental" in seen
    assert AuditEvent.objects.get(verb="client.archived").before == {
        "name": "Northwind Dental",
        "code": "northwind-dental",
    }
    assert not Agreement.objects.filter(client=night.northwind, archived_at=None).exists()
    assert alice.opens("/r/harbor-pine-northwind-dental/").status == 404
    assert "is back, without an agreement" in alice.sends("/clients/northwind-dental/restore/")
    assert alice.opens("/r/harbor-pine-northwind-dental/").status == 200


def test_a_new_form_address_ends_the_old_one(alice: Browser, night: World) -> None:
    assert "stops working at once" in alice.opens("/clients/northwind-dental/form-address/")

    alice.sends("/clients/northwind-dental/form-address/")

    slug = Client.objects.get(pk=night.northwind.pk).slug
    assert slug != night.northwind.slug
    assert alice.opens(f"/r/{night.northwind.slug}/").status == 404
    assert alice.opens(f"/r/{slug}/").status == 200
    assert slug not in str(AuditEvent.objects.get(verb="client.form_address_renewed").after)


@pytest.mark.parametrize("asked", ["NORTHW", "northwind-d", "dana", "2555014", "north tooth"])
def test_clients_are_found_by_name_code_and_people(alice: Browser, night: World, asked: str) -> None:
    night.northwind.aliases.create(organization=night.organization, name="north tooth")

    seen = alice.opens(f"/clients/?q={asked}%00")

    assert "Northwind Dental" in seen
    assert "Contoso" not in seen


def test_a_site_gets_hours_of_its_own_and_is_archived(alice: Browser, night: World) -> None:
    alice.sends("/clients/contoso-legal/sites/new/", name="Chicago", time_zone="America/Chicago")
    site = Site.objects.get(name="Chicago")
    assert site.calendar.time_zone == "America/Chicago"

    again = alice.sends("/clients/contoso-legal/sites/new/", name="Chicago")
    assert (again.status, "has a site of that name" in again) == (422, True)
    alice.sends(f"/clients/contoso-legal/sites/{site.pk}/", name="Loop", calendar=site.calendar_id)
    gone = alice.sends(f"/clients/contoso-legal/sites/{site.pk}/archive/")

    assert "Loop" not in gone
    assert alice.opens(f"/clients/contoso-legal/sites/{site.pk}/").status == 404
    told = AuditEvent.objects.filter(object_kind="site").order_by("id")
    assert [each.verb for each in told] == ["site.added", "site.edited", "site.archived"]
    assert told.last().before == {"name": "Loop"}


def test_a_contact_is_added_with_a_phone_that_rings(alice: Browser, night: World) -> None:
    alice.sends("/clients/contoso-legal/contacts/new/", name="Clark", phone="(212) 555-0143", is_told="on")
    clark = ClientContact.objects.get(name="Clark")
    assert (clark.phone, clark.may_report, clark.is_told) == ("+12125550143", False, True)

    page = f"/clients/contoso-legal/contacts/{clark.pk}/"
    odd = alice.sends(page, name="Clark", phone="extension 12")
    without = alice.sends(page, name="Clark", may_approve_charges="on")
    alice.sends(f"{page}archive/")

    assert (odd.status, "Write it like +12125550142" in odd) == (422, True)
    assert "needs a phone or a mail address" in without
    clark.refresh_from_db()
    assert clark.archived_at is not None


def test_nobody_reaches_another_clients_parts(alice: Browser, mallory: Browser, night: World) -> None:
    dana = ClientContact.objects.get(phone=DANA)

    assert alice.opens(f"/clients/contoso-legal/contacts/{dana.pk}/").status == 404
    assert alice.opens("/clients/contoso-legal/contacts/99999999999999999999/").status == 404
    assert mallory.opens("/clients/northwind-dental/edit/").status == 404


def test_who_only_looks_sees_no_way_to_edit(vera: Browser) -> None:
    seen = vera.opens("/clients/northwind-dental/")

    assert "/edit/" not in seen.html
    assert "/archive/" not in seen.html
    assert vera.opens("/clients/northwind-dental/edit/").status == 403


def test_a_client_says_who_may_come_alone(carol: Browser, night: World) -> None:
    address = f"/clients/{night.northwind.code}/edit/"

    before = carol.opens(f"/clients/{night.northwind.code}/")
    seen = carol.sends(
        address,
        name="Northwind Dental",
        code="northwind-dental",
        calendar=night.northwind.calendar_id,
        least_level="regular",
    )

    assert "whoever is no senior is paged together with one" in before
    assert "Who may come alone: Regular and above." in seen
