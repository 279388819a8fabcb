"""The sweep stands still: the watchdog, a process of its own, calls the owner straight through the provider."""

from django.db import connection

from routing.models import Heartbeat
from tests.journeys.engine import Engine
from tests.journeys.phones import Phones
from tests.journeys.story import Clock, Night
from tests.journeys.waiting import until
from tests.world import PHONES


def test_when_no_sweep_was_seen_for_a_minute_the_owner_is_told(
    night: Night, phone: Phones, engine: Engine, clock: Clock
) -> None:
    clock.forward(seconds=31)
    until(lambda: PHONES["alice"] in engine.watch_file, "the sweep has written down whom to call")
    engine.another("watchdog")
    the_watchdog_has_seen_it_well()
    engine["sweep"].freeze()

    a_minute_passes()

    for name in ("alice", "carol"):
        phone(name).received("the engine that sends pages stands still")
        phone(name).rings().declines()
    engine["sweep"].thaw()


def the_watchdog_has_seen_it_well() -> None:
    """It writes its own beat before it looks: only a second beat says that its first look is over."""
    beats = Heartbeat.objects.filter(name="watchdog").values_list("at", flat=True)
    until(beats.exists, "the watchdog looks")
    first = beats.get()
    until(lambda: beats.get() > first, "the watchdog looks again")


def a_minute_passes() -> None:
    """By the database's clock."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE routing_heartbeat SET at = at - interval '61 seconds' WHERE name = 'sweep'")
