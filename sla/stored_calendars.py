"""A service calendar as the oracle reads it, from rows or from what is only wanted; equal ones are kept as one object."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from hours.calendar import Calendar, DatedWindow, HolidayDay
from hours.special_day import Part, SpecialDay, parts_of
from hours.wall import local
from hours.weekly import WeeklyWindow
from sla.holiday_days import days as public_holidays
from sla.models import CalendarException, ServiceCalendar

Told = Mapping[str, Any]
KIND = CalendarException.Kind
WITH_PARTS = ("windows", "exceptions")  # what `calendar_facts` wants loaded
YEARS_BEFORE, YEARS_AFTER = 1, 2  # the instant's year; what counts of yearly days and public holidays
CALENDARS = """
    SELECT json_agg(json_build_object(
        'id', id, 'of_desk', id IN (SELECT calendar_id FROM sla_desk WHERE organization_id = %(organization)s),
        'zone', time_zone, 'country', country, 'subdivision', subdivision, 'off', holidays_off,
        'observed', observed, 'half', half_days_from, 'weekend', weekend_days,
        'windows', (
            SELECT json_agg(json_build_object('days', days, 'start', start_minute, 'end', end_minute) ORDER BY id)
            FROM sla_businesswindow WHERE calendar_id = calendar.id
        ),
        'exceptions', (
            SELECT json_agg(json_build_object(
                'kind', kind, 'on', "on", 'name', name, 'start', start_minute, 'end', end_minute,
                'further', further_days, 'yearly', yearly
            ) ORDER BY id)
            FROM sla_calendarexception WHERE calendar_id = calendar.id
        )
    ))
    FROM sla_servicecalendar calendar
"""


def calendar_facts(row: ServiceCalendar, *, around: datetime) -> Calendar:
    """A calendar with its holidays of the years about `around`."""
    return calendar_told(told_of(row), around=around)


def told_of(row: ServiceCalendar) -> dict[str, Any]:
    """A row with its parts (`WITH_PARTS`) as `CALENDARS` tells it."""
    return place_told(row) | {
        "zone": row.time_zone, "weekend": row.weekend_days,
        "windows": [
            {"days": each.days, "start": each.start_minute, "end": each.end_minute} for each in row.windows.all()
        ],
        "exceptions": [exception_told(each) for each in row.exceptions.all()],
    }  # fmt: skip


def place_told(row: ServiceCalendar) -> dict[str, Any]:
    """What `public_of` reads."""
    return {
        "country": row.country, "subdivision": row.subdivision, "off": row.holidays_off, "observed": row.observed,
        "half": row.half_days_from,
    }  # fmt: skip


def special_of(row: CalendarException) -> SpecialDay:
    return SpecialDay(row.on, row.start_minute, row.end_minute, row.further_days, row.yearly)


def exception_told(row: CalendarException) -> dict[str, Any]:
    return {
        "kind": row.kind, "on": row.on.isoformat(), "name": row.name, "start": row.start_minute,
        "end": row.end_minute, "further": row.further_days, "yearly": row.yearly,
    }  # fmt: skip


def calendar_told(told: Told, *, around: datetime) -> Calendar:
    """From a row of `CALENDARS`, with its holidays of the years about `around`."""
    zone = ZoneInfo(told["zone"])
    year = local(around, zone).year
    own = [(one, part) for one in told["exceptions"] or () for part in _parts(one, year)]
    return _calendar(
        zone=zone,
        windows=tuple(
            WeeklyWindow(frozenset(each["days"]), each["start"], each["end"])
            for each in told["windows"] or ()
        ),
        weekend_days=frozenset(told["weekend"]),
        holidays=public_of(told, range(year - YEARS_BEFORE, year + YEARS_AFTER + 1))
        + tuple(HolidayDay(part.on, one["name"], part.start, part.end) for one, part in own if one["kind"] == KIND.HOLIDAY),
        openings=_dated(own, KIND.OPENING),
        closings=_dated(own, KIND.CLOSING),
    )  # fmt: skip


@lru_cache(maxsize=512)
def _calendar(
    *,
    zone: ZoneInfo,
    windows: tuple[WeeklyWindow, ...],
    weekend_days: frozenset[int],
    holidays: tuple[HolidayDay, ...],
    openings: tuple[DatedWindow, ...],
    closings: tuple[DatedWindow, ...],
) -> Calendar:
    """Equal calendars are one object, so that what it works out for a date is worked out once."""
    return Calendar(zone, windows, weekend_days, holidays, openings, closings)


def public_of(told: Told, years: Iterable[int]) -> tuple[HolidayDay, ...]:
    """The public holidays that a row of `CALENDARS` keeps."""
    if not told["country"]:
        return ()
    return public_holidays(
        told["country"], told["subdivision"], years, frozenset(told["off"]), observed=told["observed"],
        half_days_from=told["half"],
    )  # fmt: skip


def _parts(told: Told, year: int) -> Iterator[Part]:
    """A yearly one may have begun in the year before those that count."""
    special = SpecialDay(
        date.fromisoformat(told["on"]), told["start"], told["end"], told["further"], told["yearly"]
    )
    return parts_of(special, range(year - YEARS_BEFORE - 1, year + YEARS_AFTER + 1))


def _dated(own: Iterable[tuple[Told, Part]], kind: str) -> tuple[DatedWindow, ...]:
    return tuple(
        DatedWindow(part.on, part.start, part.end, one["name"]) for one, part in own if one["kind"] == kind
    )
