"""The verbs of the API: bodies, who acts, and who came too late."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest

from accounts.models import AuditEvent
from hours import clock
from tests.api.conftest import Caller

ALICE, BOB, VERA = (f"{name}@harbor-pine.example" for name in ("alice", "bob", "vera"))


@pytest.fixture
def reported(reported_once, db):
    return reported_once


@pytest.fixture
def verb(program, reported):
    """verb("acknowledge", {...}) on the reported incident, by a program that is nobody."""

    def act(name, body=None, caller=program):
        return caller.post(f"incidents/{reported['number']}/{name}/", body)

    return act


def test_a_program_takes_it_in_a_members_name(verb):
    answer = verb("acknowledge", {"member": BOB.upper()})

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["acknowledged_by"]) == ("acknowledged", BOB)
    assert answer.json()["acknowledged_at"].endswith("Z")


def test_a_program_that_names_nobody_takes_nothing(verb, program, reported):
    answer = verb("acknowledge")

    assert answer.status_code == 400
    assert "member" in answer.json()["errors"]
    assert program.get(f"incidents/{reported['number']}/").json()["acknowledged_by"] is None


def test_a_members_own_token_needs_no_name_and_takes_no_others(verb, night):
    bobs = Caller(night.token(member=night.bob))

    assert verb("acknowledge", {"member": ALICE}, caller=bobs).status_code == 400
    assert verb("acknowledge", {}, caller=bobs).json()["acknowledged_by"] == BOB


def test_who_comes_too_late_is_told_who_has_it(verb):
    verb("acknowledge", {"member": BOB})

    answer = verb("acknowledge", {"member": ALICE})

    assert answer.status_code == 409
    assert answer.json()["has_it"] == BOB
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_taking_it_twice_is_still_taking_it(verb):
    verb("acknowledge", {"member": BOB})

    assert verb("acknowledge", {"member": BOB}).status_code == 200


def test_nobody_has_what_is_closed(verb):
    assert (
        verb("resolve", {"reason": "rebooted", "minutes": 20, "billable": True}).json()["status"]
        == "resolved"
    )

    answer = verb("acknowledge", {"member": BOB})

    assert answer.status_code == 409
    assert answer.json()["has_it"] is None


def test_minutes_and_billing_are_kept(verb, night):
    verb("resolve", {"reason": "rebooted", "minutes": 20, "billable": False})

    incident = night.organization.incidents.get()
    assert (incident.resolve_reason, incident.minutes_worked, incident.billable) == ("rebooted", 20, False)


def test_reassigning_pages_the_named_member(verb):
    answer = verb("reassign", {"to": "dave@harbor-pine.example"})

    assert answer.status_code == 200
    assert "dave@harbor-pine.example" in {page["to"] for page in answer.json()["pages"]}


def test_what_makes_no_sense_as_things_stand_is_said(verb):
    verb("acknowledge", {"member": BOB})

    answer = verb("reassign", {"to": BOB})

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:nightbell:not-possible"
    assert "Bob" in answer.json()["detail"]


def test_escalating_asks_the_next_person(verb):
    verb("acknowledge", {"member": ALICE})

    answer = verb("escalate", {})

    assert answer.status_code == 200
    assert (answer.json()["status"], answer.json()["acknowledged_by"]) == ("triggered", None)


def test_a_snooze_ends_when_it_was_told_to(verb):
    verb("acknowledge", {"member": BOB})

    until = (clock.now() + timedelta(hours=5)).replace(microsecond=0)

    answer = verb("snooze", {"until": until.astimezone(ZoneInfo("America/New_York")).isoformat()})

    assert (answer.json()["status"], answer.json()["due_at"]) == (
        "snoozed",
        until.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )


def test_the_first_response_stops_the_clock(verb):
    verb("acknowledge", {"member": BOB})

    answer = verb("responded", {"how": "called"})

    assert answer.status_code == 200
    assert answer.json()["responded_at"]
    assert any("Bob phoned" in line["text"] for line in answer.json()["timeline"])


def test_a_response_nobody_made_is_refused(verb):
    answer = verb("responded", {"how": "called"})

    assert answer.status_code == 400
    assert "member" in answer.json()["errors"]


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        ("acknowledge", {"member": "mallory@elsewhere.example"}, "member"),
        ("acknowledge", {"member": VERA}, "member"),
        ("acknowledge", {"member": 1}, "member"),
        ("acknowledge", {"member": "x" * 300}, "member"),
        ("resolve", {}, "reason"),
        ("resolve", {"reason": ""}, "reason"),
        ("resolve", {"reason": "x", "minutes": -1}, "minutes"),
        ("resolve", {"reason": "x", "minutes": 1.5}, "minutes"),
        ("resolve", {"reason": "x", "minutes": "20"}, "minutes"),
        ("resolve", {"reason": "x", "minutes": 10**15}, "minutes"),
        ("resolve", {"reason": "x", "minutes": True}, "minutes"),
        ("resolve", {"reason": "x", "billable": "yes"}, "billable"),
        ("resolve", {"reason": "x", "billable": 1}, "billable"),
        ("reassign", {}, "to"),
        ("reassign", {"to": None}, "to"),
        ("reassign", {"to": VERA}, "to"),
        ("snooze", {}, "until"),
        ("snooze", {"until": "2099-03-03T02:14:00"}, "until"),
        ("snooze", {"until": "2001-03-03T02:14:00Z"}, "until"),
        ("snooze", {"until": "9999-12-31T23:59:59-12:00"}, "until"),
        ("snooze", {"until": "2099-03-03T23:59:60Z"}, "until"),
        ("snooze", {"until": 1_900_000_000}, "until"),
        ("responded", {}, "how"),
        ("responded", {"how": "sang"}, "how"),
        ("responded", {"how": ["called"]}, "how"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_by_field(verb, other, name, body, field):
    answer = verb(name, body)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize("name", ["acknowledge", "resolve", "escalate", "reassign", "snooze", "responded"])
def test_a_token_that_only_reads_does_nothing(verb, reader, name):
    answer = verb(name, {}, caller=reader)

    assert answer.status_code == 403
    assert answer.json()["type"] == "urn:nightbell:permission-denied"


@pytest.mark.parametrize("name", ["acknowledge", "resolve", "escalate", "reassign", "snooze", "responded"])
def test_a_viewers_token_does_nothing(verb, night, name):
    assert verb(name, {}, caller=Caller(night.token(member=night.vera))).status_code == 403


@pytest.mark.parametrize("name", ["acknowledge", "resolve", "escalate", "reassign", "snooze", "responded"])
def test_what_is_not_there_is_not_found(program, name):
    assert program.post(f"incidents/999999/{name}/", {}).status_code == 404


def test_the_audit_says_which_token_acted_for_whom(verb, night):
    verb("acknowledge", {}, caller=Caller(night.token(member=night.bob)))

    line = AuditEvent.objects.get(verb="incident.acknowledged")
    assert line.actor_kind == "token"
    assert "Bob" in line.actor_name
    assert line.address == "127.0.0.1"
