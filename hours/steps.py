"""A clock that is set back: what it says against the time that has passed. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta

NOTICED = timedelta(seconds=2)  # less than that is a clock being slewed, and a process that slept


@dataclass(slots=True)
class ClockWatch:
    """Remembers when it looked last: by the clock, and by seconds that only ever grow."""

    said: datetime | None = None
    at_seconds: float = 0.0

    def stepped_back(self, says: datetime, at_seconds: float) -> timedelta:
        """By how much the clock was set back since the last look; zero: it went on, however fast."""
        before, passed = self.said, timedelta(seconds=at_seconds - self.at_seconds)
        self.said, self.at_seconds = says, at_seconds
        if before is None or before + passed - says < NOTICED:
            return timedelta()
        return before + passed - says
