"""A calendar's year to look at: twelve small months, and the dates on which the week does not hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.dates import MONTHS, WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext as _

from accounts.permissions import Act
from hours.calendar import Calendar
from hours.calendar_year import Look, YearDay, year_of
from hours.weekly import clock_text
from sla.actions.calendars import CalendarDetails
from sla.holiday_days import is_known
from sla.models import ServiceCalendar
from sla.stored_calendars import Told, calendar_told, exception_told, told_of
from web.calendars import found_calendar, year_asked
from web.csv_export import csv_response
from web.visit import Visit, members_only, show

YEARS_BACK, YEARS_AHEAD = 1, 5
MIDYEAR = (7, 1)
Cell = YearDay | None


@dataclass(frozen=True)
class Month:
    """Its weeks from Monday to Sunday; None where another month's dates stand."""

    name: str
    weeks: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class OddLine:
    """A date of the list."""

    on: date
    weekday: str
    what: str
    hours: str


@dataclass(frozen=True)
class YearShown:
    """All that the picture and its list need. `unknown`: no public holidays are known of that year."""

    year: int
    months: Sequence[Month]
    lines: Sequence[OddLine]
    weekdays: Sequence[str]
    unknown: bool


@members_only(Act.MANAGE)
def calendar_year(request: HttpRequest, visit: Visit, calendar_id: int) -> HttpResponse:
    """`?year=2027`: another one than this."""
    calendar = found_calendar(visit, calendar_id)
    this_year = visit.now.astimezone(visit.zone).year
    year = year_asked(request.GET.get("year", ""), this_year)
    context = {
        "room": "setup", "calendar": calendar, "shown": year_shown(told_of(calendar), year),
        "years": range(this_year - YEARS_BACK, this_year + YEARS_AHEAD + 1),
        "export": f"{reverse('calendar_year_export', args=[calendar.pk])}?year={year}",
    }  # fmt: skip
    return show(request, visit, "calendars/year.html", context)


@members_only(Act.MANAGE)
def calendar_year_export(request: HttpRequest, visit: Visit, calendar_id: int) -> HttpResponseBase:
    calendar = found_calendar(visit, calendar_id)
    year = year_asked(request.GET.get("year", ""), visit.now.astimezone(visit.zone).year)
    heads = (_("Date"), _("Weekday"), _("What"), _("Hours"))
    lines = odd_lines(year_of(calendar_of(told_of(calendar), year), year, unnamed=_("Another day")))
    rows = ((each.on.isoformat(), each.weekday, each.what, each.hours) for each in lines)
    return csv_response(f"calendar-{calendar.pk}-{year}", heads, rows)


def calendar_of(told: Told, year: int) -> Calendar:
    """With the holidays of that year."""
    return calendar_told(told, around=datetime(year, *MIDYEAR, tzinfo=UTC))


def year_shown(told: Told, year: int) -> YearShown:
    """Of a stored calendar, or of one that is only typed yet: see `told_of`."""
    days = year_of(calendar_of(told, year), year, unnamed=_("Another day"))
    months = [_month(number, [day for day in days if day.on.month == number]) for number in range(1, 13)]
    unknown = not is_known(told["country"], told["subdivision"], year)
    return YearShown(year, months, odd_lines(days), [str(name) for name in WEEKDAYS_ABBR.values()], unknown)


def odd_lines(days: Sequence[YearDay]) -> list[OddLine]:
    return [
        OddLine(day.on, str(WEEKDAYS[day.on.weekday()]), ", ".join(day.names), hours_words(day))
        for day in days
        if day.is_odd
    ]


def hours_words(day: YearDay) -> str:
    """Closed; 08:00–12:00; what is so every week is said too."""
    hours = ", ".join(f"{clock_text(start)}–{clock_text(end)}" for start, end in day.hours) or _("closed")
    if day.look in (Look.OPEN, Look.CLOSED):
        return _("%(hours)s, as every week") % {"hours": hours}
    return hours


def _month(number: int, days: Sequence[YearDay]) -> Month:
    """A date that its zone skipped (Apia 2011-12-30) is an empty cell."""
    before = days[0].on.replace(day=1).weekday() - 1  # so that the first stands below its weekday
    cells: list[Cell] = [None] * 42
    for day in days:
        cells[before + day.on.day] = day
    weeks = [cells[at : at + 7] for at in range(0, len(cells), 7)]
    return Month(str(MONTHS[number]), [week for week in weeks if any(week)])


def previewed(request: HttpRequest) -> int | None:
    """The year that a form asks to see before it is saved; None: it is to be saved, or is only opened."""
    asked = request.POST.get("preview", "")
    return year_asked(asked, 0) if asked else None


def typed_told(details: CalendarDetails, calendar: ServiceCalendar | None) -> Told:
    """What is typed, with the special days of the calendar that it would change."""
    return {
        "zone": details.time_zone, "country": details.country,
        "subdivision": details.subdivision if details.country else "", "off": details.holidays_off,
        "observed": details.observed, "half": details.half_days_from, "weekend": details.weekend_days,
        "windows": [
            {"days": each.days, "start": each.start_minute, "end": each.end_minute} for each in details.windows
        ],
        "exceptions": [exception_told(each) for each in calendar.exceptions.all()] if calendar else (),
    }  # fmt: skip
