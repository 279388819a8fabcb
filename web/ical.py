"""A calendar as phones and calendar programs subscribe to it: iCalendar (RFC 5545, RFC 7986). Pure.

Times are instants of UTC, one event for each: no rule that somebody's program could read otherwise.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from web.content_lines import escaped, file_of

PRODUCT = "-//Nightbell//On call//EN"
REFRESH = "PT1H"


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
    return file_of(_lines(calendar))


def _lines(calendar: Calendar) -> Iterator[str]:
    name, version = escaped(calendar.name), _version(calendar)
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", f"PRODID:{PRODUCT}", "CALSCALE:GREGORIAN")
    yield from (f"NAME:{name}", f"X-WR-CALNAME:{name}")
    yield from (f"REFRESH-INTERVAL;VALUE=DURATION:{REFRESH}", f"X-PUBLISHED-TTL:{REFRESH}")
    for event in calendar.events:
        yield from _event(event, version)
    yield "END:VCALENDAR"


def _version(calendar: Calendar) -> tuple[str, ...]:
    """When and for the how many-th time it changed: no clock's now, so that what stays stays byte for byte."""
    changed = _utc(calendar.changed_at)
    return f"DTSTAMP:{changed}", f"LAST-MODIFIED:{changed}", f"SEQUENCE:{calendar.revision}"


def _event(event: Event, version: tuple[str, ...]) -> Iterator[str]:
    """Whoever is on call is not busy: nobody is kept from inviting them."""
    yield from ("BEGIN:VEVENT", f"UID:{event.uid}", *version)
    yield from (f"DTSTART:{_utc(event.start)}", f"DTEND:{_utc(event.end)}")
    yield f"SUMMARY:{escaped(event.summary)}"
    yield f"DESCRIPTION:{escaped(event.description)}"
    yield from (f"URL:{event.link}", "TRANSP:TRANSPARENT", "END:VEVENT")


def _utc(instant: datetime) -> str:
    """Whole seconds, which is all there is."""
    return (
        f"{instant.year:04}{instant.month:02}{instant.day:02}T"
        f"{instant.hour:02}{instant.minute:02}{instant.second:02}Z"
    )
