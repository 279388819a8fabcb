"""Calendar feeds by program: made with one's own token, seen and ended by a manager, too."""

import pytest
from django.test import Client

from tests.api.conftest import Caller, fits

BOB, DAVE = "bob@harbor-pine.example", "dave@harbor-pine.example"
FEEDS, MINE = "members/{email}/calendar-feeds/", f"members/{DAVE}/calendar-feeds/"
ONE = FEEDS + "{feed_id}/"


def fetched(address: str) -> int:
    return Client().get("/" + address.split("/", 3)[3]).status_code


def test_a_feed_is_made_read_given_another_address_and_ended(schema, dave, carol, night):
    said = {"name": "My phone", "schedule": night.primary.pk}
    made = fits(schema, FEEDS, "post", dave.post(MINE, said, idempotency_key="feed-1"))
    again = fits(schema, FEEDS, "post", dave.post(MINE, said, idempotency_key="feed-1"))
    worked = fetched(made["address"])
    one = f"{MINE}{made['id']}/"

    rotated = fits(schema, ONE + "rotate/", "post", dave.post(one + "rotate/"))
    [listed] = fits(schema, FEEDS, "get", carol.get(MINE))["results"]
    managers = carol.post(one + "rotate/")
    ended = carol.delete(one)

    assert (worked, again["id"], again["address"]) == (200, made["id"], None)
    assert fetched(made["address"]) == 404
    assert listed["prefix"] == rotated["prefix"] == rotated["address"].rsplit("/", 1)[1][:6]
    assert "address" not in listed
    assert (managers.status_code, ended.status_code, fetched(rotated["address"])) == (403, 204, 410)
    assert fits(schema, FEEDS, "get", dave.get(MINE))["results"] == []
    assert (dave.delete(one).status_code, dave.post(one + "rotate/").status_code) == (404, 404)


def test_nobody_makes_one_in_anothers_name(night, dave, carol, alice):
    for caller in (carol, alice, Caller(night.token())):
        assert caller.post(MINE, {"name": "Theirs"}).status_code == 403
    assert dave.get(f"members/{BOB}/calendar-feeds/").status_code == 403
    assert dave.post(f"members/{BOB}/calendar-feeds/", {"name": "His"}).status_code == 403


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": ""}, "name"), ({"name": "a\0b"}, "name"), ({"name": "\ud800"}, "name"), ({"name": "x" * 81}, "name"),
        ({"schedule": 10**30}, "schedule"), ({"schedule": "1"}, "schedule"), ({"schedule": 999_999}, "schedule"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_feed_is_said_by_field(dave, change, field):
    answer = dave.post(MINE, {"name": "My phone", "schedule": None} | change)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_a_name_is_taken_once_and_there_are_twenty_at_most(dave):
    first = [dave.post(MINE, {"name": f"Device {number}"}).status_code for number in range(20)]
    twice = dave.post(MINE, {"name": "Device 1"})
    more = dave.post(MINE, {"name": "Device 21"})

    assert first == [201] * 20
    assert list(twice.json()["errors"]) == list(more.json()["errors"]) == ["name"]
