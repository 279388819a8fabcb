"""Instants and distances as people read them, always with the zone's name. Pure but for the reader's language."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.dateformat import format as date_words
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

MINUTE = 60
HOUR = 60 * MINUTE
DAY = 24 * HOUR
NEAR = timedelta(days=6)
A_MINUTE = timedelta(minutes=1)
SOON = timedelta(minutes=10)


def zone_label(instant: datetime, zone: ZoneInfo) -> str:
    """The zone's letters at that instant; "UTC+03" where it has none."""
    letters = instant.astimezone(zone).tzname() or "UTC"
    return letters if letters.isalpha() else f"UTC{letters}"


def short_moment(instant: datetime, *, zone: ZoneInfo, now: datetime) -> str:
    """Today 02:14 EST, within six days Tue 02:14 EST, else 3 Mar 02:14 EST, with the year when it is another."""
    wall, today = instant.astimezone(zone), now.astimezone(zone)
    return f"{date_words(wall, _short_pattern(wall, today))} {zone_label(instant, zone)}"


def full_moment(instant: datetime, *, zone: ZoneInfo) -> str:
    """Tue 3 March 2026 02:14 EST"""
    return f"{date_words(instant.astimezone(zone), 'D j F Y H:i')} {zone_label(instant, zone)}"


def day_moment(instant: datetime, *, zone: ZoneInfo) -> str:
    """Tue 3 March 02:14 EST"""
    return f"{date_words(instant.astimezone(zone), 'D j F H:i')} {zone_label(instant, zone)}"


def _short_pattern(wall: datetime, today: datetime) -> str:
    if wall.date() == today.date():
        return "H:i"
    if abs(wall - today) < NEAR:
        return "D H:i"
    return "j M H:i" if wall.year == today.year else "j M Y H:i"


def span_words(span: timedelta) -> str:
    """How long: "40 s", "12 min", "3 h 5 min", "2 days"; cut, never rounded up."""
    seconds = int(span.total_seconds())
    if seconds < MINUTE:
        return _("%(count)s s") % {"count": seconds}
    if seconds < HOUR:
        return _("%(count)s min") % {"count": seconds // MINUTE}
    if seconds < DAY:
        return _hours(seconds)
    return ngettext("%(count)s day", "%(count)s days", seconds // DAY) % {"count": seconds // DAY}


def _hours(seconds: int) -> str:
    hours, minutes = seconds // HOUR, seconds % HOUR // MINUTE
    if not minutes or hours >= 12:
        return _("%(count)s h") % {"count": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


def whole_minutes(span: timedelta) -> str:
    """For arithmetic that is followed: "3 h 30 min", "27 h"; to the nearest minute, so that parts add up."""
    hours, minutes = divmod(round(span.total_seconds() / MINUTE), 60)
    if not hours or not minutes:
        return (_("%(count)s h") if hours else _("%(count)s min")) % {"count": hours or minutes}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}


@dataclass(frozen=True)
class Countdown:
    """A deadline in words and how near it is: `late`, `soon` (under ten minutes) or `later`."""

    words: str
    tone: str


def countdown(due_at: datetime, *, now: datetime) -> Countdown:
    """Words such as "in 12 min"; "3 min late" once it has passed. Pages renew by the minute, so no seconds."""
    left = due_at - now
    if left <= -A_MINUTE:
        return Countdown(_("%(span)s late") % {"span": span_words(-left)}, "late")
    if left <= timedelta(0):
        return Countdown(_("due now"), "late")
    if left < A_MINUTE:
        return Countdown(_("within a minute"), "soon")
    return Countdown(_("in %(span)s") % {"span": span_words(left)}, "soon" if left < SOON else "later")
