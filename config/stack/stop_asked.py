"""Ctrl-C, SIGTERM and a closed terminal ask for an orderly stop; they interrupt waits, never a half-done step."""

import signal
import time
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
LONGEST_SLEEP_SECONDS = 0.1


class StopAsked(Exception):
    """Somebody asked us to stop."""


class Ear:
    """Hears the signals. Whoever waits does it here, and leaves when a stop was asked."""

    def __init__(self) -> None:
        self.asked = False
        for number in SIGNALS:
            signal.signal(number, self._hear)

    def _hear(self, number: int, frame: FrameType | None) -> None:
        self.asked = True

    def pause(self, seconds: float) -> None:
        """Sleep, in slices since a sleep outlasts a signal. StopAsked at the first slice after one."""
        deadline = time.monotonic() + seconds
        while not self.asked and (left := deadline - time.monotonic()) > 0:
            time.sleep(min(left, LONGEST_SLEEP_SECONDS))
        if self.asked:
            raise StopAsked
