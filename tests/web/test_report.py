"""Report for a client: the decision is shown before anything is sent, and a report counts once."""

import pytest

from routing.models import Incident
from tests.web.conftest import Browser
from tests.world import World

pytestmark = pytest.mark.django_db
FIELDS = {
    "priority": "P1", "summary": "Core switch down", "service_line": "help_desk", "contact_name": "Dana Reyes",
    "contact_phone": "(212) 555-0142", "delivery_id": "one",
}  # fmt: skip


def test_first_the_client_is_chosen(bob: Browser) -> None:
    seen = bob.opens("/report/")

    assert "Contoso Legal Fabrikam Northwind Dental I don't know yet" in seen
    assert '<option value="" selected>' in seen.html, "one careless tap reports for no wrong client"


def test_what_will_happen_is_shown_for_every_effect(bob: Browser) -> None:
    seen = bob.opens("/report/?client=northwind-dental")

    assert "P1 Everyone has stopped Pages a technician. Client answered by 02:44 EST." in seen
    assert "P3 One person has stopped Waits for the desk, 08:00 EST." in seen
    assert Incident.objects.count() == 0


def test_what_will_happen_follows_the_service_line(bob: Browser) -> None:
    desk, security = (
        bob.opens("/report/?client=fabrikam"),
        bob.opens("/report/?client=fabrikam&line=security"),
    )

    assert "P1 Everyone has stopped Not covered, the desk is told, 08:00 EST." in desk
    assert "P1 Everyone has stopped Pages a technician (contain only)." in security


def test_a_report_opens_an_incident_in_ones_name(bob: Browser, night: World) -> None:
    seen = bob.sends("/report/?client=northwind-dental", **FIELDS)

    incident = Incident.objects.get()
    assert f"Reported as {incident.reference}." in seen
    assert (incident.client, incident.reporter, incident.status) == (night.northwind, night.bob, "triggered")
    assert incident.contact_phone == "+12125550142"


def test_sent_twice_it_is_one(bob: Browser) -> None:
    bob.sends("/report/?client=northwind-dental", **FIELDS)
    bob.sends("/report/?client=northwind-dental", **FIELDS)

    assert Incident.objects.count() == 1


def test_the_contact_on_file_brings_name_and_number(bob: Browser, night: World) -> None:
    dana = night.northwind.contacts.get()

    bob.sends(
        "/report/?client=northwind-dental",
        **FIELDS | {"contact": dana.pk, "contact_phone": "", "contact_name": ""},
    )

    incident = Incident.objects.get()
    assert (incident.contact_name, incident.contact_phone) == ("Dana Reyes", "+12125550142")


def test_nobody_knows_whose_it_is(bob: Browser) -> None:
    bob.sends("/report/?client=", **FIELDS)

    incident = Incident.objects.get()
    assert incident.client is None
    assert incident.status == "triggered"


def test_what_is_missing_is_said_and_the_rest_kept(bob: Browser) -> None:
    seen = bob.sends("/report/?client=northwind-dental", **FIELDS | {"summary": "Core"})

    assert seen.status == 422
    assert "Ensure this value has at least 5 characters" in seen
    assert 'value="(212) 555-0142"' in seen.html
    assert Incident.objects.count() == 0


def test_a_number_that_cannot_be_read_is_kept_as_typed(bob: Browser) -> None:
    bob.sends("/report/?client=northwind-dental", **FIELDS | {"contact_phone": "ask the porter"})

    assert Incident.objects.get().contact_phone == "ask the porter"


def test_nul_is_refused_in_words(bob: Browser) -> None:
    seen = bob.sends("/report/?client=northwind-dental", **FIELDS | {"summary": "Core\x00switch"})

    assert seen.status == 422


@pytest.mark.parametrize("code", ["nobody", "%00", "%ED%A0%80", "'%3B--"])
def test_a_client_there_is_not(bob: Browser, code: str) -> None:
    assert bob.opens(f"/report/?client={code}").status == 404


def test_who_only_looks_reports_nothing(vera: Browser) -> None:
    assert vera.sends("/report/?client=northwind-dental", **FIELDS).status == 403
    assert Incident.objects.count() == 0


def test_another_organizations_client_is_not_there(mallory: Browser) -> None:
    assert mallory.sends("/report/?client=northwind-dental", **FIELDS).status == 404
    assert Incident.objects.count() == 0
