"""Clients, sites and contacts by program: what an MSP's script does when it takes a client on."""

import pytest

from sla.models import Client, Site
from tests.api.conftest import fits

ONE, SITES, CONTACTS = "clients/{code}/", "clients/{code}/sites/", "clients/{code}/contacts/"
SITE, CONTACT = SITES + "{site_id}/", CONTACTS + "{contact_id}/"
WINGTIP = {"name": "Wingtip Toys", "other_names": ["Wingtip", "WT Holding"], "time_zone": "America/Chicago"}


def test_a_client_is_taken_on_changed_archived_and_brought_back(schema, carol):
    made = carol.post("clients/", WINGTIP | {"alert_note": "Key box behind\nthe north door."})
    told = fits(schema, "clients/", "post", made)
    one = f"clients/{told['code']}/"

    changed = fits(schema, ONE, "patch", carol.patch(one, {"code": "wingtip", "names_hidden_in_calls": True}))
    late = carol.patch("clients/wingtip/", {"name": "Wingtip Inc", "edition": told["edition"]})

    assert (told["code"], told["time_zone"]) == ("wingtip-toys", "America/Chicago")
    assert (told["other_names"], told["sites"], told["agreements"]) == (["wingtip", "wt holding"], [], [])
    assert made.headers["Location"].endswith("/clients/wingtip-toys/")
    assert (changed["name"], changed["calendar"]) == ("Wingtip Toys", told["calendar"])
    assert changed["other_names"] == ["wingtip", "wingtip-toys", "wt holding"]
    assert (late.status_code, fits(schema, ONE, "patch", late)["edition"]) == (409, changed["edition"])
    assert late.json()["detail"].startswith("Carol via Carol write saved this after you opened it (")
    assert late.json()["detail"].endswith("Nothing of yours is saved. Read it again, then send its edition.")
    assert carol.get(one).status_code == 404

    assert carol.delete("clients/wingtip/").status_code == 204
    gone = fits(schema, "clients/", "get", carol.get("clients/", archived="true"))["results"]
    assert [(row["code"], row["archived_at"][:10]) for row in gone] == [("wingtip", "2026-03-03")]
    assert carol.post("clients/wingtip/restore/").json()["archived_at"] is None
    assert carol.post("clients/wingtip/restore/").status_code == 404


def test_clients_are_listed_page_by_page_and_found_by_words(
    schema, night, reader, django_assert_max_num_queries
):
    Client.objects.bulk_create(
        Client(
            organization=night.organization, name=f"Client {number}", code=f"client-{number}",
            calendar=night.northwind.calendar, created_at=night.northwind.created_at,
        )
        for number in range(50)
    )  # fmt: skip

    with django_assert_max_num_queries(10):
        first = fits(schema, "clients/", "get", reader.get("clients/"))
    second = reader.get("clients/", cursor=first["next"].rpartition("=")[2]).json()

    assert (len(first["results"]), len(second["results"]), second["next"]) == (50, 3, None)
    assert [row["code"] for row in reader.get("clients/", words="Dana").json()["results"]] == ["northwind-dental"]  # fmt: skip


def test_a_site_has_its_own_hours_or_the_clients(schema, night, carol):
    where = "clients/northwind-dental/sites/"
    made = fits(schema, SITES, "post", carol.post(where, {"name": "Denver", "time_zone": "America/Denver"}))
    one = f"{where}{made['id']}/"

    changed = fits(schema, SITE, "patch", carol.patch(one, {"calendar": None, "address": "7 Main St"}))
    late = carol.patch(one, {"name": "Boulder", "edition": made["edition"]})

    assert Site.objects.get().organization == night.organization
    assert made["calendar"] not in (None, night.northwind.calendar_id)
    assert (changed["name"], changed["address"], changed["calendar"]) == ("Denver", "7 Main St", None)
    assert (late.status_code, late.json()["edition"]) == (409, changed["edition"])
    assert changed in fits(schema, SITES, "get", carol.get(where))["results"]
    assert changed in carol.get("clients/northwind-dental/").json()["sites"]
    assert carol.delete(one).status_code == 204
    assert carol.get(one).status_code == 404


