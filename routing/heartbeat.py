"""When a process was last seen alive, by the database's clock."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

SET_BACK = "clock_set_back"  # beats when a process sees its clock, or the database's, stepping back


def beat(name: str) -> None:
    """Say that this process is alive."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO routing_heartbeat (name, at) VALUES (%s, clock_timestamp())"
            " ON CONFLICT (name) DO UPDATE SET at = excluded.at",
            [name],
        )


@dataclass(frozen=True, slots=True)
class Seen:
    """Seconds since the sweep was seen, and since a clock was set back (None: never); the database's clock."""

    sweep: float | None
    set_back: float | None
    database_says: datetime


def seen() -> Seen:
    """In one question."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(extract(epoch FROM clock_timestamp() - at)) FILTER (WHERE name = 'sweep'),"
            " max(extract(epoch FROM clock_timestamp() - at)) FILTER (WHERE name = %s), clock_timestamp()"
            " FROM routing_heartbeat",
            [SET_BACK],
        )
        sweep, set_back, database_says = cursor.fetchone()
    return Seen(_seconds(sweep), _seconds(set_back), database_says)


def _seconds(told: Any) -> float | None:
    return None if told is None else float(told)


def age_seconds(name: str) -> float | None:
    """How long ago it was seen; None: never."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM clock_timestamp() - at) FROM routing_heartbeat WHERE name = %s", [name]
        )
        row = cursor.fetchone()
    return float(row[0]) if row else None
