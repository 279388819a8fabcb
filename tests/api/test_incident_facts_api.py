"""An MSP's script says what is known better, does one thing to several incidents, and takes back what it just did."""

from datetime import timedelta

import pytest

from hours import clock
from routing.models import Incident
from sla.models import Site
from tests.api.conftest import SWITCH_DOWN, Caller, fits

BOB, DAVE = "bob@harbor-pine.example", "dave@harbor-pine.example"
ONE, BULK = "incidents/{number}/", "incidents/bulk/"


@pytest.fixture
def two(program):
    """The numbers of a P1 and of a P3 that waits for the desk."""
    return [
        program.post("incidents/", SWITCH_DOWN | {"priority": each}).json()["number"] for each in ("P1", "P3")
    ]


@pytest.fixture
def change(program, schema):
    def say(number, body, caller=program):
        answer = caller.patch(f"incidents/{number}/", body)
        fits(schema, ONE, "patch", answer)
        return answer

    return say


@pytest.fixture
def bulk(program, schema):
    def do(verb, numbers, **body):
        return fits(schema, BULK, "post", program.post(BULK, {"verb": verb, "incidents": numbers} | body))

    return do


def unknown(program):
    return program.post("incidents/", SWITCH_DOWN | {"client": None, "priority": "P3"}).json()["number"]


def test_a_rise_is_decided_again_and_pages(change, two):
    answer = change(two[1], {"priority": "P1", "member": BOB})

    assert (answer.json()["priority"], answer.json()["status"]) == ("P1", "triggered")
    assert len(answer.json()["decisions"]) == 2


def test_whose_it_is_where_and_how_urgent_is_said_at_once(program, change, night):
    site = Site.objects.create(organization=night.organization, client=night.northwind, name="Main Street")

    answer = change(
        unknown(program),
        {"client": "northwind-dental", "site": "main street", "priority": "P1", "member": BOB},
    )

    assert (answer.json()["client"], answer.json()["priority"]) == ("northwind-dental", "P1")
    assert Incident.objects.get().site == site


def test_a_change_that_can_not_be_changes_nothing_of_it(change, two):
    answer = change(two[0], {"client": "contoso-legal", "priority": "P4", "member": BOB})

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:nightbell:not-possible")
    assert "For another client, report it anew" in answer.json()["detail"]
    assert Incident.objects.get(number=two[0]).priority == "P1"


