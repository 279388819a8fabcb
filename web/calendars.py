"""Service calendars to read: the week, a year's holidays, days that are different, who goes by it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import Http404, HttpRequest, HttpResponse

from accounts.permissions import Act
from hours.calendar import HolidayDay
from hours.weekly import DAY_MINUTES, WeeklyWindow, clock_text
from sla.actions.calendars import details_of
from sla.actions.own_copy import goers
from sla.holiday_days import is_known
from sla.lookups import calendars, get_calendar, names_of_users, with_users
from sla.models import BusinessWindow, CalendarException, ServiceCalendar
from sla.stored_calendars import place_told, public_of
from web.calendar_forms import KINDS
from web.calendar_words import window_words
from web.found import or_404
from web.visit import Visit, members_only, show

FIRST_YEAR, LAST_YEAR = 1970, 2100


@dataclass(frozen=True)
class Row:
    """A calendar in the list, its hours in words, who goes by it."""

    calendar: ServiceCalendar
    hours: list[str]
    users: list[str]


@dataclass(frozen=True)
class HolidayRow:
    """A public holiday of the year shown; `worked`: it is switched off. `closed_from`: of half a day that is kept."""

    day: HolidayDay
    worked: bool
    closed_from: str


@dataclass(frozen=True)
class SpecialRow:
    """A day that is different, or several: from `on` to `until`."""

    id: int
    on: date
    until: date
    words: str
    name: str
    yearly: bool


@members_only(Act.MANAGE)
def calendar_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    rows = [_row(calendar) for calendar in with_users(calendars(visit.organization))]
    return show(request, visit, "calendars/list.html", {"room": "setup", "rows": rows})


@members_only(Act.MANAGE)
def calendar_page(request: HttpRequest, visit: Visit, calendar_id: int) -> HttpResponse:
    """`?year=2027` shows another year's holidays."""
    calendar = found_calendar(visit, calendar_id)
    details = details_of(calendar)
    year = year_asked(request.GET.get("year", ""), visit.now.astimezone(visit.zone).year)
    context = {
        "room": "setup", "calendar": calendar, "hours": window_words(details.windows), "year": year,
        "years": (year - 1, year + 1), "holidays": _holidays(calendar, year), "users": goers(calendar),
        "special": [special_row(each) for each in calendar.exceptions.order_by("on", "start_minute")],
        "unknown_years": unknown_years(calendar, range(year, year + 3)),
    }  # fmt: skip
    return show(request, visit, "calendars/page.html", context)


def found_calendar(visit: Visit, calendar_id: int) -> ServiceCalendar:
    """Raises Http404, also for another organization's and for one that is archived."""
    return or_404(get_calendar, visit.organization, calendar_id)


def unknown_years(calendar: ServiceCalendar, years: Iterable[int]) -> list[int]:
    """Of these years the ones of which no public holidays are known where the calendar is."""
    return [year for year in years if not is_known(calendar.country, calendar.subdivision, year)]


def special_row(row: CalendarException) -> SpecialRow:
    words = str(KINDS[CalendarException.Kind(row.kind)])
    return SpecialRow(
        row.pk,
        row.on,
        row.on + timedelta(days=row.further_days),
        f"{words}{_hours(row)}",
        row.name,
        row.yearly,
    )


def _hours(row: CalendarException) -> str:
    """20:00–02:00; nothing where it is whole days."""
    whole = (row.start_minute, row.end_minute) == (0, DAY_MINUTES)
    return "" if whole else f" {clock_text(row.start_minute)}–{clock_text(row.end_minute)}"


def _row(calendar: ServiceCalendar) -> Row:
    windows = [_window(each) for each in calendar.windows.all()]
    return Row(calendar, window_words(windows), names_of_users(calendar))


def _window(row: BusinessWindow) -> WeeklyWindow:
    return WeeklyWindow(frozenset(row.days), row.start_minute, row.end_minute)


def _holidays(calendar: ServiceCalendar, year: int) -> list[HolidayRow]:
    """What the country has that year, and what of it is kept; half days only where they are kept."""
    place = place_told(calendar)
    kept = set(public_of(place, (year,)))
    known = public_of({**place, "off": [], "observed": True}, (year,))
    return [
        HolidayRow(
            day, day not in kept, clock_text(day.closed_from) if day in kept and day.closed_from else ""
        )
        for day in known
    ]


def year_asked(asked: str, this_year: int) -> int:
    """Raises Http404 for what is no year that holidays are known of."""
    if not asked:
        return this_year
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4):
        raise Http404
    if not FIRST_YEAR <= int(asked) <= LAST_YEAR:
        raise Http404
    return int(asked)
