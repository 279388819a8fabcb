"""Agreements by program; and an MSP's script that takes a client on, whose nights are then decided by it."""

import pytest

from sla.models import Agreement
from tests.api.conftest import fits

LIST = "clients/{code}/agreements/"
ONE = LIST + "{agreement_id}/"
NORTHWIND, FABRIKAM = "clients/northwind-dental/agreements/", "clients/fabrikam/agreements/"


@pytest.fixture
def gold(night):
    return night.organization.tiers.get(name="Gold").pk


def test_a_script_takes_a_client_on_and_the_night_is_decided_by_it(carol):
    hours = carol.post(
        "calendars/",
        {
            "name": "Toy shops", "time_zone": "America/New_York", "country": "US", "subdivision": "NY",
            "windows": [{"days": ["mo", "tu", "we", "th", "fr", "sa"], "start": "10:00", "end": "20:00"}],
        },
    ).json()  # fmt: skip
    client = carol.post("clients/", {"name": "Wingtip Toys", "calendar": hours["id"]}).json()
    here = f"clients/{client['code']}/"
    site = carol.post(here + "sites/", {"name": "Warehouse", "address": "7 Dock Rd, Newark"}).json()
    carol.post(here + "contacts/", {"name": "Wes", "phone": "(212) 555-0188", "is_told": True})
    rules = [
        {"service_line": "monitoring", "band": band, "priority": "P1", "outcome": "page"}
        for band in ("business_hours", "after_hours", "weekend", "holiday")
    ]
    tier = carol.post("tiers/", {"name": "Tills watched", "rules": rules}).json()
    agreement = carol.post(here + "agreements/", {"tier": tier["id"]}).json()

    asked = {"client": "wingtip-toys", "priority": "P1", "channel": "alert", "site": "Warehouse"}
    watched = carol.post("coverage/decide/", asked | {"service_line": "monitoring"}).json()
    asks = carol.post("coverage/decide/", asked | {"service_line": "help_desk", "priority": "P2"}).json()
    carol.post(f"{here}agreements/{agreement['id']}/suspend/")
    unpaid = carol.post("coverage/decide/", asked | {"service_line": "monitoring"}).json()

    assert (watched["outcome"], watched["agreement"]) == ("page", "Tills watched v1")
    assert watched["would_page"][0]["member"] == "alice@harbor-pine.example"
    assert (asks["outcome"], asks["next_opening_at"]) == ("queue", "2026-03-03T15:00:00Z")
    assert (unpaid["outcome"], unpaid["agreement"]) == ("queue", None)
    whole = carol.get(here).json()
    assert (whole["sites"][0]["id"], whole["contacts"][0]["name"]) == (site["id"], "Wes")
    assert [row["tier_name"] for row in whole["agreements"]] == ["Tills watched"]


def test_an_agreement_is_made_for_a_part_changed_and_ended(schema, reader, carol, gold):
    made = fits(
        schema, LIST, "post", carol.post(FABRIKAM, {"tier": gold, "service_line": "security", "ends_on": "2026-12-31"})
    )  # fmt: skip
    one = f"{FABRIKAM}{made['id']}/"
    changed = fits(schema, ONE, "patch", carol.patch(one, {"ends_on": None}))
    late = carol.patch(one, {"starts_on": "2026-03-09", "edition": made["edition"]})
    ended = fits(schema, ONE + "end/", "post", carol.post(one + "end/", {}))

    assert (made["starts_on"], made["service_line"], made["site"]) == ("2026-03-03", "security", None)
    assert (changed["starts_on"], changed["ends_on"]) == ("2026-03-03", None)
    assert (late.status_code, fits(schema, ONE, "patch", late)["edition"]) == (409, changed["edition"])
    assert ended["ends_on"] == "2026-03-03"
    assert ended == fits(schema, ONE, "get", reader.get(one))
    assert ended in fits(schema, LIST, "get", reader.get(FABRIKAM))["results"]
    assert carol.delete(one).status_code == 204
    assert carol.get(one).status_code == 404


