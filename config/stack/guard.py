"""Ends the processes of a supervisor that died without doing so itself (SIGKILL, out of memory).

A process of its own, fed on its standard input: "+PID SIGNAL" for each process started, "-PID" for each one
reaped. When the input ends, whatever is left gets its signal, newest first, and SIGKILL after GRACE_SECONDS.
Standard library only and started without site-packages: it costs a few megabytes and 20 ms.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable

GRACE_SECONDS = 5.0


def follow(lines: Iterable[str]) -> dict[int, int]:
    """The processes (pid -> signal that ends it) that are left when the input ends, oldest first."""
    left: dict[int, int] = {}
    for line in lines:
        first, *rest = line.split()
        if first.startswith("+"):
            left[int(first[1:])] = int(rest[0])
        else:
            left.pop(int(first[1:]), None)
    return left


def end(left: dict[int, int]) -> None:
    """Signal all, newest first; what has not gone after the grace is killed with its whole group."""
    for pid, number in reversed(left.items()):
        send(pid, number)
    deadline = time.monotonic() + GRACE_SECONDS
    while any(map(alive, left)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in left:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


def send(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def alive(pid: int) -> bool:
    """True while it runs. One that has ended but that nobody has reaped (a container without init) doesn't."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return state(pid) != "Z"


def state(pid: int) -> str:
    """The letter of Linux's process state; empty where there is no /proc."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0]
    except OSError:
        return ""


if __name__ == "__main__":
    end(follow(sys.stdin))
