"""Targets at night: who hears that one is at risk or missed, what a pause gives back, and that nobody else is woken."""

from datetime import datetime, timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction

from accounts.audit import Actor
from accounts.models import AuditEvent
from routing.actions import respond
from routing.actions.client_acts import client_note
from routing.actions.pause import pause, resume
from routing.actions.reclassify import change_priority
from routing.actions.respond import NotPossible
from routing.clock_facts import targets_of
from routing.models import ClockPause, ClockWatch, Incident, TargetClock
from routing.webhook_events import event_of
from sla.target_clock import State
from tests.night import Night

pytestmark = pytest.mark.django_db
CAROL, DESK = "carol@harbor-pine.example", "desk@harbor-pine.example"
ACTOR = Actor.system()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def watched(night: Night) -> Night:
    """Its targets are looked at, as they are outside of tests."""
    looks_at(night, night.clock.now)
    night.rest_is_noise = True
    return night


def looks_at(night: Night, at: datetime) -> None:
    ClockWatch.objects.filter(organization=night.world.organization).update(due_at=at)


def later(night: Night, at: datetime) -> None:
    """On to an instant, at which they are looked at again: a look a minute would take the test's time."""
    looks_at(night, at)
    night.clock.to(at)


def taken(night: Night, incident: Incident) -> Incident:
    """Bob has it, and is not asked for signs of life."""
    respond.acknowledge(incident_id=incident.pk, by=night.world.bob, actor=ACTOR, now=night.clock.now)
    Incident.objects.update(due_at=night.clock.now + timedelta(days=2))
    return night.incident()


def paused(night: Night, incident: Incident, reason: str = "client") -> Incident:
    return pause(
        incident_id=incident.pk, reason=reason, evidence="Dana looks for the key, by phone", by=night.world.bob,
        actor=ACTOR, now=night.clock.now,
    )  # fmt: skip


def resumed(night: Night, incident: Incident) -> Incident:
    return resume(incident_id=incident.pk, by=night.world.bob, actor=ACTOR, now=night.clock.now)


def texts(night: Night, name: str, words: str) -> list[str]:
    address = night.phone(name).address
    return [
        one.body for one in night.wire.sent if one.to == address and one.kind == "text" and words in one.body
    ]


def told(night: Night, words: str) -> list[str]:
    """To whom a mail with these words in its subject went, in order."""
    return [one.to[0] for one in mail.outbox if words in one.subject]


def kept(incident: Incident) -> dict[str, TargetClock]:
    return {row.kind: row for row in TargetClock.objects.filter(incident=incident)}


def test_whoever_has_it_and_the_manager_are_told_once_each(watched: Night) -> None:
    night = watched
    incident = taken(night, night.reported())
    begin = incident.received_at

    later(night, begin + 22 * MINUTE)
    assert (texts(night, "bob", "left"), told(night, "at risk")) == ([], [])
    later(night, begin + 29 * MINUTE)

    assert len(texts(night, "bob", "answer the client by 02:44 EST, a quarter")) == 1
    assert told(night, "at risk: answer the client") == [CAROL]
    later(night, begin + 59 * MINUTE)
    assert len(texts(night, "bob", "the time to answer the client was over at 02:44 EST")) == 1
    assert told(night, "missed: answer the client") == [CAROL]
    assert not [one for one in night.wire.sent if one.to == night.phone("dave").address]
    lines = incident.timeline.filter(kind__in=["at_risk", "missed"]).order_by("id")
    assert [event_of(each.kind, is_first_step=False) for each in lines] == ["at_risk", "missed", "at_risk"]
    assert lines[1].text == "Missed: the client has no answer by 02:44 EST."


def test_what_is_answered_or_closed_in_time_is_told_to_nobody(watched: Night) -> None:
    night = watched
    incident = taken(night, night.reported())
    later(night, night.clock.now + 10 * MINUTE)
    respond.responded(
        incident_id=incident.pk, how="called", by=night.world.bob, actor=ACTOR, now=night.clock.now
    )

    later(night, night.clock.now + 30 * MINUTE)
    assert told(night, "at risk") == []
    later(night, night.clock.now + 20 * MINUTE)  # three quarters of the hour from the call: an update is due
    assert told(night, "at risk: update the client") == [CAROL]
    respond.resolve(
        incident_id=incident.pk, reason="Done", by=night.world.bob, actor=ACTOR, now=night.clock.now
    )
    later(night, night.clock.now + 20 * MINUTE)

    assert len(told(night, "at risk")) == 1
    assert [one.subject for one in mail.outbox if "missed" in one.subject] == []


def test_where_people_are_being_paged_no_text_is_added(watched: Night) -> None:
    night = watched
    incident = night.alert().incident
    assert incident

    later(night, incident.received_at + 11 * MINUTE)

    assert told(night, "missed: take it") == [CAROL]
    assert not [one for one in night.wire.sent if "left" in one.body or "over at" in one.body]
    assert night.incident().status == "triggered"


def test_at_the_desk_the_desk_and_the_manager_read_what_its_hours_leave(watched: Night) -> None:
    night = watched
    incident = night.reported("Printer jams", "P3")  # four hours of the client's, from 08:00
    looks_at(night, incident.received_at + timedelta(hours=8, minutes=40))
    night.clock.forward(hours=8, minutes=45)  # 10:59
    assert told(night, "at risk: take it") == []

    night.clock.forward(minutes=3)

    assert sorted(told(night, "at risk: take it")) == [CAROL, DESK]
    assert kept(incident)["acknowledge"].at_risk_at == kept(incident)["acknowledge"].starts_at + 180 * MINUTE


