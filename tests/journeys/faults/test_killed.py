"""SIGKILL, at every point between taking a message to work on and having written down what became of it.

The page arrives all the same, once, or twice where nobody can know; and the second is marked.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction

from delivery.models import Attempt, Message
from routing.models import Incident
from tests.journeys.engine import Engine
from tests.journeys.faults.leases import lease_runs_out
from tests.journeys.phones import Phones, Simulator
from tests.journeys.story import Clock, Source
from tests.journeys.waiting import until


@contextmanager
def nothing_is_written_to(table: str) -> Iterator[None]:
    """Whoever writes to it meanwhile waits there."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {table} IN SHARE MODE")
        yield


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
        return bool(cursor.fetchone()[0])


def request_is_there(simulator: Simulator) -> bool:
    """The provider has the request that the slow answer was meant for."""
    return all(fault["fault"] != "slow" for fault in simulator.get("faults/"))


def killed_in_mid_request(engine: Engine, simulator: Simulator) -> None:
    until(lambda: request_is_there(simulator), "the request is with the provider")
    engine["page-worker"].kill()


def attempts_of_the_text() -> list[Attempt]:
    """In order, once it has arrived."""
    text = Message.objects.get(purpose="page", channel="sms")
    until(lambda: Message.objects.get(pk=text.pk).status == "delivered", "the text is delivered")
    return list(text.attempts.order_by("number"))


def test_with_the_message_taken_and_nothing_begun(
    alert: Source, phone: Phones, engine: Engine, clock: Clock
) -> None:
    with nothing_is_written_to("delivery_attempt"):
        alert("Core switch down")
        until(somebody_waits, "the message is taken")
        engine["page-worker"].kill()
    begun = Attempt.objects.count()

    engine.make_whole("page-worker")
    lease_runs_out(clock)

    phone("alice").received("Core switch down")
    assert begun == 0
    assert [each.possible_duplicate for each in attempts_of_the_text()] == [False]


def test_before_the_provider_did_it(
    alert: Source, phone: Phones, engine: Engine, simulator: Simulator, clock: Clock
) -> None:
    simulator.fault("rest", "slow", seconds=1)
    simulator.fault("rest", "500")
    alert("Core switch down")
    killed_in_mid_request(engine, simulator)

    engine.make_whole("page-worker")
    lease_runs_out(clock)

    phone("alice").received("Core switch down")
    assert [each.possible_duplicate for each in attempts_of_the_text()] == [False, True]


def test_while_the_provider_does_it_and_never_back(
    alert: Source, phone: Phones, engine: Engine, simulator: Simulator
) -> None:
    """With nobody left but the sweep, and a lease that runs out by itself."""
    simulator.fault("rest", "slow", seconds=1.5)
    simulator.fault("callback", "drop", times=None)
    switch = alert("Core switch down")
    killed_in_mid_request(engine, simulator)
    engine["default-worker"].kill()

    phone("alice").received("Core switch down")

    assert [each.possible_duplicate for each in attempts_of_the_text()] == [False]
    engine.make_whole("page-worker", "default-worker")
    phone("alice").replies("1").received("You have it")
    switch.becomes("acknowledged")


def test_and_the_provider_does_it_long_after(
    alert: Source, phone: Phones, engine: Engine, simulator: Simulator, clock: Clock
) -> None:
    simulator.fault("rest", "slow", seconds=8)
    alert("Core switch down")
    killed_in_mid_request(engine, simulator)

    engine.make_whole("page-worker")
    lease_runs_out(clock)

    phone("alice").received("Core switch down")
    assert [each.possible_duplicate for each in attempts_of_the_text()] == [False, True]
    phone("alice").received("Core switch down")


@pytest.mark.parametrize("callbacks", ["that come", "that are lost"])
def test_with_the_answer_unread(
    callbacks: str, alert: Source, phone: Phones, engine: Engine, simulator: Simulator, clock: Clock
) -> None:
    simulator.fault("rest", "slow", seconds=1)
    if callbacks == "that are lost":
        simulator.fault("callback", "drop", times=None)
    alert("Core switch down")
    until(lambda: request_is_there(simulator), "the request is with the provider")
    engine["page-worker"].freeze()
    phone("alice").received("Core switch down")
    engine["page-worker"].kill()

    engine.make_whole("page-worker")
    lease_runs_out(clock)

    assert [each.possible_duplicate for each in attempts_of_the_text()] == [False]


def test_while_it_writes_down_what_became_of_it(
    alert: Source, phone: Phones, engine: Engine, simulator: Simulator, clock: Clock
) -> None:
    simulator.fault("rest", "slow", seconds=1)
    simulator.fault("callback", "drop", times=None)
    alert("Core switch down")
    until(lambda: request_is_there(simulator), "the request is with the provider")

    with transaction.atomic():
        Message.objects.select_for_update().get(purpose="page", channel="sms")
        phone("alice").received("Core switch down")
        until(somebody_waits, "the worker writes it down")
        engine["page-worker"].kill()

    engine.make_whole("page-worker")
    lease_runs_out(clock)
    assert [each.possible_duplicate for each in attempts_of_the_text()] == [False]


def test_while_it_places_a_call(
    alert: Source, phone: Phones, engine: Engine, simulator: Simulator, clock: Clock
) -> None:
    alert("Core switch down")
    phone("alice").received("Core switch down")
    simulator.fault("rest", "slow", seconds=1)
    clock.forward(seconds=31)
    killed_in_mid_request(engine, simulator)

    engine.make_whole("page-worker")
    lease_runs_out(clock)

    phone("alice").rings().answers().presses("1").hears("You have it")
    phone("alice").received("You have it")
    assert Attempt.objects.filter(message__channel="voice").count() == 1


def test_while_it_decides_what_an_alert_means(alert: Source, phone: Phones, engine: Engine) -> None:
    with nothing_is_written_to("routing_decision"):
        alert("Core switch down")
        until(somebody_waits, "the worker is at it")
        engine["default-worker"].kill()

    engine.make_whole("default-worker")

    phone("alice").received("Core switch down")
    assert Incident.objects.count() == 1


def test_in_mid_escalation(alert: Source, phone: Phones, engine: Engine, clock: Clock) -> None:
    alert("Core switch down")
    phone("alice").received("Core switch down")
    with nothing_is_written_to("routing_page"):
        clock.forward(minutes=4)
        until(somebody_waits, "the worker is at it")
        engine["page-worker"].kill()

    engine.make_whole("page-worker")

    phone("bob").received("Core switch down")
