"""From what a source sends to what people are told: opened once, repeated, cleared, reopened, never lost."""

import json
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.forms import model_to_dict

from accounts.audit import Actor
from delivery.models import ContactMethod
from routing.actions import respond
from routing.actions.intake import handle
from routing.actions.respond import resolve
from routing.actions.store import Received, store_event
from routing.models import Alert, Decision, Handling, InboundEvent, Incident, Page
from tests.night import Night
from tests.world import Elsewhere
from tests.world import client as another_client

KEY = {"dedup_key": "sw-1"}
ACTOR = Actor.system()


def alerts() -> list[Alert]:
    return list(Alert.objects.order_by("pk"))


def clear(night: Night, **fields: object) -> Handling:
    return night.alert(**{**KEY, "event_action": "resolve", **fields})


# Opened, repeated


def test_an_alert_is_an_incident_with_its_decision_and_a_page(night: Night) -> None:
    handling = night.alert(**KEY, source="SW1", service_line="monitoring", details={"port": 7})

    incident = night.incident()
    assert handling.outcome == "opened"
    assert (incident.reference, incident.summary, incident.priority) == ("HP-1001", "Core switch down", "P1")
    assert (incident.client, incident.source, incident.details) == (night.world.northwind, "SW1", "port: 7")
    assert [decision.outcome for decision in incident.decisions.all()] == ["page"]
    assert incident.status == "triggered"
    night.phone("alice").received("Harbor Pine P1: Northwind Dental: Core switch down.", "Reply 1 to take it")


def test_a_first_step_that_fails_takes_nothing_of_the_incident_back(night: Night) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE routing_page ADD CONSTRAINT no_pages CHECK (id IS NULL) NOT VALID")

    event = waits(
        night, {"summary": "Core switch down", "severity": "critical", "client": "northwind-dental", **KEY}
    )
    incident = handle(event_id=event, now=night.clock.now)

    assert incident == night.incident()
    assert (incident.status, incident.due_at, incident.step) == ("triggered", night.clock.now, 0)
    assert [entry.kind for entry in incident.timeline.all()] == ["received", "decision", "paging"]
    assert Handling.objects.get().due_at is None

    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE routing_page DROP CONSTRAINT no_pages")
    night.clock.forward(seconds=10)

    night.phone("alice").received("Harbor Pine P1: Northwind Dental: Core switch down.", "Reply 1 to take it")


@pytest.mark.parametrize("somebody", [True, False])
def test_what_the_first_step_changed_is_stored_whole(night: Night, somebody: bool) -> None:
    """With somebody on call; and with nobody anywhere, so that a P1 goes through all steps into the fallback at once."""
    if not somebody:
        ContactMethod.objects.update(verified_at=None)

    report = {"summary": "Core switch down", "severity": "critical", "client": "northwind-dental", **KEY}
    opened = handle(event_id=waits(night, report), now=night.clock.now)

    stored = night.incident()
    assert opened is not None
    assert model_to_dict(opened) == model_to_dict(stored)
    assert (stored.step if somebody else stored.fallback_round) >= 1
    night.rest_is_noise = True


def test_the_same_alert_again_is_counted_and_pages_nobody_again(night: Night) -> None:
    night.alert(**KEY)
    night.phone("alice").received("Core switch down")

    outcomes = [night.alert(**KEY).outcome for _ in range(3)]

    assert outcomes == ["repeated"] * 3
    assert [alert.repeat_count for alert in alerts()] == [4]
    assert Incident.objects.count() == 1


def test_an_alert_with_a_key_always_counts_as_a_repeat_even_the_same_bytes_a_second_later(
    night: Night,
) -> None:
    raw = json.dumps(
        {"summary": "Core switch down", "severity": "critical", "client": "northwind-dental", **KEY}
    ).encode()
    night.posted(raw)
    night.clock.forward(seconds=1)

    assert night.posted(raw).outcome == "repeated"
    assert alerts()[0].repeat_count == 2
    night.phone("alice").received("Core switch down")


