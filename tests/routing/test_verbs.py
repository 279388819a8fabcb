"""The verbs on an incident, as web and API call them: each has one effect, one audit line, and a race has one winner."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.audit import Actor
from accounts.models import AuditEvent
from delivery.models import ContactMethod, Message
from delivery.providers.errors import failure, of_answer
from routing.actions import respond
from routing.actions.respond import NotPossible, TooLate
from routing.actions.tick import tick
from routing.models import Incident, Page
from tests.night import Night
from tests.world import PHONES


def actor(night: Night, name: str = "alice") -> Actor:
    return Actor.member(getattr(night.world, name))


def paged(night: Night, **fields: object) -> Incident:
    night.alert(**fields)
    night.phone("alice").received("Core switch down")
    return night.incident()


def taken(night: Night, **fields: object) -> Incident:
    incident = paged(night, **fields)
    take(night, incident)
    return night.incident()


def take(night: Night, incident: Incident, name: str = "alice") -> Incident:
    by = getattr(night.world, name)
    return respond.acknowledge(incident_id=incident.pk, by=by, actor=actor(night, name), now=night.clock.now)


def last_audit() -> AuditEvent:
    return AuditEvent.objects.latest("id")


# Take it


def test_who_takes_it_is_audited_and_on_the_timeline(night: Night) -> None:
    taken(night)

    assert (last_audit().verb, last_audit().actor_name) == ("incident.acknowledged", "Alice")
    assert last_audit().before == {"status": "triggered", "taken_by": None}
    assert last_audit().after == {"status": "acknowledged", "taken_by": night.world.alice.pk}
    assert "Alice has it." in night.timeline()


def test_the_second_is_told_who_has_it_and_nothing_is_audited(night: Night) -> None:
    incident = taken(night)
    lines = AuditEvent.objects.count()

    with pytest.raises(TooLate, match="Alice has it since 07:14 UTC") as late:
        take(night, incident, "bob")

    assert late.value.has_it == night.world.alice
    assert AuditEvent.objects.count() == lines


@pytest.mark.parametrize("meanwhile", ["the same step", "the next person"])
def test_a_text_that_was_refused_for_now_is_not_tried_again_once_somebody_has_it(
    night: Night, meanwhile: str
) -> None:
    """The provider is busy (429): Alice's second text waits, and she answers her first one, or Bob is asked meanwhile."""
    incident = paged(night)
    night.rest_is_noise = True
    night.clock.forward(minutes=7, seconds=55)
    alice = night.wire.of(PHONES["alice"])
    alice.refused = failure(of_answer(http_status=429, code=20429))
    night.clock.forward(seconds=10)
    assert Message.objects.filter(purpose="page", status="queued", tries__gt=0).exists()

    if meanwhile == "the next person":
        respond.escalate_now(incident_id=incident.pk, by=None, actor=Actor.system(), now=night.clock.now)
        take(night, incident, "bob")
    else:
        night.phone("alice").replies("1")
    alice.refused, sent = None, len(night.wire.sent)
    night.clock.forward(minutes=5)

    assert night.incident().status == "acknowledged"
    assert not [one for one in night.wire.sent[sent:] if "Reply 1 to take" in one.body]


def test_an_alert_nobody_reported_is_responded_to_when_it_is_taken(night: Night) -> None:
    incident = taken(night)

    assert (incident.responded_at, incident.responded_by, incident.responded_how) == (
        night.clock.now, night.world.alice, "taken",
    )  # fmt: skip


def test_a_persons_report_is_responded_to_when_somebody_spoke_to_them(night: Night) -> None:
    night.reported("Core switch down")
    night.phone("alice").received("Core switch down")
    incident = take(night, night.incident())
    assert incident.responded_at is None
    night.clock.forward(minutes=5)

    respond.responded(
        incident_id=incident.pk, how="called", by=night.world.alice, actor=actor(night), now=night.clock.now
    )

    assert night.incident().responded_at == night.clock.now
    assert night.incident().timeline.filter(shown_to_client=True, text="Alice phoned the client.").exists()


