"""Sources by program: connected, listened to, set live, given another key, retired. A key is told once."""

import json

import pytest
from django.test import Client as Sender

from accounts.models import AuditEvent, IdempotencyKey
from delivery.models import ContactMethod
from hours import clock
from routing.actions.intake import handle
from routing.models import Handling, Incident, Integration
from tests.api.conftest import fits

ONE = "sources/{source_id}/"
DOWN = {"summary": "Core switch down", "severity": "critical", "client": "northwind-dental", "dedup_key": "sw-1"}  # fmt: skip


def connects(caller, **more):
    """The source with its key."""
    answer = caller.post("sources/", {"name": "Datto RMM", "client": "northwind-dental"} | more)
    assert answer.status_code == 201, answer.content
    return answer.json()


def sends(address, body=DOWN):
    """What the tool is answered; then what is due is done, as a worker would."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = Sender().post(address, raw, content_type="application/json")
    for waiting in Handling.objects.exclude(due_at=None):
        handle(event_id=waiting.pk, now=clock.now())
    return answer.status_code


def test_a_source_is_connected_looked_at_and_set_live(schema, night, carol):
    answer = carol.post("sources/", {"name": "Datto RMM", "client": "northwind-dental"})
    made = fits(schema, "sources/", "post", answer)
    one = f"sources/{made['id']}/"

    assert answer.headers["Location"].endswith(f"/api/v1/{one}")
    assert (made["state"], made["service_line"], made["note"]) == ("listening", "monitoring", "")
    assert made["address"].endswith(f"/in/{made['key']}/")
    assert sends(made["address"], DOWN | {"password": "hunter2"}) == 202
    assert not Incident.objects.exists()

    told = fits(schema, f"{ONE}events/", "get", carol.get(f"{one}events/"))["results"]
    whole = carol.get(f"{one}events/{told[0]['id']}/")
    event = fits(schema, ONE + "events/{event_id}/", "get", whole)
    assert [(line["understood"], line["summary"], line["outcome"]) for line in told] == [
        ("alert", "Core switch down", "listened")
    ]
    assert (event["client"], event["priority"], event["decision"]["outcome"]) == (
        "northwind-dental",
        "P1",
        "page",
    )
    assert event["would_page"][0]["member"] == "alice@harbor-pine.example"
    assert b"hunter2" not in whole.content

    live = fits(schema, f"{ONE}live/", "post", carol.post(f"{one}live/"))
    assert carol.post(f"{one}live/").json()["state"] == live["state"] == "live"
    assert sends(made["address"]) == 202
    assert Incident.objects.count() == 1
    newest = carol.get(f"{one}events/").json()["results"][0]
    assert (newest["outcome"], newest["incident"]) == ("opened", Incident.objects.get().number)
    assert carol.post(f"{one}listen/").json()["state"] == "listening"
    assert AuditEvent.objects.filter(object_kind="integration", actor_name__startswith="Carol via").count() == 3  # fmt: skip


def test_what_nobody_could_read_is_told_too(carol):
    made = connects(carol)
    sends(made["address"], b"<not json>")

    event = carol.get(f"sources/{made['id']}/events/").json()["results"][0]
    whole = carol.get(f"sources/{made['id']}/events/{event['id']}/").json()

    assert (event["understood"], event["priority"]) == ("unreadable", None)
    assert whole["raw"] == "<not json>"


def test_a_source_is_changed_listed_and_retired(schema, carol):
    made = connects(carol)
    one = f"sources/{made['id']}/"
    change = {"name": "N-able", "client": None, "edition": made["edition"]}

    changed = fits(schema, ONE, "patch", carol.patch(one, change))
    late = carol.patch(one, change | {"name": "Atera"})

    assert (changed["name"], changed["client"], changed["service_line"]) == ("N-able", None, "monitoring")
    assert (late.status_code, fits(schema, ONE, "patch", late)["edition"]) == (409, changed["edition"])
    listed = carol.get("sources/")
    assert fits(schema, "sources/", "get", listed)["results"] == [fits(schema, ONE, "get", carol.get(one))]
    assert made["key"] not in listed.content.decode()
    assert carol.delete(one).status_code == 204
    assert (carol.get(one).status_code, carol.delete(one).status_code) == (404, 404)
    assert carol.get("sources/").json()["results"] == []
    assert sends(made["address"]) == 401


def test_a_new_key_works_at_once_and_the_old_one_for_a_while(schema, carol):
    made = connects(carol)
    one = f"sources/{made['id']}/"

    new = fits(schema, f"{ONE}key/", "post", carol.post(f"{one}key/", {"overlap_seconds": 3600}))

    assert new["key"] != made["key"]
    assert (sends(made["address"]), sends(new["address"])) == (202, 202)
    assert (new["key_prefix"], new["old_key_prefix"]) == (new["key"][:6], made["key"][:6])
    prefixes = [event["key_prefix"] for event in carol.get(f"{one}events/").json()["results"]]
    assert prefixes == [new["key_prefix"], made["key_prefix"]]
    assert carol.delete(f"{one}old-key/").status_code == 204
    assert carol.get(one).json()["old_key_until"] is None
    assert (sends(made["address"]), sends(new["address"])) == (401, 202)
    assert carol.delete(f"{one}old-key/").status_code == 204


def test_a_repeated_key_makes_nothing_twice_and_tells_no_secret(schema, carol):
    body = {"name": "Datto RMM"}
    first = carol.post("sources/", body, Idempotency_Key="k-1")
    second = carol.post("sources/", body, Idempotency_Key="k-1")

    told = fits(schema, "sources/", "post", second)
    key = first.json()["key"]
    assert key
    assert told == first.json() | {"key": None, "address": None, "note": told["note"]}
    assert "Shown in the first answer" in told["note"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.headers["Location"] == first.headers["Location"]
    assert Integration.objects.filter(kind="generic").count() == 1
    assert key not in json.dumps(IdempotencyKey.objects.get().answer)
    again = carol.post(f"sources/{told['id']}/key/", {"overlap_seconds": 0}, Idempotency_Key="k-2").json()
    assert again["key"] not in (None, key)
    assert again["key"] not in json.dumps(IdempotencyKey.objects.get(key="k-2").answer)


def test_it_is_not_set_live_while_nobody_stands_behind(schema, night, carol):
    made = connects(carol)
    ContactMethod.objects.update(verified_at=None)

    answer = carol.post(f"sources/{made['id']}/live/")

    assert answer.status_code == 409
    assert "nobody in its fallback" in fits(schema, f"{ONE}live/", "post", answer)["detail"]
    assert carol.get(f"sources/{made['id']}/").json()["state"] == "listening"


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "name"),
        ({"name": " "}, "name"),
        ({"name": 7}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"name": "a\x00b"}, "name"),
        ({"name": "a\ud800"}, "name"),
        ({"name": "Datto", "client": "their-client"}, "client"),
        ({"name": "Datto", "client": 7}, "client"),
        ({"name": "Datto", "service_line": "kitchen"}, "service_line"),
        ({"name": "Datto", "kind": "form"}, "kind"),
    ],
)
def test_what_is_wrong_with_a_source_is_said_by_field(other, carol, body, field):
    answer = carol.post("sources/", body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not Integration.objects.filter(kind="generic").exists()


def test_an_overlap_is_bounded_and_ids_are_ones_own(night, other, carol, dave):
    made = connects(carol)
    one = f"sources/{made['id']}/"
    built_in = Integration.objects.filter(organization=night.organization).exclude(kind="generic").first()

    for span in (-1, 30 * 86400 + 1, "an hour", None):
        answer = carol.post(f"{one}key/", {"overlap_seconds": span})
        assert (answer.status_code, list(answer.json()["errors"])) == (400, ["overlap_seconds"]), span
    for stray in (f"{built_in.pk}/", "99999999999999999999/", "x/", f"{made['id']}/events/1/"):
        assert carol.get(f"sources/{stray}").status_code == 404
    for path in ("sources/", one, f"{one}events/"):
        assert dave.get(path).status_code == 403
    assert dave.post(f"{one}live/").status_code == 403


def test_the_list_asks_no_more_of_the_database_when_there_are_more(carol, django_assert_max_num_queries):
    for number in range(12):
        connects(carol, name=f"Tool {number}")

    with django_assert_max_num_queries(8):
        assert len(carol.get("sources/").json()["results"]) == 12
