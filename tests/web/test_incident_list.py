"""The list of incidents: whatever is asked for is in its address, and fifty thousand rows cost what fifty do."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import Actor
from hours import clock
from routing.actions import respond
from routing.models import Decision, Incident
from tests.web.conftest import Browser, Seen, reported
from tests.world import DANA, NIGHT, Elsewhere, World

pytestmark = pytest.mark.django_db


def heap(night: World, count: int, **more: object) -> list[Incident]:
    """So many incidents, numbered from 1, a minute after one another."""
    rows = [
        Incident(
            **{
                "organization": night.organization, "number": 1 + at, "summary": f"Disk {at} is full", "status": "queued",
                "due_at": NIGHT, "client": night.contoso, "service_line": "monitoring", "priority": "P3", "channel": "alert",
                "received_at": NIGHT - timedelta(minutes=count - at), **more,
            }
        )
        for at in range(count)
    ]  # fmt: skip
    return Incident.objects.bulk_create(rows)


def numbers(seen: Seen) -> list[int]:
    return [int(number) for number in re.findall(r'<a href="/incidents/(\d+)/"', seen.html)]


def link(seen: Seen, rel: str) -> str:
    found = re.search(rf'rel="{rel}" href="([^"]+)"', seen.html)
    return found[1].replace("&amp;", "&") if found else ""


@pytest.mark.parametrize(
    "q",
    [
        "core SWITCH",
        "HP-1001",
        "hp-1001",
        "1001",
        "northwind",
        "Northwind-Dental",
        "reyes",
        DANA,
        "0142",
        "witch dana",
    ],
)
def test_it_is_found_by_any_word_of_it(bob: Browser, night: World, switch_down: Incident, q: str) -> None:
    reported(night, "Printer jams", "P1", client="contoso", contact_email="x@contoso.example")
    Incident.objects.exclude(pk=switch_down.pk).update(contact_name="Eve", contact_phone="+12125550177")

    seen = Seen(bob.http.get("/incidents/", {"q": q}))

    assert numbers(seen) == [switch_down.number]


@pytest.mark.parametrize(
    "q", ["%", "_ore", "c\\", "EL-1001", "HP-99999999999999999999", "core\x00", "ż" * 200]
)
def test_odd_words_find_nothing_and_break_nothing(bob: Browser, switch_down: Incident, q: str) -> None:
    seen = Seen(bob.http.get("/incidents/", {"q": q}))

    assert seen.status in (200, 422)
    assert numbers(seen) == []


def test_filters_add_up(bob: Browser, night: World, switch_down: Incident) -> None:
    other = reported(night, "Mail is slow", "P2")
    respond.acknowledge(incident_id=other.pk, by=night.bob, actor=Actor.member(night.bob), now=clock.now())
    heap(night, 3)

    def asked(query: str) -> list[int]:
        return numbers(bob.opens(f"/incidents/?{query}"))

    assert asked("client=northwind-dental") == [other.number, switch_down.number]
    assert asked("priority=P1&priority=P2&line=help_desk") == [other.number, switch_down.number]
    assert (
        asked("who=me")
        == asked(f"who={night.bob.pk}")
        == asked("who=Bob@harbor-pine.example")
        == [other.number]
    )
    assert asked("status=taken") == [other.number]
    assert asked("who=nobody&source=member") == [switch_down.number]
    assert asked("source=alert") == [3, 2, 1]
    assert asked("since=2026-03-04") == []
    assert asked("until=2026-03-02") == []
    assert len(asked("since=2026-03-03&until=2026-03-03")) == 5


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("status=asleep", "asleep is not one of the available choices"),
        ("client=their-client", "their-client is not one of the available choices"),
        ("who=99999999999999999999", "is not one of the available choices"),
        ("since=yesterday", "Enter a valid date."),
        ("until=9999-12-31", "Choose a date between 2000 and 2099."),
        ("since=2026-03-04&until=2026-03-03", "The end lies before the beginning."),
        ("status=all&sort=due", "Only what is open has a promise to keep."),
        ("q=a%00b", "Null characters are not allowed."),
    ],
)
def test_what_is_not_understood_is_said_and_nothing_is_shown(
    bob: Browser, other: Elsewhere, switch_down: Incident, query: str, words: str
) -> None:
    seen = bob.opens(f"/incidents/?{query}")

    assert seen.status == 422
    assert words in seen
    assert numbers(seen) == []


def test_leafing_meets_every_row_once_whatever_comes_in_meanwhile(bob: Browser, night: World) -> None:
    heap(night, 120)
    first = bob.opens("/incidents/?q=disk")
    reported(night, "Disk of the mail server is full", "P1")
    second = bob.opens("/incidents/" + link(first, "next"))
    third = bob.opens("/incidents/" + link(second, "next"))
    back = bob.opens("/incidents/" + link(third, "prev"))

    met = [*numbers(first), *numbers(second), *numbers(third)]
    assert met == list(range(120, 0, -1))
    assert numbers(back) == numbers(second)
    assert link(third, "next") == ""
    assert "q=disk" in link(first, "next")


def test_a_mark_nobody_gave_is_no_page(bob: Browser) -> None:
    assert bob.opens("/incidents/?page=after-x-1").status == 404
    assert bob.opens(f"/incidents/?page=after-{'9' * 18}-1").status == 404


def test_by_promise_the_next_one_due_comes_first(bob: Browser, night: World) -> None:
    later = reported(night, "Mail is slow", "P2")
    sooner = reported(night, "Core switch down", "P1")
    none = heap(night, 1)[0]
    respond.acknowledge(incident_id=sooner.pk, by=night.bob, actor=Actor.member(night.bob), now=clock.now())

    seen = bob.opens("/incidents/?sort=due")

    assert numbers(seen) == [later.number, sooner.number, none.number]
    assert "To be taken in 19 min" in seen


def test_by_promise_leafing_meets_every_row_once(bob: Browser, night: World) -> None:
    rows = heap(night, 110)
    Decision.objects.bulk_create(
        Decision(
            organization=night.organization, incident=row, at=NIGHT, fact="received", outcome="queue", band="after_hours",
            covered=True, priority="P3", reasons=[], tier_name="Gold", next_opening_at=NIGHT,
            response_due_at=NIGHT + timedelta(minutes=row.number % 7),
        )
        for row in rows[:90]
    )  # fmt: skip

    first = bob.opens("/incidents/?sort=due")
    second = bob.opens("/incidents/" + link(first, "next"))
    third = bob.opens("/incidents/" + link(second, "next"))
    back = bob.opens("/incidents/" + link(second, "prev"))

    met = [*numbers(first), *numbers(second), *numbers(third)]
    promised = sorted(range(1, 91), key=lambda number: (number % 7, -number))
    assert met == [*promised, *range(110, 90, -1)]
    assert numbers(back) == numbers(first)


def test_its_queries_do_not_grow_with_the_rows(bob: Browser, night: World) -> None:
    heap(night, 300)

    for query in ("", "?q=disk+contoso&sort=due", "?sort=due&source=alert&who=nobody"):
        with CaptureQueriesContext(connection) as made:
            seen = bob.opens(f"/incidents/{query}")

        assert len(numbers(seen)) == 50
        assert len(made) < 15, [each["sql"][:90] for each in made]


def test_many_are_counted_up_to_a_point(bob: Browser, night: World) -> None:
    heap(night, 1005)

    assert "More than 1000 incidents" in bob.opens("/incidents/")
    assert "1 incident" in bob.opens("/incidents/?q=HP-1")


def test_words_are_looked_up_in_an_index(night: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
        rows = Incident.objects.filter(summary__icontains="switch")
        plan = rows.explain()

    assert "incidents_by_words" in plan


def test_nothing_of_another_organization_is_found(mallory: Browser, switch_down: Incident) -> None:
    for query in ("?q=switch", "?q=1001", "?status=all"):
        assert numbers(mallory.opens(f"/incidents/{query}")) == []
