"""A person knows better: a rise and an identity are new facts, decided again; nothing is ever called off."""

import pytest

from accounts.audit import Actor
from hours import clock
from routing.actions import respond
from routing.models import Incident
from tests.web.conftest import Browser, reported
from tests.world import Elsewhere, World

pytestmark = pytest.mark.django_db


def facts(incident: Incident) -> str:
    return f"/incidents/{incident.number}/facts/"


def unknown(night: World) -> Incident:
    incident = reported(night, "Nothing works", "P3")
    Incident.objects.filter(pk=incident.pk).update(client=None, runbook=None)
    return incident


def test_a_rise_is_decided_again_and_pages(bob: Browser, night: World) -> None:
    incident = reported(night, "Printer jams", "P3")

    seen = bob.sends(facts(incident), priority="P1")

    incident.refresh_from_db()
    assert (incident.priority, incident.status) == ("P1", "triggered")
    assert incident.decisions.order_by("-id").first().fact == "priority raised by Bob"
    assert "Bob raised the priority from P3 to P1." in seen


def test_a_fall_takes_back_nothing(bob: Browser, switch_down: Incident) -> None:
    bob.sends(facts(switch_down), priority="P4")

    switch_down.refresh_from_db()
    assert (switch_down.priority, switch_down.status) == ("P4", "triggered")
    assert switch_down.decisions.count() == 1


def test_whose_it_is_decides_again_as_of_when_it_came(bob: Browser, night: World) -> None:
    incident = unknown(night)
    clock.move(600)

    seen = bob.sends(facts(incident), priority="P2", client="northwind-dental")

    incident.refresh_from_db()
    identified = incident.decisions.get(fact="client identified")
    assert (incident.client, incident.status) == (night.northwind, "triggered")
    assert identified.reasons[0].startswith("It is Tue 3 March 02:14 EST at Northwind Dental")
    assert "Bob says whose it is: Northwind Dental." in seen


def test_whoever_has_it_keeps_it_and_is_told(bob: Browser, night: World, switch_down: Incident) -> None:
    incident = reported(night, "Mail is slow", "P2")
    respond.acknowledge(
        incident_id=incident.pk, by=night.alice, actor=Actor.member(night.alice), now=clock.now()
    )

    bob.sends(facts(incident), priority="P1")

    incident.refresh_from_db()
    assert incident.taken_by == night.alice
    texts = night.organization.messages.filter(purpose="notice").values_list("body", flat=True)
    assert any("now P1, Northwind Dental, says Bob: Mail is slow" in text for text in texts)


def test_what_is_no_news_or_not_ours_to_say_is_refused(bob: Browser, night: World, other: Elsewhere) -> None:
    known, nobodys = reported(night, "Mail is slow", "P2"), unknown(night)

    same = bob.sends(facts(known), priority="P2")
    theirs = bob.sends(facts(nobodys), priority="P3", client="their-client")
    respond.resolve(
        incident_id=known.pk, reason="x", by=night.bob, actor=Actor.member(night.bob), now=clock.now()
    )
    late = bob.sends(facts(known), priority="P1")

    assert (same.status, theirs.status, late.status) == (422, 422, 422)
    assert "Nothing is different" in same
    assert "already closed by Bob" in late
