"""An MSP's script does what a technician does on an incident's page: notes, ticks, writes to the client, merges."""

import pytest

from accounts.models import IdempotencyKey
from delivery.models import Message, PhoneNumber
from hours.clock import now
from routing.models import ClientMessage, Incident
from sla.models import Runbook, RunbookStep
from tests.api.conftest import SWITCH_DOWN, Caller, fits
from tests.world import DANA

ALICE, BOB, VERA = (f"{name}@harbor-pine.example" for name in ("alice", "bob", "vera"))
ONE = "incidents/{number}/"
DEEDS = ("pass-on", "help", "leave", "note", "merge", "tick", "untick", "update", "update/preview")


@pytest.fixture
def reported(reported_once, db):
    return reported_once


@pytest.fixture
def verb(program, reported, schema):
    """verb("note", {...}) on the reported incident, by a program that is nobody; the answer is what the schema says."""

    def act(name, body=None, caller=program):
        answer = caller.post(f"incidents/{reported['number']}/{name}/", body)
        fits(schema, f"{ONE}{name}/", "post", answer)
        return answer

    return act


@pytest.fixture
def runbook(night, reported):
    row = Runbook.objects.create(
        organization=night.organization, title="Switch down", link="https://wiki.example/"
    )
    for position, text in enumerate(("Check the UPS", "Ring Dana"), start=1):
        RunbookStep.objects.create(runbook=row, position=position, text=text, deadline_minutes=10)
    Incident.objects.filter(number=reported["number"]).update(runbook=row)
    return row


def lines(answer, kind):
    return [line["text"] for line in answer.json()["timeline"] if line["kind"] == kind]


def another(program, **change):
    answer = program.post("incidents/", SWITCH_DOWN | {"summary": "No internet"} | change)
    assert answer.status_code == 201
    return answer.json()["number"]


def test_a_note_is_written_in_a_members_name(verb, night):
    answer = verb("note", {"text": " It is the UPS. ", "member": BOB})

    assert lines(answer, "note") == ["It is the UPS."]
    assert Incident.objects.get().timeline.get(kind="note").member == night.bob


def test_who_has_it_passes_it_on_and_asks_for_help(verb):
    verb("acknowledge", {"member": ALICE})

    helped = verb("help", {"member": ALICE})
    passed = verb("pass-on", {"member": ALICE})

    assert helped.json()["acknowledged_by"] == ALICE
    assert lines(passed, "passed_on") == ["Alice passed it on."]
    assert (passed.json()["status"], passed.json()["acknowledged_by"]) == ("triggered", None)


def test_who_passes_on_too_late_is_told_who_has_it(verb):
    verb("acknowledge", {"member": BOB})

    late = verb("pass-on", {"member": ALICE})

    assert (late.status_code, late.json()["has_it"]) == (409, BOB)


def test_the_last_one_leaves_it_for_the_desk_and_nobody_else_does(verb):
    early = verb("leave", {"member": ALICE})
    Incident.objects.update(fallback_round=1)

    left = verb("leave", {"member": ALICE})

    assert (early.status_code, early.json()["type"]) == (409, "urn:nightbell:not-possible")
    assert left.json()["status"] == "queued"


def test_steps_are_read_ticked_and_unticked(verb, program, reader, reported, runbook, schema):
    steps = f"incidents/{reported['number']}/runbook/"

    def done():
        told = fits(schema, f"{ONE}runbook/", "get", reader.get(steps))
        return [(each["position"], each["done_by"]) for each in told["steps"]]

    verb("acknowledge", {"member": BOB})
    verb("tick", {"position": 2, "member": BOB})
    verb("tick", {"position": 2, "member": ALICE})
    ticked = done()
    verb("untick", {"position": 2, "member": ALICE})
    again = verb("untick", {"position": 2, "member": ALICE})

    assert ticked == [(1, None), (2, BOB)]
    assert done() == [(1, None), (2, None)]
    assert (again.status_code, again.json()["detail"]) == (409, "Step 2 is not ticked.")
    assert verb("tick", {"position": 3, "member": BOB}).status_code == 409


