"""The desk: where the day's work goes, and when somebody is there."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.edition import edition_of
from accounts.permissions import Act
from hours.calendar import holiday_at, is_open, next_opening
from hours.wall import local
from sla.actions.desk import desk_state, save_desk
from sla.lookups import calendars
from sla.models import Desk
from sla.queries import desk_of
from sla.stored_calendars import calendar_facts
from web.calendar_choice import CalendarChoice
from web.calendar_words import OddDay, odd_days, window_words
from web.client_fields import OneLine
from web.cover import asks_first_in, promises_covered
from web.edit import Crumb, EditForm, data_of, form_page, saved
from web.visit import Visit, members_only


class DeskForm(EditForm):
    name = OneLine(
        label=gettext_lazy("Name"), max_length=80, help_text=gettext_lazy("As your people call it.")
    )
    email = forms.EmailField(
        label=gettext_lazy("Mail address"),
        max_length=254,
        help_text=gettext_lazy("A mailbox that your people share. One mail goes there at each opening."),
    )
    calendar = CalendarChoice(
        label=gettext_lazy("Its hours and holidays"),
        empty_label=None,
        help_text=gettext_lazy("Your own hours, with the holidays on which you are closed."),
    )

    def __init__(self, data: Any = None, *, organization: Any, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["calendar"].queryset = calendars(organization)  # type: ignore[attr-defined]


@members_only(Act.MANAGE)
@asks_first_in("setup")
def desk(request: HttpRequest, visit: Visit) -> HttpResponse:
    row = desk_of(visit.organization)
    initial: dict[str, object] = {}
    if row:
        initial = {"name": row.name, "email": row.email, "calendar": row.calendar_id}
        initial["edition"] = edition_of(desk_state(row))
    form = DeskForm(data_of(request), organization=visit.organization, initial=initial)
    if saved(form, lambda: promises_covered(request, visit, lambda: _save(visit, form))):
        messages.success(request, _("Saved. What waits for the desk goes by it from now on."))
        return redirect("desk")
    return form_page(
        request, visit, form, title=_("The desk"), leave=reverse("setup"), template="desk/form.html",
        crumbs=[Crumb(_("Set up"), reverse("setup"))], desk=row, hours=_hours(row, visit.now) if row else None,
        intro=_("What can wait goes here: at once while the desk is open, else when it opens. It wakes nobody."),
    )  # fmt: skip


@dataclass(frozen=True)
class DeskHours:
    """When somebody is there: the week, the next days that differ, and now. `holiday`: why it is closed now, if that is why."""

    week: Sequence[str]
    odd: Sequence[OddDay]
    keeps_holidays: bool
    is_open: bool
    holiday: str
    opens_at: datetime | None
    zone: ZoneInfo


def _hours(row: Desk, now: datetime) -> DeskHours:
    calendar = calendar_facts(row.calendar, around=now)
    holiday = holiday_at(calendar, now)
    return DeskHours(
        window_words(calendar.windows), odd_days(calendar, local(now, calendar.zone).date()), bool(calendar.holidays),
        is_open(calendar, now), (holiday.name or _("a holiday of your own")) if holiday else "",
        next_opening(calendar, now), calendar.zone,
    )  # fmt: skip


def _save(visit: Visit, form: DeskForm) -> None:
    found = form.cleaned_data
    save_desk(
        organization=visit.organization, name=found["name"], email=found["email"], calendar=found["calendar"],
        actor=visit.actor, now=visit.now, seen=found["edition"],
    )  # fmt: skip
