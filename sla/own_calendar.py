"""The calendars that money goes by: each client's and site's own, and the MSP's."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import connection

from accounts.models import Organization
from hours.calendar import Calendar
from hours.wall import local
from sla.holiday_days import countries, days
from sla.stored_calendars import CALENDARS, calendar_told


@dataclass(frozen=True, slots=True)
class Calendars:
    """By id, and `own`: the desk's. Without a desk no hour is a business hour, and the country's holidays are holidays."""

    by_id: Mapping[int, Calendar]
    own: Calendar


def calendars_of(organization: Organization, *, around: datetime) -> Calendars:
    """All of an organization's, with the public holidays of the years about `around`. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"{CALENDARS} WHERE organization_id = %(organization)s", {"organization": organization.pk}
        )
        (rows,) = cursor.fetchone() or (None,)
    told = rows or []
    by_id = {row["id"]: calendar_told(row, around=around) for row in told}
    desk = next((by_id[row["id"]] for row in told if row["of_desk"]), None)
    return Calendars(by_id, desk or _without_desk(organization, around))


def _without_desk(organization: Organization, around: datetime) -> Calendar:
    zone = ZoneInfo(organization.time_zone)
    year = local(around, zone).year
    country = organization.country if organization.country in countries() else ""
    years = (year - 1, year, year + 1, year + 2)
    return Calendar(zone, holidays=tuple(days(country, "", years)) if country else ())