def test_keys_are_told_apart_by_case_and_by_source(night: Night) -> None:
    night.rest_is_noise = True
    other_source = json.dumps({"summary": "x", "severity": "critical", "dedup_key": "up"}).encode()

    night.alert(dedup_key="up")
    night.alert(dedup_key="Up")
    night.posted(other_source, source="Backup monitor")

    assert Incident.objects.count() == 3


def test_alerts_without_a_key_are_each_their_own(night: Night) -> None:
    night.rest_is_noise = True

    night.alert("Core switch down")
    night.alert("Firewall down")

    assert [alert.dedup_key for alert in alerts()] == [None, None]
    assert Incident.objects.count() == 2


def test_the_same_bytes_without_a_key_are_one_alert_for_a_minute_and_then_a_new_one(night: Night) -> None:
    night.rest_is_noise = True
    first = night.alert()
    night.clock.forward(seconds=59)
    within = night.alert()
    night.clock.forward(seconds=2)
    after = night.alert()

    assert (first.outcome, within.outcome, after.outcome) == ("opened", "replayed", "opened")
    assert within.incident == first.incident != after.incident


def test_a_sender_that_repeats_every_fifty_seconds_is_heard_again_each_second_time(night: Night) -> None:
    night.rest_is_noise = True
    outcomes = []
    for _ in range(5):
        outcomes.append(night.alert().outcome)
        night.clock.forward(seconds=50)

    assert outcomes == ["opened", "replayed", "opened", "replayed", "opened"]


def test_equal_bytes_with_delivery_ids_of_their_own_are_two_alerts(night: Night) -> None:
    night.rest_is_noise = True
    raw = b'{"summary": "Core switch down", "severity": "critical"}'

    outcomes = [night.posted(raw, delivery_id=name).outcome for name in ("d-1", "d-2")]

    assert outcomes == ["opened", "opened"]


def test_a_delivery_id_seen_before_has_no_second_effect(night: Night) -> None:
    raw = json.dumps({"summary": "Core switch down", "severity": "critical", **KEY}).encode()

    first, again = (night.posted(raw, delivery_id="d-1") for _ in range(2))

    assert first == again
    assert InboundEvent.objects.count() == 1
    assert alerts()[0].repeat_count == 1
    night.phone("alice").received("Core switch down")


def test_an_event_handled_twice_changes_nothing(night: Night) -> None:
    handling = night.alert(**KEY)
    night.phone("alice").received("Core switch down")

    handle(event_id=handling.pk, now=night.clock.now)
    night.clock.forward(seconds=10)

    assert alerts()[0].repeat_count == 1
    assert Page.objects.count() == 3  # the text, and two calls to come


# Priority


def test_a_rise_is_decided_and_paged_again(night: Night) -> None:
    night.alert(**KEY, severity="warning")
    assert night.incident().status == "queued"

    night.alert(**KEY, severity="critical")

    incident = night.incident()
    assert (incident.status, incident.priority) == ("triggered", "P1")
    facts = [decision.fact for decision in incident.decisions.order_by("id")]
    assert facts == ["received", "priority raised"]
    night.phone("alice").received("P1")


def test_a_rise_while_people_are_asked_begins_again_by_the_rules_of_its_priority(night: Night) -> None:
    night.alert(**KEY, severity="error")
    night.phone("alice").received("P2")

    night.alert(**KEY, severity="critical")

    night.phone("alice").received("P1")
    night.clock.forward(minutes=3)
    assert [night.phone("alice").rang().rang_after(night.incident()) for _ in range(2)] == [30, 120]
    assert night.phone("alice").is_quiet  # of the P2's calls none is left


def test_a_rise_never_calls_off_the_paging_that_a_fresh_one_would_not_get(night: Night) -> None:
    """Untaken at the desk it was paged although its plan leaves it to the desk: a rise must not end that."""
    night.world.northwind.agreements.update(suspended_at=night.clock.now)
    incident = night.reported(priority="P2")
    respond.escalate_now(incident_id=incident.pk, by=None, actor=ACTOR, now=night.clock.now)
    night.do_due()
    night.phone("alice").received("P2")
    Alert.objects.create(
        organization=incident.organization, integration=night.integration(), incident=incident, dedup_key="sw-1",
        status="open", summary="x", first_seen_at=night.clock.now, last_seen_at=night.clock.now,
    )  # fmt: skip

    night.alert(**KEY, severity="critical")

    assert night.incident().status == "triggered"
    assert night.incident().decisions.order_by("-id")[0].outcome == "queue"
    night.phone("alice").received("P1")


