"""The week's mail: who is on call for every schedule, and when nobody is. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from routing.words import date_and_clock

Week = tuple[datetime, datetime]
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


def body(
    rosters: Iterable[Roster], missing: Sequence[Missing], *, week: Week, zone: ZoneInfo, link: str
) -> str:
    """In the reader's zone, each time with its own. Nothing begins or ends with the week: it is cut there."""
    blocks = [_roster(each, week, zone) for each in rosters] or [
        "There is no schedule yet: the fallback is called."
    ]
    if missing:
        lines = [f"- {_span(each, week, zone)}: {each.words}" for each in missing[:MOST_LINES]]
        blocks.append("\n".join(["Promised time without people:", *lines, *_more(len(missing))]))
    return "\n\n".join([*blocks, link]) + "\n"


def _roster(roster: Roster, week: Week, zone: ZoneInfo) -> str:
    lines = [
        f"- {_span(each, week, zone)}: {' and '.join(each.names) or 'NOBODY'}"
        for each in roster.stretches[:MOST_LINES]
    ]
    return "\n".join([f"{roster.schedule}:", *lines, *_more(len(roster.stretches))])


def _more(count: int) -> list[str]:
    return [f"- and {count - MOST_LINES} more times"] if count > MOST_LINES else []


def _span(time: Stretch | Missing, week: Week, zone: ZoneInfo) -> str:
    """`until Tue 10 Mar 08:00 EDT`, `Tue 10 Mar 08:00 EDT to Wed 11 Mar 08:00 EDT`, `from Wed 11 Mar 08:00 EDT`"""
    start, end = (date_and_clock(at, zone) for at in (time.start, time.end))
    if time.start <= week[0]:
        return "all week" if time.end >= week[1] else f"until {end}"
    return f"from {start}" if time.end >= week[1] else f"{start} to {end}"
