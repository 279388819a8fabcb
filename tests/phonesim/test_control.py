"""The control API: its shapes, its refusals, and who may not use it."""

import json

import pytest

from tests.phonesim.running import ALICE, PAGING, until


def test_a_phone_is_made_named_and_named_anew(sim):
    assert sim.asks("phones/", {"number": "+12125550143", "name": "Clark"}) == {
        "number": "+12125550143",
        "name": "Clark",
    }
    sim.asks("phones/", {"number": "+12125550143", "name": "Clark Osei"})

    assert {"number": "+12125550143", "name": "Clark Osei"} in sim.asks("phones/")


def test_a_phone_appears_when_it_is_first_texted(sim, text):
    text(to="+12125550155")

    assert sim.knows("+12125550155")


def test_the_last_slash_and_the_plus_may_be_missing(sim):
    sim.asks("phones", {"number": ALICE})

    assert sim.asks(f"phones/{ALICE.removeprefix('+')}")["number"] == ALICE
    assert sim.asks("phones/%2B12125550101/")["number"] == ALICE


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("phones/", {"number": "12"}, 400),
        ("phones/", {"name": "Nobody"}, 400),
        ("phones/", {"number": 5}, 400),
        ("phones/", {"number": ALICE, "surname": "x"}, 400),
        ("phones/", {"number": PAGING}, 409),
        (f"phones/{ALICE}/sms", {"to": PAGING}, 400),
        (f"phones/{ALICE}/sms", {"to": PAGING, "body": "x" * 1601}, 400),
        (f"phones/{ALICE}/sms", {"to": PAGING, "body": "\ud83d"}, 400),
        (f"phones/{ALICE}/behaviour", {"call": "explode"}, 400),
        (f"phones/{ALICE}/behaviour", {"after": "soon"}, 400),
        ("calls/CA0/answer", {}, 404),
        ("clock", {"speed": 0}, 400),
        ("clock", {"forward": -1}, 400),
        ("journal/?since=x", None, 400),
        ("phones/+12125550999/", None, 404),
        ("reset", None, 405),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(sim, number, path, body, status):
    refused, words = sim.refusal(path, body)

    assert (refused, bool(words)) == (status, True)


@pytest.mark.parametrize("digits", ["", "a", "1 2", "١", None, 5])
def test_only_keys_of_a_telephone_can_be_pressed(sim, ring, digits):
    ring()
    sim.reaches("ringing")

    assert sim.refusal(f"calls/{sim.call()['sid']}/keys", {"digits": digits})[0] == 400


@pytest.mark.parametrize(
    "headers",
    [
        {"Host": "evil.example"},
        {"Host": "evil.example:8801"},
        {"Origin": "http://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
    ],
)
def test_another_site_may_not_use_the_phones(sim, headers):
    status, words = sim.refusal("phones/", {"number": "+12125550166"}, headers=headers)

    assert status == 403
    assert not sim.knows("+12125550166")


def test_our_own_page_may(sim):
    assert sim.asks(
        "phones/", {"number": "+12125550167"}, headers={"Origin": sim.url, "Sec-Fetch-Site": "same-origin"}
    )


def test_the_journal_is_read_from_where_one_stopped(sim, receiver, text):
    text()
    lines = until(lambda: len(found := sim.asks("journal/")) >= 3 and found)

    newer = sim.asks(f"journal/?since={lines[0]['id']}")

    assert [line["id"] for line in newer] == [line["id"] for line in lines[1:]]
    webhook = next(line for line in lines if line["kind"] == "webhook")
    assert (webhook["signature"], webhook["verdict"], webhook["status"]) == ("right", "accepted", 204)


def test_hostile_words_stay_words(sim, number):
    sim.asks(f"phones/{ALICE}/sms", {"to": PAGING, "body": "<script>alert(1)</script>\u202e\x00&"})

    assert sim.phone()["messages"][0]["body"] == "<script>alert(1)</script>\u202e\x00&"
    assert "<script>" in json.dumps(sim.asks("board/"))
