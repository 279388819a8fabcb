"""Two readings of time. `now()` is what dates show; `line()` is the timeline on which things ring, wait and expire.

Both follow the offset in CLOCK_OFFSET_FILE, so moving that file is time passing. The timeline also runs faster by
`speed` and jumps by `forward()`; dates do not, because others compare them with their own clocks.
"""

import threading
import time
from pathlib import Path
from typing import Any

from phonesim.store import Store

FASTEST = 3600.0


class Clock:
    """All in seconds. The timeline goes on over a restart, as time does."""

    def __init__(self, store: Store, *, offset_file: Path | None, speed: float) -> None:
        self._store = store
        self._file = offset_file
        self._lock = threading.Lock()
        known: dict[str, Any] = next(
            iter(store.documents("Clock")), {"real": time.time(), "line": time.time()}
        )
        self._real, self._line = float(known["real"]), float(known["line"])
        self.speed = float(known.get("speed", 1.0))
        self.set_speed(speed)

    def offset(self) -> float:
        """The seconds in the offset file; a missing, empty or half-written file moves nothing."""
        if self._file is None:
            return 0.0
        try:
            return float(self._file.read_text().strip() or 0)
        except (OSError, ValueError):
            return 0.0

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time() + self.offset()

    def line(self) -> float:
        """Seconds on the timeline; only differences mean anything."""
        return self._line + (time.time() - self._real) * self.speed + self.offset()

    def sleep(self, seconds: float) -> None:
        """Until so many seconds of the timeline have passed."""
        until = self.line() + seconds
        while self.line() < until:
            time.sleep(0.02)

    def set_speed(self, speed: float) -> None:
        """How many seconds of the timeline pass in a real one."""
        self._anchor(seconds=0.0, speed=speed)

    def forward(self, seconds: float) -> None:
        """Jump on the timeline: what would ring or wait until then is over at once."""
        self._anchor(seconds=seconds, speed=self.speed)

    def _anchor(self, *, seconds: float, speed: float) -> None:
        with self._lock:
            real = time.time()
            self._line += (real - self._real) * self.speed + seconds
            self._real, self.speed = real, speed
            self._store.put_document(
                "Clock", "clock", {"real": real, "line": self._line, "speed": self.speed}
            )