def test_whoever_has_it_is_told_of_a_rise_and_asked_for_a_sign_of_life_by_it(night: Night) -> None:
    night.alert(**KEY, severity="error")
    night.phone("alice").received("P2")
    night.phone("alice").replies("1")
    night.phone("alice").received("You have it")

    night.alert(**KEY, severity="critical")

    night.phone("alice").received("Harbor Pine P1", "now P1, says its source: Core switch down")
    assert night.incident().status == "acknowledged"
    assert night.incident().due_at == night.clock.now + timedelta(minutes=15)


def test_a_rise_wakes_whoever_snoozed_it(night: Night) -> None:
    night.alert(**KEY, severity="error")
    night.phone("alice").received("P2")
    night.phone("alice").replies("1")
    night.phone("alice").received("You have it")
    until = night.clock.now + timedelta(hours=3)
    respond.snooze(
        incident_id=night.incident().pk, until=until, by=night.world.alice, actor=ACTOR, now=night.clock.now
    )

    night.alert(**KEY, severity="critical")

    assert night.incident().status == "triggered"
    night.phone("alice").received("P1", "Core switch down")


@pytest.mark.parametrize("severity", ["error", "warning", "info", "critical"])
def test_a_fall_changes_nothing(night: Night, severity: str) -> None:
    night.alert(**KEY, severity="critical")
    night.phone("alice").received("P1")

    night.alert(**KEY, severity=severity)

    assert (night.incident().status, night.incident().priority) == ("triggered", "P1")
    assert Decision.objects.count() == 1


# Cleared


def test_a_clear_closes_it_and_tells_whoever_was_woken(night: Night) -> None:
    night.alert(**KEY)
    night.phone("alice").received("Core switch down")
    night.clock.forward(seconds=20)

    outcome = clear(night).outcome

    incident = night.incident()
    assert (outcome, incident.status, incident.resolved_by_source) == ("resolved", "resolved", True)
    assert alerts()[0].status == "cleared"
    night.phone("alice").received("Recovered by itself at 02:14 EST", "Nothing to do.")
    night.clock.forward(minutes=10)
    assert night.phone("bob").is_quiet


def test_a_clear_that_crosses_an_acknowledgement_tells_whoever_took_it_in_the_browser(night: Night) -> None:
    night.alert(**KEY)
    night.phone("alice").received("Core switch down")
    respond.acknowledge(
        incident_id=night.incident().pk, by=night.world.carol, actor=ACTOR, now=night.clock.now
    )

    clear(night)

    assert night.incident().status == "resolved"
    night.phone("alice").received("Recovered by itself")
    night.phone("carol").received("Recovered by itself")


def test_a_clear_with_nothing_open_is_kept_with_a_warning(night: Night) -> None:
    handling = clear(night)

    assert handling.outcome == "ignored"
    assert "Nothing is open" in handling.warnings[0]
    assert not Incident.objects.exists()


def test_a_clear_without_a_key_clears_nothing(night: Night) -> None:
    night.alert()
    night.phone("alice").received("Core switch down")

    assert night.alert("Core switch up", event_action="resolve").outcome == "ignored"
    assert night.incident().status == "triggered"


def test_a_clear_never_closes_what_a_person_reported(night: Night) -> None:
    incident = night.reported()
    night.phone("alice").received("Nobody can log in")
    Alert.objects.create(
        organization=incident.organization, integration=night.integration(), incident=incident, dedup_key="sw-1",
        status="open", summary="x", first_seen_at=night.clock.now, last_seen_at=night.clock.now,
    )  # fmt: skip

    outcome = clear(night).outcome

    assert outcome == "resolved"  # the alert is
    assert alerts()[0].status == "cleared"
    assert night.incident().status == "triggered"


