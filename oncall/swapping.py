"""Cover that is asked for: the states of a swap, and when somebody must look at it again. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum


class SwapStatus(StrEnum):
    """Where a swap stands; only in the first two somebody still has to say something."""

    ASKED = "asked"
    ACCEPTED = "accepted"  # somebody would take it, and a manager's yes is still to come
    DONE = "done"  # the schedule says so
    DECLINED = "declined"  # everybody who was asked said no
    REFUSED = "refused"  # by a manager
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


SWAP_OPEN = ("asked", "accepted")
SWAP_MOVES: dict[str, tuple[str, ...]] = {
    "asked": ("accepted", "done", "declined", "withdrawn", "expired"),
    "accepted": (
        "asked",
        "done",
        "declined",
        "refused",
        "withdrawn",
        "expired",
    ),  # asked: the taker can't after all
}
STILL_ON_BEFORE = timedelta(minutes=15)
AT_ONCE = timedelta(minutes=5)  # what begins in a moment, or has begun: so long after it was asked
NEAR = timedelta(hours=1)  # who was told so shortly before needs no second word
FAR = timedelta(hours=24)
VERY_SOON = timedelta(hours=3)
EVENING, MORNING = 22, 8  # between them people sleep


def still_on_at(*, start_at: datetime, created_at: datetime) -> datetime:
    """When who asked is told that nobody took it: fifteen minutes before, or soon where that has passed."""
    return max(start_at - STILL_ON_BEFORE, created_at + AT_ONCE)


def next_look(*, is_open: bool, told: bool, still_on: datetime, expires_at: datetime) -> datetime | None:
    """The due time of a swap; `told`: who asked was told that they are still on. None: nothing is left to do."""
    times = ([] if told else [still_on]) + ([expires_at] if is_open else [])
    return min(times, default=None)


def text_at(*, start_at: datetime, now: datetime, local_now: datetime) -> datetime | None:
    """When somebody is asked by text; None: a mail will do. `local_now`: now on the reader's clock.

    What starts within a day is texted, but nobody is woken for it unless it starts within three hours.
    """
    if start_at - now > FAR:
        return None
    asleep = local_now.hour >= EVENING or local_now.hour < MORNING
    if not asleep or start_at - now <= VERY_SOON:
        return now
    morning = local_now.replace(hour=MORNING, minute=0, second=0, microsecond=0, fold=0)
    morning += timedelta(days=local_now.hour >= EVENING)
    at = morning.astimezone(now.tzinfo)
    return at if start_at - at > VERY_SOON else now
