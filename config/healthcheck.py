"""`python -m config.healthcheck [sweep]`: for the containers' health checks; 0 and a word, or 1 and the reason.

Without a name: does the web server of this container answer? With one: was that process seen alive lately, by the
database's clock? Django is not loaded: this runs every few seconds.
"""

import sys
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlsplit

import psycopg2

from config.env import reader

TIMEOUT_SECONDS = 4
OLDEST_SECONDS = 60
SEEN = "SELECT extract(epoch FROM clock_timestamp() - at) FROM routing_heartbeat WHERE name = %s"
env = reader()


class Sick(Exception):
    """What is wrong."""


def ask_web() -> str:
    """Ask /healthz on loopback, in the name of the public host: an unknown host is refused."""
    port = env.text("WEB_BIND", "127.0.0.1:8000").rpartition(":")[2]
    host = urlsplit(env.text("PUBLIC_BASE_URL")).netloc or "localhost"
    connection = HTTPConnection("127.0.0.1", int(port), timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        answer = connection.getresponse()
    except (OSError, HTTPException) as error:
        raise Sick(f"The web server does not answer: {error}") from error
    if answer.status != 200:
        raise Sick(f"The web server answers {answer.status}.")
    return "The web server answers."


def ask_heartbeat(name: str) -> str:
    """When was this process last seen alive?"""
    try:
        connection = psycopg2.connect(env.secret("DATABASE_URL"), connect_timeout=TIMEOUT_SECONDS)
        with connection, connection.cursor() as cursor:
            cursor.execute(SEEN, [name])
            row = cursor.fetchone()
        connection.close()
    except psycopg2.Error as error:
        raise Sick(f"The database does not answer: {error}") from error
    if row is None or row[0] > OLDEST_SECONDS:
        raise Sick(f"{name} was last seen {'never' if row is None else f'{row[0]:.0f} s ago'}.")
    return f"{name} was seen {row[0]:.0f} s ago."


def main(names: list[str]) -> int:
    try:
        words = ask_heartbeat(names[0]) if names else ask_web()
    except Sick as error:
        sys.stdout.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{words}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