def test_one_of_two_alerts_cleared_leaves_the_incident_open(night: Night) -> None:
    night.alert(**KEY)
    night.phone("alice").received("Core switch down")
    first = alerts()[0]
    Alert.objects.create(
        organization=first.organization, integration=first.integration, incident=first.incident, dedup_key="sw-2",
        status="open", summary="x", first_seen_at=night.clock.now, last_seen_at=night.clock.now,
    )  # fmt: skip

    clear(night)
    assert night.incident().status == "triggered"

    clear(night, dedup_key="sw-2")
    assert night.incident().status == "resolved"
    night.phone("alice").received("Recovered by itself")


def test_yesterdays_clear_sent_again_does_not_close_todays_alert(night: Night) -> None:
    night.alert(**KEY, occurred_at="2026-03-03T02:13:00-05:00")
    night.phone("alice").received("Core switch down")

    handling = clear(night, occurred_at="2026-03-02T03:00:00-05:00")

    assert handling.outcome == "ignored"
    assert night.incident().status == "triggered"
    assert any("from before this alert" in line for line in night.timeline())


def test_a_clear_that_overtook_its_alert_closes_it_and_nobody_is_paged(night: Night) -> None:
    clear(night, occurred_at="2026-03-03T02:13:30-05:00")
    night.clock.forward(seconds=30)

    handling = night.alert(**KEY, occurred_at="2026-03-03T02:13:00-05:00")

    assert handling.incident is not None
    assert handling.incident.status == "resolved"
    assert "cleared before it came" in handling.warnings[0]
    night.clock.forward(minutes=5)
    assert not Page.objects.exists()


@pytest.mark.parametrize(
    ("cleared", "happened", "later"),
    [
        (None, None, 30),  # without times of the sender nobody knows: it pages
        ("2026-03-03T02:13:30-05:00", None, 30),
        ("2026-03-03T02:12:00-05:00", "2026-03-03T02:13:00-05:00", 30),  # it happened after the clear
        ("2026-03-03T02:13:30-05:00", "2026-03-03T02:13:00-05:00", 180),  # remembered for two minutes
    ],
)
def test_otherwise_an_alert_after_a_clear_pages(
    night: Night, cleared: str | None, happened: str | None, later: int
) -> None:
    clear(night, **({"occurred_at": cleared} if cleared else {}))
    night.clock.forward(seconds=later)

    night.alert(**KEY, **({"occurred_at": happened} if happened else {}))

    night.phone("alice").received("Core switch down")


# Reopened, or new


@pytest.mark.parametrize("times", [{}, {"timestamp": "2026-03-03T07:14:00Z"}])
def test_what_was_cleared_while_it_waited_is_over_whichever_of_the_two_is_handled_first(
    night: Night, times: dict[str, str]
) -> None:
    """Five minutes without workers; then several hands take what waited, in any order."""
    alert = {"summary": "Core switch down", "severity": "critical", "dedup_key": "sw-1", **times}
    came = waits(night, alert)
    night.clock.now += timedelta(minutes=2)
    cleared = waits(night, {"event_action": "resolve", "dedup_key": "sw-1"})
    night.clock.now += timedelta(minutes=3)

    for event in (cleared, came):
        handle(event_id=event, now=night.clock.now)

    assert night.incident().status == "resolved"
    assert night.incident().alerts.get().status == "cleared"
    again = waits(night, alert)
    assert handle(event_id=again, now=night.clock.now).status == "triggered"
    night.rest_is_noise = True


@pytest.mark.parametrize("known", [True, False])
def test_a_clear_that_waited_ends_no_alert_that_came_after_it(night: Night, known: bool) -> None:
    """Its worker was killed: it is tried again, and meanwhile the switch is down once more."""
    alert = {"summary": "Core switch down", "severity": "critical", "dedup_key": "sw-1"}
    if known:
        handle(event_id=waits(night, alert), now=night.clock.now)
    night.clock.now += timedelta(seconds=10)
    cleared = waits(night, {"event_action": "resolve", "dedup_key": "sw-1"})
    night.clock.now += timedelta(seconds=2)
    handle(event_id=waits(night, alert), now=night.clock.now)

    handle(event_id=cleared, now=night.clock.now + timedelta(seconds=5))

    assert night.incident().status == "triggered"
    assert "sent a clear from before this alert. Not taken." in night.timeline()[-1]
    night.rest_is_noise = True


