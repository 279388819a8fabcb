"""Whatever a source sends: nothing that was accepted is lost, nothing is answered with 500, and people read of it."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from routing.models import Handling, Incident
from tests.journeys.phones import Phones
from tests.journeys.story import Night, Source
from tests.journeys.waiting import until

UNREADABLE = {
    "not JSON": b'{"summary": "Core switch down"',
    "a list": b'["Core switch down"]',
    "nested too deeply": b'{"a":' * 30_000,
}
ODD = {
    "NUL": {"summary": "Core switch\x00 down"},
    "half a character": {"summary": "Core switch \ud800 down"},
    "wrong types": {"summary": {"a": 1}, "severity": 7, "client": ["x"], "service_line": False, "dedup_key": {}},
    "unknown words": {"summary": "Core switch down", "severity": "apocalyptic", "client": "nobody-known"},
}  # fmt: skip


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_an_alert_nobody_can_read_is_an_alert(raw: bytes, alert: Source, phone: Phones) -> None:
    status, _ = alert.sends(raw)

    assert status == 202
    phone("alice").received("P2", "Could not read alert from Datto RMM")


@pytest.mark.parametrize("body", ODD.values(), ids=ODD.keys())
def test_an_odd_alert_pages_all_the_same(body: dict[str, object], alert: Source, phone: Phones) -> None:
    status, _ = alert.sends(json.dumps({"severity": "critical", **body}).encode())

    assert status == 202
    until(lambda: Incident.objects.filter(status="triggered").exists(), "it is an incident that is paged")
    phone("alice").received("Reply 1 to take it")


def test_one_byte_too_much_is_refused_and_a_wrong_key_too(alert: Source, phone: Phones) -> None:
    largest = b'{"summary": "Core switch down", "severity": "info", "details": "' + b"x" * 600_000
    fits = largest[: 524_288 - 2] + b'"}'

    assert alert.sends(fits + b" ")[0] == 413
    assert alert.sends(b"{}", key="not-a-key")[0] == 401
    assert alert.sends(fits)[0] == 202


def test_the_same_alert_fifty_times_at_once_is_one_page(alert: Source, phone: Phones, night: Night) -> None:
    raw = json.dumps(
        {"summary": "Core switch down", "severity": "critical", "client": "northwind-dental", "dedup_key": "switch"}
    ).encode()  # fmt: skip

    with ThreadPoolExecutor(max_workers=10) as hands:
        answers = list(hands.map(lambda _: alert.sends(raw)[0], range(50)))

    phone("alice").received("Core switch down")
    until(lambda: not Handling.objects.exclude(due_at=None).exists(), "all of them are handled")
    assert answers == [202] * 50
    assert Incident.objects.count() == 1
    assert Incident.objects.get().alerts.get().repeat_count == 50
