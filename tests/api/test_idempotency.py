"""Idempotency-Key: one deed, one answer, also when requests come together, break off or fail."""

import hashlib
import json

import pytest
from django.db import OperationalError

from accounts.models import IdempotencyKey
from routing.models import Incident
from tests.api.conftest import SWITCH_DOWN, Caller

POSTS = {
    "incidents/": SWITCH_DOWN,
    "incidents/{number}/acknowledge/": {"member": "bob@harbor-pine.example"},
    "incidents/{number}/resolve/": {"reason": "rebooted"},
    "incidents/{number}/escalate/": {},
    "incidents/{number}/reassign/": {"to": "dave@harbor-pine.example"},
    "incidents/{number}/snooze/": {"until": "2099-01-01T00:00:00Z"},
    "incidents/{number}/responded/": {"how": "called", "member": "bob@harbor-pine.example"},
    "schedules/preview/": {"time_zone": "UTC", "layers": []},
    "coverage/decide/": {"client": None, "service_line": "security", "priority": "P1", "channel": "alert"},
}


@pytest.mark.parametrize("path", POSTS)
def test_the_same_key_with_the_same_body_gives_the_same_answer(program, reported, path):
    address = path.format(number=reported["number"])

    first = program.post(address, POSTS[path], Idempotency_Key="k-1")
    second = program.post(address, POSTS[path], Idempotency_Key="k-1")

    assert first.status_code in (200, 201)
    assert (second.status_code, second.content) == (first.status_code, first.content)
    assert second.headers["Content-Type"] == first.headers["Content-Type"]
    assert second.headers["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first.headers


@pytest.mark.parametrize("path", POSTS)
def test_the_same_key_with_another_body_is_a_conflict(program, reported, path):
    address = path.format(number=reported["number"])
    program.post(address, POSTS[path], Idempotency_Key="k-1")

    answer = program.post(address, POSTS[path] | {"more": 1}, Idempotency_Key="k-1")

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:nightbell:key-reused"


def test_the_same_key_at_another_address_is_a_conflict(program, reported):
    number = reported["number"]
    program.post(f"incidents/{number}/escalate/", {}, Idempotency_Key="k-1")

    answer = program.post("incidents/", {}, Idempotency_Key="k-1")

    assert answer.status_code == 409


def test_one_report_with_a_key_is_one_incident(program):
    numbers = {
        program.post("incidents/", SWITCH_DOWN, Idempotency_Key="k-1").json()["number"] for _ in range(3)
    }

    assert len(numbers) == Incident.objects.count() == 1


def test_without_a_key_every_report_is_its_own(program):
    for _ in range(2):
        program.post("incidents/", SWITCH_DOWN)

    assert Incident.objects.count() == 2


def test_keys_of_two_tokens_do_not_meet(program, night):
    first = program.post("incidents/", SWITCH_DOWN, Idempotency_Key="k-1").json()
    second = Caller(night.token()).post("incidents/", SWITCH_DOWN, Idempotency_Key="k-1").json()

    assert first["number"] != second["number"]


def test_a_refusal_is_an_answer_too(program):
    first = program.post("incidents/", {"client": "nobody"}, Idempotency_Key="k-1")
    second = program.post("incidents/", {"client": "nobody"}, Idempotency_Key="k-1")

    assert first.status_code == second.status_code == 400
    assert first.content == second.content
    assert second.headers["Content-Type"] == "application/problem+json"


def test_the_answer_of_a_failure_is_not_kept(program, monkeypatch):
    def away(**_):
        raise OperationalError("gone")

    with monkeypatch.context() as broken:
        broken.setattr("web.api.incidents.report", away)
        assert program.post("incidents/", SWITCH_DOWN, Idempotency_Key="k-1").status_code == 503

    assert program.post("incidents/", SWITCH_DOWN, Idempotency_Key="k-1").status_code == 201


def test_a_fault_of_ours_gives_the_key_free(program, monkeypatch):
    def fault(**_):
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr("web.api.incidents.report", fault)
        assert program.post("incidents/", SWITCH_DOWN, Idempotency_Key="k-1").status_code == 500

    assert program.post("incidents/", SWITCH_DOWN, Idempotency_Key="k-1").status_code == 201


def test_a_report_that_died_after_it_was_stored_is_the_same_report_at_the_next_try(program, monkeypatch):
    with monkeypatch.context() as broken:
        broken.setattr("web.api.incidents.whole", lambda row: 1 / 0)
        assert program.post("incidents/", SWITCH_DOWN, Idempotency_Key="k-1").status_code == 500

    answer = program.post("incidents/", SWITCH_DOWN, Idempotency_Key="k-1")

    assert answer.status_code == 201
    assert Incident.objects.get().number == answer.json()["number"]


def test_while_the_first_is_at_work_the_second_waits_and_is_told_to_try_again(program, night, monkeypatch):
    monkeypatch.setattr("web.api.idempotency.LOOKS", 2)
    program.post("coverage/decide/", {})  # so that the token is known
    IdempotencyKey.objects.create(
        organization=night.organization, token=night.organization.api_tokens.get(), key="k-1",
        request_hash=hash_of("/api/v1/incidents/", SWITCH_DOWN), created_at="2099-01-01T00:00:00Z",
    )  # fmt: skip

    answer = program.post("incidents/", SWITCH_DOWN, Idempotency_Key="k-1")

    assert answer.status_code == 409
    assert answer.json()["type"] == "urn:nightbell:still-at-work"
    assert answer.headers["Retry-After"] == "1"


def hash_of(path, body):
    return hashlib.sha256(f"POST\n{path}\n".encode() + json.dumps(body).encode()).hexdigest()


@pytest.mark.parametrize("key", ["", "x" * 256, "caf\xe9", "a\tb"])
def test_a_key_that_cannot_be_kept_is_refused(program, key):
    answer = program.post("incidents/", SWITCH_DOWN, Idempotency_Key=key)

    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["Idempotency-Key"]


def test_a_stranger_claims_no_key(night):
    assert Caller(None).post("incidents/", SWITCH_DOWN, Idempotency_Key="k-1").status_code == 401
    assert Caller(night.token(scope="read")).post("incidents/", {}, Idempotency_Key="k-1").status_code == 403
    assert not IdempotencyKey.objects.exists()