def test_how_somebody_responded_is_called_or_wrote(night: Night) -> None:
    incident = taken(night)

    with pytest.raises(NotPossible, match="called or wrote"):
        respond.responded(
            incident_id=incident.pk,
            how="thought",
            by=night.world.alice,
            actor=actor(night),
            now=night.clock.now,
        )


# Escalate, reassign, pass on


def test_escalate_pages_the_next_person_now(night: Night) -> None:
    incident = paged(night)
    night.clock.forward(seconds=10)

    respond.escalate_now(incident_id=incident.pk, by=None, actor=actor(night, "carol"), now=night.clock.now)
    night.do_due()

    night.phone("bob").received("Core switch down")
    assert "Carol asked for the next person." in night.timeline()
    night.clock.forward(seconds=25)
    assert night.phone("alice").is_quiet  # her calls of the step before are canceled


def test_escalate_takes_it_from_whoever_has_it(night: Night) -> None:
    incident = taken(night)

    respond.escalate_now(incident_id=incident.pk, by=None, actor=actor(night, "carol"), now=night.clock.now)
    night.do_due()

    assert (night.incident().status, night.incident().taken_by) == ("triggered", None)
    night.phone("bob").received("Core switch down")
    night.phone("alice").received(
        "Carol asked for the next person for Northwind Dental", "not yours any more"
    )


def test_whoever_had_what_was_given_to_somebody_else_is_told(night: Night) -> None:
    incident = taken(night)

    respond.reassign(
        incident_id=incident.pk, to=night.world.dave, by=night.world.carol, actor=actor(night, "carol"), now=night.clock.now
    )  # fmt: skip
    night.do_due()

    night.phone("alice").received("Carol gave Northwind Dental to Dave. It is not yours any more.")
    night.phone("dave").received("Core switch down")


@pytest.mark.parametrize("severity", ["warning", "info"])
def test_escalate_pages_what_waits_for_the_desk(night: Night, severity: str) -> None:
    night.alert(severity=severity)

    respond.escalate_now(
        incident_id=night.incident().pk, by=None, actor=actor(night, "carol"), now=night.clock.now
    )
    night.do_due()

    night.phone("alice").received("Core switch down")


def test_reassign_pages_one_person_and_then_the_policy_goes_on(night: Night) -> None:
    incident = paged(night)

    respond.reassign(
        incident_id=incident.pk,
        to=night.world.dave,
        by=None,
        actor=actor(night, "carol"),
        now=night.clock.now,
    )
    night.do_due()
    night.phone("dave").received("Core switch down")
    night.clock.forward(minutes=4)

    [night.phone("dave").rang() for _ in range(2)]
    night.phone("bob").received("Core switch down")
    assert night.phone("alice").is_quiet


def test_reassign_to_somebody_without_a_phone_goes_on_at_once(night: Night) -> None:
    incident = paged(night)

    respond.reassign(
        incident_id=incident.pk,
        to=night.world.vera,
        by=None,
        actor=actor(night, "carol"),
        now=night.clock.now,
    )
    night.do_due()

    night.phone("bob").received("Core switch down")


def test_reassign_to_whoever_has_it_is_refused(night: Night) -> None:
    incident = taken(night)

    with pytest.raises(NotPossible, match="Alice has it already"):
        respond.reassign(
            incident_id=incident.pk, to=night.world.alice, by=None, actor=actor(night), now=night.clock.now
        )


@pytest.mark.parametrize("severity", ["warning", "critical"])
def test_reassign_works_wherever_an_open_incident_is(night: Night, severity: str) -> None:
    night.alert(severity=severity, **{"class": "offline"})
    assert night.incident().status == "held"

    respond.reassign(
        incident_id=night.incident().pk, to=night.world.dave, by=None, actor=actor(night), now=night.clock.now
    )
    night.do_due()

    night.phone("dave").received("Core switch down")


def test_what_nobody_is_paged_for_cannot_be_passed_on_or_snoozed(night: Night) -> None:
    night.alert(severity="info")
    pk = night.incident().pk

    with pytest.raises(NotPossible, match="not being paged"):
        respond.pass_on(incident_id=pk, by=night.world.alice, actor=actor(night), now=night.clock.now)
    with pytest.raises(NotPossible, match="waits for the desk"):
        respond.snooze(
            incident_id=pk,
            until=night.clock.now + timedelta(hours=1),
            by=None,
            actor=actor(night),
            now=night.clock.now,
        )


