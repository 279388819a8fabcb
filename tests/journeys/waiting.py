"""Waiting for what others do: asked often, with a deadline that only a broken promise reaches."""

import time
from collections.abc import Callable
from typing import TypeVar

Found = TypeVar("Found")
PATIENCE_SECONDS = 30.0  # no measure of speed: other work may share the machine
POLL_SECONDS = 0.05


def until(look: Callable[[], Found], what: str, *, seconds: float = PATIENCE_SECONDS) -> Found:
    """What `look` returns once it is something. AssertionError, naming `what`, when it never is."""
    deadline = time.monotonic() + seconds
    while True:
        found = look()
        if found:
            return found
        if time.monotonic() > deadline:
            raise AssertionError(f"Not within {seconds:.0f} s: {what}")
        time.sleep(POLL_SECONDS)
