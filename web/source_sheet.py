"""One inbound source on a page: what came, what we understood of it, and whom it would page now."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from routing.actions.decide import decide_coverage
from routing.forecast import WouldPage, would_page
from routing.inbound.generic import parse
from routing.inbound.shown import shown
from routing.inbound.signal import Control, EventAction, Parsed, Signal, Unparseable
from routing.matching import Match, match
from routing.models import InboundEvent, Integration
from routing.queries import events_of
from sla.facts import Outcome, Verdict
from sla.models import Client, Site
from web.way_words import clock_words

SHOWN_EVENTS = 10
SHOWN_PAGES = 8


@dataclass(frozen=True, slots=True)
class Heard:
    """One event, read again: a signal of ours, a test, or something nobody could read."""

    event: InboundEvent
    said: Parsed

    @property
    def signal(self) -> Signal | None:
        return self.said if isinstance(self.said, Signal) else None

    @property
    def words(self) -> str:
        """In one line: the summary, or why there is none."""
        match self.said:
            case Signal():
                return self.said.summary
            case Control(note):
                return note
            case Unparseable(reason):
                return _("Could not be read: %(reason)s") % {"reason": reason}


@dataclass(frozen=True, slots=True)
class WouldRing:
    """One page that would go out, `4:30` minutes and seconds after the receipt."""

    at: str
    channel: str
    who: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """An event beside what it means now. No verdict: it pages nobody whatever the hour, `nothing` says why."""

    heard: Heard
    raw: str
    is_cut: bool
    found: Match
    service_line: str
    priority: str
    nothing: str
    verdict: Verdict | None
    foreseen: list[WouldPage]

    @property
    def pages(self) -> list[WouldRing]:
        """The first of them, as the page shows them."""
        first = self.foreseen[:SHOWN_PAGES]
        return [WouldRing(clock_words(one.offset_seconds), one.channel, str(one.member)) for one in first]

    @property
    def more_pages(self) -> int:
        return max(0, len(self.foreseen) - SHOWN_PAGES)


def heard_lately(source: Integration, most: int = SHOWN_EVENTS) -> list[Heard]:
    """The newest events, each read anew by today's rules."""
    return [read_again(source, row) for row in events_of(source)[:most]]


def read_again(source: Integration, event: InboundEvent) -> Heard:
    return Heard(event, parse(bytes(event.raw), source_name=source.name))


def meaning_of(source: Integration, heard: Heard, *, now: datetime) -> Meaning:
    """What would be decided now, and who would be called, second by second."""
    signal = heard.signal
    found = match(source, signal) if signal else Match(source.client, None)
    line = (signal.service_line if signal else "") or source.service_line
    priority = signal.priority if signal else "P2"
    raw, is_cut = shown(bytes(heard.event.raw))
    nothing = _why_nothing(heard.said)
    verdict = None if nothing else _verdict(source, found.client, found.site, line, priority, now)
    foreseen = _foreseen(source, found.client, line, priority, now) if _is_page(verdict) else []
    return Meaning(heard, raw, is_cut, found, line, priority, nothing, verdict, foreseen)


def _is_page(verdict: Verdict | None) -> bool:
    return verdict is not None and verdict.outcome is Outcome.PAGE


def _why_nothing(said: Parsed) -> str:
    match said:
        case Control():
            return _("A test: it is kept, and pages nobody.")
        case Signal(action=EventAction.RESOLVE):
            return _("It says that it is over: it closes the alert with the same key, and pages nobody.")
        case Signal(action=EventAction.ACKNOWLEDGE):
            return _("The tool's own acknowledgement: a note on the incident. Paging goes on.")
        case _:
            return ""


def _verdict(
    source: Integration, client: Client | None, site: Site | None, line: str, priority: str, now: datetime
) -> Verdict:
    return decide_coverage(
        organization=source.organization, client=client, site=site, service_line=line, priority=priority,
        channel="alert", at=now,
    )  # fmt: skip


def _foreseen(
    source: Integration, client: Client | None, line: str, priority: str, now: datetime
) -> list[WouldPage]:
    """By the clock: who is asked at once stands together."""
    foreseen = would_page(
        organization=source.organization, client=client, service_line=line, priority=priority, at=now
    )
    return sorted(foreseen, key=lambda page: page.offset_seconds)


def curl_of(address: str) -> str:
    """A line that sends a first alert, ready to paste."""
    body = json.dumps({"summary": "Test alert", "severity": "critical", "dedup_key": "test-1"})
    return f"curl -X POST -H 'Content-Type: application/json' -d '{body}' {address}"


def day_of(now: datetime) -> datetime:
    """The start of the 24 hours that lists count."""
    return now - timedelta(hours=24)