def test_a_repeat_that_waited_while_its_source_cleared_it_wakes_nobody_again(night: Night) -> None:
    alert = {"summary": "Core switch down", "severity": "critical", "dedup_key": "sw-1"}
    handle(event_id=waits(night, alert), now=night.clock.now)
    night.clock.now += timedelta(minutes=1)
    repeat = waits(night, alert)
    night.clock.now += timedelta(seconds=10)
    handle(event_id=waits(night, {"event_action": "resolve", "dedup_key": "sw-1"}), now=night.clock.now)

    handle(event_id=repeat, now=night.clock.now + timedelta(seconds=5))

    assert night.incident().status == "resolved"
    assert "cleared meanwhile" in Handling.objects.get(pk=repeat).warnings[0]
    night.rest_is_noise = True


def waits(night: Night, body: dict[str, str]) -> UUID:
    """Stored, and not handled yet."""
    received = Received(
        raw=json.dumps(body).encode(), content_type="application/json", method="POST", path="/in/", address=None,
        received_at=night.clock.now, decided_at=night.clock.now,
    )  # fmt: skip
    return store_event(integration=night.integration(), received=received)[0]


def test_back_within_five_minutes_of_its_clear_it_is_the_same_incident_flapping(night: Night) -> None:
    night.alert(**KEY)
    night.phone("alice").received("Core switch down")
    clear(night)
    night.phone("alice").received("Recovered")
    night.clock.forward(minutes=5)

    handling = night.alert(**KEY)

    incident = night.incident()
    assert handling.outcome == "reopened"
    assert (incident.number, incident.status, incident.flapping) == (1001, "triggered", True)
    assert [decision.fact for decision in incident.decisions.order_by("id")] == ["received", "reopened"]
    night.phone("alice").received("Core switch down")


def test_back_more_urgent_it_is_reopened_as_that(night: Night) -> None:
    night.alert(**KEY, severity="warning")
    clear(night)

    night.alert(**KEY, severity="critical")

    assert (night.incident().number, night.incident().priority) == (1001, "P1")
    night.phone("alice").received("P1")


def test_back_later_it_is_a_new_incident_linked_to_the_old(night: Night) -> None:
    night.alert(**KEY)
    night.phone("alice").received("Core switch down")
    clear(night)
    night.phone("alice").received("Recovered")
    night.clock.forward(minutes=5, seconds=1)

    handling = night.alert(**KEY)

    assert handling.outcome == "opened"
    assert night.incident().number == 1002
    assert night.incident().previous is not None
    assert night.incident().previous.number == 1001
    night.phone("alice").received("Core switch down")


def test_what_a_person_closed_is_never_reopened_but_new(night: Night) -> None:
    night.alert(**KEY)
    night.phone("alice").received("Core switch down")
    resolve(
        incident_id=night.incident().pk,
        reason="Rebooted",
        by=night.world.alice,
        actor=ACTOR,
        now=night.clock.now,
    )

    handling = night.alert(**KEY)

    assert handling.outcome == "opened"
    assert night.incident().previous.resolve_reason == "Rebooted"
    night.phone("alice").received("Core switch down")


def test_a_tools_acknowledgement_is_a_note_and_stops_nothing(night: Night) -> None:
    night.alert(**KEY)
    night.phone("alice").received("Core switch down")

    outcome = night.alert(**KEY, event_action="acknowledge").outcome

    assert outcome == "acknowledged"
    assert night.incident().status == "triggered"
    assert "RMM says it was acknowledged there. Paging goes on." in night.timeline()
    night.clock.forward(seconds=40)
    night.phone("alice").rang()


# Whose it is


def test_an_alert_of_a_client_nobody_knows_pages_by_the_default_tier_and_says_so(night: Night) -> None:
    night.alert(client="Acme Corp")

    incident = night.incident()
    assert incident.client is None
    assert incident.decisions.get().tier_name == "Default v1"
    assert "'Acme Corp' is no client's code, name or alias" in " ".join(night.timeline())
    night.phone("alice").received("client not identified: Core switch down")


