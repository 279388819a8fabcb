"""Service calendars made, edited and archived: windows, the weekend, public holidays, special days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor, record, record_edit
from accounts.edition import refuse_stale
from accounts.models import Organization
from accounts.refusal import Refused
from hours.wall import UnknownZone, zone
from hours.weekly import DAY_MINUTES, WeeklyWindow
from sla.actions.turns import wait_for_turn
from sla.holiday_days import UnknownPlace, countries, days
from sla.models import BusinessWindow, Client, Desk, ServiceCalendar, Site

WORKDAYS = frozenset(range(5))  # Monday 0
WEEKEND = frozenset({5, 6})
OFFICE_HOURS = (WeeklyWindow(WORKDAYS, 8 * 60, 17 * 60),)
A_YEAR = (2026,)  # any will do to ask whether a place is known
LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class CalendarDetails:
    """A calendar but its special days. `country` blank: no public holidays; `holidays_off`: those that are worked.

    `half_days_from`: the minute at which the country's half days close; None: they are worked like any other.
    """

    name: str
    time_zone: str
    windows: tuple[WeeklyWindow, ...] = OFFICE_HOURS
    weekend_days: frozenset[int] = WEEKEND
    country: str = ""
    subdivision: str = ""
    holidays_off: tuple[str, ...] = ()
    observed: bool = True
    half_days_from: int | None = None


def create_calendar(
    *, organization: Organization, details: CalendarDetails, actor: Actor, now: datetime
) -> ServiceCalendar:
    """One that people choose by its name, so there is no other of that name. Raises Refused, naming the field."""
    with transaction.atomic():
        wait_for_turn(organization)
        if ServiceCalendar.objects.filter(
            organization=organization, name__iexact=details.name, archived_at=None
        ).exists():
            raise Refused(name=_("There is a calendar of that name: choose another, or change that one."))
        return _created(organization, details, actor, now)


def _created(
    organization: Organization, details: CalendarDetails, actor: Actor, now: datetime
) -> ServiceCalendar:
    refuse_bad_details(details)
    with transaction.atomic():
        row = ServiceCalendar(organization=organization)
        _fill(row, details)
        record(
            organization=organization, actor=actor, verb="calendar.created", object_kind="calendar",
            object_id=row.pk, after=calendar_state(row), now=now,
        )  # fmt: skip
    return row


def create_office_hours(
    *, organization: Organization, name: str, time_zone: str, actor: Actor, now: datetime
) -> ServiceCalendar:
    """Weekdays 08:00 to 17:00 with the holidays of the organization's country, where they are known."""
    country = organization.country if organization.country in countries() else ""
    details = CalendarDetails(name=name[:LONGEST_NAME], time_zone=time_zone, country=country)
    return _created(organization, details, actor, now)


def edit_calendar(
    *,
    calendar: ServiceCalendar,
    details: CalendarDetails,
    actor: Actor,
    now: datetime,
    seen: str | None = None,
) -> ServiceCalendar:
    """From now on for all who go by it; what is decided stays. Raises Refused and Stale."""
    refuse_bad_details(details)
    with transaction.atomic():
        row, before = locked_calendar(calendar, seen)
        _fill(row, details)
        told_edit(row, before, actor, now)
    return row


def details_of(row: ServiceCalendar) -> CalendarDetails:
    """What is stored, to be changed in part with `dataclasses.replace`."""
    windows = sorted(row.windows.all(), key=lambda each: (each.start_minute, each.pk))
    return CalendarDetails(
        name=row.name,
        time_zone=row.time_zone,
        windows=tuple(
            WeeklyWindow(frozenset(each.days), each.start_minute, each.end_minute) for each in windows
        ),
        weekend_days=frozenset(row.weekend_days),
        country=row.country,
        subdivision=row.subdivision,
        holidays_off=tuple(row.holidays_off),
        observed=row.observed,
        half_days_from=row.half_days_from,
    )


def archive_calendar(*, calendar: ServiceCalendar, actor: Actor, now: datetime) -> bool:
    """Offer it no more. Raises Refused while somebody goes by it; False: it was archived before."""
    with transaction.atomic():
        row, _before = locked_calendar(calendar, None)
        if users := users_of(row):
            raise Refused(
                calendar=_("%(users)s still go by it: give them another calendar first.")
                % {"users": ", ".join(users)}
            )
        if row.archived_at is not None:
            return False
        row.archived_at = now
        row.save(update_fields=["archived_at"])
        record(
            organization=row.organization, actor=actor, verb="calendar.archived", object_kind="calendar",
            object_id=row.pk, now=now, before={"name": row.name},
        )  # fmt: skip
    return True


