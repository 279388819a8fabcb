"""An MSP's script looks for incidents by the same words as the page."""

from datetime import timedelta

import pytest
from django.db import connection

from hours import clock
from routing.models import Incident
from tests.api.conftest import SWITCH_DOWN, Caller, fits
from tests.world import DANA, LONG_AGO, NIGHT

BOB = "bob@harbor-pine.example"


@pytest.fixture(scope="module")
def three(_both):
    """Once for all tests: Northwind's switch (P1, monitoring), Contoso's mail (P2, help desk; Bob has it), Northwind's printer (P3)."""
    program = Caller(_both[0].token())
    reports = (
        {},
        {"client": "contoso-legal", "summary": "Mail is slow", "priority": "P2", "service_line": "help_desk",
         "contact_name": "Eve", "contact_phone": "+12125550177"},
        {"summary": "Printer jams", "priority": "P3", "contact_name": "Eve", "contact_phone": "+12125550177"},
    )  # fmt: skip
    found = [program.post("incidents/", SWITCH_DOWN | each).json()["number"] for each in reports]
    program.post(f"incidents/{found[1]}/acknowledge/", {"member": BOB})
    connection.check_constraints()
    return dict(zip(("switch", "mail", "printer"), found, strict=True))


@pytest.fixture
def numbers(reader, schema, three):
    """numbers("q=core") are the names of what is found, in the order it is told."""
    names = {number: name for name, number in three.items()}

    def ask(query, caller=reader):
        told = fits(
            schema,
            "incidents/",
            "get",
            caller.http.get(f"/api/v1/incidents/?{query}", headers=caller.headers),
        )
        return [names[each["number"]] for each in told["results"]]

    return ask


@pytest.mark.parametrize(
    "q", ["core SWITCH", "HP-1001", "1001", "reyes", DANA.replace("+", "%2B"), "witch+dana"]
)
def test_it_is_found_by_any_word_of_it(numbers, q):
    assert numbers(f"q={q}") == ["switch"]


@pytest.mark.parametrize("q", ["%25", "_ore", "c%5C", "EL-1001", "HP-99999999999999999999", "%C5%BC" * 200])
def test_odd_words_find_nothing_and_break_nothing(numbers, q):
    assert numbers(f"q={q}") == []


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["printer", "mail", "switch"]),
        ("status=all", ["printer", "mail", "switch"]),
        ("status=open&client=NORTHWIND-dental", ["printer", "switch"]),
        ("status=untaken", ["switch"]),
        ("status=taken", ["mail"]),
        ("status=acknowledged", ["mail"]),
        ("status=desk", ["printer"]),
        ("status=queued", ["printer"]),
        ("status=resolved", []),
        ("priority=P1&priority=P2", ["mail", "switch"]),
        ("line=help_desk", ["mail"]),
        (f"who={BOB.upper()}", ["mail"]),
        ("who=nobody&source=member", ["printer", "switch"]),
        ("source=alert", []),
        ("since=2026-03-03T07:14:00Z&until=2099-01-01T00:00:00Z&q=jams", ["printer"]),
        ("until=2026-03-03T07:00:00Z", []),
        ("sort=due&who=nobody", ["switch", "printer"]),
        ("sort=due&status=taken", ["mail"]),
    ],
)
def test_the_words_of_the_page_add_up(numbers, query, names):
    assert numbers(query) == names


def test_a_members_own_token_looks_for_its_own(numbers, night):
    assert numbers("who=me", Caller(night.token(member=night.bob))) == ["mail"]


def test_who_left_and_what_was_archived_is_still_looked_for(numbers, night):
    type(night.bob).objects.filter(pk=night.bob.pk).update(archived_at=clock.now())
    type(night.contoso).objects.filter(pk=night.contoso.pk).update(archived_at=clock.now())

    assert numbers(f"who={BOB}&client=contoso-legal") == ["mail"]


def test_by_promise_what_is_open_is_leafed_through_both_ways(program, numbers, three, monkeypatch):
    monkeypatch.setattr("web.api.incident_search.PER_PAGE", 2)
    program.post(f"incidents/{three['mail']}/resolve/", {"reason": "done", "member": BOB})
    more = [
        program.post("incidents/", SWITCH_DOWN | {"summary": f"Disk {at}"}).json()["number"]
        for at in range(3)
    ]

    def leaf(link):
        page = program.http.get(link, headers=program.headers).json()
        return [row["number"] for row in page["results"]], page["next"], page["previous"]

    one, forward, back = leaf("/api/v1/incidents/?sort=due&priority=P1&priority=P3")
    two, further, back_to_one = leaf(forward)
    last, end, back_to_two = leaf(further)

    assert [*one, *two, *last] == [three["switch"], *sorted(more), three["printer"]]
    assert (back, end) == (None, None)
    assert (leaf(back_to_one)[0], leaf(back_to_two)[0]) == (one, two)
    assert "priority=P1&priority=P3" in back_to_two


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("status=asleep", "status"),
        ("q=a%00b", "q"),
        (f"q={'x' * 201}", "q"),
        ("priority=P1&priority=P5", "priority[1]"),
        ("client=their-client", "client"),
        ("line=plumbing", "line"),
        ("who=me", "who"),
        ("who=mallory@elsewhere.example", "who"),
        ("source=source-99999999999999999999", "source"),
        ("source=pigeon", "source"),
        ("until=2026-03-04", "until"),
        ("since=2026-03-04T00:00:00Z&until=2026-03-04T00:00:00Z", "until"),
        ("sort=oldest", "sort"),
        ("sort=due&status=all", "sort"),
        ("sort=due&status=resolved", "sort"),
        ("sort=due&cursor=before-1", "cursor"),
        ("sort=due&cursor=after-999999999999999999-1", "cursor"),
        ("cursor=after-1-1", "cursor"),
    ],
)
def test_a_question_without_sense_is_refused_by_field(reader, other, query, field):
    answer = reader.http.get(f"/api/v1/incidents/?{query}", headers=reader.headers)

    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_looking_for_many_costs_as_many_queries_as_for_one(program, night, django_assert_max_num_queries):
    Incident.objects.bulk_create(
        Incident(
            organization=night.organization, number=at, summary="Disk is full", status="queued", due_at=NIGHT, priority="P3",
            service_line="security", channel="alert", received_at=LONG_AGO + timedelta(minutes=at), client=night.contoso,
        )
        for at in range(1, 40)
    )  # fmt: skip

    for sort in ("newest", "due"):
        with django_assert_max_num_queries(13):
            found = program.get(
                "incidents/", q="disk", sort=sort, client="contoso-legal", who="nobody"
            ).json()
        assert len(found["results"]) == 39
