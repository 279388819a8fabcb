"""One stack at a time in a checkout. The kernel drops the lock with its holder, so it can't go stale."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from config.stack.errors import StackError
from config.stack.guard import GRACE_SECONDS, alive

GUARD_SECONDS = 2 * GRACE_SECONDS


@contextmanager
def only_one(path: Path) -> Iterator[int]:
    """Hold the lock file, which tells our process id; gives its descriptor. StackError if another holds it."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "r+") as file:
        take(file)
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        try:
            yield descriptor
        finally:
            file.seek(0)
            file.truncate(0)


def take(file: IO[str]) -> None:
    """Lock it. Where the holder was killed, its guard still ends the processes it left: that is waited for."""
    deadline = time.monotonic() + GUARD_SECONDS
    while not lock(file):
        holder = read_holder(file)
        if alive(holder) or time.monotonic() > deadline:
            raise StackError(
                f"Nightbell already runs from this checkout (process {holder}): "
                f"stop it with Ctrl-C in its terminal or with: kill {holder}"
            )
        time.sleep(0.1)


def lock(file: IO[str]) -> bool:
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def read_holder(file: IO[str]) -> int:
    """The process in the lock file; ourselves (alive) while it is just being written."""
    file.seek(0)
    words = file.read().split()
    return int(words[0]) if words else os.getpid()
