"""How the engine is: for alarms and the board. `/healthz` asks only for process and database."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from celery import current_app
from django.db import Error, connection
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from accounts.models import Organization
from delivery.queries import provider_trouble
from hours.clock import on_the_wall
from routing.fallback_reach import fallback_trouble
from routing.heartbeat import Seen, seen

STALE_SECONDS = 15.0
APART_SECONDS = 5.0
SET_BACK_SECONDS = 3600.0
TROUBLE_WITHIN = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Health:
    """What works; `reasons` in words for what does not (none: all is well)."""

    database: bool
    broker: bool
    sweep_age_seconds: float | None
    provider: bool
    reasons: tuple[str, ...]


def health(now: datetime) -> Health:
    """Ask each part, briefly."""
    try:
        found, trouble = seen(), provider_trouble(since=now - TROUBLE_WITHIN)
    except Error:
        connection.close()
        return Health(False, False, None, False, ("The database does not answer.",))
    broker = broker_answers()
    reasons = (*_reasons(broker, found.sweep, trouble), *clock_trouble(found, on_the_wall()))
    return Health(True, broker, found.sweep, not trouble, reasons)


def health_for(organization: Organization, now: datetime) -> Health:
    """As its people see it on their board: the engine, and whether anybody stands behind everyone."""
    found = health(now)
    return (
        replace(found, reasons=(*found.reasons, *fallback_trouble(organization))) if found.database else found
    )


def _reasons(broker: bool, age: float | None, trouble: dict[str, int]) -> tuple[str, ...]:
    found = []
    if not broker:
        found.append("The broker does not answer: pages go out through the sweep, slower.")
    if age is None or age > STALE_SECONDS:
        found.append("The sweep has not been seen for a while." if age else "The sweep has never been seen.")
    found.extend(f"The provider complained {count} times: {reason}." for reason, count in trouble.items())
    return tuple(found)


def clock_trouble(found: Seen, says: datetime) -> tuple[str, ...]:
    """What is due waits in times of the clock: set back, everything comes later by as much."""
    reasons = []
    stepped = found.set_back is not None and found.set_back < SET_BACK_SECONDS
    if stepped or (found.sweep is not None and found.sweep < -APART_SECONDS):
        reasons.append("A clock was set back in the last hour: what was due may come later by as much.")
    apart = round(abs((found.database_says - says).total_seconds()))
    if apart > APART_SECONDS:
        reasons.append(f"The clocks of this machine and of the database are {apart} seconds apart.")
    return tuple(reasons)


def broker_answers() -> bool:
    """Whether the broker takes a connection within a quarter of a second."""
    try:
        with current_app.connection_for_write() as found:
            options = {
                **(found.transport_options or {}),
                "socket_connect_timeout": 0.25,
                "socket_timeout": 0.25,
                "max_retries": 0,
            }
            with found.clone(transport_options=options) as tried:
                tried.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=1)
    except (KombuError, RedisError, OSError):
        return False
    return True
