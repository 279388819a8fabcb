"""The week's mail: who is on call for every schedule, and when nobody is. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from routing.words import date_and_clock

MOST_LINES = 40  # of one schedule


@dataclass(frozen=True, slots=True)
class Stretch:
    """Who is on call from when to when; nobody: no names."""

    start: datetime
    end: datetime
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roster:
    """One schedule's week."""

    schedule: str
    stretches: Sequence[Stretch]


@dataclass(frozen=True, slots=True)
class Missing:
    """Promised time without people: what is missing, in words."""

    start: datetime
    end: datetime
    words: str


def subject(organization: str, since: datetime, until: datetime, zone: ZoneInfo) -> str:
    """`On call at Harbor Pine IT from Mon 2 Mar to Mon 9 Mar`"""
    days = (each.astimezone(zone).strftime("%a %-d %b") for each in (since, until))
    return f"On call at {organization} from {' to '.join(days)}"


def body(rosters: Iterable[Roster], missing: Sequence[Missing], *, zone: ZoneInfo, link: str) -> str:
    """In the reader's zone, each time with its own."""
    blocks = [_roster(each, zone) for each in rosters] or [
        "There is no schedule yet: the fallback is called."
    ]
    if missing:
        lines = [f"- {_span(each.start, each.end, zone)}: {each.words}" for each in missing[:MOST_LINES]]
        blocks.append("\n".join(["Promised time without people:", *lines, *_more(len(missing))]))
    return "\n\n".join([*blocks, link]) + "\n"


def _roster(roster: Roster, zone: ZoneInfo) -> str:
    lines = [
        f"- {_span(each.start, each.end, zone)}: {' and '.join(each.names) or 'NOBODY'}"
        for each in roster.stretches[:MOST_LINES]
    ]
    return "\n".join([f"{roster.schedule}:", *lines, *_more(len(roster.stretches))])


def _more(count: int) -> list[str]:
    return [f"- and {count - MOST_LINES} more times"] if count > MOST_LINES else []


def _span(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    return f"{date_and_clock(start, zone)} to {date_and_clock(end, zone)}"