def test_what_comes_next_is_foretold_in_order(verb, reader, reported, schema, django_assert_max_num_queries):
    path = f"incidents/{reported['number']}/next/"

    with django_assert_max_num_queries(20):
        told = fits(schema, f"{ONE}next/", "get", reader.get(path))["results"]
    verb("resolve", {"reason": "done"})

    reached = {each["what"]: {way["member"] for way in each["ways"]} for each in told}
    assert [each["at"] for each in told] == sorted(each["at"] for each in told)
    assert reached["step"] >= {BOB}
    assert reader.get(path).json() == {"results": []}


def test_an_incident_without_a_runbook_says_so(reader, reported, schema):
    told = fits(schema, f"{ONE}runbook/", "get", reader.get(f"incidents/{reported['number']}/runbook/"))

    assert told == {"id": None, "title": None, "link": "", "steps": [], "done_before": []}


def test_an_update_is_looked_at_and_goes_out_word_for_word(verb, program, reported, schema):
    Incident.objects.update(contact_email="dana@northwind.example")
    ways = fits(schema, f"{ONE}update/", "get", program.get(f"incidents/{reported['number']}/update/"))[
        "ways"
    ]
    said = {"text": "We are on our way.", "ways": [way["key"] for way in ways]}

    seen = verb("update/preview", said).json()["messages"]
    before = Message.objects.filter(purpose="client", address=DANA).count()
    sent = verb("update", said | {"member": BOB})

    text, letter = seen
    assert [way["key"] for way in ways] == [f"sms:{DANA}", "email:dana@northwind.example"]
    assert text["body"].startswith("Harbor Pine, HP-1001: We are on our way. Questions? Ring +1")
    assert (text["segments"], letter["segments"]) == (1, None)
    assert before == Message.objects.filter(purpose="client", address=DANA).count() - 1
    assert [(row.message.address, row.message.body) for row in ClientMessage.objects.order_by("id")] == [
        (each["address"], each["body"]) for each in seen
    ]
    assert lines(sent, "update") == ["We are on our way."]
    assert sent.json()["responded_at"]


def test_without_ways_an_update_goes_to_whoever_reported_it(verb):
    verb("update", {"text": "Soon.", "member": BOB})

    assert ClientMessage.objects.get().message.address == DANA


def test_an_update_whose_answer_was_lost_goes_out_once_for_its_key(program, reported):
    path, said = f"incidents/{reported['number']}/update/", {"text": "Soon.", "member": BOB}

    first, second = (program.post(path, said, Idempotency_Key="soon") for _ in range(2))
    IdempotencyKey.objects.all().delete()
    third = program.post(path, said, Idempotency_Key="soon")

    assert first.status_code == 200
    assert first.content == second.content
    assert third.json()["timeline"] == first.json()["timeline"]
    assert ClientMessage.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"text": ""}, "text", "empty"),
        ({"text": "\u202e"}, "text", "Write what the client should know."),
        ({"text": "x" * 2001}, "text", "2000"),
        ({"text": "word " * 150}, "text", "messages long"),
        ({"text": "Soon.", "ways": []}, "ways", "empty"),
        ({"text": "Soon.", "ways": ["sms:+12125550101"]}, "ways[0]", f"There are: sms:{DANA}."),
        ({"text": "Soon.", "ways": "sms"}, "ways", "list"),
        ({"text": "Soon.", "ways": [7]}, "ways[0]", "text"),
    ],
)
def test_what_can_not_be_sent_is_refused_alike_before_and_when_it_is_sent(verb, said, field, words):
    for answer in (verb("update/preview", said), verb("update", said | {"member": BOB})):
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == [field]
        assert words in answer.json()["detail"]
    assert not ClientMessage.objects.exists()


def test_without_a_number_for_clients_a_text_is_refused_before_it_is_sent(verb):
    PhoneNumber.objects.filter(purpose="client").update(archived_at=now())

    answer = verb("update/preview", {"text": "Soon."})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["ways"])


def test_where_nobody_left_an_address_one_says_where_it_goes(verb):
    Incident.objects.update(contact_phone="", contact_email="", contact=None)

    answer = verb("update/preview", {"text": "Soon."})

    assert "left no address" in answer.json()["errors"]["ways"][0]
    assert verb("update/preview", {"text": "Soon.", "ways": [f"sms:{DANA}"]}).status_code == 200


