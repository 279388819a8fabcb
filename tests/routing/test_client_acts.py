"""What the client does on its own page, and who hears of it."""

from datetime import timedelta

import pytest

from accounts.audit import Actor
from routing.actions import client_acts, respond
from routing.models import Incident, ReplyCode
from tests.night import Night
from tests.world import PHONES

ACTOR = Actor.system()


def taken(night: Night, priority: str = "P2") -> Incident:
    night.reported("Scanner down", priority)
    night.phone("alice").received("Scanner down")
    night.phone("alice").replies("1")
    night.phone("alice").received("You have it")
    return night.incident()


def test_a_note_reaches_whoever_has_it_by_text(night: Night) -> None:
    incident = taken(night)

    client_acts.client_note(incident_id=incident.pk, text="It smells of smoke now", now=night.clock.now)
    night.do_due()

    night.phone("alice").received("Northwind Dental: the client writes: It smells of smoke now")


def test_a_note_to_nobody_is_on_the_timeline(night: Night) -> None:
    night.reported("Scanner jams", "P3")

    client_acts.client_note(incident_id=night.incident().pk, text="No hurry", now=night.clock.now)
    night.do_due()

    assert "The client writes: No hurry" in night.timeline()


def test_worse_pages_what_waited_one_priority_higher(night: Night) -> None:
    night.reported("Scanner jams", "P3")

    client_acts.got_worse(incident_id=night.incident().pk, now=night.clock.now)
    night.do_due()

    incident = night.incident()
    assert (incident.priority, incident.status) == ("P2", "triggered")
    assert [decision.fact for decision in incident.decisions.order_by("id")] == ["received", "now worse"]
    night.phone("alice").received("P2: Northwind Dental: Scanner jams")


def test_worse_than_a_p1_is_a_p1_and_tells_whoever_has_it(night: Night) -> None:
    incident = taken(night, "P1")

    client_acts.got_worse(incident_id=incident.pk, now=night.clock.now)
    night.do_due()

    night.phone("alice").received("the client says it got worse: Scanner down")
    assert night.incident().decisions.count() == 1


@pytest.mark.parametrize("priority", ["P1", "P2"])
def test_worse_wakes_whoever_snoozed_it(night: Night, priority: str) -> None:
    incident = taken(night, priority)
    until = night.clock.now + timedelta(hours=3)
    respond.snooze(
        incident_id=incident.pk, until=until, by=night.world.alice, actor=ACTOR, now=night.clock.now
    )

    client_acts.got_worse(incident_id=incident.pk, now=night.clock.now)
    night.do_due()

    assert night.incident().status == "triggered"
    night.phone("alice").received("P1: Northwind Dental: Scanner down")


def test_worse_in_business_hours_wakes_a_snoozed_one_whose_plan_says_the_desk(night: Night) -> None:
    """It may not go back to the desk's queue from a snooze: whoever had it is paged."""
    night.clock.forward(hours=8)
    night.reported("Scanner jams", "P3", client="contoso")
    pk = night.incident().pk
    respond.acknowledge(incident_id=pk, by=night.world.dave, actor=ACTOR, now=night.clock.now)
    until = night.clock.now + timedelta(hours=3)
    respond.snooze(incident_id=pk, until=until, by=night.world.dave, actor=ACTOR, now=night.clock.now)

    client_acts.got_worse(incident_id=pk, now=night.clock.now)
    night.do_due()

    night.phone("dave").received("P2: Contoso Legal: Scanner jams")


def test_worse_reopens_what_was_closed(night: Night) -> None:
    incident = taken(night)
    respond.resolve(
        incident_id=incident.pk, reason="Done", by=night.world.alice, actor=ACTOR, now=night.clock.now
    )
    night.clock.forward(minutes=10)

    client_acts.got_worse(incident_id=incident.pk, now=night.clock.now)
    night.do_due()

    assert (night.incident().status, night.incident().taken_by) == ("triggered", None)
    night.phone("alice").received("Scanner down")


def test_reopened_after_its_code_went_to_another_incident_it_gets_a_new_one(night: Night) -> None:
    incident = taken(night)
    respond.resolve(
        incident_id=incident.pk, reason="Done", by=night.world.alice, actor=ACTOR, now=night.clock.now
    )
    old = ReplyCode.objects.get(phone=PHONES["alice"])
    night.clock.forward(hours=49)
    night.reported("Printer down", "P1")
    night.phone("alice").received("Printer down")
    ReplyCode.objects.filter(phone=PHONES["alice"], incident=night.incident()).update(code=old.code)

    client_acts.got_worse(incident_id=incident.pk, now=night.clock.now)
    night.do_due()

    codes = dict(ReplyCode.objects.filter(phone=PHONES["alice"]).values_list("incident_id", "code"))
    assert len(codes) == len(set(codes.values())) == 2
    night.phone("alice").received("Scanner down", codes[incident.pk])
    night.rest_is_noise = True


def test_solved_by_itself_it_is_closed_and_whoever_has_it_is_told(night: Night) -> None:
    incident = taken(night)

    client_acts.solved_itself(incident_id=incident.pk, now=night.clock.now)
    night.do_due()

    assert night.incident().status == "resolved"
    night.phone("alice").received("The client said at 02:14 EST that it solved itself")
    client_acts.solved_itself(incident_id=incident.pk, now=night.clock.now)  # twice changes nothing
    night.do_due()


def test_solved_by_itself_while_people_are_asked_it_wakes_nobody_else(night: Night) -> None:
    night.reported("Scanner down", "P1")
    night.phone("alice").received("Scanner down")

    client_acts.solved_itself(incident_id=night.incident().pk, now=night.clock.now)
    night.clock.forward(minutes=10)

    night.phone("alice").received("The client said at 02:14 EST that it solved itself")
    assert night.phone("bob").is_quiet


def test_another_number_to_ring_reaches_whoever_has_it(night: Night) -> None:
    incident = taken(night)

    client_acts.change_contact_phone(incident_id=incident.pk, phone="+12125550177", now=night.clock.now)
    night.do_due()

    night.phone("alice").received("new number +12125550177")
    assert night.incident().contact_phone == "+12125550177"
