"""Valkey or Redis as a process of ours: append-only file on, nothing evicted, loopback only, a password."""

import os
from dataclasses import dataclass
from pathlib import Path

import redis

from config.stack.child import Child
from config.stack.owner import Owner, private_directory
from config.stack.postgres import PLAIN_ENVIRONMENT
from config.stack.programs import Programs

DATABASES = 64  # one for each worker of a parallel test run


@dataclass(frozen=True)
class Broker:
    """The data directory of a broker and the account, port and password with which it is served."""

    programs: Programs
    home: Path
    owner: Owner | None
    port: int
    password: str

    @property
    def data(self) -> Path:
        """One per kind and major version: an older server can't read a newer one's file."""
        return self.home / f"{self.programs.kind}-{self.programs.major}"

    @property
    def url(self) -> str:
        return f"redis://:{self.password}@127.0.0.1:{self.port}/0"


def prepare_broker(broker: Broker) -> None:
    """Make the data directory and write the configuration; the password stays out of the process list."""
    private_directory(broker.data, owner=broker.owner)
    path = broker.data / "server.conf"
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(configuration(broker))
    if broker.owner:
        os.chown(path, broker.owner.uid, broker.owner.gid)


def configuration(broker: Broker) -> str:
    """The server's configuration: nudges survive a restart, and a full memory refuses instead of forgetting."""
    lines = [
        "bind 127.0.0.1",
        f"port {broker.port}",
        f'dir "{broker.data}"',
        f"requirepass {broker.password}",
        f"databases {DATABASES}",
        "appendonly yes",
        "maxmemory-policy noeviction",
        'save ""',
    ]
    return "\n".join(lines) + "\n"


def broker_child(broker: Broker) -> Child:
    """The server process; SIGTERM writes and ends."""
    return Child(
        name=broker.programs.kind,
        command=(str(broker.programs.server), str(broker.data / "server.conf")),
        directory=broker.data,
        environment=PLAIN_ENVIRONMENT,
        owner=broker.owner,
        ready=lambda: broker_answers(broker.url),
    )


def broker_answers(url: str) -> bool:
    """True if the broker answers PING now."""
    client = redis.Redis.from_url(url, socket_connect_timeout=1, socket_timeout=3)
    try:
        return bool(client.ping())
    except (redis.ConnectionError, redis.TimeoutError):
        return False
    finally:
        client.close()
