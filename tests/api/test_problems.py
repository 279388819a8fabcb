"""Every error is a problem that says what would be right; hostile input never costs a 500."""

import json

import pytest
from django.db import OperationalError

from tests.api.conftest import SWITCH_DOWN, Caller

POSTS = [
    "incidents/", "incidents/{number}/acknowledge/", "incidents/{number}/resolve/",
    "incidents/{number}/escalate/", "incidents/{number}/reassign/", "incidents/{number}/snooze/",
    "incidents/{number}/responded/", "schedules/preview/", "coverage/decide/",
]  # fmt: skip


def is_problem(answer, status):
    assert answer.status_code == status, answer.content
    assert answer.headers["Content-Type"] == "application/problem+json"
    body = answer.json()
    assert set(body) >= {"type", "title", "status", "detail", "errors"}
    assert body["status"] == status
    assert body["type"].startswith("urn:nightbell:")
    return body


@pytest.fixture
def reported(reported_once, db):
    return reported_once


@pytest.mark.parametrize(
    "path",
    ["", "x/", "incidents", "incidents/x/", "incidents/-1/", "incidents/1.5/", "incidents/" + "9" * 5000 + "/",
     "incidents/1/dance/", "incidents/%00/", "incidents/%ff/", "incidents/１/", "../admin/"],
)  # fmt: skip
def test_what_is_not_there_is_a_problem(program, path):
    is_problem(program.get(path), 404)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE"])
def test_a_method_nobody_offers_is_a_problem_that_names_those_offered(program, method):
    answer = program.send("incidents/", b"{}", method=method)

    is_problem(answer, 405)
    assert "GET" in answer.headers["Allow"]


def test_a_reader_hears_that_there_is_no_such_method_rather_than_that_it_may_not(reader):
    is_problem(reader.send("on-call/", b"{}", method="DELETE"), 405)


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", ""],
)
def test_what_is_not_json_is_a_problem(program, content_type):
    is_problem(program.send("incidents/", b"a=1", content_type=content_type), 415)


def test_any_accept_header_gets_json(program):
    answer = program.http.get(
        "/api/v1/incidents/", headers={**program.headers, "Accept": "text/html, image/webp"}
    )

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/json"


HOSTILE = {
    "empty": b"",
    "blank": b"  \n",
    "cut": b'{"summary": "x"',
    "two": b"{}{}",
    "list": b"[]",
    "null": b"null",
    "text": b'"x"',
    "number": b"42",
    "latin 1": b'{"summary": "\xe9"}',
    "bytes": bytes(range(256)),
    "nan": b'{"priority": NaN}',
    "infinity": b'{"priority": -Infinity}',
    "huge float": b'{"priority": 1e999}',
    "huge integer": b'{"priority": ' + b"9" * 5000 + b"}",
    "wide integer": b'{"minutes": 99999999999999999999999999, "reason": "x"}',
    "deep list": b'{"summary": ' + b"[" * 100_000,
    "deep": b'{"a":' * 100_000,
    "quite deep": b'{"a":' * 900 + b"1" + b"}" * 900,
    "nul": b'{"summary": "a\\u0000b", "reason": "\\u0000", "to": "\\u0000", "how": "\\u0000"}',
    "nul in a name": b'{"a\\u0000": 1}',
    "surrogate": b'{"summary": "\\ud800", "reason": "\\udfff", "member": "\\ud800", "until": "\\ud800"}',
    "lists": b'{"client": [], "summary": [], "priority": [], "member": [], "to": {}, "until": [], "how": {},'
    b' "reason": [], "service_line": {}, "channel": [], "at": {}, "site": [], "layers": {"a": 1}, "time_zone": []}',
    "numbers": b'{"client": 1, "summary": 0, "priority": 0, "member": 0, "to": 1, "until": 0, "how": false,'
    b' "reason": true, "service_line": 1.5, "channel": 1, "at": 0, "site": 1, "layers": 3, "time_zone": 1}',
    "nulls": b'{"client": null, "summary": null, "priority": null, "member": null, "to": null, "until": null,'
    b' "how": null, "reason": null, "service_line": null, "channel": null, "at": null, "layers": null}',
    "many keys": json.dumps({f"k{n}": n for n in range(20_000)}).encode(),
}


