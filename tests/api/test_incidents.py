"""Reporting and reading incidents, in the shape the interface promises."""

import pytest

from accounts.audit import Actor
from hours.clock import now
from routing.actions.merge import merge
from routing.models import InboundEvent, Incident
from sla.models import ClientContact
from tests.api.conftest import SWITCH_DOWN, Caller

SHAPE = {
    "number", "status", "summary", "client", "service_line", "priority", "decisions", "acknowledged_by",
    "acknowledged_at", "responded_at", "due_at", "pages", "timeline",
}  # fmt: skip
DECISION = {
    "at", "fact", "outcome", "band", "reasons", "agreement", "acknowledge_due_at", "response_due_at",
    "resolution_due_at", "next_opening_at",
}  # fmt: skip


def test_a_report_becomes_an_incident_that_is_told_whole(program, reported):
    found = program.get(f"incidents/{reported['number']}/").json()

    assert set(found) >= SHAPE
    assert set(found["decisions"][-1]) == DECISION
    assert (found["client"], found["service_line"], found["priority"]) == (
        "northwind-dental", "monitoring", "P1",
    )  # fmt: skip
    assert found["summary"] == "Core switch down"
    assert found["acknowledged_by"] is None
    assert all(set(line) == {"at", "kind", "text"} for line in found["timeline"])
    assert found["timeline"]


def test_who_reported_it_is_told_and_whether_it_is_a_vip(program, reported):
    dana = ClientContact.objects.get(name="Dana Reyes")
    said = {"name": "Dana Reyes", "phone": "+12125550142", "email": ""}
    assert reported["contact"] == said | {"is_vip": False, "language": None}
    Incident.objects.filter(number=reported["number"]).update(contact=dana, language="es")
    ClientContact.objects.update(is_vip=True)

    found = program.get(f"incidents/{reported['number']}/").json()

    assert found["contact"] == said | {"is_vip": True, "language": "es"}
    assert found["site"] is None


def test_a_report_says_where_its_incident_is(program):
    answer = program.post("incidents/", SWITCH_DOWN)

    assert program.http.get(answer.headers["Location"], headers=program.headers).json() == answer.json()


def test_instants_are_told_in_utc(reported):
    assert reported["received_at"].endswith("Z")
    assert all(line["at"].endswith("Z") for line in reported["timeline"])


def test_who_would_be_paged_is_paged(program, reported):
    found = program.get(f"incidents/{reported['number']}/").json()

    assert found["status"] == "triggered"
    assert {page["to"] for page in found["pages"]} == {"alice@harbor-pine.example"}
    assert all(set(page) == {"to", "channel", "status", "reason", "attempts"} for page in found["pages"])


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("(212) 555-0142", "+12125550142"),
        ("+44 20 7946 0018", "+442079460018"),
        ("ask at the door", "ask at the door"),
    ],
)
def test_a_number_is_kept_as_it_can_be_rung_or_as_it_was_typed(program, typed, kept):
    program.post("incidents/", SWITCH_DOWN | {"contact_phone": typed})

    assert Incident.objects.get().contact_phone == kept


def test_an_incident_is_found_by_its_reference_too(program, reported):
    number = reported["number"]

    assert program.get(f"incidents/HP-{number}/").json()["number"] == number
    assert program.get(f"incidents/hp-{number}/").status_code == 200
    assert program.get(f"incidents/XX-{number}/").status_code == 404


def test_a_merged_incident_says_which_one_goes_on_for_it(night, program, reported):
    other = program.post("incidents/", SWITCH_DOWN | {"summary": "No internet"}).json()
    one, goes_on = (Incident.objects.get(number=each["number"]) for each in (other, reported))
    by = Actor.member(night.carol)

    merge(incident_id=one.pk, into_id=goes_on.pk, by=night.carol, actor=by, now=now())

    told = {row["number"]: row for row in program.get("incidents/").json()["results"]}
    assert (told[one.number]["status"], told[one.number]["merged_into"]) == ("resolved", goes_on.number)
    assert told[goes_on.number]["merged_into"] is None


def test_what_is_not_identified_can_be_reported(program):
    answer = program.post("incidents/", SWITCH_DOWN | {"client": None})

    assert answer.status_code == 201
    assert answer.json()["client"] is None