def test_an_agreement_is_renewed_suspended_and_resumed(schema, carol, night):
    one = f"{NORTHWIND}{night.northwind.agreements.get().pk}/"

    renewed = carol.post(one + "renew/", {"starts_on": "2026-07-01"})
    held = fits(schema, ONE + "suspend/", "post", carol.post(one + "suspend/"))
    again = carol.post(one + "suspend/").json()
    free = fits(schema, ONE + "resume/", "post", carol.post(one + "resume/"))

    told = fits(schema, ONE + "renew/", "post", renewed)
    assert (told["starts_on"], told["tier_name"], told["ends_on"]) == ("2026-07-01", "Gold", None)
    assert renewed.headers["Location"].endswith(f"/{NORTHWIND}{told['id']}/")
    assert (held["ends_on"], held["suspended_at"]) == ("2026-06-30", again["suspended_at"])
    assert held["suspended_at"].startswith("2026-03-03T07:1")
    assert free["suspended_at"] is None


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"tier": 7_000_000}, "tier", "There are: "),
        ({"tier": "Gold"}, "tier", "whole number"),
        ({"starts_on": "2026-01-05"}, "starts_on", "8x5 with call-out holds from 1 January 2026"),
        ({"ends_on": "2026-01-01", "service_line": "security"}, "ends_on", "the day it starts or later"),
        ({"service_line": "windows"}, "service_line", "help_desk, monitoring, security"),
        ({"site": 7_000_000}, "site", "Fabrikam has no site"),
        ({"starts_on": "tomorrow"}, "starts_on", "Must be a date"),
    ],
)
def test_what_is_wrong_with_an_agreement_is_said_by_field(carol, gold, more, field, words):
    answer = carol.post(FABRIKAM, {"tier": gold} | more)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert words in answer.json()["errors"][field][0]


def test_nobody_agrees_on_another_firms_tier_or_on_the_one_for_doubt(night, other, carol):
    for tier in (other.organization.tiers.get(name="Gold"), night.organization.tiers.get(kind="default")):
        answer = carol.post(NORTHWIND, {"tier": tier.pk, "service_line": "security"})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["tier"])


def test_one_agreement_with_a_key_is_one_agreement(carol, dave, gold):
    body = {"tier": gold, "service_line": "security"}
    first, second = (carol.post(FABRIKAM, body, Idempotency_Key="fabrikam-security") for _ in range(2))

    assert (first.status_code, second.content) == (201, first.content)
    assert Agreement.objects.filter(client__code="fabrikam").count() == 2
    assert dave.post(FABRIKAM, body).status_code == 403


def test_the_sheet_is_read_and_sent_to_be_accepted(carol, night):
    dana = night.northwind.contacts.get()
    agreement = carol.get("clients/northwind-dental/agreements/").json()["results"][0]
    here = f"clients/northwind-dental/agreements/{agreement['id']}/sheet/"

    nowhere = carol.post(here, {"contact": dana.pk})
    night.northwind.contacts.update(email="dana@northwind.example")
    sent = carol.post(here, {"contact": dana.pk, "days": 3})
    sheet = carol.get(here).json()

    assert (nowhere.status_code, "no e-mail address" in nowhere.content.decode()) == (400, True)
    assert (sent.status_code, sent.json()["digest"]) == (201, sheet["digest"])
    assert (sheet["version"], sheet["accepted"], sheet["earlier"]) == (1, None, None)
    assert any("P1 and P2: we call a technician at once." in str(one) for one in sheet["sections"])
    (told,) = carol.get(f"{here}sent/").json()["results"]
    assert (told["id"], told["is_out"], told["accepted"]) == (sent.json()["id"], True, None)
    assert [carol.delete(f"{here}sent/{number}/").status_code for number in (told["id"], 999999)] == [
        204,
        404,
    ]
    (told,) = carol.get(f"{here}sent/").json()["results"]
    assert (told["is_out"], told["revoked_at"] is None) == (False, False)