def users_of(calendar: ServiceCalendar) -> list[str]:
    """Who goes by a calendar, by name: clients and sites in use, and the desk."""
    clients = Client.objects.filter(calendar=calendar, archived_at=None).order_by("name")
    sites = Site.objects.filter(calendar=calendar, archived_at=None, client__archived_at=None)
    return [
        *clients.values_list("name", flat=True),
        *(f"{site.client.name}, {site.name}" for site in sites.select_related("client").order_by("name")),
        *Desk.objects.filter(calendar=calendar).values_list("name", flat=True),
    ]


def calendar_state(row: ServiceCalendar) -> dict[str, object]:
    """What the audit and a form's edition tell of a calendar."""
    special = sorted(row.exceptions.all(), key=lambda each: (each.on, each.start_minute, each.pk))
    return {
        "name": row.name,
        "time_zone": row.time_zone,
        "country": row.country,
        "subdivision": row.subdivision,
        "holidays_off": sorted(row.holidays_off),
        "observed": row.observed,
        "half_days_from": row.half_days_from,
        "weekend_days": sorted(row.weekend_days),
        "windows": sorted(
            [sorted(each.days), each.start_minute, each.end_minute] for each in row.windows.all()
        ),
        "special_days": [
            [
                each.kind,
                each.on.isoformat(),
                each.start_minute,
                each.end_minute,
                each.name,
                each.further_days,
                each.yearly,
            ]
            for each in special
        ],
    }


def locked_calendar(calendar: ServiceCalendar, seen: str | None) -> tuple[ServiceCalendar, dict[str, object]]:
    """The row, locked, and how it stands. Raises Stale."""
    row = (
        ServiceCalendar.objects.select_for_update(no_key=True)
        .select_related("organization")
        .get(pk=calendar.pk)
    )
    state = calendar_state(row)
    refuse_stale(
        organization=row.organization, object_kind="calendar", object_id=row.pk, state=state, seen=seen
    )
    return row, state


def _fill(row: ServiceCalendar, details: CalendarDetails) -> None:
    row.name, row.time_zone = details.name, details.time_zone
    row.country, row.subdivision = details.country, details.subdivision if details.country else ""
    row.holidays_off = sorted(set(details.holidays_off))
    row.observed, row.half_days_from = details.observed, details.half_days_from
    row.weekend_days = sorted(details.weekend_days)
    row.save()
    row.windows.all().delete()
    BusinessWindow.objects.bulk_create(_windows(row, details.windows))


def _windows(row: ServiceCalendar, windows: Iterable[WeeklyWindow]) -> list[BusinessWindow]:
    return [
        BusinessWindow(
            calendar=row,
            days=sorted(each.days),
            start_minute=each.start_minute,
            end_minute=each.end_minute,
        )
        for each in windows
    ]


def refuse_bad_details(details: CalendarDetails) -> None:
    """Raises Refused, naming the field."""
    if not details.name or len(details.name) > LONGEST_NAME:
        raise Refused(name=_("A name has 1 to %(most)s characters.") % {"most": LONGEST_NAME})
    try:
        zone(details.time_zone)
    except UnknownZone as error:
        raise Refused(time_zone=str(error)) from error
    refuse_bad_place(details.country, details.subdivision)
    if details.half_days_from is not None and not 1 <= details.half_days_from < DAY_MINUTES:
        raise Refused(half_days_from=_("Half a day closes between 00:01 and 23:59."))


def refuse_bad_place(country: str, subdivision: str) -> None:
    """Raises Refused where no public holidays are known for the place."""
    if not country:
        return
    if country not in countries():
        raise Refused(country=_("No public holidays are known there: leave it empty and enter your own."))
    try:
        days(country, subdivision, A_YEAR)
    except UnknownPlace as error:
        raise Refused(subdivision=str(error)) from error


def told_edit(row: ServiceCalendar, before: dict[str, object], actor: Actor, now: datetime) -> None:
    record_edit(
        organization=row.organization, actor=actor, verb="calendar.edited", object_kind="calendar",
        object_id=row.pk, before=before, after=calendar_state(row), now=now,
    )  # fmt: skip
