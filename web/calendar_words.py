"""A service calendar in words: its weekly windows, and the days that are different soon."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from hours.calendar import Calendar, DatedWindow, HolidayDay
from hours.weekly import WeeklyWindow, by_day, clock_text

AHEAD = timedelta(days=120)
MOST = 8


@dataclass(frozen=True)
class OddDay:
    """A date on which the week does not hold, and what happens then."""

    on: date
    words: str


def window_words(windows: Iterable[WeeklyWindow]) -> list[str]:
    """Mon–Fri 08:00–17:00, one for each window."""
    return [
        f"{_days(window.days)} {clock_text(window.start_minute)}–{clock_text(window.end_minute)}"
        for window in by_day(windows)
    ]


def odd_days(calendar: Calendar, today: date) -> list[OddDay]:
    """Holidays, openings and closings of the coming months, the next first."""
    found = [
        *(OddDay(each.on, _holiday(each)) for each in calendar.holidays),
        *(OddDay(each.on, _dated(_("open"), each)) for each in calendar.openings),
        *(OddDay(each.on, _dated(_("closed"), each)) for each in calendar.closings),
    ]
    coming = [each for each in found if today <= each.on <= today + AHEAD]
    return sorted(coming, key=lambda each: each.on)[:MOST]


def _days(days: Iterable[int]) -> str:
    """Runs of days as "Mon–Fri", single ones as "Sat"."""
    runs: list[list[int]] = []
    for day in sorted(days):
        if runs and runs[-1][-1] == day - 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return ", ".join(_run(run) for run in runs)


def _run(run: list[int]) -> str:
    first, last = str(WEEKDAYS_ABBR[run[0]]), str(WEEKDAYS_ABBR[run[-1]])
    return first if len(run) == 1 else f"{first}–{last}"


def _holiday(day: HolidayDay) -> str:
    name = day.name or _("holiday")
    if (day.closed_from, day.closed_until) == (0, 1440):
        return name
    return _("%(name)s, closed %(start)s–%(end)s") % {
        "name": name,
        "start": clock_text(day.closed_from),
        "end": clock_text(day.closed_until),
    }


def _dated(verb: str, window: DatedWindow) -> str:
    hours = f"{verb} {clock_text(window.start_minute)}–{clock_text(window.end_minute)}"
    return f"{window.name}: {hours}" if window.name else hours
