"""Runbooks: steps typed, moved and saved without JavaScript; an open incident keeps the steps it began with."""

import pytest

from accounts.audit import Actor
from routing.actions.tick import tick
from sla.models import Runbook
from tests.web.conftest import Browser, reported
from tests.world import NIGHT, World

pytestmark = pytest.mark.django_db


def steps(*texts: str) -> dict[str, object]:
    typed = {f"{number}-text": text for number, text in enumerate(texts)}
    return {"count": len(texts), **typed}


def made(alice: Browser, night: World, *texts: str) -> Runbook:
    alice.sends("/runbooks/new/", title="Switch down", client=night.northwind.pk, **steps(*texts))
    return Runbook.objects.get(title="Switch down")


def test_steps_are_saved_in_order_and_empty_ones_left_out(alice: Browser, night: World) -> None:
    fields = steps("Check the UPS", "", "Ring Dana") | {"0-responsible": "On call", "0-minutes": "10"}
    alice.sends("/runbooks/new/", title="Switch down", client=night.northwind.pk, do="save", **fields)

    found = [(s.position, s.text, s.deadline_minutes) for s in Runbook.objects.get().steps.all()]
    assert found == [(1, "Check the UPS", 10), (2, "Ring Dana", None)]
    assert "Check the UPS" in alice.opens("/clients/northwind-dental/")


@pytest.mark.parametrize(
    ("do", "order"),
    [
        ("down-0", ["B", "A", "C"]),
        ("up-2", ["A", "C", "B"]),
        ("up-0", ["A", "B", "C"]),
        ("remove-1", ["A", "C"]),
        ("add", ["A", "B", "C", ""]),
        ("remove-77", ["A", "B", "C"]),
    ],
)
def test_a_button_moves_the_lines_and_stores_nothing(alice: Browser, do: str, order: list[str]) -> None:
    seen = alice.sends("/runbooks/new/", title="T", do=do, **steps("A", "B", "C"))

    assert [each.initial["text"] for each in seen.response.context["steps"]] == order
    assert 'value="T"' in seen.html
    assert not Runbook.objects.exists()


def test_a_copy_begins_with_everything_but_the_client(alice: Browser, night: World) -> None:
    row = made(alice, night, "Check the UPS", "Ring Dana")

    copy = alice.opens(f"/runbooks/new/?copy={row.pk}&client=contoso-legal")

    assert copy.response.context["form"].initial["client"] == night.contoso.pk
    assert [each.initial["text"] for each in copy.response.context["steps"]] == ["Check the UPS", "Ring Dana"]
    assert alice.opens("/runbooks/new/?copy=99999999999999999999").status == 404
    assert "only one of them would be followed" in alice.sends(
        "/runbooks/new/", title="The same", client=night.northwind.pk, **steps("A")
    )


def test_an_open_incident_keeps_its_steps_and_ticks(alice: Browser, night: World) -> None:
    row = made(alice, night, "Check the UPS", "Ring Dana")
    incident = reported(night, "Core switch down", "P1")
    tick(incident_id=incident.pk, position=1, by=night.bob, actor=Actor.member(night.bob), now=NIGHT)

    alice.sends(
        f"/runbooks/{row.pk}/",
        title="Switch",
        client=night.northwind.pk,
        **steps("Count the lamps", "Ring Dana"),
    )

    kept = alice.opens(f"/incidents/{incident.number}/")
    assert "Check the UPS" in kept
    assert "Count the lamps" not in kept
    assert "Count the lamps" in alice.opens(f"/incidents/{reported(night, 'Again', 'P1').number}/")
    assert alice.opens(f"/runbooks/{row.pk}/").response.context["form"].initial["title"] == "Switch"
    assert Runbook.objects.filter(archived_at=None).count() == 1


def test_who_saves_second_is_told(alice: Browser, carol: Browser, night: World) -> None:
    row = made(alice, night, "A")
    opened = alice.opens(f"/runbooks/{row.pk}/").response.context["form"].initial["edition"]
    carol.sends(f"/runbooks/{row.pk}/", title="Carol's", **steps("A"))

    seen = alice.sends(f"/runbooks/{row.pk}/", title="Mine", edition=opened, **steps("B"))

    assert (seen.status, "Carol saved this after you opened it" in seen) == (422, True)
    assert Runbook.objects.get(archived_at=None).title == "Carol's"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (steps("A") | {"0-minutes": "soon"}, "Look at step 1."),
        (steps("A") | {"0-minutes": "99999999999999999999"}, "Look at step 1."),
        (steps("A", "") | {"1-responsible": "Bob"}, "Step 2: say what is to be done"),
        (steps("A") | {"link": "javascript:alert(1)"}, "Enter a valid URL"),
        ({"count": "99999999999999999999"} | {"title": ""}, "This field is required"),
        ({"count": "\x00", "client": "99999999999999999999"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said_and_kept(alice: Browser, fields: dict[str, object], words: str) -> None:
    seen = alice.sends("/runbooks/new/", **({"title": "T"} | fields))

    assert (seen.status, words in seen) == (422, True), seen.words
    assert not Runbook.objects.exists()


def test_an_archived_one_is_used_no_more(alice: Browser, night: World) -> None:
    row = made(alice, night, "A")

    seen = alice.sends(f"/runbooks/{row.pk}/archive/")

    assert "There is no runbook yet" in seen
    assert reported(night, "Core switch down", "P1").runbook is None
    assert alice.opens(f"/runbooks/{row.pk}/").status == 404