def test_impact_and_urgency_make_the_priority(program):
    body = {k: v for k, v in SWITCH_DOWN.items() if k != "priority"}

    answer = program.post("incidents/", body | {"impact": "high", "urgency": "medium"})

    assert answer.json()["priority"] == "P2"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"client": "nobody"}, "client"),
        ({"client": 7}, "client"),
        ({"client": ["northwind-dental"]}, "client"),
        ({"summary": ""}, "summary"),
        ({"summary": "   "}, "summary"),
        ({"summary": 42}, "summary"),
        ({"summary": "x" * 1025}, "summary"),
        ({"priority": "P5"}, "priority"),
        ({"priority": 1}, "priority"),
        ({"priority": None}, "priority"),
        ({"service_line": "plumbing"}, "service_line"),
        ({"site": "Nowhere"}, "site"),
        ({"contact_email": "dana"}, "contact_email"),
        ({"contact_phone": 2125550142}, "contact_phone"),
        ({"details": {"a": 1}}, "details"),
    ],
)
def test_a_report_that_cannot_be_read_is_refused_by_field(program, change, field):
    answer = program.post("incidents/", SWITCH_DOWN | change)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]
    assert not Incident.objects.exists()
    assert not InboundEvent.objects.exists()


@pytest.mark.parametrize("missing", ["client", "summary", "priority"])
def test_what_must_be_there_is_named(program, missing):
    body = {k: v for k, v in SWITCH_DOWN.items() if k != missing}

    answer = program.post("incidents/", body)

    assert answer.status_code == 400
    assert missing in answer.json()["errors"]


def test_another_organizations_client_is_no_client(program, other):
    answer = program.post("incidents/", SWITCH_DOWN | {"client": other.client.code})

    assert answer.status_code == 400
    assert "client" in answer.json()["errors"]


def report(program, **change):
    answer = program.post("incidents/", SWITCH_DOWN | change)
    assert answer.status_code == 201
    return answer.json()


def test_the_list_is_narrowed_by_status_client_and_since(program):
    first = report(program, summary="One")
    second = report(program, summary="Two", client="contoso-legal")
    program.post(f"incidents/{first['number']}/resolve/", {"reason": "done"})

    def numbers(**query):
        return [row["number"] for row in program.get("incidents/", **query).json()["results"]]

    assert numbers() == [second["number"], first["number"]]
    assert numbers(status="resolved") == [first["number"]]
    assert numbers(client="contoso-legal") == [second["number"]]
    assert numbers(since=second["received_at"]) == [second["number"]]
    assert numbers(since="2099-01-01T00:00:00Z") == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"status": "lost"}, "status"),
        ({"status": ""}, "status"),
        ({"client": "nobody"}, "client"),
        ({"client": "a\x00b"}, "client"),
        ({"since": "yesterday"}, "since"),
        ({"since": "2026-03-03T02:14:00"}, "since"),
        ({"since": "2026-03-03"}, "since"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "before-99999999999999999999"}, "cursor"),
    ],
)
def test_a_bad_question_is_refused_by_field(reader, query, field):
    answer = reader.get("incidents/", **query)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


def test_the_list_is_leafed_through_both_ways_while_more_comes_in(program, monkeypatch):
    monkeypatch.setattr("web.api.pagination.PAGE_SIZE", 2)
    numbers = [report(program, summary=str(n))["number"] for n in range(5)]

    def leaf(link):
        page = program.http.get(link, headers=program.headers).json()
        return [row["number"] for row in page["results"]], page["next"], page["previous"]

    one, forward, back = leaf("/api/v1/incidents/?client=northwind-dental")
    report(program, summary="meanwhile")
    two, forward, back_to_one = leaf(forward)
    three, end, back_to_two = leaf(forward)

    assert (one, two, three) == (numbers[:2:-1], numbers[2:0:-1], numbers[:1])
    assert end is None
    assert back is None
    assert leaf(back_to_two)[0] == two
    assert leaf(back_to_one)[0] == one
    assert "client=northwind-dental" in back_to_two


def test_telling_many_costs_as_many_queries_as_telling_one(program, django_assert_max_num_queries):
    for number in range(4):
        report(program, summary=str(number))
    program.get("incidents/")

    with django_assert_max_num_queries(10):
        assert len(program.get("incidents/").json()["results"]) == 4


def test_nobody_sees_another_organizations_incident(reported, other):
    mallory = Caller(other.token())

    assert mallory.get("incidents/").json()["results"] == []
    assert mallory.get(f"incidents/{reported['number']}/").status_code == 404
    assert mallory.post(f"incidents/{reported['number']}/resolve/", {"reason": "x"}).status_code == 404
