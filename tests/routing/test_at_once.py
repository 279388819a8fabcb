"""The same moment, twice: real threads on real connections; each race has one winner and leaves nothing behind."""

import json
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from celery import current_app
from django.db import connection, transaction

from accounts.actions.lock import lock_organization
from accounts.audit import Actor
from accounts.models import AuditEvent, Membership
from accounts.refusal import Refused
from delivery import nudge
from delivery.actions.send import send
from delivery.models import Attempt, Message
from delivery.providers import forms, registry
from delivery.providers.base import InboundText
from oncall.stored_specs import on_call
from routing.actions import respond
from routing.actions.advance import advance
from routing.actions.intake import handle
from routing.actions.keys import press
from routing.actions.leave import deactivate
from routing.actions.lock import locked, locked_where_it_goes_on
from routing.actions.merge import merge
from routing.actions.pause import pause
from routing.actions.reply import apply_reply, store_reply
from routing.actions.respond import NotPossible, TooLate
from routing.actions.store import Received, store_event
from routing.models import Alert, ClockPause, Handling, InboundEvent, Incident, Page, Reply
from routing.sweep import Sweep
from tests.night import Night
from tests.world import PAGING_NUMBER, PHONES, world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Night:
    """A night whose changes are committed, so that every thread sees them. No broker: nothing else works on it."""
    found = Night(world())
    found.rest_is_noise = True
    settings.PUBLIC_BASE_URL = "https://bell.example"
    monkeypatch.setattr(registry, "platform_provider", lambda: found.wire)
    return found


@pytest.fixture(autouse=True)
def _no_broker() -> Iterator[None]:
    before, current_app.conf.broker_url = current_app.conf.broker_url, "redis://127.0.0.1:1/0"
    nudge.circuit.open_until = float("inf")
    yield
    current_app.conf.broker_url, nudge.circuit.open_until = before, 0.0