@pytest.mark.parametrize("severity", ["warning", "info"])
def test_what_can_wait_of_an_unknown_client_goes_to_the_desk(night: Night, severity: str) -> None:
    night.alert(client="Acme Corp", severity=severity)

    assert night.incident().status == "queued"


def test_a_name_of_two_clients_pages_with_both_and_bills_neither(night: Night) -> None:
    for code in ("st-marys-school", "st-marys-clinic"):
        another_client(
            night.world.organization, "St Mary's", code, night.world.northwind.calendar, tier="8x5"
        )

    night.alert(client="St Mary's", **KEY)

    assert night.incident().client is None
    assert alerts()[0].client_candidates == ["St Mary's", "St Mary's"]
    assert "fits St Mary's, St Mary's" in " ".join(night.timeline())
    night.phone("alice").received("client not identified")


@pytest.mark.parametrize(
    "word",
    [
        "northwind-dental",
        "Northwind Dental",
        "NORTHWIND  dental",
        "  northwind dental",
        "NWD",
        "Northwind Dental > Main St",
    ],
)
def test_a_client_is_found_by_code_name_alias_or_with_its_site(night: Night, word: str) -> None:
    northwind = night.world.northwind
    northwind.aliases.create(organization=northwind.organization, name="nwd")
    northwind.aliases.create(organization=northwind.organization, name="northwind dental")
    northwind.sites.create(organization=northwind.organization, name="Main St")

    night.alert(client=word)

    assert night.incident().client == northwind
    assert (night.incident().site is not None) == (">" in word)
    night.phone("alice").received("Northwind Dental")


def test_an_integration_of_one_client_is_that_clients_whatever_the_sender_says(night: Night) -> None:
    night.integration(client=night.world.contoso)

    night.alert(client="northwind-dental")

    assert night.incident().client == night.world.contoso
    night.phone("alice").received("Contoso Legal")


def test_another_firms_client_is_nobody_here(night: Night, other: Elsewhere) -> None:
    night.alert(client=other.client.code)

    assert night.incident().client is None
    assert night.incident().organization == night.world.organization
    night.phone("alice").received("client not identified")


def test_the_line_is_the_senders_else_the_integrations(night: Night) -> None:
    night.rest_is_noise = True
    night.alert("Ransom note", service_line="security")
    night.alert("Fan loud")

    assert [i.service_line for i in Incident.objects.order_by("pk")] == ["security", "monitoring"]


# What nobody can read


def test_an_alert_nobody_can_read_pages_as_p2_with_its_bytes(night: Night) -> None:
    handling = night.posted(b'{"summary": "Disk "C:" full"}')

    incident = night.incident()
    assert handling.outcome == "unparseable"
    assert (incident.summary, incident.priority) == ("Could not read alert from RMM", "P2")
    assert '"C:" full' in incident.details
    assert "line 1" in incident.details
    night.phone("alice").received("P2", "Could not read alert from RMM")


def test_they_are_one_incident_per_integration_and_hour(night: Night) -> None:
    night.rest_is_noise = True
    for raw in (b"{", b"[", b"", b"42"):
        night.posted(raw)
    night.posted(b"{", source="Backup monitor")
    assert Incident.objects.count() == 2
    assert alerts()[0].repeat_count == 4

    night.clock.forward(hours=1)
    night.posted(b"{")
    assert Incident.objects.count() == 3


@pytest.mark.parametrize("raw", [b"{}", b'{"summary": "{{title}}", "dedup_key": "{{id}}"}'])
def test_a_test_button_is_connected_and_pages_nobody(night: Night, raw: bytes) -> None:
    handling = night.posted(raw)

    assert handling.outcome == "control"
    assert "onnected" in handling.warnings[0]
    assert not Incident.objects.exists()


