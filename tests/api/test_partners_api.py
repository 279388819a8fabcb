"""Partners by program: added, proven by a manager, put on call by their handle, archived with a successor."""

import re

import pytest

from delivery.models import Message
from oncall.models import FallbackEntry
from routing.models import Incident
from tests.api.conftest import fits

NOC = {"name": "Pacific NOC", "time_zone": "Pacific/Auckland"}
ONE, METHODS = "partners/{partner_id}/", "partners/{partner_id}/contact-methods/"
METHOD = METHODS + "{method_id}/"


def code_to(address: str) -> str:
    body = Message.objects.filter(address=address).latest("created_at").body
    return re.search(r"\d{6}", body)[0]


def test_a_partner_is_added_read_changed_and_listed(schema, carol, reader):
    added = fits(schema, "partners/", "post", carol.post("partners/", NOC, Idempotency_Key="noc"))
    again = carol.post("partners/", NOC, Idempotency_Key="noc").json()
    path = f"partners/{added['id']}/"

    changed = fits(
        schema,
        ONE,
        "patch",
        carol.patch(path, {"email": "desk@pacific.example", "edition": added["edition"]}),
    )
    late = carol.patch(path, {"name": "Other", "edition": added["edition"]})

    assert (added["handle"], again) == (f"partner:{added['id']}", added)
    assert (changed["name"], changed["email"]) == ("Pacific NOC", "desk@pacific.example")
    assert late.status_code == 409
    assert fits(schema, ONE, "get", reader.get(path)) == changed
    assert fits(schema, "partners/", "get", reader.get("partners/"))["results"] == [changed]
    assert not any("Pacific" in row["name"] for row in reader.get("members/").json()["results"])


def test_its_phone_is_proven_by_a_manager_and_by_no_program_then_tried_and_removed(schema, carol, program):
    partner = carol.post("partners/", NOC).json()
    methods = f"partners/{partner['id']}/contact-methods/"
    phone = fits(schema, METHODS, "post", carol.post(methods, {"kind": "phone", "address": "+6421555010"}))
    one = f"{methods}{phone['id']}/"
    fits(schema, METHOD + "code/", "post", carol.post(one + "code/", {"channel": "sms"}))
    code = code_to("+6421555010")

    by_program = program.post(one + "verify/", {"code": code})
    proven = fits(schema, METHOD + "verify/", "post", carol.post(one + "verify/", {"code": code}))

    assert (by_program.status_code, proven["verified_at"] is not None) == (403, True)
    assert fits(schema, METHODS, "get", carol.get(methods))["results"] == [proven]
    tried = fits(
        schema, METHOD + "test-pages/", "post", carol.post(one + "test-pages/", {"channel": "voice"})
    )
    assert fits(schema, METHOD + "test-pages/", "get", carol.get(one + "test-pages/"))["results"] == [tried]
    assert carol.delete(one).status_code == 204


def test_its_handle_stands_wherever_somebody_is_put_on_call(night, carol):
    handle = carol.post("partners/", NOC).json()["handle"]
    start, end = "2099-03-03T00:00:00Z", "2099-03-04T00:00:00Z"
    schedule = f"schedules/{night.primary.pk}/"

    override = carol.post(
        f"{schedule}overrides/", {"kind": "set", "people": [handle], "start": start, "end": end}
    ).json()
    layer = carol.post(
        f"{schedule}layers/",
        {
            "name": "Nights", "precedence": 1, "participants": [[handle]], "turn": {"length": 1, "unit": "week"},
            "starts_at": "2099-01-06T20:00",
        },
    )  # fmt: skip
    policy = carol.post(
        "policies/",
        {"name": "Abroad", "rounds": 1, "steps": [{"wait_seconds": 60, "targets": [{"member": handle}]}]},
    )
    edition = carol.get("fallback/").json()["edition"]
    fallback = carol.put(
        "fallback/",
        {"members": ["alice@harbor-pine.example", handle], "interval_seconds": 600, "edition": edition},
    )

    assert override["people"] == [handle], override
    assert layer.json()["participants"] == [[handle]], layer.json()
    assert policy.json()["steps"][0]["targets"][0]["member"] == handle, policy.json()
    assert fallback.json()["members"][1] == handle, fallback.json()
    shifts = carol.get(f"{schedule}shifts/?since=2099-03-03T00:00:00Z&until=2099-03-03T12:00:00Z").json()
    assert shifts["shifts"][0]["on_call"] == [handle]


def test_an_incident_is_dealt_with_in_its_name(night, carol, program, reported):
    handle = carol.post("partners/", NOC).json()["handle"]
    runbook = night.northwind.runbooks.create(organization=night.organization, title="Switch down")
    runbook.steps.create(position=1, text="Check the UPS")
    number = reported["number"]
    Incident.objects.filter(number=number).update(runbook=runbook)

    taken = program.post(f"incidents/{number}/acknowledge/", {"member": handle})
    ticked = program.post(
        f"incidents/{number}/tick/", {"member": handle, "position": 1, "runbook_id": runbook.pk}
    )
    other = program.post(
        f"incidents/{number}/tick/", {"member": handle, "position": 1, "runbook_id": runbook.pk + 1}
    )

    assert (taken.status_code, taken.json()["acknowledged_by"]) == (200, handle)
    assert ticked.status_code == 200, ticked.json()
    assert program.get(f"incidents/{number}/runbook/").json()["steps"][0]["done_by"] == handle
    assert other.status_code == 409


@pytest.mark.parametrize("handle", ["partner:0", "partner:99999999999999999999", "partner:x", "partner:"])
def test_a_handle_that_is_nobodys_is_refused_in_words(night, carol, handle):
    answer = carol.post(
        f"schedules/{night.primary.pk}/overrides/",
        {"kind": "add", "people": [handle], "start": "2099-03-03T00:00:00Z", "end": "2099-03-04T00:00:00Z"},
    )

    assert answer.status_code == 400
    assert "no member or partner" in str(answer.json()["errors"])


@pytest.mark.parametrize(
    ("change", "field"),
    [({"name": " "}, "name"), ({"time_zone": "EST"}, "time_zone"), ({"email": "nobody"}, "email")],
)
def test_what_is_wrong_with_a_partner_is_said_by_field(carol, change, field):
    answer = carol.post("partners/", NOC | change)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_archiving_asks_for_a_successor_where_it_holds_something(schema, night, carol, program):
    partner = carol.post("partners/", NOC).json()
    FallbackEntry.objects.filter(member=night.carol).update(member=partner["id"])
    path = f"partners/{partner['id']}/archive/"

    nobody = carol.post(path, {})
    by_program = program.post(path, {"successor": "dave@harbor-pine.example"})
    done = fits(schema, ONE + "archive/", "post", carol.post(path, {"successor": "dave@harbor-pine.example"}))

    assert (nobody.status_code, list(nobody.json()["errors"])) == (400, ["successor"])
    assert by_program.status_code == 403
    assert (done["partner"], done["successor"]) == (partner["handle"], "dave@harbor-pine.example")
    assert carol.get(f"partners/{partner['id']}/").status_code == 404


def test_the_audit_is_asked_what_a_partner_did(night, carol):
    handle = carol.post("partners/", NOC).json()["handle"]

    assert carol.get(f"audit/?member={handle}").json()["results"] == []
    assert carol.get("audit/?object_kind=partner").json()["results"][0]["verb"] == "added"
