"""The broker stops, comes back or forgets everything: pages go out all the same, and none twice (promises 1 and 2)."""

import pytest

from delivery.models import Message
from routing.models import Handling, Incident
from tests.journeys.engine import Engine
from tests.journeys.faults.servers import Servers
from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Source
from tests.journeys.waiting import until

WORKERS = {"default-worker": "Task default.handle_event", "page-worker": "Task page.send"}


def test_while_it_is_stopped_two_sweeps_page_once_and_one_may_die_and_afterwards_the_workers_go_on(
    alert: Source, phone: Phones, engine: Engine, servers: Servers, clock: Clock
) -> None:
    engine.another("sweep")
    said = {name: len(engine[name].text()) for name in WORKERS}
    servers.broker.stop()

    switch = alert("Core switch down")

    phone("alice").received("Core switch down")
    engine["sweep"].kill()
    clock.at(seconds=31)
    phone("alice").rings().answers().presses("1").hears("You have it")
    phone("alice").received("You have it")
    switch.becomes("acknowledged")

    servers.broker.start()
    for name in WORKERS:
        until(lambda name=name: "Connected to redis" in engine[name].text()[said[name] :], f"{name} is back")
    said = {name: len(engine[name].text()) for name in WORKERS}
    alert("Firewall down")

    phone("alice").received("Firewall down")
    for name, task in WORKERS.items():
        until(lambda name=name, task=task: task in engine[name].text()[said[name] :], f"{name} goes on")


@pytest.mark.parametrize("nudges", ["lost", "three times"])
def test_a_nudge_may_be_lost_or_come_again(
    nudges: str, alert: Source, phone: Phones, engine: Engine, servers: Servers
) -> None:
    engine["page-worker"].freeze()
    alert("Core switch down")
    until(lambda: Message.objects.filter(purpose="page").exists(), "the page is written")

    if nudges == "lost":
        servers.empty_broker()
    else:
        told_again(servers)
    engine["page-worker"].thaw()

    phone("alice").received("Core switch down")


def told_again(servers: Servers) -> None:
    """Everything, twice more, to workers that may have done it already."""
    for _ in range(2):
        servers.nudge("default.handle_event", Handling.objects.get().event_id)
        servers.nudge("page.advance", Incident.objects.get().pk)
        for message in Message.objects.all():
            servers.nudge("page.send", message.pk)
