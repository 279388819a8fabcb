"""When the desk gets what may wait: now while it is open, else when it next opens in the client's hours."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from hours.calendar import Calendar, next_common_opening, next_opening

DAYS_TO_MEET = 30  # when both are not open together by then, the desk's own opening is the honest promise


class Handover(StrEnum):
    """How the time at which the desk gets something was found."""

    NOW = "now"  # it is open
    COMMON_HOURS = "common_hours"  # the next time it is open and the client is in business hours
    DESK_HOURS = "desk_hours"  # its own next opening: their hours and the client's do not meet soon
    NEVER_OPEN = "never_open"  # it has no opening ahead: the client's next opening, or at once


@dataclass(frozen=True)
class DeskTime:
    """When the desk gets something, and how that was found. The time is never missing: nothing waits for ever."""

    at: datetime
    handover: Handover

    @property
    def is_open(self) -> bool:
        """Whether the desk is open at the instant asked about."""
        return self.handover is Handover.NOW

    @property
    def opens(self) -> bool:
        """Whether the desk has any opening ahead."""
        return self.handover is not Handover.NEVER_OPEN


def desk_time(desk: Calendar | None, client: Calendar, instant: datetime) -> DeskTime:
    """When the desk gets what comes in at this instant.

    "The client is covered" reads: it is in its business hours, the only band in which a tier promises the desk; a
    desk that is open takes it at once, also outside them. No desk counts as one that never opens.
    """
    own = next_opening(desk, instant) if desk else None
    if desk is None or own is None:
        return DeskTime(next_opening(client, instant) or instant, Handover.NEVER_OPEN)
    if own == instant:
        return DeskTime(instant, Handover.NOW)
    common = next_common_opening(desk, client, own, DAYS_TO_MEET)
    if common is None:
        return DeskTime(own, Handover.DESK_HOURS)
    return DeskTime(common, Handover.COMMON_HOURS)