# Snooze


def test_a_snooze_ends_by_waking_whoever_had_it_and_then_the_policy_goes_on(night: Night) -> None:
    incident = taken(night)
    until = night.clock.now + timedelta(hours=2)

    respond.snooze(
        incident_id=incident.pk, until=until, by=night.world.alice, actor=actor(night), now=night.clock.now
    )
    night.clock.forward(hours=1, minutes=59)
    assert night.phone("alice").is_quiet

    night.clock.forward(minutes=1)
    night.phone("alice").received("Core switch down")
    assert (night.incident().status, night.incident().taken_by) == ("triggered", None)
    night.clock.forward(minutes=4)
    [night.phone("alice").rang() for _ in range(2)]
    night.phone("bob").received("Core switch down")


def test_a_snooze_of_what_nobody_has_goes_on_with_the_policy(night: Night) -> None:
    incident = paged(night)
    until = night.clock.now + timedelta(hours=2)
    respond.snooze(incident_id=incident.pk, until=until, by=None, actor=actor(night), now=night.clock.now)
    assert not Page.objects.filter(ended_at=None).exists()

    night.clock.forward(hours=2)

    night.phone("bob").received("Core switch down")


@pytest.mark.parametrize("ends", ["by itself", "by escalating"])
@pytest.mark.parametrize("end", ["the rounds are over", "nobody can be reached"])
def test_a_snooze_after_which_nobody_is_left_to_page_goes_to_the_desk(
    night: Night, ends: str, end: str
) -> None:
    """A P3 that Alice wanted paged: nobody took it, and she let it rest."""
    night.rest_is_noise = True
    night.alert(severity="warning")
    incident, soon = night.incident(), night.clock.now + timedelta(minutes=14)
    given: dict[str, Any] = {"incident_id": incident.pk, "by": night.world.alice, "actor": actor(night)}
    respond.escalate_now(**given, now=night.clock.now)
    if end == "the rounds are over":
        night.clock.forward(minutes=13)
    respond.snooze(**given, until=soon, now=night.clock.now)
    if end == "nobody can be reached":
        ContactMethod.objects.update(archived_at=night.clock.now)

    if ends == "by escalating":
        respond.escalate_now(**given, now=night.clock.now)
    night.clock.forward(minutes=15)

    again = end == "the rounds are over" and ends == "by escalating"
    assert night.incident().status == ("triggered" if again else "queued")


def test_a_snoozed_one_can_be_taken_and_closed(night: Night) -> None:
    incident = taken(night)
    until = night.clock.now + timedelta(hours=2)
    respond.snooze(incident_id=incident.pk, until=until, by=None, actor=actor(night), now=night.clock.now)

    assert take(night, incident, "bob").taken_by == night.world.bob
    respond.resolve(
        incident_id=incident.pk,
        reason="Done",
        by=night.world.bob,
        actor=actor(night, "bob"),
        now=night.clock.now,
    )
    night.clock.forward(hours=3)
    assert night.incident().status == "resolved"


@pytest.mark.parametrize("minutes", [0, -5])
def test_a_snooze_ends_in_the_future(night: Night, minutes: int) -> None:
    incident = taken(night)

    with pytest.raises(NotPossible):
        respond.snooze(
            incident_id=incident.pk, until=night.clock.now + timedelta(minutes=minutes), by=None, actor=actor(night),
            now=night.clock.now,
        )  # fmt: skip


# Close


def test_closing_keeps_what_was_done_how_long_and_whether_it_is_billed(night: Night) -> None:
    incident = taken(night, dedup_key="sw-1")

    respond.resolve(
        incident_id=incident.pk, reason="Replaced the PSU", by=night.world.alice, actor=actor(night), minutes=35,
        billable=True, now=night.clock.now,
    )  # fmt: skip

    incident = night.incident()
    assert (incident.status, incident.due_at, incident.resolved_by) == ("resolved", None, night.world.alice)
    assert (incident.resolve_reason, incident.minutes_worked, incident.billable) == (
        "Replaced the PSU",
        35,
        True,
    )
    assert incident.alerts.get().status == "cleared"
    assert (last_audit().verb, last_audit().reason) == ("incident.resolved", "Replaced the PSU")