def test_a_contact_is_added_changed_and_archived(schema, carol):
    where = "clients/northwind-dental/contacts/"
    made = fits(
        schema, CONTACTS, "post", carol.post(where, {"name": "Rita  Moss", "phone": "(212) 555-0177"})
    )
    one = f"{where}{made['id']}/"

    changed = fits(schema, CONTACT, "patch", carol.patch(one, {"may_approve_charges": True, "title": "CFO"}))
    late = carol.patch(one, {"phone": "", "edition": made["edition"]})

    assert (made["name"], made["phone"], made["may_report"]) == ("Rita Moss", "+12125550177", True)
    assert (changed["phone"], changed["may_approve_charges"]) == ("+12125550177", True)
    assert (late.status_code, late.json()["edition"]) == (409, changed["edition"])
    assert changed in fits(schema, CONTACTS, "get", carol.get(where))["results"]
    assert carol.delete(one).status_code == 204
    assert carol.get(one).status_code == 404


def test_a_new_form_address_ends_the_old_one(schema, carol):
    before = carol.get("clients/northwind-dental/").json()["form_address"]

    answer = carol.post("clients/northwind-dental/form-address/")

    told = fits(schema, ONE + "form-address/", "post", answer)["form_address"]
    assert told != before
    assert carol.get("clients/northwind-dental/").json()["form_address"] == told
    assert Client.objects.get(code="northwind-dental").slug in told


NORTHWIND = "clients/northwind-dental/"


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("clients/", {}, "name"),
        ("clients/", {"name": "\u202e"}, "name"),
        ("clients/", {"name": "Wingtip", "code": "northwind-dental"}, "code"),
        ("clients/", {"name": "Wingtip", "code": "import"}, "code"),
        ("clients/", {"name": "Wingtip", "other_names": ["Northwind Dental"]}, "other_names"),
        ("clients/", {"name": "Wingtip", "other_names": ["a", 7]}, "other_names[1]"),
        ("clients/", {"name": "Wingtip", "time_zone": "Mars/Base"}, "time_zone"),
        ("clients/", {"name": "Wingtip", "calendar": 9223372036854775807}, "calendar"),
        ("clients/", {"name": "Wingtip", "tier": "Gold"}, "tier"),
        ("clients/", {"name": "Wingtip", "alert_note": "x" * 2001}, "alert_note"),
        (NORTHWIND + "sites/", {"name": ""}, "name"),
        (NORTHWIND + "sites/", {"name": "Denver", "calendar": 1, "time_zone": "UTC"}, "time_zone"),
        (NORTHWIND + "contacts/", {"name": "Rita", "phone": "1"}, "phone"),
        (NORTHWIND + "contacts/", {"name": "Rita", "email": "rita"}, "email"),
        (NORTHWIND + "contacts/", {"name": "Rita", "may_approve_charges": True}, "may_approve_charges"),
        (NORTHWIND + "contacts/", {"name": "Rita", "is_told": "yes"}, "is_told"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_by_field(carol, path, body, field):
    answer = carol.post(path, body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_another_firms_calendar_is_not_there(other, carol):
    answer = carol.patch("clients/fabrikam/", {"calendar": other.client.calendar_id})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["calendar"])


def test_one_client_with_a_key_is_one_client(carol, reader, dave):
    first, second = (carol.post("clients/", WINGTIP, Idempotency_Key="take-on-1") for _ in range(2))

    assert (first.status_code, second.content) == (201, first.content)
    assert Client.objects.filter(name="Wingtip Toys").count() == 1
    assert dave.post("clients/", WINGTIP).status_code == reader.post("clients/", WINGTIP).status_code == 403