def test_an_event_that_cannot_be_handled_is_tried_ever_later_and_then_told(night: Night) -> None:
    """Its organization has no default tier any more: every try raises, until it is told as unreadable."""
    handling = night.posted(b'{"summary": "Disk full", "severity": "error"}')
    night.phone("alice").received("Disk full")
    event = handling.event
    fresh = InboundEvent.objects.create(
        organization=event.organization, integration=night.world.organization.integrations.get(kind="member"),
        received_at=night.clock.now, decided_at=night.clock.now, method="POST", raw=b"no report", raw_sha256="0" * 64,
    )  # fmt: skip
    due = night.clock.now
    Handling.objects.create(event=fresh, organization=event.organization, due_at=due)

    waits = []
    for _ in range(3):
        with pytest.raises(json.JSONDecodeError):
            handle(event_id=fresh.pk, now=due)
        row = Handling.objects.get(pk=fresh.pk)
        waits.append((row.due_at - due).total_seconds())
        due = row.due_at
    handle(event_id=fresh.pk, now=due)

    assert waits == [5, 15, 60]
    row = Handling.objects.get(pk=fresh.pk)
    assert (row.due_at, row.tries, row.outcome) == (None, 3, "unparseable")
    assert row.incident.summary == "Could not read alert from Report by a member"
    assert "no report" in row.incident.details


@pytest.mark.parametrize(
    "body",
    [
        {"summary": "a\x00b\ud800", "dedup_key": "\x00\udfff", "source": "\ud800", "client": "\x00", "class": "\x00"},
        {"summary": "x", "details": {"n": 10**4000, "f": 1e308, "k\x00": ["\ud800"] * 3}},
        {"summary": "x" * 20_000, "dedup_key": "k" * 4000, "source": "s" * 4000, "client": "c" * 4000, "class": "c" * 900},
        {"summary": "</Say><Dial>+1900</Dial>", "severity": "s" * 900, "site": {"a": 1}, "service_line": "x" * 90},
    ],
    ids=["nul and surrogates", "numbers", "long", "wrong"],
)  # fmt: skip
def test_hostile_alerts_are_incidents(night: Night, body: dict[str, object]) -> None:
    handling = night.posted(json.dumps(body).encode())

    assert handling.outcome == "opened"
    night.phone("alice").received("Harbor Pine P2")


# Held


@pytest.mark.parametrize(("alert_class", "minutes"), [("offline", 3), ("ups", 2), (" Offline ", 3)])
def test_what_often_clears_by_itself_is_held_and_then_paged(
    night: Night, alert_class: str, minutes: int
) -> None:
    night.alert(**KEY, **{"class": alert_class})
    assert (night.incident().status, night.incident().due_at) == (
        "held",
        night.clock.now + timedelta(minutes=minutes),
    )

    night.clock.forward(minutes=minutes, seconds=-1)
    assert night.phone("alice").is_quiet

    night.clock.forward(seconds=1)
    night.phone("alice").received("Core switch down")


def test_cleared_while_it_is_held_it_wakes_nobody(night: Night) -> None:
    night.alert(**KEY, **{"class": "offline"})
    night.clock.forward(minutes=2)

    clear(night)
    night.clock.forward(minutes=10)

    assert night.incident().status == "resolved"
    assert not Page.objects.exists()


@pytest.mark.parametrize("fields", [{}, {"class": "disk"}, {"class": "offline", "service_line": "security"}])
def test_nothing_else_is_held(night: Night, fields: dict[str, str]) -> None:
    night.alert("Server offline, UPS on battery", **fields)

    night.phone("alice").received("Server offline")


def test_a_person_is_never_held(night: Night) -> None:
    night.reported("We are offline")

    night.phone("alice").received("We are offline")


def test_held_and_left_to_the_desk_it_goes_there_when_the_hold_is_over(night: Night) -> None:
    night.alert(**KEY, severity="warning", **{"class": "offline"})

    night.clock.forward(minutes=3)

    assert night.incident().status == "queued"


# People's reports


def test_the_same_delivery_of_a_report_is_the_same_incident(night: Night) -> None:
    first, again = (night.reported(delivery_id="form-1") for _ in range(2))

    assert first == again
    night.phone("alice").received("Nobody can log in", "Call Dana +12125550142 by 02:44 EST")


def test_numbers_count_per_organization(night: Night, other: Elsewhere) -> None:
    night.rest_is_noise = True
    for n in range(3):
        night.alert(f"Server {n} down")

    assert list(Incident.objects.order_by("pk").values_list("number", flat=True)) == [1001, 1002, 1003]
    assert other.organization.last_incident_number == 1000
