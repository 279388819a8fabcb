"""Who is on call, what would be covered, what a schedule would give: questions that change nothing."""

import pytest

from delivery.models import ContactMethod
from oncall.models import EscalationStep
from routing.models import Decision, Incident
from tests.api.conftest import Caller
from tests.world import LONG_AGO

NIGHT_ASKED = {
    "client": "northwind-dental", "service_line": "monitoring", "priority": "P1", "channel": "alert",
    "at": "2026-03-03T02:14:00-05:00",
}  # fmt: skip


def test_who_is_on_call_now(reader):
    assert reader.get("on-call/").json() == [
        {"schedule": "Backup", "on_call": ["bob@harbor-pine.example"], "until": None},
        {"schedule": "Primary", "on_call": ["alice@harbor-pine.example"], "until": None},
    ]


def test_before_a_schedule_begins_nobody_is_on_call(reader):
    answer = reader.get("on-call/", at="2026-01-06T08:59:00-05:00").json()

    assert [row["on_call"] for row in answer] == [[], []]
    assert {row["until"] for row in answer} == {LONG_AGO.isoformat().replace("+00:00", "Z")}


@pytest.mark.parametrize(
    "at", ["now", "2026-03-03T02:14", "2026-03-03", "", "1", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"]
)
def test_an_instant_without_sense_is_refused(reader, at):
    answer = reader.get("on-call/", at=at)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["at"]


def test_a_covered_night_pages_primary_then_backup(reader):
    answer = reader.post("coverage/decide/", NIGHT_ASKED).json()

    assert (answer["outcome"], answer["band"], answer["agreement"]) == ("page", "after_hours", "Gold v1")
    assert answer["at"] == "2026-03-03T07:14:00Z"
    assert answer["response_due_at"] == "2026-03-03T07:44:00Z"
    assert answer["next_opening_at"] is None
    assert answer["reasons"]
    first = answer["would_page"][0]
    assert first == {
        "member": "alice@harbor-pine.example", "channel": "sms", "step": 1, "round": 1, "offset_seconds": 0,
    }  # fmt: skip
    backup = next(page for page in answer["would_page"] if page["member"] == "bob@harbor-pine.example")
    assert (backup["step"], backup["round"], backup["offset_seconds"]) == (2, 1, 240)


def test_what_waits_for_the_desk_pages_nobody_and_says_until_when(reader):
    answer = reader.post("coverage/decide/", NIGHT_ASKED | {"priority": "P3"}).json()

    assert (answer["outcome"], answer["would_page"]) == ("queue", [])
    assert answer["next_opening_at"] == "2026-03-03T13:00:00Z"


def test_a_client_nobody_knows_gets_the_default_tier(reader):
    answer = reader.post("coverage/decide/", NIGHT_ASKED | {"client": None}).json()

    assert (answer["outcome"], answer["agreement"]) == ("page", None)


def test_impact_and_urgency_are_taken_for_the_priority(reader):
    body = {k: v for k, v in NIGHT_ASKED.items() if k != "priority"}

    answer = reader.post("coverage/decide/", body | {"impact": "low", "urgency": "low"}).json()

    assert (answer["priority"], answer["outcome"]) == ("P4", "queue")


def test_without_an_hour_it_is_now(reader):
    answer = reader.post("coverage/decide/", {k: v for k, v in NIGHT_ASKED.items() if k != "at"})

    assert answer.json()["at"].startswith("2026-03-03T07:14")


def test_asking_changes_nothing(reader):
    reader.post("coverage/decide/", NIGHT_ASKED)

    assert not Incident.objects.exists()
    assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"client": "nobody"}, "client"),
        ({"client": "their-client"}, "client"),
        ({"service_line": "plumbing"}, "service_line"),
        ({"priority": "P0"}, "priority"),
        ({"channel": "pigeon"}, "channel"),
        ({"at": "2026-03-03T02:14:00"}, "at"),
        ({"at": "2026-02-30T02:14:00Z"}, "at"),
        ({"at": "2026-03-03T24:00:00Z"}, "at"),
        ({"at": "2026-03-03T02:14:00+99:00"}, "at"),
        ({"site": "Nowhere"}, "site"),
        ({"contact": 5}, "contact"),
    ],
)
def test_a_question_that_cannot_be_read_is_refused_by_field(reader, other, change, field):
    answer = reader.post("coverage/decide/", NIGHT_ASKED | change)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [field]


