"""What the person at the terminal reads while the stack starts and runs."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str) -> None:
    """One line, at once."""
    write(text + "\n")


def write(text: str) -> None:
    """At once. A terminal that went away is no reason to stop."""
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except (BrokenPipeError, OSError):
        return


@contextmanager
def step(what: str) -> Iterator[None]:
    """Tell what begins, and behind it how long it took."""
    began = time.monotonic()
    write(f"  {what} ... ")
    yield
    write(f"{time.monotonic() - began:.1f} s\n")
