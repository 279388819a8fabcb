"""Making, editing and archiving service calendars."""

from dataclasses import replace
from datetime import date
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accounts.edition import edition_of
from accounts.permissions import Act
from accounts.refusal import Refused
from sla.actions.calendars import (
    CalendarDetails,
    add_exception,
    archive_calendar,
    calendar_state,
    create_calendar,
    details_of,
    edit_calendar,
    remove_exception,
    users_of,
)
from sla.holiday_days import name_of
from sla.models import ServiceCalendar
from sla.stored_calendars import place_told, public_of
from web.calendar_forms import CalendarForm, HolidaysForm, SpecialDayForm, calendar_initial
from web.calendars import found_calendar
from web.cover import asks_first_in, goes_back, promises_covered
from web.edit import Crumb, confirm_page, data_of, form_page, saved
from web.once import once
from web.visit import Visit, members_only

MOST_NAMED = 8
YEARS_AHEAD = 3  # whose holidays are chosen from, this one included


@members_only(Act.MANAGE)
@once
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    country = visit.organization.country
    usual = CalendarDetails(name="", time_zone=visit.organization.time_zone, country=country)
    form = CalendarForm(data_of(request), initial=calendar_initial(usual))
    made: list[ServiceCalendar] = []
    if saved(form, lambda: made.append(_create(visit, form))):
        messages.success(request, _("The calendar is there. Choose it for clients, sites or the desk."))
        return redirect(_page(made[0]))
    return form_page(
        request, visit, form, title=_("A new calendar"), leave=reverse("calendars"), crumbs=[_list_crumb()],
        template="calendars/form.html",
    )  # fmt: skip


def _create(visit: Visit, form: CalendarForm) -> ServiceCalendar:
    return create_calendar(
        organization=visit.organization, details=form.details(), actor=visit.actor, now=visit.now
    )


@members_only(Act.MANAGE)
@asks_first_in("setup")
def edit(request: HttpRequest, visit: Visit, calendar_id: int) -> HttpResponse:
    calendar = found_calendar(visit, calendar_id)
    initial = calendar_initial(details_of(calendar)) | {"edition": edition_of(calendar_state(calendar))}
    form = CalendarForm(data_of(request), initial=initial)
    if saved(form, lambda: promises_covered(request, visit, lambda: _edit(visit, calendar, form))):
        messages.success(request, _("Saved."))
        return redirect(_page(calendar))
    return form_page(
        request, visit, form, title=_("Edit %(name)s") % {"name": calendar.name}, leave=_page(calendar),
        crumbs=_crumbs(calendar), intro=touched_words(calendar), template="calendars/form.html",
    )  # fmt: skip


def _edit(visit: Visit, calendar: ServiceCalendar, form: CalendarForm) -> None:
    same_place = form.cleaned_data["country"] == calendar.country
    off = tuple(calendar.holidays_off) if same_place else ()
    edit_calendar(
        calendar=calendar, details=form.details(off), actor=visit.actor, now=visit.now,
        seen=form.cleaned_data["edition"],
    )  # fmt: skip


def touched_words(calendar: ServiceCalendar) -> str:
    """Whom an edit touches, by name."""
    users = users_of(calendar)
    if not users:
        return _("Nobody goes by this calendar yet.")
    named = ", ".join(users[:MOST_NAMED])
    if len(users) > MOST_NAMED:
        named = _("%(names)s and %(count)s more") % {"names": named, "count": len(users) - MOST_NAMED}
    said = ngettext("This touches %(count)s: %(names)s.", "This touches %(count)s: %(names)s.", len(users))
    rest = _("It holds for what comes in from now on; what is open stays as it was decided.")
    return f"{said % {'count': len(users), 'names': named}} {rest}"


@members_only(Act.MANAGE)
@asks_first_in("setup")
def holidays(request: HttpRequest, visit: Visit, calendar_id: int) -> HttpResponse:
    calendar = found_calendar(visit, calendar_id)
    names = _named_dates(calendar, visit.now.year)
    off = {name_of(name) for name in calendar.holidays_off}
    form = HolidaysForm(
        data_of(request),
        names=names,
        initial={
            "closed": [each for each in names if each not in off],
            "edition": edition_of(calendar_state(calendar)),
        },
    )
    if saved(form, lambda: promises_covered(request, visit, lambda: _save_holidays(visit, calendar, form))):
        messages.success(request, _("Saved."))
        return redirect(_page(calendar))
    return form_page(
        request, visit, form, title=_("Which holidays %(name)s keeps") % {"name": calendar.name},
        leave=_page(calendar), crumbs=_crumbs(calendar), intro=touched_words(calendar),
    )  # fmt: skip


