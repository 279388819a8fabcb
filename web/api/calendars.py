"""Service calendars: the list, one of them, making, changing and archiving one, its holidays and exceptions."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.edition import edition_of
from accounts.models import Organization
from accounts.permissions import Act
from hours.calendar_year import YearDay, year_of
from hours.clock import now
from hours.wall import local
from hours.weekly import DAY_MINUTES, WeeklyWindow, clock_text
from oncall.preview_layers import WEEK, Day
from sla.actions.calendars import (
    CalendarDetails,
    archive_calendar,
    calendar_state,
    create_calendar,
    details_of,
    edit_calendar,
    refuse_bad_place,
)
from sla.actions.special_days import add_exception, remove_exception, special_day
from sla.holiday_days import days, is_known, name_of
from sla.lookups import calendars, get_calendar, names_of_users, with_users
from sla.models import CalendarException, ServiceCalendar
from sla.stored_calendars import calendar_facts, place_told, public_of
from web.api import calendar_shapes as shapes
from web.api.covering import HolesAnswered, promises_covered
from web.api.idempotency import answered_once
from web.api.layer_told import window
from web.api.pagination import one_page
from web.api.people_shapes import PagesAsked
from web.api.promise_reading import seen
from web.api.reading import read_query, read_question, refused_as, refused_as_it_stands
from web.api.view import ApiView, actor_of, organization_of

Said = dict[str, Any]
YEARS_AHEAD = 3  # whose holidays may be named, this one included


def told(row: ServiceCalendar) -> Said:
    """From `told_rows`."""
    details = details_of(row)
    return {
        "id": row.pk,
        "name": row.name,
        "time_zone": row.time_zone,
        "windows": [window(each) for each in details.windows],
        "weekend_days": [WEEK[day].value for day in sorted(details.weekend_days)],
        "country": row.country,
        "subdivision": row.subdivision,
        "worked_holidays": list(row.holidays_off),
        "observed": row.observed,
        "half_days_from": None if row.half_days_from is None else clock_text(row.half_days_from),
        "exceptions": list(map(exception, sorted(row.exceptions.all(), key=lambda one: (one.on, one.pk)))),
        "used_by": names_of_users(row),
        "edition": edition_of(calendar_state(row)),
    }


def exception(row: CalendarException) -> Said:
    return {
        "id": row.pk,
        "kind": row.kind,
        "on": row.on.isoformat(),
        "start": clock_text(row.start_minute),
        "end": clock_text(row.end_minute),
        "until": (row.on + timedelta(days=row.further_days)).isoformat(),
        "yearly": row.yearly,
        "name": row.name,
    }


def told_rows(organization: Organization) -> QuerySet[ServiceCalendar]:
    return with_users(calendars(organization)).prefetch_related("exceptions")


class Calendars(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="calendars_list", parameters=[PagesAsked], responses=shapes.CalendarsTold)
    def get(self, request: Request) -> Response:
        """Calendars that are not archived, the newest first."""
        read_query(PagesAsked, request)
        return Response(one_page(told_rows(organization_of(request)), request).told(told))

    @extend_schema(
        operation_id="calendars_add", request=shapes.CalendarNew, responses={201: shapes.CalendarTold}
    )
    @answered_once
    def post(self, request: Request) -> Response:
        """A calendar; nobody goes by it yet."""
        organization, at = organization_of(request), now()
        said = read_question(shapes.CalendarNew, request)
        details = changed(CalendarDetails(said["name"], said["time_zone"]), said, at)
        row = create_calendar(organization=organization, details=details, actor=actor_of(request), now=at)
        whole = told(told_rows(organization).get(pk=row.pk))
        return Response(whole, status=201, headers={"Location": f"{request.path}{row.pk}/"})


class OneCalendar(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(operation_id="calendars_read", responses=shapes.CalendarTold)
    def get(self, request: Request, calendar_id: int) -> Response:
        """One calendar."""
        return Response(told(told_rows(organization_of(request)).get(pk=calendar_id)))

    @extend_schema(
        operation_id="calendars_change", parameters=[HolesAnswered], request=shapes.CalendarChange,
        responses=shapes.CalendarTold,
    )  # fmt: skip
    def patch(self, request: Request, calendar_id: int) -> Response:
        """Change what is sent, from now on for all who go by it."""
        organization, at = organization_of(request), now()
        row = get_calendar(organization, calendar_id)
        said = read_question(shapes.CalendarChange, request)
        details = changed(details_of(row), said, at)
        edit = partial(
            edit_calendar, calendar=row, details=details, actor=actor_of(request), now=at, seen=seen(said, calendar_state(row))
        )  # fmt: skip
        promises_covered(request, edit)
        return Response(told(told_rows(organization).get(pk=calendar_id)))

    @extend_schema(operation_id="calendars_archive", responses={204: None})
    def delete(self, request: Request, calendar_id: int) -> Response:
        """Archive it. 409 while a client, a site or the desk goes by it."""
        row = get_calendar(organization_of(request), calendar_id)
        with refused_as_it_stands():
            archive_calendar(calendar=row, actor=actor_of(request), now=now())
        return Response(status=204)


class Holidays(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(
        operation_id="calendars_holidays", parameters=[shapes.HolidaysAsked], responses=shapes.HolidaysTold
    )
    def get(self, request: Request, calendar_id: int) -> Response:
        """The public holidays of a year where the calendar is, and whether they are worked."""
        row = get_calendar(organization_of(request), calendar_id)
        year = read_query(shapes.HolidaysAsked, request).get("year") or this_year(row.time_zone, now())
        place = place_told(row)
        known, closed = (
            public_of({**place, "off": [], "observed": True}, (year,)),
            set(public_of(place, (year,))),
        )
        lines = [
            {"on": each.on.isoformat(), "name": each.name, "worked": each not in closed} for each in known
        ]
        return Response(
            {"year": year, "known": is_known(row.country, row.subdivision, year), "holidays": lines}
        )


class Year(ApiView):
    acts = {"GET": Act.MANAGE}

    @extend_schema(
        operation_id="calendars_year", parameters=[shapes.HolidaysAsked], responses=shapes.YearTold
    )
    def get(self, request: Request, calendar_id: int) -> Response:
        """The dates of a year on which the week does not hold, and when it is open then."""
        row = get_calendar(organization_of(request), calendar_id)
        year = read_query(shapes.HolidaysAsked, request).get("year") or this_year(row.time_zone, now())
        calendar = calendar_facts(row, around=datetime(year, 7, 1, tzinfo=UTC))
        odd = [year_day(each) for each in year_of(calendar, year) if each.is_odd]
        return Response({"year": year, "known": is_known(row.country, row.subdivision, year), "days": odd})


def year_day(day: YearDay) -> Said:
    hours = [{"start": clock_text(start), "end": clock_text(end)} for start, end in day.hours]
    return {
        "on": day.on.isoformat(),
        "look": day.look.value,
        "names": list(filter(None, day.names)),
        "open": hours,
    }


class Exceptions(ApiView):
    @extend_schema(
        operation_id="calendar_exceptions_add", parameters=[HolesAnswered], request=shapes.ExceptionNew,
        responses={201: shapes.ExceptionTold},
    )  # fmt: skip
    @answered_once
    def post(self, request: Request, calendar_id: int) -> Response:
        """An opening, a closing or a holiday of their own on a local date."""
        row = get_calendar(organization_of(request), calendar_id)
        said = read_question(shapes.ExceptionNew, request)
        with refused_as(ends="end"):
            special = special_day(
                on=said["on"], until=said.get("until"), start_minute=said.get("start", 0),
                end_minute=said.get("end", DAY_MINUTES), yearly=said["yearly"],
            )  # fmt: skip
            add = partial(
                add_exception, calendar=row, kind=said["kind"], special=special, name=said["name"],
                actor=actor_of(request), now=now(),
            )  # fmt: skip
            added = promises_covered(request, add)
        return Response(exception(added), status=201)


class OneException(ApiView):
    @extend_schema(
        operation_id="calendar_exceptions_remove", parameters=[HolesAnswered], responses={204: None}
    )
    def delete(self, request: Request, calendar_id: int, exception_id: int) -> Response:
        """That date is like any other again; the audit keeps what it was."""
        row = get_calendar(organization_of(request), calendar_id)
        remove = partial(
            remove_exception, calendar=row, exception_id=exception_id, actor=actor_of(request), now=now()
        )
        if not promises_covered(request, remove):
            raise CalendarException.DoesNotExist
        return Response(status=204)


def changed(details: CalendarDetails, said: Said, at: datetime) -> CalendarDetails:
    """What is to be stored. Raises ValidationError and Refused."""
    wanted: Said = {name: said[name] for name in ("name", "time_zone") if name in said}
    wanted |= {name: said[name].upper() for name in ("country", "subdivision") if name in said}
    wanted |= {name: said[name] for name in ("observed", "half_days_from") if name in said}
    if "windows" in said:
        wanted["windows"] = tuple(window_of(place, each) for place, each in enumerate(said["windows"]))
    if "weekend_days" in said:
        wanted["weekend_days"] = frozenset(map(day_number, said["weekend_days"]))
    if "country" in wanted and wanted["country"] != details.country:
        wanted["holidays_off"] = ()
    found = replace(details, **wanted)
    return worked(found, said["worked_holidays"], at) if "worked_holidays" in said else found


def window_of(place: int, said: Said) -> WeeklyWindow:
    """Raises ValidationError."""
    try:
        on = frozenset(map(day_number, said["days"]))
        return WeeklyWindow(on, said["start"], said["end"] or DAY_MINUTES)
    except ValueError as error:
        raise ValidationError({f"windows[{place}]": [str(error)]}) from error


def day_number(day: str) -> int:
    """Monday is 0."""
    return WEEK.index(Day(day))


def worked(details: CalendarDetails, names: list[str], at: datetime) -> CalendarDetails:
    """Holidays that count no more. Raises ValidationError for a name that no holiday there has: it would do nothing."""
    refuse_bad_place(details.country, details.subdivision)
    year = at.year
    ahead = range(year, year + YEARS_AHEAD)
    known = {
        name_of(each.name)
        for each in days(details.country, details.subdivision, ahead, half_days_from=details.half_days_from)
    }
    words = f"No holiday there is called that. There are: {', '.join(sorted(known)) or 'none'}."
    strange = {
        f"worked_holidays[{place}]": [words]
        for place, name in enumerate(names)
        if name_of(name) not in known | set(details.holidays_off)
    }
    if strange:
        raise ValidationError(strange)
    return replace(details, holidays_off=tuple(names))


def this_year(time_zone: str, at: datetime) -> int:
    return local(at, ZoneInfo(time_zone)).year
