"""When a process was last seen alive, by the database's clock."""

from django.db import connection


def beat(name: str) -> None:
    """Say that this process is alive."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO routing_heartbeat (name, at) VALUES (%s, clock_timestamp())"
            " ON CONFLICT (name) DO UPDATE SET at = excluded.at",
            [name],
        )


def age_seconds(name: str) -> float | None:
    """How long ago it was seen; None: never."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT extract(epoch FROM clock_timestamp() - at) FROM routing_heartbeat WHERE name = %s", [name]
        )
        row = cursor.fetchone()
    return float(row[0]) if row else None