def test_what_is_known_already_and_what_is_closed_is_said(change, program, two):
    same = change(two[0], {"priority": "P1", "client": "northwind-dental", "member": BOB})
    program.post(f"incidents/{two[0]}/resolve/", {"reason": "done"})
    late = change(two[0], {"priority": "P2", "member": BOB})

    assert (same.status_code, same.json()["detail"]) == (409, "Nothing is different from what is known.")
    assert (late.status_code, late.json()["has_it"]) == (409, None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"priority": "P5", "member": BOB}, "priority"),
        ({"priority": None, "member": BOB}, "priority"),
        ({"client": "their-client", "member": BOB}, "client"),
        ({"site": "Main Street", "member": BOB}, "site"),
        ({"client": "northwind-dental", "site": "Nowhere", "member": BOB}, "site"),
        ({"summary": "x", "member": BOB}, "summary"),
        ({"priority": "P1"}, "member"),
        ({"priority": "P1", "member": "vera@harbor-pine.example"}, "member"),
    ],
)
def test_facts_that_cannot_be_read_are_refused_by_field(change, program, other, body, field):
    answer = change(unknown(program), body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_who_may_only_look_changes_nothing(change, night, reader, other, two):
    for caller, status in (
        (reader, 403),
        (Caller(night.token(member=night.vera)), 403),
        (Caller(other.token()), 404),
    ):
        assert change(two[0], {"priority": "P2", "member": BOB}, caller=caller).status_code == status


def test_who_was_faster_is_told_and_the_others_are_done(bulk, program, two):
    program.post(f"incidents/{two[0]}/acknowledge/", {"member": DAVE})

    late, done = bulk("acknowledge", [*two, two[1]], member=BOB)["results"]

    assert (late["number"], late["is_done"], late["has_it"], late["undo"]) == (two[0], False, DAVE, None)
    assert late["detail"].startswith("Dave has it since")
    assert (done["number"], done["is_done"], done["has_it"], done["status"]) == (
        two[1],
        True,
        BOB,
        "acknowledged",
    )


def test_several_are_resolved_snoozed_and_given(bulk, two):
    until = (clock.now() + timedelta(hours=1)).isoformat()

    given = bulk("reassign", two, to=DAVE)["results"]
    snoozed = bulk("snooze", two, until=until)["results"]
    closed = bulk("resolve", two, reason="Restarted.", minutes=5, billable=True)["results"]

    for told, status in ((given, "triggered"), (snoozed, "snoozed"), (closed, "resolved")):
        assert [(each["is_done"], each["status"], each["undo"]) for each in told] == [
            (True, status, None)
        ] * 2
    assert set(Incident.objects.values_list("minutes_worked", "billable")) == {(5, True)}


@pytest.mark.parametrize(
    ("verb", "more", "field"),
    [
        ("merge", {}, "verb"),
        ("acknowledge", {}, "member"),
        ("acknowledge", {"incidents": [], "member": BOB}, "incidents"),
        ("acknowledge", {"incidents": [1001] * 51, "member": BOB}, "incidents"),
        ("acknowledge", {"incidents": [1001, 77], "member": BOB}, "incidents[1]"),
        ("acknowledge", {"incidents": ["1001"], "member": BOB}, "incidents[0]"),
        ("acknowledge", {"incidents": [99999999999999999999], "member": BOB}, "incidents[0]"),
        ("resolve", {}, "reason"),
        ("snooze", {}, "until"),
        ("snooze", {"until": "2001-03-03T02:14:00Z"}, "until"),
        ("reassign", {"to": "mallory@elsewhere.example"}, "to"),
    ],
)
def test_what_several_are_asked_wrongly_is_done_to_none(bulk, two, verb, more, field):
    answer = bulk(
        verb, more.get("incidents", two), **{name: each for name, each in more.items() if name != "incidents"}
    )

    assert list(answer["errors"]) == [field]
    assert list(Incident.objects.order_by("number").values_list("status", flat=True)) == [
        "triggered",
        "queued",
    ]


@pytest.mark.parametrize(
    ("verb", "body", "status"),
    [
        ("acknowledge", {}, "triggered"),
        ("resolve", {"reason": "done"}, "acknowledged"),  # whoever closed what nobody had has it now
        ("snooze", {"until": "2026-03-04T07:14:00Z"}, "triggered"),
    ],
)
def test_what_one_did_is_taken_back_within_a_minute(program, schema, two, verb, body, status):
    path = f"incidents/{two[0]}/"
    done = fits(schema, f"{ONE}{verb}/", "post", program.post(f"{path}{verb}/", body | {"member": BOB}))
    undo = {"undo": done["undo"], "member": BOB}

    back = program.post(f"{path}undo/", undo)
    twice = program.post(f"{path}undo/", undo)

    assert fits(schema, f"{ONE}undo/", "post", back)["status"] == status
    assert (twice.status_code, twice.json()["type"]) == (409, "urn:nightbell:not-possible")


def test_a_deed_of_several_is_taken_back_one_by_one(bulk, program, two):
    told = bulk("resolve", two, reason="done", member=BOB)["results"]

    for each in told:
        assert (
            program.post(
                f"incidents/{each['number']}/undo/", {"undo": each["undo"], "member": BOB}
            ).status_code
            == 200
        )
    assert not Incident.objects.filter(status="resolved").exists()


def test_nobody_takes_back_what_is_not_theirs_or_what_was_no_deed(program, two):
    undo = f"incidents/{two[0]}/undo/"
    token = program.post(f"incidents/{two[0]}/acknowledge/", {"member": BOB}).json()["undo"]
    again = program.post(f"incidents/{two[0]}/acknowledge/", {"member": BOB}).json()
    unnamed = program.post(f"incidents/{two[1]}/resolve/", {"reason": "done"}).json()

    assert (again["undo"], unnamed["undo"]) == (None, None)
    for path, body in (
        (undo, {"undo": token, "member": DAVE}),
        (undo, {"undo": "x", "member": BOB}),
        (undo, {"undo": token[:-2] + "xx", "member": BOB}),
        (f"incidents/{two[1]}/undo/", {"undo": token, "member": BOB}),
        (undo, {"undo": None, "member": BOB}),
        (undo, {"undo": token * 20, "member": BOB}),
    ):
        answer = program.post(path, body)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["undo"])
    assert Incident.objects.get(number=two[0]).taken_by.user.email == BOB


def test_after_a_minute_nothing_is_taken_back(program, two):
    token = program.post(f"incidents/{two[0]}/acknowledge/", {"member": BOB}).json()["undo"]
    clock.move(61)
    try:
        answer = program.post(f"incidents/{two[0]}/undo/", {"undo": token, "member": BOB})
    finally:
        clock.move(-61)

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:nightbell:not-possible")
    assert "A minute is over" in answer.json()["detail"]