def test_one_is_merged_into_another_of_the_same_client(verb, program, reported, schema):
    other = another(program)
    another(program, client="contoso-legal")
    path = f"incidents/{reported['number']}/merge-candidates/"

    offered = fits(schema, f"{ONE}merge-candidates/", "get", program.get(path))["results"]
    merged = verb("merge", {"into": other, "member": BOB})
    late = verb("merge", {"into": other, "member": BOB})

    assert [each["number"] for each in offered] == [other]
    assert (merged.json()["status"], merged.json()["merged_into"]) == ("resolved", other)
    assert (late.status_code, late.json()["type"]) == (409, "urn:nightbell:too-late")
    assert f"is part of HP-{other}" in late.json()["detail"]


def test_incidents_of_two_clients_are_never_made_one(verb, program):
    other = another(program, client="contoso-legal")

    answer = verb("merge", {"into": other, "member": BOB})

    assert (answer.status_code, answer.json()["type"]) == (409, "urn:nightbell:not-possible")
    assert "of Contoso Legal" in answer.json()["detail"]
    assert set(Incident.objects.values_list("merged_into", flat=True)) == {None}


def test_another_organizations_incident_is_none_to_merge_into(verb, other):
    mallory = Caller(other.token())
    *_, theirs = (another(mallory, client=other.client.code) for _ in range(2))

    answer = verb("merge", {"into": theirs, "member": BOB})

    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["into"])
    assert f"no incident {theirs}" in answer.json()["detail"]


@pytest.mark.parametrize(
    ("name", "body", "field"),
    [
        *((name, {}, "member") for name in ("pass-on", "help", "leave")),
        ("note", {"text": "x"}, "member"),
        ("note", {"text": "x", "member": VERA}, "member"),
        ("note", {"member": BOB}, "text"),
        ("note", {"text": " ", "member": BOB}, "text"),
        ("note", {"text": "a\x00b", "member": BOB}, "text"),
        ("note", {"text": "x" * 5001, "member": BOB}, "text"),
        ("merge", {"member": BOB}, "into"),
        ("merge", {"into": "HP-1001", "member": BOB}, "into"),
        ("merge", {"into": 0, "member": BOB}, "into"),
        ("merge", {"into": 99999999999999999999, "member": BOB}, "into"),
        ("merge", {"into": 77, "member": BOB}, "into"),
        ("merge", {"into": 77}, "into"),
        ("tick", {"member": BOB}, "position"),
        ("tick", {"position": "1", "member": BOB}, "position"),
        ("tick", {"position": 10**6, "member": BOB}, "position"),
        ("untick", {"position": 0, "member": BOB}, "position"),
        ("untick", {"position": 1}, "member"),
        ("update", {"text": "Soon."}, "member"),
    ],
)
def test_a_body_that_cannot_be_read_is_refused_by_field(verb, name, body, field):
    answer = verb(name, body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


@pytest.mark.parametrize("name", DEEDS)
def test_who_may_only_look_does_nothing(verb, night, reader, other, reported, name):
    everything = {"text": "x", "position": 1, "into": reported["number"]}

    assert verb(name, everything, caller=reader).status_code == 403
    assert verb(name, everything, caller=Caller(night.token(member=night.vera))).status_code == 403
    assert verb(name, everything, caller=Caller(other.token(member=other.mallory))).status_code == 404


def test_its_time_stands_still_and_where_its_targets_stand_is_told(verb, program, schema, reported):
    def targets():
        answer = program.get(f"incidents/{reported['number']}/targets/")
        fits(schema, f"{ONE}targets/", "get", answer)
        return {each["target"]: each for each in answer.json()["results"]}

    said = {"reason": "others", "evidence": "The carrier's ticket 4711", "member": BOB}
    assert verb("pause", said | {"evidence": " "}).status_code == 400
    assert lines(verb("pause", said), "clock") == [
        "Bob paused its time: waiting for a supplier. The carrier's ticket 4711"
    ]
    assert verb("pause", said).json()["type"] == "urn:nightbell:not-possible"

    states = {kind: each["state"] for kind, each in targets().items()}
    assert states == {
        "acknowledge": "running",
        "response": "running",
        "update": "paused",
        "resolution": "paused",
    }
    assert verb("resume", {"member": BOB}).status_code == 200
    solved = targets()["resolution"]
    assert (solved["state"], solved["target_seconds"]) == ("running", 14_400)
    given_back = [each for each in solved["computed"] if each["pause"]]
    assert [(each["pause"], each["paused_by"]) for each in given_back] == [("others", "Bob")]
    assert verb("resume", {"member": BOB}).status_code == 409
