"""PostgreSQL is restarted in mid-night: nothing is claimed meanwhile, and everything goes on by itself afterwards."""

from urllib.error import HTTPError
from urllib.request import urlopen

from django.db import connection

from tests.journeys.engine import Engine
from tests.journeys.faults.servers import Servers
from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Night, Source
from tests.journeys.waiting import until

WORKERS = ("page-worker", "default-worker")


def test_an_alert_is_refused_until_it_is_back_and_what_was_due_goes_out(
    alert: Source, phone: Phones, engine: Engine, servers: Servers, clock: Clock, night: Night
) -> None:
    alert("Core switch down")
    phone("alice").received("Core switch down")
    night.quiet()
    ran = {name: process.pid for name, process in engine.by_name.items()}

    connection.close()
    servers.postgres.stop()
    clock.at(seconds=31)
    refused, words = alert.sends(b'{"summary": "Firewall down", "client": "northwind-dental"}')
    healthy = status_of(f"{night.web_url}/healthz")
    servers.postgres.start()

    assert (refused, healthy) == (503, 503)
    assert "not stored" in words
    phone("alice").rings().answers().presses("1").hears("You have it")
    phone("alice").received("You have it")
    alert("Firewall down")
    phone("alice").received("Firewall down")
    until(lambda: status_of(f"{night.web_url}/healthz") == 200, "the web is well again")
    assert not [name for name in WORKERS if "server closed the connection" in engine[name].text()]
    assert {name: process.pid for name, process in engine.by_name.items() if process.alive} == ran


def status_of(url: str) -> int:
    try:
        with urlopen(url, timeout=10) as answer:
            return int(answer.status)
    except HTTPError as refused:
        return refused.code
