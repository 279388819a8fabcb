"""Days of a calendar that are not like their weekdays, added and removed."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import Actor
from accounts.refusal import Refused
from hours.special_day import MOST_FURTHER_DAYS, SpecialDay
from sla.actions.calendars import locked_calendar, told_edit
from sla.models import CalendarException, ServiceCalendar

MOST_EXCEPTIONS, MOST_DATES = 400, 800


def add_exception(
    *,
    calendar: ServiceCalendar,
    kind: str,
    special: SpecialDay,
    name: str,
    actor: Actor,
    now: datetime,
) -> CalendarException:
    """A special opening, closing or own holiday on local dates. Raises Refused."""
    with transaction.atomic():
        row, before = locked_calendar(calendar, None)
        _refuse_too_many(row, special)
        added = CalendarException.objects.create(
            calendar=row, kind=kind, on=special.on, start_minute=special.start_minute, end_minute=special.end_minute,
            further_days=special.further_days, yearly=special.yearly, name=name,
        )  # fmt: skip
        told_edit(row, before, actor, now)
    return added


def special_day(
    *, on: date, until: date | None, start_minute: int, end_minute: int, yearly: bool
) -> SpecialDay:
    """What was typed; without `until` it ends on the date on which it starts. Raises Refused, naming the field."""
    further = ((until or on) - on).days
    if not 0 <= further <= MOST_FURTHER_DAYS:
        most = {"most": MOST_FURTHER_DAYS}
        raise Refused(until=_("The last day is the first one or up to %(most)s days later.") % most)
    if not further and start_minute >= end_minute:
        raise Refused(
            ends=_(
                "It must end after it starts. 24:00 is the end of the day; what ends on another day needs its last day."
            )
        )
    try:
        return SpecialDay(on, start_minute, end_minute, further, yearly)
    except ValueError as error:
        raise Refused(ends=str(error)) from error


def _refuse_too_many(row: ServiceCalendar, special: SpecialDay) -> None:
    """Every date of each is worked out at every decision."""
    dates = sum(each.further_days + 1 for each in row.exceptions.all()) + special.further_days + 1
    if row.exceptions.count() >= MOST_EXCEPTIONS or dates > MOST_DATES:
        raise Refused(on=_("That is enough special days: remove those that are over."))


def remove_exception(*, calendar: ServiceCalendar, exception_id: int, actor: Actor, now: datetime) -> bool:
    """That date is like any other again; the audit keeps what it was. False: it was not there."""
    with transaction.atomic():
        row, before = locked_calendar(calendar, None)
        gone, _rows = CalendarException.objects.filter(calendar=row, pk=exception_id).delete()
        told_edit(row, before, actor, now)
    return bool(gone)
