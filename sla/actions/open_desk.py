"""Giving an organization its desk."""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from accounts.models import Organization
from accounts.refusal import Refused
from sla.holiday_days import countries
from sla.models import BusinessWindow, Desk, ServiceCalendar

WORKDAYS = [0, 1, 2, 3, 4]  # Monday 0
OPENS, CLOSES = 8 * 60, 17 * 60  # minutes of the local day
WEEKEND = [5, 6]


def open_desk(*, organization: Organization, email: str) -> Desk:
    """The desk as it ships: weekdays 08:00 to 17:00 in the organization's zone, closed on its country's holidays
    where they are known. Raises Refused for an address that is none.
    """
    refuse_bad_address(email)
    with transaction.atomic():
        calendar = ServiceCalendar.objects.create(
            organization=organization, name="Desk hours", time_zone=organization.time_zone,
            country=organization.country if organization.country in countries() else "", weekend_days=WEEKEND,
        )  # fmt: skip
        BusinessWindow.objects.create(calendar=calendar, days=WORKDAYS, start_minute=OPENS, end_minute=CLOSES)
        return Desk.objects.create(
            organization=organization, name="Service desk", email=email, calendar=calendar
        )


def refuse_bad_address(email: str, *, field: str = "desk_email") -> None:
    """Raises Refused, on `field`."""
    try:
        validate_email(email)
    except ValidationError as error:
        raise Refused(
            **{field: f"{email!r} is not an e-mail address: write it like desk@example.com."}
        ) from error
