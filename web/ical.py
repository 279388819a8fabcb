"""A calendar as phones and calendar programs subscribe to it: iCalendar (RFC 5545, RFC 7986). Pure.

Times are instants of UTC, one event for each: no rule that somebody's program could read otherwise.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import icalendar

from web.content_lines import writable

PRODUCT = "-//Nightbell//On call//EN"
REFRESH = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Event:
    """`start` and `end` are in UTC."""

    uid: str
    start: datetime
    end: datetime
    summary: str
    description: str
    link: str


@dataclass(frozen=True, slots=True)
class Calendar:
    """`changed_at`: since when it says what it says, for the `revision`th time."""

    name: str
    changed_at: datetime
    revision: int
    events: Iterable[Event]


def ical(calendar: Calendar) -> str:
    """The text of the file."""
    file = icalendar.Calendar()
    for name, value in (("VERSION", "2.0"), ("PRODID", PRODUCT), ("CALSCALE", "GREGORIAN")):
        file.add(name, value)
    for name in ("NAME", "X-WR-CALNAME"):
        file.add(name, icalendar.vText(writable(calendar.name)))
    file.add("REFRESH-INTERVAL", REFRESH, parameters={"VALUE": "DURATION"})
    file.add("X-PUBLISHED-TTL", icalendar.vDuration(REFRESH))
    for event in filter(_lasts, calendar.events):
        file.add_component(_event(event, calendar))
    return str(file.to_ical(), "utf-8")


def _lasts(event: Event) -> bool:
    """Times are written to the second, and an event must end after it begins (RFC 5545, 3.6.1): less than that is left out."""
    return event.start.replace(microsecond=0) < event.end.replace(microsecond=0)


def _event(event: Event, calendar: Calendar) -> icalendar.Event:
    """Whoever is on call is not busy: nobody is kept from inviting them.

    When and for the how many-th time it changed is the calendar's: no clock's now, so that what stays stays byte for byte.
    """
    row = icalendar.Event()
    row.add("UID", event.uid)
    row.add("DTSTAMP", calendar.changed_at)
    row.add("LAST-MODIFIED", calendar.changed_at)
    row.add("SEQUENCE", calendar.revision)
    row.add("DTSTART", event.start)
    row.add("DTEND", event.end)
    row.add("SUMMARY", writable(event.summary))
    row.add("DESCRIPTION", writable(event.description))
    row.add("URL", event.link)
    row.add("TRANSP", "TRANSPARENT")
    return row
