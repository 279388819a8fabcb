"""Runbooks and the desk by program."""

import pytest

from sla.models import Runbook
from tests.api.conftest import fits

ONE = "runbooks/{runbook_id}/"
CLOSET = {
    "title": "Core switch down",
    "client": "northwind-dental",
    "service_line": "monitoring",
    "alert_class": "ups",
    "link": "https://wiki.example/switch",
    "steps": [
        {
            "text": "Check the UPS in closet B",
            "role": "on_call",
            "responsible": "Bob",
            "deadline_minutes": 10,
        },
        {"text": "Ring Dana", "link": "https://wiki.example/dana"},
    ],
}


def test_a_runbook_is_written_changed_and_archived(schema, carol, django_assert_max_num_queries):
    told = fits(schema, "runbooks/", "post", carol.post("runbooks/", CLOSET))
    one = f"runbooks/{told['id']}/"

    changed = fits(schema, ONE, "put", carol.put(one, CLOSET | {"steps": [], "client": None}))
    late = carol.put(one, CLOSET | {"edition": told["edition"]})

    assert told["steps"][0] == CLOSET["steps"][0] | {"link": ""}
    assert (told["client"], told["steps"][1]["deadline_minutes"]) == ("northwind-dental", None)
    assert (changed["client"], changed["steps"]) == (None, [])
    assert (late.status_code, fits(schema, ONE, "put", late)["edition"]) == (409, changed["edition"])
    with django_assert_max_num_queries(10):
        assert fits(schema, "runbooks/", "get", carol.get("runbooks/"))["results"] == [changed]
    assert carol.get(one).json() == carol.get(f"runbooks/{changed['id']}/").json() == changed
    assert carol.delete(one).status_code == 204
    assert carol.get(one).status_code == 404


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"title": ""}, "title"),
        ({"client": "their-client"}, "client"),
        ({"service_line": "phones"}, "service_line"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"alert_class": "x" * 65}, "alert_class"),
        ({"link": "http://wiki.example"}, "link"),
        ({"steps": [{"text": "Ring Dana", "role": "boss"}]}, "steps[0].role"),
        ({"steps": [{"text": ""}]}, "steps[0].text"),
        ({"steps": [{"text": "Ring Dana", "deadline_minutes": 0}]}, "steps[0].deadline_minutes"),
        ({"steps": [{"text": "Ring Dana", "link": "ftp://x"}]}, "steps"),
        ({"steps": [{"text": "Ring Dana"}] * 41}, "steps"),
    ],
)
def test_what_is_wrong_with_a_runbook_is_said_by_field(carol, more, field):
    answer = carol.post("runbooks/", CLOSET | more)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_two_runbooks_are_never_for_one_case(carol):
    first, other = carol.post("runbooks/", CLOSET), carol.post("runbooks/", CLOSET | {"alert_class": "disk"})

    same = carol.post("runbooks/", CLOSET | {"title": "Another", "alert_class": " UPS "})
    moved = carol.put(f"runbooks/{other.json()['id']}/", CLOSET | {"title": "Another", "edition": None})

    assert (first.status_code, other.status_code) == (201, 201)
    assert [(answer.status_code, list(answer.json()["errors"])) for answer in (same, moved)] == [
        (400, ["alert_class"])
    ] * 2


def test_who_is_not_ready_for_the_night_is_told_line_by_line(schema, carol):
    carol.post("runbooks/", CLOSET | {"client": "contoso-legal"})

    told = fits(schema, "runbooks/check/", "get", carol.get("runbooks/check/"))

    contoso = next(row for row in told["results"] if row["client"] == "contoso-legal")
    assert contoso["no_runbook_for"][0] == {"service_line": "monitoring", "only": ["ups"]}
    assert contoso["no_person"] is True


def test_one_runbook_with_a_key_is_one_runbook(carol, dave):
    first, second = (carol.post("runbooks/", CLOSET, Idempotency_Key="closet") for _ in range(2))

    assert (first.status_code, second.content) == (201, first.content)
    assert Runbook.objects.count() == 1
    assert dave.get("runbooks/").status_code == dave.post("runbooks/", CLOSET).status_code == 403


def test_the_desk_is_set_as_a_whole(schema, night, other, carol):
    before = fits(schema, "desk/", "get", carol.get("desk/"))
    wanted = {"name": "Day desk", "email": "day@harbor-pine.example", "calendar": night.northwind.calendar_id}

    told = fits(schema, "desk/", "put", carol.put("desk/", wanted | {"edition": before["edition"]}))
    late = carol.put("desk/", wanted | {"edition": before["edition"]})

    assert (before["name"], before["email"]) == ("Service desk", "desk@harbor-pine.example")
    assert told == wanted | {"edition": told["edition"]}
    assert (late.status_code, fits(schema, "desk/", "put", late)["edition"]) == (409, told["edition"])
    for more, field in (
        ({"email": "day"}, "email"),
        ({"calendar": other.client.calendar_id}, "calendar"),
        ({"calendar": None}, "calendar"),
        ({"name": "x" * 81}, "name"),
    ):
        answer = carol.put("desk/", wanted | more)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, [field]), more
