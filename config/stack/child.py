"""One process of the stack: how it is started, fed with signals, and reaped."""

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from config.stack.errors import StackError
from config.stack.owner import Owner, run_as

READY_SECONDS = 30.0


class NotReady(StackError):
    """A process was started but does not do its work."""


def always_ready() -> bool:
    """For a process that has nothing to ask."""
    return True


@dataclass(frozen=True)
class Child:
    """What to run. `ready` asks the started process; `stop_signal` ends it cleanly within `grace_seconds`."""

    name: str
    command: tuple[str, ...]
    directory: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    owner: Owner | None = None
    stop_signal: signal.Signals = signal.SIGTERM
    grace_seconds: float = 20.0
    ready: Callable[[], bool] = always_ready
    quiet: bool = (
        False  # its log says "error" where nothing is wrong with us (a refused duplicate in PostgreSQL)
    )


def launch(child: Child, *, output: IO[bytes] | int) -> subprocess.Popen[bytes]:
    """Start it in a session of its own, so that a terminal's Ctrl-C reaches only the supervisor."""
    return subprocess.Popen(  # noqa: S603
        child.command,
        cwd=child.directory,
        env=dict(child.environment),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        start_new_session=True,
        umask=0o077,
        **run_as(child.owner),
    )


def wait_until_ready(
    child: Child, process: subprocess.Popen[bytes], *, pause: Callable[[float], None] = time.sleep
) -> None:
    """Ask until it answers. NotReady if it dies or stays silent."""
    deadline = time.monotonic() + READY_SECONDS
    while not child.ready():
        if process.poll() is not None:
            raise NotReady(f"{child.name} ended at once with code {process.returncode}.")
        if time.monotonic() > deadline:
            raise NotReady(f"{child.name} runs but did not answer within {READY_SECONDS:.0f} s.")
        pause(0.1)


def stop(child: Child, process: subprocess.Popen[bytes]) -> int:
    """End it cleanly, or by force after its grace; its whole group is gone and it is reaped when this returns."""
    if process.poll() is None:
        process.send_signal(child.stop_signal)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(child.grace_seconds)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    return process.wait()
