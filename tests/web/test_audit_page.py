"""The audit in the browser: found again by who, what and when, and taken home without a formula in it."""

import csv
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions.members import Profile, edit_member
from accounts.audit import Actor, record
from accounts.models import AuditEvent
from hours import clock
from routing.actions import respond
from routing.models import Incident
from tests.web.conftest import Browser
from tests.world import NIGHT, Elsewhere, World
from web.csv_export import safe

pytestmark = pytest.mark.django_db


def said(night: World, verb: str = "edited", **more: Any) -> AuditEvent:
    """A line of Carol's about client 7."""
    fields = {
        "object_kind": "client",
        "object_id": 7,
        "now": NIGHT,
        "actor": Actor.member(night.carol),
    } | more
    return record(organization=night.organization, verb=verb, **fields)


def test_a_line_says_what_changed_from_what(alice: Browser, night: World) -> None:
    edit_member(
        member=night.bob, profile=Profile("Bob", "manager", "Europe/Berlin", "senior"), by=night.alice,
        actor=Actor.member(night.alice, "192.0.2.7"), now=NIGHT,
    )  # fmt: skip

    seen = alice.opens("/audit/")

    assert "Alice edited member Bob Tue 3 March 2026 02:14 EST, from 192.0.2.7" in seen
    assert "role technician → manager" in seen
    assert "time zone – → Europe/Berlin" in seen


def test_members_incidents_states_and_instants_are_told_as_on_every_page(
    alice: Browser, night: World, switch_down: Incident
) -> None:
    respond.acknowledge(incident_id=switch_down.pk, by=night.bob, actor=Actor.member(night.bob), now=NIGHT)
    said(
        night,
        after={"archived_at": "2026-03-03T07:14:00.123456+00:00", "successor": "Dave", "successor_id": 4},
    )

    seen = alice.opens("/audit/")

    assert f"Bob acknowledged incident {switch_down.reference}" in seen
    assert "status Calling people → Taken taken by – → Bob" in seen
    assert "archived at Tue 3 Mar 2026 02:14 EST" in seen
    assert "successor id" not in seen


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", "abc"), ("who=member-{carol}", "a"), ("who=system", "b"), ("verb=archived", "b"), ("kind=desk", "c"),
        ("kind=client&object=7", "a"), ("since=2026-03-04", "c"), ("until=2026-03-03", "ab"), ("kind=client&who=system", "b"),
    ],
)  # fmt: skip
def test_the_address_narrows_it(alice: Browser, night: World, asked: str, found: str) -> None:
    said(night, after={"mark": "line-a"})
    said(night, "archived", actor=Actor.system(), object_id=8, after={"mark": "line-b"})
    said(night, "opened", actor=Actor.member(night.dave), object_kind="desk", object_id=1, now=NIGHT + timedelta(days=1), after={"mark": "line-c"})  # fmt: skip

    seen = alice.opens("/audit/?" + asked.format(carol=night.carol.pk))

    assert {mark for mark in "abc" if f"line-{mark}" in seen} == set(found)


def test_leafing_misses_nothing_and_repeats_nothing(alice: Browser, night: World) -> None:
    AuditEvent.objects.bulk_create(
        AuditEvent(
            organization=night.organization, actor_kind="system", actor_name="Nightbell", verb="forgot", object_kind="x",
            object_id=str(n), at=NIGHT + timedelta(seconds=n // 3),
        ) for n in range(120)
    )  # fmt: skip

    found, address, pages = [], "/audit/?verb=forgot", []
    while address:
        page = alice.opens(address).response.context
        said(night, "forgot", object_id="late", now=clock.now() + timedelta(days=2))
        found += [line.event.object_id for line in page["lines"]]
        pages.append(page)
        address = page["older"] and "/audit/" + page["older"]
    back = alice.opens("/audit/" + pages[-1]["newer"]).response.context

    assert found == [str(n) for n in range(119, -1, -1)]
    assert [line.event.pk for line in back["lines"]] == [line.event.pk for line in pages[-2]["lines"]]


def test_the_export_has_the_same_lines_and_no_formula(alice: Browser, night: World) -> None:
    said(night, after={"name": "Acme"}, reason='=HYPERLINK("http://evil")')
    said(night, "archived", actor=Actor.system())

    answer = alice.opens("/audit/").response.context["export"]
    response = alice.http.get(f"/audit/export.csv?who=member-{night.carol.pk}")
    header, line = csv.reader(StringIO(b"".join(response).decode().removeprefix("\ufeff")))

    assert answer == "/audit/export.csv?"
    assert header[0] == "at"
    assert line[1] == "Carol"
    assert line[7:] == ["name: Acme", '\'=HYPERLINK("http://evil")']


def test_another_firms_lines_are_nobodys_here(alice: Browser, night: World, other: Elsewhere) -> None:
    record(
        organization=other.organization, actor=Actor.member(other.mallory), verb="plotted", object_kind="plan",
        object_id=1, now=NIGHT,
    )  # fmt: skip

    assert "plotted" not in alice.opens("/audit/").html
    assert alice.opens(f"/audit/?who=member-{other.mallory.pk}").status == 422


@pytest.mark.parametrize(
    ("asked", "status"),
    [("page=older-1-1", 200), ("page=nonsense", 404), ("page=older-999999999999999999-1", 404), ("since=1999-01-01", 422),
     ("since=x", 422), ("object=%00", 422), ("object=" + "9" * 65, 422), ("verb=none", 422), ("since=2026-03-05&until=2026-03-04", 422)],
)  # fmt: skip
def test_nonsense_in_the_address_is_answered_with_words(
    alice: Browser, night: World, asked: str, status: int
) -> None:
    assert alice.opens(f"/audit/?{asked}").status == status
    assert alice.http.get(f"/audit/export.csv?{asked}").status_code in (200, 422)


def test_it_costs_few_questions(alice: Browser, night: World) -> None:
    for n in range(60):
        said(night, f"verb {n}", object_kind=f"kind {n}")

    with CaptureQueriesContext(connection) as queries:
        alice.opens("/audit/")

    assert len(queries) < 10


def test_technicians_do_not_read_it(bob: Browser, night: World) -> None:
    assert bob.opens("/audit/").status == 403


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=1+1", "'=1+1"),
        ("x;=1+1", "x;'=1+1"),
        ("x; \t@SUM(1)", "x; \t'@SUM(1)"),
        ("a - b; c", "a - b; c"),
        (None, ""),
    ],
)
def test_no_cell_is_a_formula_however_a_spreadsheet_divides_lines(cell: str | None, written: str) -> None:
    assert safe(cell) == written