def at_once(*deeds: Callable[[], Any], hands: int = 0) -> list[Any]:
    """Start the deeds together in threads; what each returned, or the exception it raised."""
    gate = threading.Barrier(hands or len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        if not hands:
            gate.wait(10)
        try:
            return deed()
        except Exception as error:  # noqa: BLE001 - the test looks at it
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(hands or len(deeds)) as threads:
        return list(threads.map(run, deeds))


def stored(night: Night, raw: bytes) -> UUID:
    return taken_in(night, raw)[0]


def taken_in(night: Night, raw: bytes, delivery_id: str | None = None) -> tuple[UUID, bool]:
    now = night.clock.now
    received = Received(
        raw=raw, content_type="", method="POST", path="/in/", address=None, received_at=now, decided_at=now,
        delivery_id=delivery_id,
    )  # fmt: skip
    return store_event(integration=night.integration(), received=received)


ALERT = {"summary": "Core switch down", "severity": "critical", "client": "northwind-dental"}


def test_fifty_identical_alerts_at_once_are_one_incident_and_one_page(night: Night) -> None:
    night.integration()
    raw = json.dumps({**ALERT, "dedup_key": "sw-1"}).encode()
    now = night.clock.now

    def comes() -> Any:
        return handle(event_id=stored(night, raw), now=now)

    handled = at_once(*[comes] * 50, hands=8)

    assert not [one for one in handled if isinstance(one, Exception)]
    assert len({incident.pk for incident in handled}) == 1
    assert Alert.objects.get().repeat_count == 50
    assert Counter(Handling.objects.values_list("outcome", flat=True)) == {"opened": 1, "repeated": 49}
    assert Page.objects.filter(channel="sms").count() == 1


def test_equal_bytes_without_a_key_at_once_are_one_alert(night: Night) -> None:
    night.integration()
    raw = json.dumps(ALERT).encode()
    now = night.clock.now

    at_once(*[lambda: handle(event_id=stored(night, raw), now=now)] * 16, hands=8)

    assert Counter(Handling.objects.values_list("outcome", flat=True)) == {"opened": 1, "replayed": 15}
    assert Incident.objects.count() == 1


def test_one_delivery_told_by_eight_at_once_is_stored_once_and_answered_alike(night: Night) -> None:
    night.integration()
    raw = json.dumps(ALERT).encode()

    answers = at_once(*[lambda: taken_in(night, raw, delivery_id="d-1")] * 8)

    assert Counter(new for _, new in answers) == {True: 1, False: 7}
    assert {event for event, _ in answers} == set(InboundEvent.objects.values_list("pk", flat=True))
    assert Handling.objects.count() == 1


def test_alerts_nobody_can_read_at_once_are_one_incident(night: Night) -> None:
    night.integration()
    events = [stored(night, b"{" * n) for n in range(1, 9)]
    now = night.clock.now

    handled = at_once(*[lambda e=event: handle(event_id=e, now=now) for event in events])

    assert not [one for one in handled if isinstance(one, Exception)]
    assert Alert.objects.get().repeat_count == 8


def test_one_event_handled_by_six_workers_counts_once(night: Night) -> None:
    event = stored(night, json.dumps({**ALERT, "dedup_key": "sw-1"}).encode())

    at_once(*[lambda: handle(event_id=event, now=night.clock.now)] * 6)

    assert Alert.objects.get().repeat_count == 1
    assert Page.objects.filter(channel="sms").count() == 1


def test_numbers_given_out_at_once_have_no_gap_and_no_double(night: Night) -> None:
    night.integration()
    events = [stored(night, json.dumps({**ALERT, "summary": f"Server {n} down"}).encode()) for n in range(12)]

    at_once(*[lambda e=event: handle(event_id=e, now=night.clock.now) for event in events], hands=6)

    assert sorted(Incident.objects.values_list("number", flat=True)) == list(range(1001, 1013))


@pytest.mark.parametrize("n", range(3))
def test_no_attempt_is_made_after_an_acknowledgement_that_met_the_next_step(night: Night, n: int) -> None:
    incident = night.alert().incident
    step_over = night.clock.now + timedelta(minutes=4)
    calls = list(incident.pages.filter(channel="voice").values_list("message_id", flat=True))
    attempts = Attempt.objects.filter(message__pages__incident=incident)

    def takes() -> Any:
        respond.acknowledge(
            incident_id=incident.pk, by=night.world.carol, actor=Actor.system(), now=step_over
        )
        return set(attempts.values_list("pk", flat=True))

    made_by_then, *_ = at_once(
        takes,
        lambda: advance(incident_id=incident.pk, now=step_over),
        *[partial(send, message, now=step_over - timedelta(minutes=1)) for message in calls],
    )

    assert night.incident().status == "acknowledged"
    assert not incident.pages.filter(ended_at=None).exists()
    assert not Message.objects.filter(pages__incident=incident, status="queued").exists()
    waiting = Message.objects.filter(pages__incident=incident).values_list("pk", flat=True)
    at_once(*[partial(send, message, now=step_over) for message in waiting])
    assert set(attempts.values_list("pk", flat=True)) == made_by_then


@pytest.mark.parametrize("n", range(2))
def test_of_two_who_take_it_together_by_text_one_has_it_and_the_other_is_told(night: Night, n: int) -> None:
    night.alert()
    night.clock.forward(minutes=4)

    def texts(name: str) -> int:
        number = night.world.organization.phone_numbers.get(purpose="paging")
        text = InboundText(f"SM-{name}", PHONES[name], PAGING_NUMBER, "1", 0, "", {})
        reply = store_reply(text=text, number=number, now=night.clock.now)
        assert reply
        apply_reply(reply_id=reply.pk, now=night.clock.now)
        return reply.pk

    replies = at_once(partial(texts, "alice"), partial(texts, "bob"))

    effects = dict(Reply.objects.filter(pk__in=replies).values_list("effect", "member"))
    assert set(effects) == {"acknowledged", "late"}
    assert night.incident().taken_by_id == effects["acknowledged"]


def test_the_same_text_applied_by_four_workers_has_one_effect(night: Night) -> None:
    night.alert()
    number = night.world.organization.phone_numbers.get(purpose="paging")
    text = InboundText("SM-1", PHONES["alice"], PAGING_NUMBER, "1", 0, "", {})
    reply = store_reply(text=text, number=number, now=night.clock.now)
    assert reply

    done = at_once(*[lambda: apply_reply(reply_id=reply.pk, now=night.clock.now)] * 4)

    assert done.count(True) == 1
    assert Message.objects.filter(purpose="reply").count() == 1


def test_a_key_pressed_while_a_callback_counts_does_not_wait_for_it_for_ever(night: Night) -> None:
    """A callback locks the message and then its attempt; a key must not do it the other way round."""
    night.alert()
    night.clock.forward(seconds=30)
    call = next(sent for sent in night.wire.sent if sent.kind == "call")
    attempt = Attempt.objects.select_related("message__number__account").get(pk=call.attempt)
    keyed = forms.parse_keys({"CallSid": call.sid, "Digits": "2"})
    locked = threading.Event()

    def counts() -> Any:
        with transaction.atomic():
            Message.objects.select_for_update(no_key=True).get(pk=attempt.message_id)
            locked.set()
            time.sleep(0.4)
            return Attempt.objects.select_for_update(no_key=True).get(pk=attempt.pk)

    def presses() -> str:
        locked.wait(5)
        return press(attempt=attempt, turn=1, pressed=keyed, now=night.clock.now)

    answers = at_once(counts, presses)

    assert not [answer for answer in answers if isinstance(answer, Exception)]
    assert Page.objects.filter(member=night.world.bob).exists()


def alert_of(key: str, **more: str) -> bytes:
    return json.dumps({**ALERT, "dedup_key": key, **more}).encode()


def test_a_trigger_that_meets_a_clear_ends_open_or_resolved_never_both(night: Night) -> None:
    night.integration()
    now = night.clock.now
    for key in map(str, range(10, 16)):
        handle(event_id=stored(night, alert_of(key)), now=now)
        clear, again = stored(night, alert_of(key, event_action="resolve")), stored(night, alert_of(key))

        done = at_once(*[partial(handle, event_id=event, now=now) for event in (clear, again)])

        assert not [one for one in done if isinstance(one, Exception)]
        alert = Alert.objects.get(dedup_key=key)
        assert (alert.status == "open") == (alert.incident.status != "resolved")


def test_a_trigger_that_meets_a_person_who_closes_it_is_never_swallowed(night: Night) -> None:
    """It found the alert open while the person's closing was not committed yet."""
    incident = night.alert(dedup_key="sw-1").incident
    again = stored(night, alert_of("sw-1"))
    closed = threading.Event()

    def closes() -> None:
        with transaction.atomic():
            respond.resolve(
                incident_id=incident.pk, reason="", by=None, actor=Actor.system(), now=night.clock.now
            )
            closed.set()
            time.sleep(0.4)

    def comes() -> Any:
        closed.wait(5)
        return handle(event_id=again, now=night.clock.now)

    _, reopened = at_once(closes, comes)

    assert reopened.pk != incident.pk
    assert Incident.objects.get(pk=reopened.pk).status == "triggered"
    assert not Alert.objects.filter(status="open", incident__status="resolved").exists()


def test_two_sweeps_do_every_row_once(night: Night) -> None:
    night.integration()
    for n in range(12):
        stored(night, json.dumps({**ALERT, "summary": f"Server {n} down"}).encode())
    night.reported("Nobody can log in")
    now = night.clock.now
    sweeps = [Sweep(), Sweep()]

    for _ in range(4):
        Message.objects.update(nudged_at=None)
        at_once(*[lambda s=sweep: s.once(now=now) for sweep in sweeps])
        for sweep in sweeps:
            sweep.hands.shutdown(wait=True)
        sweeps = [Sweep(), Sweep()]

    assert Incident.objects.count() == 13
    assert set(Alert.objects.values_list("repeat_count", flat=True)) == {1}
    texts = Message.objects.filter(purpose="page", channel="sms")
    assert {message.attempts.count() for message in texts} == {1}
    assert Counter(sent.body for sent in night.wire.sent if sent.kind == "text").most_common(1)[0][1] == 1


def test_incidents_that_reach_the_desk_at_once_are_all_told_and_each_once(night: Night) -> None:
    for n in range(5):
        night.alert(f"Disk {n} full", severity="warning")
    opening = Incident.objects.earliest("pk").due_at
    assert opening

    for _ in range(5):
        waiting = Incident.objects.filter(status="queued").values_list("pk", flat=True)
        at_once(*[partial(advance, incident_id=pk, now=opening) for pk in waiting], hands=5)

    assert set(Incident.objects.values_list("status", flat=True)) == {"at_desk"}
    told = "".join(Message.objects.filter(purpose="desk").values_list("body", flat=True))
    assert [told.count(f"Disk {n} full") for n in range(5)] == [1] * 5


def test_the_loser_of_a_race_in_the_browser_is_told_who_has_it(night: Night) -> None:
    incident = night.alert().incident
    people = [night.world.alice, night.world.bob, night.world.carol]

    answers = at_once(
        *[
            lambda by=by: respond.acknowledge(
                incident_id=incident.pk, by=by, actor=Actor.member(by), now=night.clock.now
            )
            for by in people
        ]
    )

    [late, later] = [answer for answer in answers if isinstance(answer, TooLate)]
    assert late.has_it == later.has_it == night.incident().taken_by


def leaves(night: Night, who: str, to: str, by: str) -> Any:
    manager = getattr(night.world, by)
    return deactivate(
        member=getattr(night.world, who), to=getattr(night.world, to), by=manager, actor=Actor.member(manager),
        now=night.clock.now,
    )  # fmt: skip


def test_two_who_deactivate_the_same_member_at_once_do_it_once(night: Night) -> None:
    answers = at_once(
        partial(leaves, night, "bob", "dave", "carol"), partial(leaves, night, "bob", "carol", "alice")
    )

    [refused] = [answer for answer in answers if isinstance(answer, Refused)]
    assert "deactivated before" in str(refused)
    assert AuditEvent.objects.filter(verb="deactivated").count() == 1
    [done] = [answer for answer in answers if not isinstance(answer, Refused)]
    on_turn = on_call([night.world.backup], night.clock.now)[night.world.backup.pk].people
    assert on_turn == (done.successor.pk,)


def test_nothing_is_given_to_somebody_who_is_deactivated_at_the_same_moment(night: Night) -> None:
    answers = at_once(
        partial(leaves, night, "bob", "dave", "carol"), partial(leaves, night, "dave", "bob", "alice")
    )

    assert sorted(isinstance(answer, Refused) for answer in answers) == [False, True]
    left = Membership.objects.get(archived_at__isnull=False)
    assert on_call([night.world.backup], night.clock.now)[night.world.backup.pk].people != (left.pk,)


def test_of_two_owners_who_deactivate_each_other_one_stays(night: Night) -> None:
    night.world.carol.role = "owner"
    night.world.carol.save()

    answers = at_once(
        partial(leaves, night, "alice", "dave", "carol"), partial(leaves, night, "carol", "dave", "alice")
    )

    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Membership.objects.filter(role="owner", archived_at=None).count() == 1


@pytest.mark.parametrize("n", range(4))
def test_what_is_taken_while_its_taker_is_deactivated_is_left_with_nobody_who_is_gone(
    night: Night, n: int
) -> None:
    incident, bob = night.alert().incident, night.world.bob

    def takes() -> Any:
        time.sleep(n * 0.01)
        return respond.acknowledge(
            incident_id=incident.pk, by=bob, actor=Actor.member(bob), now=night.clock.now
        )

    at_once(takes, partial(leaves, night, "bob", "dave", "carol"))

    assert night.incident().taken_by_id != bob.pk
    assert night.incident().pages.filter(ended_at=None).exists()


def test_merged_crosswise_one_of_the_two_goes_on(night: Night) -> None:
    one, other = (
        night.alert("Switch down", dedup_key="a").incident,
        night.alert("Router down", dedup_key="b").incident,
    )
    carol = night.world.carol
    said = partial(merge, by=carol, actor=Actor.member(carol), now=night.clock.now)

    came = at_once(
        partial(said, incident_id=one.pk, into_id=other.pk),
        partial(said, incident_id=other.pk, into_id=one.pk),
    )

    assert Counter(type(each) for each in came) == {Incident: 1, NotPossible: 1}
    assert sorted(Incident.objects.values_list("status", flat=True)) == ["resolved", "triggered"]
    assert set(Alert.objects.values_list("incident__status", flat=True)) == {"triggered"}


def test_taken_by_its_code_while_it_is_merged_somebody_has_what_goes_on(night: Night) -> None:
    one, other = (
        night.alert("Switch down", dedup_key="a").incident,
        night.alert("Router down", dedup_key="b").incident,
    )
    carol, code = night.world.carol, one.pages.first().code

    came = at_once(
        partial(
            merge,
            incident_id=one.pk,
            into_id=other.pk,
            by=carol,
            actor=Actor.member(carol),
            now=night.clock.now,
        ),
        partial(night.phone("alice").replies, code),
    )

    one.refresh_from_db()
    if one.merged_into_id is None:
        assert (one.status, type(came[0])) == ("acknowledged", NotPossible)
    else:
        assert night.incident(other.number).taken_by == night.world.alice


def one_and_then(first: int, then: int, *, holds: threading.Event) -> None:
    """Locks the one, and a moment later the other, as a merge does."""
    with transaction.atomic():
        locked(first)
        holds.set()
        time.sleep(0.2)
        locked(then)


def test_a_merge_of_what_reaches_the_desk_in_that_moment_is_not_broken_off(night: Night) -> None:
    low, high = (night.alert(f"Disk {n} full", severity="warning").incident for n in range(2))
    opening, holds = high.due_at, threading.Event()

    def reaches_the_desk() -> bool:
        holds.wait(5)
        return advance(incident_id=high.pk, now=opening)

    came = at_once(partial(one_and_then, low.pk, high.pk, holds=holds), reaches_the_desk)

    assert came == [None, True]
    advance(incident_id=low.pk, now=opening)
    assert set(Incident.objects.values_list("status", flat=True)) == {"at_desk"}


def test_whoever_looks_for_what_goes_on_for_a_merged_one_holds_only_that(night: Night) -> None:
    one, other = (night.alert(f"Disk {n} full", severity="warning").incident for n in range(2))
    carol, holds = night.world.carol, threading.Event()
    merge(incident_id=other.pk, into_id=one.pk, by=carol, actor=Actor.member(carol), now=night.clock.now)

    def looks() -> int:
        holds.wait(5)
        with transaction.atomic():
            return locked_where_it_goes_on(other.pk).pk

    assert at_once(partial(one_and_then, one.pk, other.pk, holds=holds), looks) == [None, one.pk]


@pytest.mark.parametrize("row", ["incident", "message"])
def test_what_refers_to_a_row_does_not_wait_for_whoever_changes_it(night: Night, row: str) -> None:
    """A reply, an attempt or a line is stored while the row is being saved: only its key must stay."""
    incident = night.alert().incident
    changing, looked = threading.Event(), threading.Event()
    found = incident if row == "incident" else Message.objects.filter(pages__incident=incident)[0]

    def changes() -> None:
        with transaction.atomic():
            found.save()
            changing.set()
            looked.wait(5)

    def refers() -> list[int]:
        changing.wait(5)
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                sql = f"SELECT 1 FROM {found._meta.db_table} WHERE id = %s FOR KEY SHARE NOWAIT"
                cursor.execute(sql, [found.pk])
                return [one for (one,) in cursor.fetchall()]
        finally:
            looked.set()

    assert at_once(changes, refers) == [None, [1]]


def test_an_alert_that_comes_anew_does_not_wait_for_whoever_waits_for_what_was_closed(night: Night) -> None:
    """As somebody does who deactivates a member: the organization first, then what they have."""
    incident = night.alert(dedup_key="sw-1").incident
    respond.resolve(incident_id=incident.pk, reason="", by=None, actor=Actor.system(), now=night.clock.now)
    again, holds = stored(night, alert_of("sw-1")), threading.Event()

    def deactivates() -> None:
        with transaction.atomic():
            lock_organization(incident.organization_id)
            holds.set()
            time.sleep(0.3)
            locked(incident.pk)

    def comes() -> Any:
        holds.wait(5)
        return handle(event_id=again, now=night.clock.now)

    came = at_once(deactivates, comes)

    assert came[0] is None
    assert Incident.objects.get(pk=came[1].pk).status == "triggered"


def test_of_two_who_pause_its_time_at_once_one_does_and_the_other_is_told_who(night: Night) -> None:
    incident, actor = night.alert().incident, Actor.system()

    def pauses(member: Membership) -> Any:
        return pause(
            incident_id=incident.pk,
            reason="client",
            evidence="By phone",
            by=member,
            actor=actor,
            now=night.clock.now,
        )

    found = at_once(*(partial(pauses, each) for each in (night.world.bob, night.world.carol)))

    (refused,) = [each for each in found if isinstance(each, NotPossible)]
    assert str(refused) == f"{ClockPause.objects.get().paused_by} paused it before: waiting for the client."
