"""When somebody who comes on call is told, asked, and missed. Pure.

Nobody is told ahead in the night: what would come then comes the evening before. At the handoff itself the text comes at
whatever hour it is: it rings nobody, and who comes on at 03:00 is awake or asked to be.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from hours.wall import local, start_instant

EVERY = timedelta(minutes=5)  # an organization's schedules are looked at
AHEAD = timedelta(hours=37)  # so far: a day before, the evening before that, and an hour to look in
LATE = timedelta(hours=1)  # what began longer ago while nobody looked is told to nobody
LEAST_NOTICE = timedelta(minutes=5)  # who takes over sooner than that knows it: they said so
ANSWER_WITHIN = timedelta(minutes=15)
CLAIMS_FOR = timedelta(minutes=60)  # so long a text that says "Reply 1" keeps the bare key
SATURDAY = 5
MORNING, EVENING = time(8), time(22)  # between them people sleep
EVENING_BEFORE = time(21)
TONIGHT_FROM = time(17)
HOW = (
    "text",
    "page",
    "api",
    "awake",
)  # confirmed by text, on a page of ours, by a program, or awake in another way


class Step(StrEnum):
    """What is due."""

    BEFORE = "before"
    LATER = "later"
    AT = "at"
    MISSED = "missed"


@dataclass(frozen=True, slots=True)
class Told:
    """How far a handoff is."""

    starts_at: datetime
    before_at: datetime | None
    before_told: bool
    told_at: datetime | None
    is_confirmed: bool
    missed_told: bool


def told_ahead_at(starts_at: datetime, hours: int, zone: ZoneInfo, *, now: datetime) -> datetime | None:
    """So many hours before, or the evening before where that is night in the person's zone; None where that is over."""
    if hours == 0:
        return None
    at = starts_at - timedelta(hours=hours)
    wall = local(at, zone)
    if is_night(wall):
        evening = wall.date() if wall.time() >= EVENING else wall.date() - timedelta(days=1)
        at = start_instant(datetime.combine(evening, EVENING_BEFORE), zone)
    return at if at > now else None


def is_night(wall: datetime) -> bool:
    """Whether people sleep where the clock shows this."""
    return not MORNING <= wall.time() < EVENING


def morning_after(now: datetime, starts_at: datetime, zone: ZoneInfo) -> datetime | None:
    """When what should have been said ahead is said, where the night came in between; None: they are on call by then."""
    wall = local(now, zone)
    day = wall.date() if wall.time() < MORNING else wall.date() + timedelta(days=1)
    at = start_instant(datetime.combine(day, MORNING), zone)
    return at if at < starts_at else None


def is_news(starts_at: datetime, *, now: datetime, looked_until: datetime | None) -> bool:
    """Whether a handoff without a row gets one. What was looked at before and begins in a moment came by an edit just now."""
    if looked_until is not None and starts_at >= looked_until:
        return starts_at > now - LATE
    return starts_at >= now + LEAST_NOTICE


def is_tonight(wall: datetime) -> bool:
    """Whether nobody is at work who would read a mail; `wall`: what the organization's clock shows."""
    return wall.weekday() >= SATURDAY or not MORNING <= wall.time() < TONIGHT_FROM


def due_of(told: Told) -> datetime | None:
    """When something is due next; None: nothing is."""
    if told.told_at is None:
        ahead = told.before_at if not told.before_told else None
        return ahead or told.starts_at
    waits = not told.is_confirmed and not told.missed_told
    return max(told.starts_at, told.told_at) + ANSWER_WITHIN if waits else None


def step_at(told: Told, zone: ZoneInfo, now: datetime) -> Step:
    """Which step that is in the person's zone. What should have been said ahead is not said any more once it has begun,
    and not in the night either, where nothing was done for hours.
    """
    if told.told_at is not None:
        return Step.MISSED
    if now >= told.starts_at:
        return Step.AT
    return Step.LATER if is_night(local(now, zone)) else Step.BEFORE