@pytest.mark.parametrize("missing", ["client", "service_line", "priority", "channel"])
def test_what_a_question_needs_is_named(reader, missing):
    answer = reader.post("coverage/decide/", {k: v for k, v in NIGHT_ASKED.items() if k != missing})

    assert answer.status_code == 400
    assert missing in answer.json()["errors"]


def test_a_viewers_read_token_may_ask(night):
    viewer = Caller(night.token(scope="read", member=night.vera))

    assert viewer.post("coverage/decide/", NIGHT_ASKED).status_code == 200
    assert viewer.post("schedules/preview/", {"time_zone": "UTC", "layers": []}).status_code == 200


def test_a_schedule_is_previewed(reader):
    body = {
        "time_zone": "America/New_York",
        "layers": [
            {
                "name": "Weeks", "precedence": 0, "participants": [["alice"], ["bob"]],
                "turn": {"length": 1, "unit": "week"}, "starts_at": "2026-01-06T09:00",
            }
        ],
        "since": "2026-03-03T00:00:00Z",
        "until": "2026-03-17T00:00:00Z",
        "at": ["2026-03-03T07:14:00Z"],
    }  # fmt: skip

    answer = reader.post("schedules/preview/", body).json()

    assert set(answer) == {"shifts", "gaps", "at", "next_handoffs"}
    assert [shift["on_call"] for shift in answer["shifts"]] == [["bob"], ["alice"], ["bob"]]
    assert answer["at"] == [{"at": "2026-03-03T07:14:00Z", "on_call": ["bob"]}]


def test_a_schedule_that_cannot_be_previewed_is_refused_by_field(reader):
    answer = reader.post("schedules/preview/", {"time_zone": "EST", "layers": [{"name": 1}]})

    assert answer.status_code == 400
    assert "time_zone" in answer.json()["errors"]
    assert any(path.startswith("layers[0]") for path in answer.json()["errors"])


def test_a_house_in_order_has_no_holes(reader):
    answer = reader.get("holes/", days=60)

    assert answer.status_code == 200
    assert answer.json()["holes"] == answer.json()["too_slow"] == []


def test_promised_time_with_nobody_first_is_told_with_whose_it_is(reader, night):
    ContactMethod.objects.filter(member=night.alice).update(verified_at=None)

    hole = reader.get("holes/", days=1).json()["holes"][0]

    assert (hole["missing"], hole["policy"], hole["schedules"]) == ("nobody_first", "Nights", ["Primary"])
    assert hole["clients"] == ["Contoso Legal", "Fabrikam", "Northwind Dental"]
    assert hole["text"] == (
        "Nobody in Primary can be reached. Promised a page then: Contoso Legal, Fabrikam, Northwind Dental."
    )


def test_a_backup_who_is_asked_too_late_is_told_with_the_target(reader, night):
    EscalationStep.objects.filter(policy=night.policy).update(wait_seconds=900)

    slow = reader.get("holes/", days=1).json()["too_slow"]

    assert {row["text"] for row in slow if row["missing"] == "backup_late"} >= {
        "P1 of tier Gold: the backup is first asked after 15 min, the acknowledge target is 10 min."
    }


@pytest.mark.parametrize("days", ["0", "401", "-1", "soon", "", "99999999999999999999", "1.5"])
def test_days_that_make_no_sense_are_refused_by_name(reader, days):
    answer = reader.get("holes/", days=days)

    assert answer.status_code == 400
    assert "days" in answer.json()["errors"]
