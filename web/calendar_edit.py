"""Making, editing and archiving service calendars."""

from dataclasses import replace
from datetime import date
from functools import partial

from django import forms
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
    archive_calendar,
    calendar_state,
    create_calendar,
    details_of,
    edit_calendar,
    refuse_bad_details,
    users_of,
)
from sla.actions.own_copy import copy_calendar, goers
from sla.actions.special_days import add_exception, remove_exception
from sla.calendar_templates import TEMPLATES, Template
from sla.holiday_days import name_of
from sla.models import ServiceCalendar
from sla.stored_calendars import place_told, public_of
from web.calendar_forms import (
    CalendarForm,
    CopyForm,
    HolidaysForm,
    SpecialDayForm,
    calendar_initial,
    offer_copy,
)
from web.calendar_year import YearShown, previewed, typed_told, year_shown
from web.calendars import found_calendar
from web.cover import asks_first_in, goes_back, promises_covered
from web.edit import Crumb, confirm_page, data_of, form_page, result_of, saved
from web.once import once
from web.visit import Visit, members_only

MOST_NAMED = 8
YEARS_AHEAD = 3  # whose holidays are chosen from, this one included


@members_only(Act.MANAGE)
@once
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`?start=us-federal`: filled in from a template."""
    template = TEMPLATES.get(request.GET.get("start", ""))
    form = CalendarForm(data_of(request), initial=calendar_initial(_usual(visit, template)))
    off = template.holidays_off if template else ()
    if previewed(request) is None and (made := result_of(form, lambda: _create(visit, form, off))):
        messages.success(request, _("The calendar is there. Choose it for clients, sites or the desk."))
        return redirect(_page(made))
    return form_page(
        request, visit, form, title=_("A new calendar"), leave=reverse("calendars"), crumbs=[_list_crumb()],
        template="calendars/form.html", templates=TEMPLATES, shown=_preview(request, form, off), preview_years=_years(visit),
    )  # fmt: skip


def _usual(visit: Visit, template: Template | None) -> CalendarDetails:
    usual = CalendarDetails(
        name="", time_zone=visit.organization.time_zone, country=visit.organization.country
    )
    if template is None:
        return usual
    return replace(
        usual, windows=template.windows, country=template.country, subdivision=template.subdivision
    )


def _create(visit: Visit, form: CalendarForm, off: tuple[str, ...]) -> ServiceCalendar:
    return create_calendar(
        organization=visit.organization, details=form.details(off), actor=visit.actor, now=visit.now
    )


@members_only(Act.MANAGE)
@asks_first_in("setup")
def edit(request: HttpRequest, visit: Visit, calendar_id: int) -> HttpResponse:
    calendar = found_calendar(visit, calendar_id)
    initial = calendar_initial(details_of(calendar)) | {"edition": edition_of(calendar_state(calendar))}
    form = CalendarForm(data_of(request), initial=initial)
    offer_copy(form, goers(calendar))
    if previewed(request) is None and (
        edited := result_of(
            form, lambda: promises_covered(request, visit, lambda: _edit(visit, calendar, form))
        )
    ):
        messages.success(request, _("Saved."))
        return redirect(_page(edited))
    return form_page(
        request, visit, form, title=_("Edit %(name)s") % {"name": calendar.name}, leave=_page(calendar),
        crumbs=_crumbs(calendar), intro=touched_words(calendar), template="calendars/form.html",
        shown=_preview(request, form, tuple(calendar.holidays_off), calendar), preview_years=_years(visit),
    )  # fmt: skip


def _edit(visit: Visit, calendar: ServiceCalendar, form: CalendarForm) -> ServiceCalendar:
    row, seen = _for_whom(visit, calendar, form)
    same_place = form.cleaned_data["country"] == calendar.country
    details = form.details(tuple(calendar.holidays_off) if same_place else ())
    if row != calendar and details.name == calendar.name:
        details = replace(details, name=row.name)
    return edit_calendar(calendar=row, details=details, actor=visit.actor, now=visit.now, seen=seen)


def _for_whom(
    visit: Visit, calendar: ServiceCalendar, form: forms.Form
) -> tuple[ServiceCalendar, str | None]:
    """The calendar to be changed, and its edition: for one of several who go by it a copy of its own. Raises Refused."""
    edition, whose = form.cleaned_data.get("edition"), form.cleaned_data.get("whose")
    if not whose:
        return calendar, edition
    copy = copy_calendar(calendar=calendar, goer=whose, actor=visit.actor, now=visit.now, seen=edition)
    return copy, None


def _preview(
    request: HttpRequest, form: CalendarForm, off: tuple[str, ...], calendar: ServiceCalendar | None = None
) -> YearShown | None:
    """The year that was asked for, of what is typed; nothing is saved."""
    year = previewed(request)
    if year is None or not saved(form, lambda: refuse_bad_details(form.details(off))):
        return None
    return year_shown(typed_told(form.details(off), calendar), year)


def _years(visit: Visit) -> tuple[int, int]:
    year = visit.now.astimezone(visit.zone).year
    return year, year + 1


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
    offer_copy(form, goers(calendar))
    if edited := result_of(
        form, lambda: promises_covered(request, visit, lambda: _save_holidays(visit, calendar, form))
    ):
        messages.success(request, _("Saved."))
        return redirect(_page(edited))
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


def _save_holidays(visit: Visit, calendar: ServiceCalendar, form: HolidaysForm) -> ServiceCalendar:
    row, seen = _for_whom(visit, calendar, form)
    kept = [name for name in calendar.holidays_off if name_of(name) not in form.names]
    details = replace(details_of(row), holidays_off=(*kept, *form.worked()))
    return edit_calendar(calendar=row, details=details, actor=visit.actor, now=visit.now, seen=seen)


@members_only(Act.MANAGE)
@asks_first_in("setup")
@once
def new_day(request: HttpRequest, visit: Visit, calendar_id: int) -> HttpResponse:
    calendar = found_calendar(visit, calendar_id)
    form = SpecialDayForm(data_of(request))
    offer_copy(form, goers(calendar))
    if edited := result_of(
        form, lambda: promises_covered(request, visit, lambda: _add_day(visit, calendar, form))
    ):
        messages.success(request, _("The day is there."))
        return redirect(_page(edited))
    return form_page(
        request, visit, form, title=_("A day that is different"), leave=_page(calendar),
        crumbs=_crumbs(calendar), intro=touched_words(calendar),
    )  # fmt: skip


def _add_day(visit: Visit, calendar: ServiceCalendar, form: SpecialDayForm) -> ServiceCalendar:
    special = form.special()
    row, _seen = _for_whom(visit, calendar, form)
    add_exception(
        calendar=row, kind=form.cleaned_data["kind"], special=special, name=form.cleaned_data["name"],
        actor=visit.actor, now=visit.now,
    )  # fmt: skip
    return row


@members_only(Act.MANAGE)
@once
def copy(request: HttpRequest, visit: Visit, calendar_id: int) -> HttpResponse:
    """One like it, for one of those who go by it or for nobody yet."""
    calendar = found_calendar(visit, calendar_id)
    form = CopyForm(data_of(request), goers=goers(calendar), initial={"whose": request.GET.get("whose", "")})
    if made := result_of(form, lambda: _copy(visit, calendar, form)):
        messages.success(request, _("The copy is there, with the same hours, holidays and special days."))
        return redirect(_page(made))
    return form_page(
        request, visit, form, title=_("Copy %(name)s") % {"name": calendar.name}, leave=_page(calendar),
        crumbs=_crumbs(calendar), save=_("Copy"),
        intro=_("Whoever gets a copy of its own goes by it from now on, and is untouched by changes of the other."),
    )  # fmt: skip


def _copy(visit: Visit, calendar: ServiceCalendar, form: CopyForm) -> ServiceCalendar:
    found = form.cleaned_data
    return copy_calendar(
        calendar=calendar, name=found["name"], goer=found["whose"], actor=visit.actor, now=visit.now
    )


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
