"""A night's pages of one incident as a picture, and the same in words for whoever can't see it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from delivery.models import Attempt
from routing.models import Incident, Page, TimelineEntry
from routing.states import IncidentStatus
from web.drawing.night import Line, Mark, Picture, draw
from web.moments import short_moment
from web.wording import ATTEMPT_STATES, spoken

BY_LINE = {"acknowledged": "taken", "passed_on": "passed_on"}
MISSED = ("no_answer", "busy", "voicemail", "failed", "undelivered", "refused")


@dataclass(frozen=True)
class Said:
    """One mark of the picture in words."""

    at: datetime
    words: str


@dataclass(frozen=True)
class NightPicture:
    picture: Picture
    said: Sequence[Said]


def night_picture(
    incident: Incident,
    pages: Iterable[Page],
    timeline: Iterable[TimelineEntry],
    *,
    zone: ZoneInfo,
    now: datetime,
) -> NightPicture | None:
    """None while nobody was called."""
    marks: defaultdict[str, list[Mark]] = defaultdict(list)
    for page in pages:
        marks[str(page.member)].extend(_of_page(page, zone, now))
    for entry in timeline:
        if entry.kind in BY_LINE and entry.member is not None:
            marks[str(entry.member)].append(_of_line(entry, zone, now))
    lines = [Line(name, found) for name, found in marks.items() if found]
    running = incident.status in (IncidentStatus.TRIGGERED, IncidentStatus.ACKNOWLEDGED)
    picture = draw(lines, zone=zone, now=now, running=running)
    if picture is None:
        return None
    said = sorted(
        (Said(mark.at, mark.title) for line in lines for mark in line.marks), key=lambda each: each.at
    )
    return NightPicture(picture, said)


def _of_page(page: Page, zone: ZoneInfo, now: datetime) -> Iterator[Mark]:
    for attempt in page.message.attempts.all() if page.message else ():
        yield from _of_attempt(page, attempt, zone, now)


def _of_attempt(page: Page, attempt: Attempt, zone: ZoneInfo, now: datetime) -> Iterator[Mark]:
    state = spoken(dict(ATTEMPT_STATES), attempt.status)
    if page.channel != "voice":
        words = _("Text to %(name)s: %(state)s") % {"name": page.member, "state": state}
        yield Mark(
            attempt.started_at,
            "missed" if attempt.status in MISSED else "text",
            _at(words, attempt.started_at, zone, now),
        )
        return
    words = _("Call to %(name)s: %(state)s") % {"name": page.member, "state": state}
    yield Mark(
        attempt.started_at, "missed-call" if attempt.status in MISSED else "call", _at(words, attempt.started_at, zone, now),
        end=attempt.ended_at or now,
    )  # fmt: skip
    if attempt.answered_at:
        yield _mark(
            attempt.answered_at,
            "answered",
            _("%(name)s's phone was answered") % {"name": page.member},
            zone,
            now,
        )
    if attempt.heard_at:
        yield _mark(attempt.heard_at, "key", _("%(name)s pressed a key") % {"name": page.member}, zone, now)


def _of_line(entry: TimelineEntry, zone: ZoneInfo, now: datetime) -> Mark:
    return _mark(entry.at, BY_LINE[entry.kind], entry.text.rstrip("."), zone, now)


def _mark(at: datetime, kind: str, words: str, zone: ZoneInfo, now: datetime) -> Mark:
    return Mark(at, kind, _at(words, at, zone, now))


def _at(words: str, at: datetime, zone: ZoneInfo, now: datetime) -> str:
    return f"{words}, {short_moment(at, zone=zone, now=now)}"
