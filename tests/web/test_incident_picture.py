"""A night's pages as a picture: each person's line, marks where they belong, and the same in words."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.audit import Actor
from delivery.models import Attempt
from hours import clock
from routing.actions import respond
from routing.models import Incident
from tests.web.conftest import Browser
from tests.world import NIGHT, World
from web.drawing.night import LABELS, WIDTH, Line, Mark, draw

pytestmark = pytest.mark.django_db


def minute(number: float) -> object:
    return NIGHT + timedelta(minutes=number)


def test_marks_lie_along_the_time_on_their_persons_line() -> None:
    lines = [
        Line("Alice", [Mark(minute(0), "text", "a"), Mark(minute(0.5), "missed-call", "b", end=minute(1))]),
        Line("Bob", [Mark(minute(8), "taken", "c")]),
    ]

    picture = draw(lines, zone=NIGHT.tzinfo, now=minute(30), running=False)

    xs = {spot.mark.title: spot.x for lane in picture.lanes for spot in lane.spots}
    assert LABELS < xs["a"] < xs["b"] < xs["c"] < WIDTH
    assert [lane.label for lane in picture.lanes] == ["Alice", "Bob"]
    assert [tick.label for tick in picture.ticks] == ["07:14", "07:16", "07:18", "07:20", "07:22"]
    assert picture.now_x is None


@pytest.mark.parametrize("minutes", [0, 3, 61, 700, 10_000])
def test_the_scale_never_has_more_times_than_there_is_room_for(minutes: int) -> None:
    picture = draw(
        [Line("A", [Mark(minute(0), "text", "a")])], zone=NIGHT.tzinfo, now=minute(minutes), running=True
    )

    assert 1 <= len(picture.ticks) <= 8
    assert picture.now_x is not None


def test_without_marks_there_is_no_picture() -> None:
    assert draw([Line("A", [])], zone=NIGHT.tzinfo, now=NIGHT, running=True) is None


def test_the_page_shows_it_with_the_same_in_words(bob: Browser, night: World, switch_down: Incident) -> None:
    text, call, *_rest = switch_down.pages.order_by("due_at")
    for page, status in ((text, "delivered"), (call, "no_answer")):
        Attempt.objects.create(
            organization=night.organization, message=page.message, number=1, status=status, started_at=page.due_at,
            ended_at=page.due_at + timedelta(seconds=22),
        )  # fmt: skip
    respond.acknowledge(
        incident_id=switch_down.pk, by=night.bob, actor=Actor.member(night.bob), now=clock.now()
    )

    seen = bob.opens(f"/incidents/{switch_down.number}/")

    assert "Text to Alice: delivered, 02:14 EST" in seen
    assert "Call to Alice: no answer, 02:14 EST" in seen
    assert "Bob has it, 02:14 EST" in seen
    assert {"mark-text", "mark-missed-call", "mark-taken"} <= set(
        re.findall(r'class="(mark-[a-z-]+)"', seen.html)
    )


def test_what_comes_next_is_foretold_in_words(bob: Browser, switch_down: Incident) -> None:
    with CaptureQueriesContext(connection) as made:
        seen = bob.opens(f"/incidents/{switch_down.number}/next/", HX_Request="true")

    assert (
        "If nobody takes it 02:14 EST call Alice 02:16 EST call Alice 02:18 EST text Bob, call after 0:30 and 2:00"
        in seen
    )
    assert (
        "02:30 EST fallback: text Alice, call after 0:30 and 2:00; text Carol, call after 0:30 and 2:00"
        in seen
    )
    assert "<html" not in seen.html
    assert "<html" in bob.opens(f"/incidents/{switch_down.number}/next/").html
    assert len(made) <= 18, [each["sql"][:90] for each in made]