def _named_dates(calendar: ServiceCalendar, year: int) -> dict[str, list[date]]:
    """The holidays of this year and the two after it, in the order in which they come, with their dates."""
    place = {**place_told(calendar), "off": []}
    found: dict[str, list[date]] = {}
    for day in public_of(place, range(year, year + YEARS_AHEAD)):
        found.setdefault(name_of(day.name), []).append(day.on)
    return found


def _save_holidays(visit: Visit, calendar: ServiceCalendar, form: HolidaysForm) -> None:
    kept = [name for name in calendar.holidays_off if name_of(name) not in form.names]
    details = replace(details_of(calendar), holidays_off=(*kept, *form.worked()))
    edit_calendar(
        calendar=calendar, details=details, actor=visit.actor, now=visit.now,
        seen=form.cleaned_data["edition"],
    )  # fmt: skip


@members_only(Act.MANAGE)
@asks_first_in("setup")
@once
def new_day(request: HttpRequest, visit: Visit, calendar_id: int) -> HttpResponse:
    calendar = found_calendar(visit, calendar_id)
    form = SpecialDayForm(data_of(request))
    if saved(form, lambda: promises_covered(request, visit, lambda: _add_day(visit, calendar, form))):
        messages.success(request, _("The day is there."))
        return redirect(_page(calendar))
    return form_page(
        request, visit, form, title=_("A day that is different"), leave=_page(calendar),
        crumbs=_crumbs(calendar), intro=touched_words(calendar),
    )  # fmt: skip


def _add_day(visit: Visit, calendar: ServiceCalendar, form: SpecialDayForm) -> None:
    add_exception(
        calendar=calendar, kind=form.cleaned_data["kind"], special=form.special(), name=form.cleaned_data["name"],
        actor=visit.actor, now=visit.now,
    )  # fmt: skip


@require_POST
@members_only(Act.MANAGE)
@asks_first_in("setup")
def remove_day(request: HttpRequest, visit: Visit, calendar_id: int, day_id: int) -> HttpResponse:
    calendar = found_calendar(visit, calendar_id)
    if goes_back(request):
        return redirect(_page(calendar))
    remove = partial(
        remove_exception, calendar=calendar, exception_id=day_id, actor=visit.actor, now=visit.now
    )
    done = promises_covered(request, visit, remove)
    messages.success(request, _("That day is like any other again.") if done else _("It was removed before."))
    return redirect(_page(calendar))


@members_only(Act.MANAGE)
def archive(request: HttpRequest, visit: Visit, calendar_id: int) -> HttpResponse:
    calendar = found_calendar(visit, calendar_id)
    if request.method == "POST":
        return _archived(request, visit, calendar)
    return confirm_page(
        request, visit, title=_("Archive %(name)s?") % {"name": calendar.name}, deed=_("Archive"),
        leave=_page(calendar), crumbs=_crumbs(calendar),
        breaks=[_("It is offered no more."), touched_words(calendar)],
    )  # fmt: skip


def _archived(request: HttpRequest, visit: Visit, calendar: ServiceCalendar) -> HttpResponse:
    try:
        archive_calendar(calendar=calendar, actor=visit.actor, now=visit.now)
    except Refused as refused:
        messages.error(request, str(refused))
        return redirect(_page(calendar))
    messages.success(request, _("%(name)s is archived.") % {"name": calendar.name})
    return redirect("calendars")


def _page(calendar: ServiceCalendar) -> str:
    return reverse("calendar", args=[calendar.pk])


def _list_crumb() -> Crumb:
    return Crumb(_("Calendars"), reverse("calendars"))


def _crumbs(calendar: ServiceCalendar) -> list[Crumb]:
    return [_list_crumb(), Crumb(calendar.name, _page(calendar))]