@pytest.mark.parametrize("path", POSTS)
def test_hostile_bodies_are_refused_in_words(program, reported, path):
    says_nothing = "/escalate/" in path  # so any readable body will do

    for name, raw in HOSTILE.items():
        answer = program.send(path.format(number=reported["number"]), raw)

        assert answer.status_code == 400 or (says_nothing and answer.status_code == 200), (
            name,
            answer.content,
        )
        assert answer.status_code == 200 or is_problem(answer, 400)["detail"], name


@pytest.mark.parametrize("path", POSTS)
def test_too_much_is_refused(program, reported, path):
    body = json.dumps({"summary": "x" * (512 * 1024)}).encode()

    is_problem(program.send(path.format(number=reported["number"]), body), 413)


def test_exactly_enough_is_read(program):
    frame = len(json.dumps({"summary": ""}))
    body = json.dumps({"summary": "x" * (512 * 1024 - frame)}).encode()
    assert len(body) == 512 * 1024

    assert "summary" in is_problem(program.send("incidents/", body), 400)["errors"]


def test_megabytes_are_refused(program):
    is_problem(program.send("incidents/", b"x" * 3_000_000), 413)


def test_a_byte_order_mark_is_no_obstacle(program):
    body = b"\xef\xbb\xbf" + json.dumps(SWITCH_DOWN).encode()

    assert program.send("incidents/", body).status_code == 201


def test_a_compressed_body_is_refused_unread(program):
    is_problem(program.send("incidents/", b"\x1f\x8b", Content_Encoding="gzip"), 415)


def test_a_body_of_unknown_length_is_refused(program):
    answer = program.http.post(
        "/api/v1/incidents/", HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="",
        content_type="application/json", headers=program.headers,
    )  # fmt: skip

    is_problem(answer, 411)


def test_a_question_with_a_misspelt_field_is_refused(program):
    body = {"client": None, "service_line": "security", "priority": "P1", "channel": "alert", "when": "now"}

    assert "when" in is_problem(program.post("coverage/decide/", body), 400)["errors"]


def test_a_report_is_never_refused_for_saying_too_much(program):
    assert program.post("incidents/", SWITCH_DOWN | {"ticket": 4711}).status_code == 201


@pytest.mark.parametrize("value", ["a\x00b", ["\ud800"], {"a": {"b\x00": 1}}, 10**30])
def test_what_cannot_be_kept_is_refused_also_where_nobody_reads_it(program, value):
    body = is_problem(program.post("incidents/", SWITCH_DOWN | {"ticket": value}), 400)

    assert all(path.startswith("ticket") for path in body["errors"])


def test_markup_and_templates_are_text(program):
    summary = "<script>alert(1)</script> {{7*7}} %s {0.__class__} </Say><Dial>"

    answer = program.post("incidents/", SWITCH_DOWN | {"summary": summary})

    assert answer.json()["summary"] == summary


def test_every_wrong_field_is_named_at_once(program):
    body = is_problem(program.post("coverage/decide/", {"client": 1, "priority": "P9", "at": "x"}), 400)

    assert set(body["errors"]) == {"client", "priority", "at", "service_line", "channel"}


def test_a_database_that_is_away_is_said_and_nothing_claimed(night, monkeypatch):
    def away(secret):
        raise OperationalError("server closed the connection")

    caller = Caller(night.token())
    monkeypatch.setattr("web.api.authentication.live_token", away)

    answer = caller.get("incidents/")

    is_problem(answer, 503)
    assert answer.headers["Retry-After"]


def test_a_fault_of_ours_is_a_problem_too(program, monkeypatch):
    monkeypatch.setattr("web.api.incidents.report", lambda **_: 1 / 0)

    is_problem(program.post("incidents/", SWITCH_DOWN), 500)


def test_a_host_that_is_not_ours_is_a_problem_too(program):
    is_problem(program.http.get("/api/v1/incidents/", headers=program.headers, HTTP_HOST="evil.example"), 400)


@pytest.mark.parametrize("path", ["incidents/", "on-call/", "schedules/preview/", "coverage/decide/"])
def test_what_an_address_offers_may_be_asked(program, path):
    assert program.send(path, b"", method="OPTIONS").status_code == 200
    assert program.send("incidents/", b"", method="HEAD").status_code == 200
