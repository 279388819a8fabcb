"""What still runs on the data of a checkout that was removed from this path: it is ended in order, and nothing else.

A removed checkout took its lock file along, so the lock can't tell. What works on the data is found by its working
directory, which the kernel knows (/proc; elsewhere PostgreSQL itself refuses a data directory that is served).
"""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from config.stack.errors import StackError
from config.stack.guard import alive, send
from config.stack.progress import step

SERVED = ("postgres-[0-9]*", "valkey-[0-9]*", "redis-[0-9]*")
SCHEDULE = "beat-schedule"  # settings.CELERY_BEAT_SCHEDULE_FILENAME; its dbm may add .db, .dat ...
LONGEST_SECONDS = 60.0
REMOVED = " (deleted)"  # how Linux names a working directory that is no more
Pause = Callable[[float], None]


def end_leftovers(*, home: Path, checkout: Path, pause: Pause = time.sleep) -> None:
    """End the servers that hold data in `home`, by their launcher where that lives. StackError if they must not be.

    A launcher's scheduler, when it ends, writes half of its memory into the var/ that stands at the old one's path
    now: that is removed, since the next one can't read it.
    """
    for data in (found for pattern in SERVED for found in sorted(home.glob(pattern))):
        for server in servers_on(data):
            if launcher := launcher_of(server):
                end_launcher(launcher, checkout=checkout, pause=pause)
                for half in (checkout / "var").glob(f"{SCHEDULE}*"):
                    half.unlink()
            elif alive(server):
                end_server(server, data, pause=pause)


def servers_on(data: Path) -> list[int]:
    """The server on this data directory; for PostgreSQL only the one that its postmaster.pid names."""
    here = {pid for pid in processes() if working_directory(pid) == str(data.resolve())}
    leaders = [pid for pid in sorted(here) if parent(pid) not in here]
    named = postmaster(data)
    return [pid for pid in leaders if pid == named] if data.name.startswith("postgres") else leaders


def postmaster(data: Path) -> int:
    """The process that the data directory's lock file names; 0 where there is none."""
    try:
        return int((data / "postmaster.pid").read_text().split()[0])
    except (FileNotFoundError, IndexError, ValueError):
        return 0


def launcher_of(server: int) -> int:
    """Whoever keeps the server up, if that is a `make run`; it would start the server again. Else 0."""
    keeper = parent(server)
    return keeper if {"config.stack", "run"} <= set(command(keeper)) else 0


def end_launcher(launcher: int, *, checkout: Path, pause: Pause) -> None:
    """It stops all of its processes in order. StackError where its checkout is still there: then it is in use."""
    where = working_directory(launcher)
    if where != f"{checkout.resolve()}{REMOVED}":
        raise StackError(
            f"Nightbell already runs on the data of this checkout (process {launcher}, started in {where}): "
            f"stop it with Ctrl-C in its terminal or with: kill {launcher}"
        )
    with step(f"Stopping the Nightbell of a checkout that was removed from here (process {launcher})"):
        end(launcher, signal.SIGTERM, pause=pause)


def end_server(server: int, data: Path, *, pause: Pause) -> None:
    """PostgreSQL's fast shutdown; a broker takes the same signal for an orderly end."""
    with step(f"Stopping what an older checkout left running on {data} (process {server})"):
        end(server, signal.SIGINT, pause=pause)


def end(pid: int, number: signal.Signals, *, pause: Pause) -> None:
    """Ask it to end, and wait. Never by force: it may be writing."""
    send(pid, number)
    deadline = time.monotonic() + LONGEST_SECONDS
    while alive(pid):
        if time.monotonic() > deadline:
            raise StackError(f"Process {pid} did not end within {LONGEST_SECONDS:.0f} s: look what it does.")
        pause(0.1)


def processes() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").glob("[0-9]*"))


def working_directory(pid: int) -> str:
    """Where the process works; empty where it has gone or is another account's."""
    with suppress(OSError):
        return str(Path(f"/proc/{pid}/cwd").readlink())
    return ""


def command(pid: int) -> list[str]:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text(errors="replace").split("\0")
    return []


def parent(pid: int) -> int:
    """The process id of its parent; 0 where it has gone."""
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text(errors="replace").rpartition(")")[2].split()[1])
    return 0
