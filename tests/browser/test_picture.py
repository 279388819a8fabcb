"""The README's picture is made here: the board of a night with something of everything.

    PICTURES=1 pytest tests/browser/test_picture.py

writes docs/pictures/board.png anew; without it the picture stays among the tests' artifacts.
"""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from accounts.audit import Actor
from hours import clock
from oncall.actions.override import add_override
from routing.actions import respond
from routing.actions.report import report
from routing.heartbeat import beat
from routing.models import Incident
from tests.browser.conftest import Opens
from tests.world import DANA, NIGHT, World

pytestmark = [pytest.mark.slow, pytest.mark.browser]
ROOT = Path(__file__).parents[2]
FOLDER = ROOT / ("docs/pictures" if os.environ.get("PICTURES") else "tests/artifacts")


@pytest.fixture
def busy_night(night: World) -> World:
    """Bob has Contoso's server, nobody has Dana's switch yet, two things wait for the desk, a gap on Saturday."""
    happens(night, "contoso", "Server CL-DC01 is offline", "P2", line="monitoring")
    happens(night, "fabrikam", "Printer prints blank pages", "P3")
    happens(night, "northwind", "New laptop for Monday", "P4")
    clock.move(180)
    server = Incident.objects.get(summary="Server CL-DC01 is offline")
    respond.acknowledge(incident_id=server.pk, by=night.bob, actor=Actor.member(night.bob), now=clock.now())
    clock.move(240)
    happens(night, "northwind", "Core switch down", "P1")
    saturday = NIGHT + timedelta(days=4, hours=12)
    add_override(
        schedule=night.backup, kind="remove", subject=night.bob, start_at=saturday, end_at=saturday + timedelta(hours=5),
        actor=Actor.member(night.carol), now=NIGHT,
    )  # fmt: skip
    add_override(
        schedule=night.primary, kind="replace", subject=night.alice, stand_in=night.dave, start_at=saturday,
        end_at=saturday + timedelta(days=1), actor=Actor.member(night.carol), now=NIGHT,
    )  # fmt: skip
    beat("sweep")
    return night


def happens(night: World, client: str, summary: str, priority: str, line: str = "help_desk") -> None:
    report(
        organization=night.organization, kind="member", summary=summary, priority=priority, service_line=line,
        received_at=clock.now(), client=getattr(night, client), contact_name="Dana Reyes", contact_phone=DANA,
        reporter=night.carol,
    )  # fmt: skip


def test_the_board_of_a_night(opens: Opens, busy_night: World) -> None:
    page = opens(busy_night.alice)
    page.set_viewport_size({"width": 1280, "height": 820})
    page.reload()

    expect(page.locator("#board")).to_contain_text("Bob has it")
    expect(page.locator("#board")).not_to_contain_text("Something is not well")
    FOLDER.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=FOLDER / "board.png")
