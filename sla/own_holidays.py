"""The MSP's own holidays: the days on which its desk is closed for one, else its country's public holidays."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from accounts.models import Organization
from hours.calendar import HolidayDay
from hours.dated import span_of
from hours.interval import Interval
from hours.special_day import parts_of
from hours.wall import local
from sla.holiday_days import countries, days
from sla.models import CalendarException, ServiceCalendar
from sla.queries import desk_of
from sla.stored_calendars import place_told, public_of, special_of


def own_holidays(organization: Organization, since: datetime, until: datetime) -> list[Interval]:
    """Each holiday that may lie in `[since, until)` once, sorted, on the desk's clock. At most two queries."""
    desk = desk_of(organization)
    if desk is None:
        zone = ZoneInfo(organization.time_zone)
        country = organization.country if organization.country in countries() else ""
        return list(_spans(days(country, "", _years(since, until, zone)), zone))
    calendar = desk.calendar
    zone = ZoneInfo(calendar.time_zone)
    years = _years(since, until, zone)
    return list(_spans([*public_of(place_told(calendar), years), *_entered(calendar, years)], zone))


def _entered(calendar: ServiceCalendar, years: range) -> Iterator[HolidayDay]:
    """Their own; a yearly one may have begun in the year before."""
    for row in calendar.exceptions.filter(kind=CalendarException.Kind.HOLIDAY):
        for part in parts_of(special_of(row), range(years.start - 1, years.stop)):
            yield HolidayDay(part.on, row.name, part.start, part.end)


def _years(since: datetime, until: datetime, zone: ZoneInfo) -> range:
    return range(local(since, zone).year, local(until, zone).year + 1)


def _spans(found: Iterable[HolidayDay], zone: ZoneInfo) -> Iterator[Interval]:
    """A date that is two holidays is one."""
    by_date: defaultdict[object, list[HolidayDay]] = defaultdict(list)
    for each in sorted(found, key=lambda one: one.on):
        by_date[each.on].append(each)
    for same in by_date.values():
        opens, closes = max(one.closed_until for one in same), min(one.closed_from for one in same)
        span = span_of(same[0].on, closes, opens, zone)
        if span:
            yield span
