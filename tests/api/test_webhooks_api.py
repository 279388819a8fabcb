"""Webhooks by program: added, changed, switched, archived; what was sent, and sent once more. A secret is told once."""

import json

import pytest

from accounts.models import IdempotencyKey
from accounts.sealed import unseal
from hours import clock
from routing.actions.webhook_turn import SEAL, take_turn
from routing.models import Webhook, WebhookDelivery
from tests.api.conftest import SWITCH_DOWN, fits

NOWHERE = "http://127.0.0.1:1/hook"  # nobody listens on port 1
ONE, DELIVERY = "webhooks/{webhook_id}/", "webhooks/{webhook_id}/deliveries/{delivery_id}/"


def adds(caller, **more):
    answer = caller.post("webhooks/", {"url": NOWHERE} | more)
    assert answer.status_code == 201, answer.content
    return answer.json()


def test_a_webhook_is_told_and_what_came_back_is_sent_again(schema, carol):
    made = fits(schema, "webhooks/", "post", carol.post("webhooks/", {"url": NOWHERE, "events": ["opened"]}))
    one = f"webhooks/{made['id']}/"
    assert unseal(Webhook.objects.get().sealed_secret, use=SEAL) == made["secret"]
    number = carol.post("incidents/", SWITCH_DOWN).json()["number"]
    take_turn(delivery_id=WebhookDelivery.objects.get().pk, now=clock.now())

    listed = fits(schema, f"{ONE}deliveries/", "get", carol.get(f"{one}deliveries/"))["results"]
    path = f"{one}deliveries/{listed[0]['id']}/"
    whole = fits(schema, DELIVERY, "get", carol.get(path))
    again = fits(schema, f"{DELIVERY}replay/", "post", carol.post(f"{path}replay/"))

    assert [(row["event"], row["incident"], row["tries"]) for row in listed] == [("opened", number, 1)]
    assert whole["body"]["incident"]["summary"] == "Core switch down"
    assert whole["reason"] == "Nobody listens at this address."
    assert (again["event_id"], again["is_replay"], again["status"]) == (whole["event_id"], True, "queued")
    assert carol.get(f"{one}deliveries/{again['id']}/").json()["body"] == whole["body"]
    told = fits(schema, ONE, "get", carol.get(one))
    assert (told["failures"], told["last_status"]) == (1, "queued")
    test = fits(schema, f"{ONE}test/", "post", carol.post(f"{one}test/"))
    assert (test["event"], test["incident"]) == ("test", None)


def test_a_webhook_is_changed_switched_and_archived(schema, carol):
    made = adds(carol)
    one = f"webhooks/{made['id']}/"
    change = {"events": ["noted", "opened", "noted"], "edition": made["edition"]}

    changed = fits(schema, ONE, "patch", carol.patch(one, change))
    late = carol.patch(one, {"url": "https://example.com/", "edition": made["edition"]})

    assert (changed["url"], changed["events"]) == (NOWHERE, ["noted", "opened"])
    assert (late.status_code, fits(schema, ONE, "patch", late)["edition"]) == (409, changed["edition"])
    assert fits(schema, f"{ONE}off/", "post", carol.post(f"{one}off/"))["state"] == "off"
    refused = carol.post(f"{one}test/")
    assert (refused.status_code, refused.json()["type"]) == (409, "urn:nightbell:not-possible")
    assert fits(schema, f"{ONE}on/", "post", carol.post(f"{one}on/"))["state"] == "on"
    listed = carol.get("webhooks/")
    assert fits(schema, "webhooks/", "get", listed)["results"] == [carol.get(one).json()]
    assert made["secret"] not in listed.content.decode()
    assert carol.delete(one).status_code == 204
    assert (carol.get(one).status_code, carol.get("webhooks/").json()["results"]) == (404, [])


def test_a_repeated_key_adds_nothing_twice_and_tells_no_secret(schema, carol):
    first = carol.post("webhooks/", {"url": NOWHERE}, Idempotency_Key="k-1").json()
    second = fits(schema, "webhooks/", "post", carol.post("webhooks/", {"url": NOWHERE}, Idempotency_Key="k-1"))  # fmt: skip

    assert second == first | {"secret": None, "note": second["note"]}
    assert Webhook.objects.count() == 1
    new = carol.post(f"webhooks/{first['id']}/secret/", Idempotency_Key="k-2")
    told = fits(schema, f"{ONE}secret/", "post", new)
    assert told["secret"] not in (None, first["secret"])
    assert unseal(Webhook.objects.get().sealed_secret, use=SEAL) == told["secret"]
    kept = json.dumps([row.answer for row in IdempotencyKey.objects.all()])
    assert first["secret"] not in kept
    assert told["secret"] not in kept


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "url"),
        ({"url": "http://example.com/"}, "url"),
        ({"url": "https://10.0.0.8/"}, "url"),
        ({"url": "https://169.254.169.254/latest"}, "url"),
        ({"url": "https://[::ffff:127.0.0.1]/"}, "url"),
        ({"url": "https://us:er@example.com/"}, "url"),
        ({"url": "https://exa\x00mple.com/"}, "url"),
        ({"url": "https://example.com/" + "x" * 500}, "url"),
        ({"url": "https://example.com/", "events": []}, "events"),
        ({"url": "https://example.com/", "events": ["everything"]}, "events[0]"),
        ({"url": "https://example.com/", "events": "opened"}, "events"),
        ({"url": "https://example.com/", "state": "off"}, "state"),
    ],
)
def test_what_cannot_be_a_webhook_is_said_by_field(carol, body, field):
    answer = carol.post("webhooks/", body)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not Webhook.objects.exists()


def test_a_change_holds_the_same_rules_and_ids_are_ones_own(carol, dave):
    made, second = adds(carol), adds(carol)
    one = f"webhooks/{made['id']}/"
    test = carol.post(f"webhooks/{second['id']}/test/").json()["id"]

    private = carol.patch(one, {"url": "https://192.168.0.1/"})

    assert (private.status_code, list(private.json()["errors"])) == (400, ["url"])
    for stray in ("99999999999999999999/", f"{made['id']}/deliveries/{test}/", f"{made['id']}/deliveries/1/"):
        assert carol.get(f"webhooks/{stray}").status_code == 404
    assert carol.post(f"{one}deliveries/{test}/replay/").status_code == 404
    for path in ("webhooks/", one, f"{one}deliveries/"):
        assert dave.get(path).status_code == 403


def test_deliveries_go_page_by_page_with_as_many_queries(carol, django_assert_max_num_queries):
    one = f"webhooks/{adds(carol)['id']}/"
    for _ in range(51):
        carol.post(f"{one}test/")

    with django_assert_max_num_queries(8):
        first = carol.get(f"{one}deliveries/").json()
    second = carol.get(f"{one}deliveries/", cursor=first["next"].rpartition("=")[2]).json()

    assert (len(first["results"]), len(second["results"]), second["next"]) == (50, 1, None)
