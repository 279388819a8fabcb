"""The calendar at /feeds/<secret>.ics: whoever has the address reads it, as calendar programs do, without a login."""

from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.address import address_of
from hours.clock import now
from oncall.actions.feeds import note_fetch
from oncall.calendar_feed import CalendarFeed
from oncall.feed_times import PAST, FeedShift, key_of
from oncall.feeds import Facts, facts_of, feed_of, has_ended, shifts_of
from oncall.models import Schedule
from web import client_guard as guard
from web.ical import Calendar, Event, ical
from web.language import language_of, speak
from web.live import stamp_of

FORMAT = 1  # another number where the same facts make another file
FETCHES = guard.Limit(30, 60)  # of one feed


@require_safe
def calendar_file(request: HttpRequest, secret: str) -> HttpResponseBase:
    at, feed = now(), feed_of(secret)
    response = _missed(request, at) if feed is None else _found(request, feed, at)
    patch_cache_control(response, private=True, no_cache=True)
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


def _missed(request: HttpRequest, at: datetime) -> HttpResponse:
    """One answer to every wrong address; whoever tries many waits."""
    block = guard.block_of(address_of(request))
    if block and guard.count(f"feed:{block}", guard.LINK_MISSES, at) > guard.LINK_MISSES.most:
        return _in_words(429, _("Too many tries. Wait ten minutes."), wait=guard.LINK_MISSES.window_seconds)
    return _in_words(404, _("There is no calendar at this address. Copy the whole address once more."))


def _found(request: HttpRequest, feed: CalendarFeed, at: datetime) -> HttpResponseBase:
    speak(request, feed.organization)
    if has_ended(feed):
        return _in_words(
            410, _("This calendar has ended. Remove it here; a new one can be made in Nightbell.")
        )
    if guard.count(f"feed of {feed.pk}", FETCHES, at) > FETCHES.most:
        return _in_words(
            429, _("This calendar is read too often. Wait a minute."), wait=FETCHES.window_seconds
        )
    return _told(request, facts_of(feed, at), at)


def _told(request: HttpRequest, facts: Facts, at: datetime) -> HttpResponseBase:
    """304 to who has it as it is: the facts' mark says so before a shift is worked out."""
    mark = _mark(facts)
    feed = note_fetch(feed=facts.feed, mark=mark, now=at)
    today = facts.window.start + PAST
    tag = f'"{stamp_of(mark, facts.window.start, feed.revision)}"'
    modified = int(max(feed.changed_at, today).timestamp())
    seen = get_conditional_response(request, etag=tag, last_modified=modified)
    response: HttpResponseBase = seen or HttpResponse(
        ical(_calendar(facts, feed)), content_type="text/calendar; charset=utf-8"
    )
    response["ETag"] = tag
    response["Last-Modified"] = http_date(modified)
    return response


def _mark(facts: Facts) -> str:
    """Of all that the file tells but the day, on which its window moves on: another one when that is another."""
    whose = facts.feed.organization
    return stamp_of(FORMAT, facts.mark, whose.name, language_of(whose), settings.PUBLIC_BASE_URL)


def _calendar(facts: Facts, feed: CalendarFeed) -> Calendar:
    whose = feed.schedule or feed.organization
    name = _("On call: %(name)s") % {"name": whose.name}
    return Calendar(name, feed.changed_at, feed.revision, _events(facts, feed))


def _events(facts: Facts, feed: CalendarFeed) -> Iterator[Event]:
    host = urlsplit(settings.PUBLIC_BASE_URL).hostname or "nightbell"
    links = {pk: settings.PUBLIC_BASE_URL + reverse("schedule", args=[pk]) for pk in facts.rows}
    kind = "shift" if feed.schedule_id is not None else "own"
    for row, shift in shifts_of(facts):
        uid = f"{key_of(kind, row.pk, shift)}@{host}"
        summary, words = _words(facts, row, shift)
        link = links[row.pk]
        yield Event(uid, shift.start or facts.window.start, shift.end, summary, f"{words}\n{link}", link)


def _words(facts: Facts, row: Schedule, shift: FeedShift) -> tuple[str, str]:
    """The event's title, and the first line below it."""
    if facts.feed.schedule_id is None:
        return _("On call: %(name)s") % {"name": row.name}, _("You are on call. Who else, and changes:")
    names = ", ".join(facts.people.get(person, _("somebody")) for person in shift.people)
    return (
        _("On call: %(name)s (%(people)s)") % {"name": row.name, "people": names},
        _("%(people)s on call. Changes:") % {"people": names},
    )


def _in_words(status: int, words: str, *, wait: int = 0) -> HttpResponse:
    """For whoever looks at it with a browser; a calendar program needs the status alone."""
    response = HttpResponse(words + "\n", status=status, content_type="text/plain; charset=utf-8")
    if wait:
        response["Retry-After"] = str(wait)
    return response