def test_after_an_outage_only_what_is_not_long_over_is_told(watched: Night) -> None:
    night = watched
    incident = taken(night, night.reported())
    looks_at(night, incident.received_at + timedelta(hours=8))

    night.clock.forward(hours=8)

    assert told(night, "missed: answer") == []
    assert told(night, "missed: solve it") == [CAROL]
    assert told(night, "at risk") == []


def test_a_pause_gives_back_its_time_and_never_puts_off_an_answer(watched: Night) -> None:
    night = watched
    incident = taken(night, night.reported())
    begin = incident.received_at
    later(night, begin + 56 * MINUTE)
    before = kept(incident)
    paused(night, incident)
    with pytest.raises(NotPossible, match="Bob paused it before: waiting for the client"):
        paused(night, incident, "others")

    later(night, begin + 86 * MINUTE)
    standing = {target.kind: target.read(night.clock.now).state for target in targets_of(night.incident())}
    resumed(night, incident)
    after = kept(incident)

    assert standing["resolution"] is State.PAUSED
    assert standing["response"] is State.BREACHED
    row = ClockPause.objects.get()
    assert row.until
    assert after["resolution"].due_at == before["resolution"].due_at + (row.until - row.since)
    assert before["resolution"].due_at == begin + 240 * MINUTE
    assert after["response"].due_at == before["response"].due_at
    with pytest.raises(NotPossible, match="not paused"):
        resumed(night, incident)
    assert AuditEvent.objects.filter(verb__in=["incident.paused", "incident.resumed"]).count() == 2
    assert any("lets its time run on after " in each for each in night.timeline())


def test_a_new_decision_makes_new_targets_that_stand_still_as_the_old_ones_did(watched: Night) -> None:
    night = watched
    incident = taken(night, night.reported(priority="P2"))
    paused(night, incident)
    night.clock.forward(minutes=1)

    change_priority(
        incident_id=incident.pk, priority="P1", by=night.world.bob, actor=ACTOR, now=night.clock.now
    )

    solved = kept(incident)["resolution"]
    assert solved.decision_id == incident.decisions.latest("pk").pk
    assert (solved.left_seconds, solved.paused_at) == (4 * 3600, night.clock.now)


def test_the_client_who_is_heard_ends_the_wait_for_them(watched: Night) -> None:
    night = watched
    incident = taken(night, night.reported())
    for reason, ends in (("agreed", False), ("client", True)):
        paused(night, incident, reason)
        night.clock.forward(minutes=5)

        client_note(incident_id=incident.pk, text="The key is here", now=night.clock.now)

        assert (ClockPause.objects.latest("pk").until is not None) is ends
        if not ends:
            resumed(night, incident)
    assert any("its time runs on." in each for each in night.timeline())


def test_the_desk_hears_of_what_is_still_open_when_its_time_is_over_and_not_while_it_stands_still(
    watched: Night,
) -> None:
    night = watched
    looks_at(night, night.clock.now + timedelta(days=99))
    incident = night.reported("Printer jams", "P3")
    night.clock.to(incident.received_at + timedelta(hours=8))
    respond.acknowledge(incident_id=incident.pk, by=night.world.bob, actor=ACTOR, now=night.clock.now)
    due_at = night.incident().due_at
    assert due_at
    night.clock.to(due_at - 30 * MINUTE)
    paused(night, night.incident())
    before = len(told(night, "still open"))

    night.clock.forward(hours=2)
    assert len(told(night, "still open")) == before
    resumed(night, incident)

    assert night.incident().due_at == kept(incident)["resolution"].due_at > due_at
    assert told(night, "missed") == []


def test_a_paused_target_is_not_missed_and_closing_ends_the_pause(watched: Night) -> None:
    night = watched
    incident = taken(night, night.reported())
    paused(night, incident, "agreed")
    Incident.objects.update(due_at=night.clock.now + timedelta(days=2))
    looks_at(night, night.clock.now + timedelta(hours=19))
    night.clock.forward(hours=19, minutes=1)

    assert told(night, "solve it") == []
    respond.resolve(
        incident_id=incident.pk, reason="Done", by=night.world.bob, actor=ACTOR, now=night.clock.now
    )

    row = ClockPause.objects.get()
    assert (row.until, row.resumed_by) == (night.clock.now, None)
    assert kept(incident)["resolution"].paused_at is None


@pytest.mark.parametrize(
    "change", [{"reason": "others"}, {"evidence": "else"}, {"until": None}, {"since": "2026-03-01T00:00Z"}]
)
def test_what_a_pause_was_is_never_changed(night: Night, change: dict[str, object]) -> None:
    night.rest_is_noise = True
    incident = taken(night, night.reported())
    paused(night, incident)
    night.clock.forward(minutes=5)
    resumed(night, incident)

    with pytest.raises(IntegrityError), transaction.atomic():
        ClockPause.objects.update(**change)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM routing_clockpause")
    again = ClockPause.objects.get()
    again.pk, again.since = None, again.since + MINUTE
    with pytest.raises(IntegrityError), transaction.atomic():
        again.save(force_insert=True)
