"""Several at once, from the list: each told by itself, taken back while that is honest; and the list as a table."""

import csv
import re
from datetime import timedelta

import pytest

from accounts.audit import Actor
from hours import clock
from routing.actions import respond
from routing.models import Incident
from tests.web.conftest import Browser, Seen, reported
from tests.world import NIGHT, World

pytestmark = pytest.mark.django_db
BULK = "/incidents/bulk/"


@pytest.fixture
def three(night: World, switch_down: Incident) -> list[Incident]:
    return [switch_down, reported(night, "Mail is slow", "P2"), reported(night, "Printer jams", "P3")]


def states() -> list[str]:
    return list(Incident.objects.order_by("number").values_list("status", flat=True))


def undo_tokens(seen: Seen) -> list[str]:
    return re.findall(r'name="undo" value="([^"]+)"', seen.html)


def test_who_was_faster_is_told_and_the_others_are_done(bob: Browser, night: World, three) -> None:
    respond.acknowledge(
        incident_id=three[0].pk, by=night.carol, actor=Actor.member(night.carol), now=clock.now()
    )

    seen = bob.sends(BULK, verb="take", pick=[each.number for each in three])

    assert "not done HP-1001 Core switch down Carol has HP-1001 since 02:14 EST." in seen
    assert "done HP-1002 Mail is slow You have it." in seen
    assert Incident.objects.filter(taken_by=night.bob).count() == 2
    assert len(undo_tokens(seen)) == 2


def test_resolving_asks_once_and_can_be_taken_back(bob: Browser, night: World, three) -> None:
    picks = [each.number for each in three[:2]]
    bob.sends(BULK, verb="take", pick=picks)

    asked = bob.sends(BULK, verb="resolve", pick=picks)
    unfinished = bob.sends(BULK, verb="resolve", pick=picks, sure="1", **{"resolve-minutes": "5"})
    done = bob.sends(
        BULK, verb="resolve", pick=picks, sure="1", **{"resolve-reason": "Restarted.", "resolve-minutes": "5"}
    )
    closed = states()
    back = bob.sends("/incidents/undo/", undo=undo_tokens(done))

    assert "2 incidents: HP-1002, HP-1001" in asked
    assert (asked.status, unfinished.status) == (200, 422)
    assert closed == ["resolved", "resolved", "queued"]
    assert "Open again, Bob has it. Nobody is called." in back
    assert states() == ["acknowledged", "acknowledged", "queued"]


def test_all_on_this_page_works_without_a_script(bob: Browser, three) -> None:
    shown = re.findall(r'name="shown" value="(\d+)"', bob.opens("/incidents/").html)

    bob.sends(BULK, verb="take", all="1", shown=shown)

    assert states() == ["acknowledged"] * 3


def test_snoozing_and_giving_go_through_their_own_actions(bob: Browser, night: World, three) -> None:
    picks = [each.number for each in three]

    snoozed = bob.sends(BULK, verb="snooze", pick=picks, sure="1", **{"snooze-span": "60"})
    given = bob.sends(BULK, verb="reassign", pick=picks, sure="1", **{"reassign-to": night.dave.pk})

    assert "not done HP-1003 Printer jams HP-1003 waits for the desk" in snoozed
    assert "This can't be taken back: a page has gone out." in given
    assert not undo_tokens(given)
    assert set(Incident.objects.values_list("pages__member", flat=True)) >= {night.dave.pk}


@pytest.mark.parametrize(
    "said",
    [
        {},
        {"verb": "take"},
        {"verb": "delete", "pick": "1001"},
        {"verb": "take", "pick": ["x", "²", "9" * 30, "77"]},
    ],
)
def test_nothing_ticked_says_so(bob: Browser, three, said) -> None:
    seen = bob.sends(BULK, **said)

    assert seen.status == 422
    assert "Tick at least one incident" in seen


def test_only_who_did_it_takes_it_back_and_only_for_a_minute(bob: Browser, carol: Browser, three) -> None:
    [token] = undo_tokens(bob.sends(BULK, verb="take", pick=three[0].number))

    for browser, said in ((carol, token), (bob, token[:-2] + "xx"), (bob, "x")):
        assert "Nothing was taken back" in browser.sends("/incidents/undo/", undo=said)
    clock.move(61)

    assert "not done HP-1001 Core switch down A minute is over" in bob.sends("/incidents/undo/", undo=token)
    assert states()[0] == "acknowledged"


def test_who_only_looks_sees_no_ticks(vera: Browser, mallory: Browser, three) -> None:
    assert 'name="pick"' not in vera.opens("/incidents/").html
    assert vera.sends(BULK, verb="take", pick=three[0].number).status == 403
    assert mallory.sends(BULK, verb="take", pick=three[0].number).status == 422


def test_the_list_as_a_table_has_the_same_filters_and_nothing_runs(bob: Browser, night: World, three) -> None:
    Incident.objects.filter(pk=three[0].pk).update(
        summary='=HYPERLINK("x")', contact_name="@Dana", details="x"
    )

    answer = bob.http.get("/incidents/export.csv?priority=P1&status=all")
    rows = list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))

    assert [row["reference"] for row in rows] == ["HP-1001"]
    assert (rows[0]["summary"], rows[0]["contact"]) == ('\'=HYPERLINK("x")', "'@Dana")
    assert rows[0]["contact_phone"].startswith("'+1")
    assert rows[0]["received_at"] == "2026-03-03T02:14:00-05:00"
    assert bob.opens("/incidents/export.csv?status=asleep").status == 422


def test_the_table_is_read_in_few_queries(bob: Browser, night: World, django_assert_max_num_queries) -> None:
    Incident.objects.bulk_create(
        Incident(
            organization=night.organization, number=at, summary="x", status="queued", due_at=NIGHT, service_line="security",
            priority="P3", channel="alert", received_at=NIGHT - timedelta(minutes=at), client=night.contoso,
        )
        for at in range(1, 1200)
    )  # fmt: skip

    with django_assert_max_num_queries(12):
        body = b"".join(bob.http.get("/incidents/export.csv").streaming_content)

    assert body.count(b"\r\n") == 1200
