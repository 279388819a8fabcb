"""What the person at the terminal reads while the stack starts and runs."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager


def say(text: str) -> None:
    """One line, at once. A terminal that went away is no reason to stop."""
    try:
        sys.stdout.write(text + "\n")
        sys.stdout.flush()
    except (BrokenPipeError, OSError):
        return


@contextmanager
def step(what: str) -> Iterator[None]:
    """Tell what begins, then how long it took."""
    say(f"  {what} ...")
    began = time.monotonic()
    yield
    say(f"  {what}: {time.monotonic() - began:.1f} s")