def closes(night: Night, incident: Incident, name: str) -> None:
    by = getattr(night.world, name)
    respond.resolve(incident_id=incident.pk, reason="", by=by, actor=Actor.member(by), now=night.clock.now)
    night.do_due()


def test_whoever_has_what_somebody_else_closes_is_told_by_one_text(night: Night) -> None:
    closes(night, taken(night), "carol")

    night.phone("alice").received(
        "Carol closed Northwind Dental: Core switch down. It is not yours any more."
    )
    assert not night.mails("alice@harbor-pine.example")


def test_whoever_closes_their_own_is_told_nothing(night: Night) -> None:
    closes(night, taken(night), "alice")

    assert night.phone("alice").is_quiet
    assert not night.mails("alice@harbor-pine.example")


@pytest.mark.parametrize("minutes", [59, 60])
def test_nobody_is_woken_for_what_they_took_hours_ago_and_can_wait(night: Night, minutes: int) -> None:
    night.alert(severity="warning")
    take(night, night.incident())
    night.clock.forward(minutes=minutes)

    closes(night, night.incident(), "carol")

    if minutes < 60:
        night.phone("alice").received("Carol closed Northwind Dental")
    assert bool(night.mails("alice@harbor-pine.example")) is (minutes == 60)


def test_closing_while_people_are_asked_ends_every_ring(night: Night) -> None:
    incident = paged(night)

    respond.resolve(incident_id=incident.pk, reason="", by=None, actor=actor(night), now=night.clock.now)
    night.clock.forward(minutes=30)

    assert night.phone("alice").is_quiet
    assert night.phone("bob").is_quiet
    assert not Page.objects.filter(ended_at=None).exists()


LATE = {
    "acknowledge": {},
    "pass_on": {},
    "escalate_now": {},
    "send_help": {},
    "leave_until_opening": {},
    "resolve": {"reason": "again"},
}


@pytest.mark.parametrize("verb", [*LATE, "reassign", "snooze"])
def test_a_verb_on_what_is_closed_comes_too_late_and_says_by_whom(night: Night, verb: str) -> None:
    incident = taken(night)
    respond.resolve(
        incident_id=incident.pk, reason="Done", by=night.world.alice, actor=actor(night), now=night.clock.now
    )
    more = dict(LATE.get(verb, {}))
    if verb == "reassign":
        more["to"] = night.world.dave
    if verb == "snooze":
        more["until"] = night.clock.now + timedelta(hours=1)

    with pytest.raises(TooLate, match="HP-1001 is already closed by Alice"):
        getattr(respond, verb)(
            incident_id=incident.pk,
            by=night.world.bob,
            actor=actor(night, "bob"),
            now=night.clock.now,
            **more,
        )


# Notes and ticks


def test_a_tick_is_kept_once_with_who_and_when(night: Night) -> None:
    runbook = night.world.northwind.runbooks.create(organization=night.world.organization, title="Network")
    runbook.steps.create(position=1, text="Check the UPS")
    incident = taken(night)

    for name in ("alice", "bob"):
        tick(
            incident_id=incident.pk, position=1, by=getattr(night.world, name), actor=actor(night, name),
            now=night.clock.now,
        )  # fmt: skip

    assert incident.ticks.get().member == night.world.alice
    assert night.timeline().count("Done: Check the UPS") == 1
    with pytest.raises(NotPossible, match="no step 2"):
        tick(
            incident_id=incident.pk, position=2, by=night.world.alice, actor=actor(night), now=night.clock.now
        )


def test_our_notes_are_never_shown_to_the_client(night: Night) -> None:
    incident = taken(night)

    respond.note(
        incident_id=incident.pk,
        text="Owes us money",
        by=night.world.alice,
        actor=actor(night),
        now=night.clock.now,
    )

    assert not incident.timeline.filter(text="Owes us money", shown_to_client=True).exists()
