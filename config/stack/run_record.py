"""var/run.json: where the data lie, which ports were taken, what is served where."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from config.stack.broker import Broker
from config.stack.ground import Ground
from config.stack.places import Places
from config.stack.postgres import Cluster
from config.stack.run_files import read_json, write_json


def record_start(places: Places, *, ground: Ground, environment: Mapping[str, str], pid: int) -> None:
    """Say where everything of this run is; it stays there after the end, with `running` false."""
    owner = ground.cluster.owner if ground.cluster else None
    write_json(
        places.run_json,
        {
            "running": True,
            "pid": pid,
            "started_at": datetime.now(UTC).isoformat(timespec="seconds"),
            "web": environment["PUBLIC_BASE_URL"],
            "phonesim": environment["PHONESIM_URL"],
            "logs": str(places.logs),
            "servers": str(places.servers),
            "servers_owner": owner.name if owner else "ourselves",
            "postgres": describe(ground.cluster),
            "broker": describe(ground.broker),
        },
    )


def describe(server: Cluster | Broker | None) -> object:
    """Our own server's version, program, data and port; a given one is named by its setting only."""
    if server is None:
        return "given"
    return {
        "version": server.programs.version,
        "program": str(server.programs.server),
        "data": str(server.data),
        "port": server.port,
    }


def record_end(places: Places) -> None:
    write_json(places.run_json, {**read_json(places.run_json), "running": False})


def last_ports(path: Path) -> dict[str, int]:
    """The ports of our own servers in the run before; they are taken again if they are free."""
    found = {name: server for name, server in read_json(path).items() if isinstance(server, dict)}
    return {name: server["port"] for name, server in found.items() if isinstance(server.get("port"), int)}


def last_data(path: Path) -> str:
    """Where our own database of the run before lay; empty if there was none."""
    found = read_json(path).get("postgres")
    return str(found.get("data", "")) if isinstance(found, dict) else ""
