"""The simulator's time: the system's, run faster (`speed`), moved on (`forward`), and with the offset file's seconds."""

import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

STEP_SECONDS = 0.02


class Clock:
    """Seconds since the epoch, as this simulator counts them."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.speed = float(os.environ.get("PHONESIM_SPEED", "1"))
        self.base = self.started = time.time()

    def seconds(self) -> float:
        with self.lock:
            return self.base + (time.time() - self.started) * self.speed + offset_seconds()

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.seconds(), tz=UTC)

    def set_speed(self, speed: float) -> None:
        with self.lock:
            at = time.time()
            self.base += (at - self.started) * self.speed
            self.started, self.speed = at, speed

    def forward(self, seconds: float) -> None:
        with self.lock:
            self.base += seconds

    def wait(self, seconds: float, *, until: Callable[[], bool]) -> bool:
        """Wait so many simulated seconds, or less when `until` comes true; says whether it did."""
        end = self.seconds() + seconds
        while not until():
            if self.seconds() >= end:
                return until()
            time.sleep(STEP_SECONDS)
        return True


def offset_seconds() -> float:
    """What the file named by CLOCK_OFFSET_FILE says; 0 without one."""
    name = os.environ.get("CLOCK_OFFSET_FILE")
    if not name:
        return 0.0
    try:
        return float(Path(name).read_text().strip() or 0)
    except (OSError, ValueError):
        return 0.0


def stamp(at: datetime) -> str:
    """RFC 3339 in UTC."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def rfc2822(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")


def later(at: datetime, seconds: float) -> datetime:
    return at + timedelta(seconds=seconds)


def parse(text: str) -> datetime:
    return datetime.fromisoformat(text)
