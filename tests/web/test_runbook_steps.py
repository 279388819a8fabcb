"""The steps on an incident: they follow what is known of it, and nothing that was done is lost."""

import pytest

from accounts.audit import Actor
from hours import clock
from routing.actions.respond import acknowledge
from routing.models import Incident, RunbookTick
from routing.runbook_steps import first_words
from sla.models import Runbook
from tests.web.conftest import Browser, reported
from tests.world import World

pytestmark = pytest.mark.django_db


def written(night: World, title: str, *steps: str, **case: object) -> Runbook:
    row = Runbook.objects.create(organization=night.organization, title=title, **case)
    for position, text in enumerate(steps, start=1):
        row.steps.create(
            position=position, text=text, deadline_minutes=10, role="on_call", responsible="or Carol"
        )
    return row


def test_what_is_known_later_brings_the_right_runbook_and_loses_no_tick(bob: Browser, night: World) -> None:
    everybody = written(night, "For all", "Look at the lamps", "Ring the contact")
    written(night, "Northwind", "Ring the contact", "Check closet B", client=night.northwind)
    written(night, "Northwind's UPS", "Check closet B", client=night.northwind, alert_class="ups")
    incident = reported(night, "Nothing works", "P3")
    Incident.objects.filter(pk=incident.pk).update(client=None, runbook=everybody)
    page = f"/incidents/{incident.number}/"
    for position in (1, 2):
        bob.sends(f"{page}tick/", position=position, runbook=everybody.pk)

    identified = bob.sends(f"{page}facts/", priority="P3", client="northwind-dental")
    first = first_words(Incident.objects.get(pk=incident.pk))
    stale = bob.sends(f"{page}tick/", position=2, runbook=everybody.pk)
    named = bob.sends(f"{page}facts/", priority="P3", alert_class=" UPS")

    assert "Northwind Done: Ring the contact Bob, 02:14 EST" in identified
    assert "Done before more was known Look at the lamps For all; Bob, 02:14 EST" in identified
    assert first == "Check closet B"
    assert (stale.status, "has another runbook by now" in stale) == (409, True)
    assert "Bob says it is of the class ups." in named
    assert "Its runbook is now: Northwind's UPS." in named
    assert RunbookTick.objects.filter(incident=incident).count() == 2


def test_a_new_version_or_a_wider_runbook_does_not_take_its_place(alice: Browser, night: World) -> None:
    row = written(night, "Northwind", "Check closet B", client=night.northwind)
    incident = reported(night, "Nothing works", "P3")
    alice.sends(f"/runbooks/{row.pk}/", title="New", client=night.northwind.pk, count=0)

    alice.sends(f"/incidents/{incident.number}/facts/", priority="P3", alert_class="disk")

    incident.refresh_from_db()
    assert (incident.alert_class, incident.runbook) == ("disk", row)


def test_where_nothing_fits_any_more_only_what_was_begun_stays(bob: Browser, night: World) -> None:
    row = written(night, "UPS", "Check closet B", alert_class="ups")
    begun, fresh = reported(night, "It beeps", "P3"), reported(night, "It beeps again", "P3")
    for incident in (begun, fresh):
        bob.sends(f"/incidents/{incident.number}/facts/", priority="P3", alert_class="ups")
    bob.sends(f"/incidents/{begun.number}/tick/", position=1, runbook=row.pk)

    for incident in (begun, fresh):
        bob.sends(f"/incidents/{incident.number}/facts/", priority="P3", alert_class="")

    begun.refresh_from_db()
    fresh.refresh_from_db()
    assert (begun.runbook, fresh.runbook) == (row, None)


def test_a_step_says_who_and_until_when_and_that_it_is_overdue(bob: Browser, night: World) -> None:
    written(night, "Northwind", "Check closet B", client=night.northwind)
    incident = reported(night, "Nothing works", "P1")
    acknowledge(incident_id=incident.pk, by=night.bob, actor=Actor.member(night.bob), now=clock.now())

    before = bob.opens(f"/incidents/{incident.number}/")
    clock.move(601)
    after = bob.opens(f"/incidents/{incident.number}/")

    assert "Check closet B Technician on call, or Carol by 02:24 EST" in before
    assert "overdue" not in before
    assert "by 02:24 EST overdue" in after
