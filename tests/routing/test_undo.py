"""Taken back within a minute: it is as it was, nobody is paged who need not be, and whoever was told otherwise is told so."""

from datetime import timedelta

import pytest

from accounts.audit import Actor
from routing.actions import respond
from routing.actions.leave import deactivate
from routing.actions.respond import NotPossible
from routing.actions.undo import Before, before, undo
from routing.models import Incident
from tests.night import Night


def do(night: Night, verb: str, name: str = "alice") -> Before:
    by, incident = getattr(night.world, name), night.incident()
    was = before(incident, verb=verb, at=night.clock.now)
    said = {"incident_id": incident.pk, "by": by, "actor": Actor.member(by), "now": night.clock.now}
    if verb == "take":
        respond.acknowledge(**said)
    elif verb == "resolve":
        respond.resolve(**said, reason="done", minutes=5)
    else:
        respond.snooze(**said, until=night.clock.now + timedelta(hours=1))
    return was


def back(night: Night, was: Before, name: str = "alice") -> Incident:
    by = getattr(night.world, name)
    undo(was, by=by, actor=Actor.member(by), now=night.clock.now)
    night.do_due()
    return night.incident()


def down(night: Night, **more: object) -> Incident:
    night.rest_is_noise = True
    return night.alert(dedup_key="sw", **more).incident


def sent(night: Night) -> int:
    return len(night.wire.sent)


def test_closed_by_mistake_whoever_had_it_has_it_and_is_told(night: Night) -> None:
    down(night)
    do(night, "take", "bob")
    night.clock.forward(minutes=1)
    was = do(night, "resolve", "carol")
    night.clock.forward(seconds=30)
    night.phone("bob").received("Carol closed Northwind Dental")
    before_sent = sent(night)

    incident = back(night, was, "carol")

    assert (incident.status, incident.taken_by, incident.resolved_at) == (
        "acknowledged",
        night.world.bob,
        None,
    )
    assert (incident.resolve_reason, incident.minutes_worked) == ("", None)
    assert incident.alerts.get().status == "open"
    night.phone("bob").received(
        "Carol took closing Northwind Dental back: Core switch down. It is yours again"
    )
    assert sent(night) == before_sent + 1
    assert "Undone by Carol, who closed it at 02:15 EST." in night.timeline()
    night.clock.forward(minutes=16)
    night.phone("bob").received("Still on")


def test_closed_while_people_were_called_it_is_of_whoever_closed_it(night: Night) -> None:
    down(night)
    was = do(night, "resolve", "carol")

    incident = back(night, was, "carol")

    assert (incident.status, incident.taken_by) == ("acknowledged", night.world.carol)


def test_taken_by_mistake_the_next_person_is_called(night: Night) -> None:
    down(night)
    was = do(night, "take")
    night.clock.forward(seconds=10)

    incident = back(night, was)

    assert (incident.status, incident.taken_by, incident.taken_at, incident.responded_at) == (
        "triggered",
        None,
        None,
        None,
    )
    night.phone("bob").received("Core switch down")


def test_taken_from_the_desk_by_mistake_it_waits_for_the_desk_as_before(night: Night) -> None:
    due_at = down(night, severity="info").due_at
    was, before_sent = do(night, "take"), sent(night)

    incident = back(night, was)

    assert (incident.status, incident.due_at, incident.due_reason) == ("queued", due_at, was.due_reason)
    assert sent(night) == before_sent


def test_snoozed_by_mistake_whoever_has_it_has_it(night: Night) -> None:
    down(night)
    do(night, "take")
    was, before_sent = do(night, "snooze"), sent(night)

    incident = back(night, was)

    assert (incident.status, incident.taken_by) == ("acknowledged", night.world.alice)
    assert sent(night) == before_sent


def test_after_a_minute_it_is_too_late(night: Night) -> None:
    down(night)
    was = do(night, "take")
    night.clock.forward(seconds=61)

    with pytest.raises(NotPossible, match="A minute is over"):
        back(night, was)


def test_what_somebody_touched_since_is_left_alone(night: Night) -> None:
    down(night)
    was = do(night, "take")
    do(night, "resolve", "carol")

    with pytest.raises(NotPossible, match="Somebody did something with HP-1001 since"):
        back(night, was)
    assert night.incident().status == "resolved"


def test_an_alert_that_came_anew_meanwhile_stays_where_it_is(night: Night) -> None:
    first = down(night)
    do(night, "take")
    was = do(night, "resolve")
    again = night.alert(dedup_key="sw").incident
    assert again != first

    by = night.world.alice
    undo(was, by=by, actor=Actor.member(by), now=night.clock.now)

    assert list(first.alerts.values_list("status", flat=True)) == ["cleared"]
    assert list(again.alerts.values_list("status", flat=True)) == ["open"]


def test_taken_once_more_since_it_is_another_deed(night: Night) -> None:
    down(night)
    was, by = do(night, "take"), night.world.alice
    night.clock.forward(seconds=5)
    respond.pass_on(incident_id=was.incident_id, by=by, actor=Actor.member(by), now=night.clock.now)
    night.clock.forward(seconds=5)
    do(night, "take")

    with pytest.raises(NotPossible, match="since"):
        back(night, was)
    assert night.incident().taken_by == by


@pytest.mark.parametrize("verb", ["resolve", "snooze"])
def test_what_somebody_had_who_left_meanwhile_is_of_whoever_takes_it_back(night: Night, verb: str) -> None:
    down(night)
    do(night, "take", "bob")
    was, carol = do(night, verb, "carol"), night.world.carol
    deactivate(
        member=night.world.bob,
        to=night.world.dave,
        by=carol,
        actor=Actor.member(carol),
        now=night.clock.now,
    )

    incident = back(night, was, "carol")

    assert (incident.status, incident.taken_by) == ("acknowledged", carol)
