"""Each alert nobody could read is seen by somebody: it pages, or joins what pages, or what was seen of its kind."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.audit import Actor
from routing.actions import respond
from routing.actions.intake import TRIES_BEFORE_TOLD, handle
from routing.actions.store import Received, store_event
from routing.inbound.unreadable import kind_of
from routing.models import Handling, Incident
from tests.night import Night

BROKEN = b'{"summary": "Disk "%s" full", "client": "%s", "class": "disk"}'


def broken(disk: bytes = b"C:", client: bytes = b"northwind-dental") -> bytes:
    return BROKEN % (disk, client)


def fails(night: Night, **fields: str) -> Incident:
    """An alert that can be read and fails in processing until it is told as unreadable."""
    now = night.clock.now
    raw = json.dumps({"summary": "Disk full", **fields}).encode()
    received = Received(
        raw=raw, content_type="", method="POST", path="/in/", address=None, received_at=now, decided_at=now
    )
    event, _ = store_event(integration=night.integration(), received=received)
    Handling.objects.filter(pk=event).update(tries=TRIES_BEFORE_TOLD)
    found = handle(event_id=event, now=now)
    assert found
    return found


def taken(night: Night, raw: bytes = broken()) -> Incident:
    night.posted(raw)
    by = night.world.alice
    respond.acknowledge(incident_id=night.incident().pk, by=by, actor=Actor.member(by), now=night.clock.now)
    return night.incident()


def lines(incident: Incident) -> list[str]:
    return list(incident.timeline.filter(kind="unreadable").order_by("id").values_list("text", flat=True))


def test_while_nobody_has_it_others_join_and_each_new_kind_is_a_line(night: Night) -> None:
    night.rest_is_noise = True
    for client in (b"northwind-dental", b"contoso-legal", b"contoso-legal"):
        night.posted(broken(client=client))

    assert Incident.objects.count() == 1
    assert [line.count("contoso-legal") for line in lines(night.incident())] == [1]
    assert night.incident().alerts.get().repeat_count == 3


def test_taken_what_is_of_a_kind_that_was_seen_joins_and_the_count_shows(night: Night) -> None:
    night.rest_is_noise = True
    first = taken(night)

    for disk in (b"D:", b"E:", b"F:"):
        night.posted(broken(disk=disk))

    assert Incident.objects.count() == 1
    assert first.alerts.get().repeat_count == 4
    assert lines(first) == [
        "Alerts that could not be read: 2 by now.",
        "Alerts that could not be read: 4 by now.",
    ]


def test_taken_a_new_kind_is_a_new_incident_and_pages(night: Night) -> None:
    night.rest_is_noise = True
    first = taken(night)

    night.posted(broken(client=b"contoso-legal"))
    night.posted(broken(client=b"contoso-legal"))
    night.posted(broken())

    assert Incident.objects.count() == 2
    second = night.incident()
    assert (second.status, second.alerts.get().repeat_count) == ("triggered", 2)
    assert first.alerts.get().repeat_count == 2


def test_what_fails_in_processing_is_swallowed_by_nothing_of_another_client(night: Night) -> None:
    night.rest_is_noise = True
    taken(night)

    found = [fails(night, client=client, **{"class": "disk"}) for client in ("fabrikam", "northwind-dental")]

    assert [row.number for row in found] == [1002, 1001]
    assert night.incident().pages.filter(channel="sms").exists()


def test_closed_it_swallows_nothing(night: Night) -> None:
    night.rest_is_noise = True
    first = taken(night)
    respond.resolve(incident_id=first.pk, reason="", by=None, actor=Actor.system(), now=night.clock.now)

    night.posted(broken())

    assert Incident.objects.count() == 2
    assert night.incident().status == "triggered"


def test_a_flood_of_kinds_writes_no_flood_of_lines(night: Night) -> None:
    night.rest_is_noise = True
    for n in range(40):
        night.posted(b"{ " + bytes([97 + n % 26]) * (n + 1))

    assert Incident.objects.count() == 1
    assert len(lines(night.incident())) <= 22


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (b'{"client": "A", "class": "disk", x', b'{"class": "Disk", "client": "a", "n": 7, x', True),
        (b'{"client": "A", "class": "disk"', b'{"client": "B", "class": "disk"', False),
        (b'{"client": "A", "class": "disk"', b'{"client": "A", "class": "ransom"', False),
        (b'{"client": "A", "summary": "Disk 1 full"', b'{"client": "A", "summary": "Disk 22 full"', True),
        (b'{"client": "A", "summary": "Disk full"', b'{"client": "A", "summary": "Ransom note"', False),
        (b"client=A&class=disk&x", b"class=disk&client=A", True),
        (b"ERROR 17 at 02:14", b"ERROR 18 at  02:15", True),
        (b"ERROR", b"<html>", False),
    ],
)
def test_of_a_kind_are_those_of_one_client_source_and_class(one: bytes, other: bytes, same: bool) -> None:
    assert (kind_of(one.decode()) == kind_of(other.decode())) is same


@given(st.text())
@settings(max_examples=200)
def test_any_text_has_a_kind(text: str) -> None:
    assert len(kind_of(text)) <= 160
