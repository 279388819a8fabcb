"""When somebody is away: one's own under /me/, another member's for managers. The holes it makes are shown before it is saved."""

from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.refusal import Refused
from hours.wall import end_instant, first_instant, start_instant
from hours.zone_names import place_of
from oncall.actions.time_off import add_time_off, cancel_time_off
from oncall.time_off import get_time_off, time_off_of
from routing.actions.cover import NewHoles
from routing.queries import zone_of
from web.cover import ask_page, covered, goes_back
from web.edit import form_page, refuse
from web.found import or_404
from web.local_times import day
from web.my_phones import room
from web.once import once
from web.visit import Visit
from web.whose import Whose, whose_page

A_DAY = timedelta(days=1)
LAST = date(2190, 1, 1)


def at(label: Any) -> forms.TimeField:
    return forms.TimeField(label=label, required=False, widget=forms.TimeInput({"type": "time"}, "%H:%M"))


class TimeOffForm(forms.Form):
    """Whole days, unless a time is given; on the wall clock of whose time it is."""

    start = day(gettext_lazy("First day"))
    start_time = at(gettext_lazy("From what time"))
    end = day(gettext_lazy("Last day"), help_text=gettext_lazy("This day included."))
    end_time = at(gettext_lazy("Until what time"))
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=200, required=False, help_text=gettext_lazy("Colleagues read it."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, zone: ZoneInfo) -> None:
        super().__init__(data)
        self.zone = zone
        words = _("Empty: the whole day. Time in %(zone)s.") % {"zone": place_of(zone.key)}
        self.fields["start_time"].help_text = self.fields["end_time"].help_text = words

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in ("start", "end"):
            if found.get(name) and found[name] > LAST:
                self.add_error(name, _("Nobody plans that far."))
        return found

    def instants(self) -> tuple[datetime, datetime]:
        found = self.cleaned_data
        return self._start(found["start"], found["start_time"]), self._end(found["end"], found["end_time"])

    def _start(self, on: date, clock: time | None) -> datetime:
        return (
            start_instant(datetime.combine(on, clock), self.zone) if clock else first_instant(on, self.zone)
        )

    def _end(self, on: date, clock: time | None) -> datetime:
        return (
            end_instant(datetime.combine(on, clock), self.zone)
            if clock
            else first_instant(on + A_DAY, self.zone)
        )


@whose_page
@once
def time_off_page(request: HttpRequest, visit: Visit, whose: Whose) -> HttpResponse:
    """What is entered, and the form; 409 with what nobody would answer where it makes holes."""
    sent = request.POST if request.method == "POST" else None
    form = TimeOffForm(sent, zone=zone_of(whose.member))
    if sent is not None and not goes_back(request) and form.is_valid():
        try:
            _add(request, visit, whose, form)
            messages.success(request, _saved(whose))
            return redirect(whose.to("time_off"))
        except NewHoles as new:
            return ask_page(request, visit, new, room=room(whose))
        except Refused as refused:
            refuse(form, refused)
    return form_page(
        request, visit, form, title=_("Time off") if whose.mine else _("Time off of %(name)s") % {"name": whose.member},
        leave=whose.crumbs()[-1].address, crumbs=whose.crumbs(), room=room(whose), template="time_off/page.html",
        intro=_intro(whose),
        whose=whose, rows=[(row, whose.to("cancel_time_off", row.pk)) for row in time_off_of(whose.member, visit.now)],
    )  # fmt: skip


def _intro(whose: Whose) -> str:
    if whose.mine:
        return _(
            "No schedule puts you on call then. Times in which nobody would answer are shown before it is saved."
        )
    words = _(
        "No schedule puts %(name)s on call then. Times in which nobody would answer are shown before it is saved."
    )
    return words % {"name": whose.member}


def _saved(whose: Whose) -> str:
    if whose.mine:
        return _("Saved. No schedule puts you on call then.")
    return _("Saved. No schedule puts %(name)s on call then.") % {"name": whose.member}


def _add(request: HttpRequest, visit: Visit, whose: Whose, form: TimeOffForm) -> None:
    start_at, end_at = form.instants()
    edit = partial(
        add_time_off, member=whose.member, start_at=start_at, end_at=end_at, reason=form.cleaned_data["reason"],
        actor=visit.actor, now=visit.now,
    )  # fmt: skip
    covered(request, visit, edit, start_at=start_at, end_at=end_at)


@require_POST
@whose_page
def cancel_page(request: HttpRequest, visit: Visit, whose: Whose, time_off_id: int) -> HttpResponse:
    row = or_404(get_time_off, whose.member, time_off_id)
    if goes_back(request):
        return redirect(whose.to("time_off"))
    cancel = partial(cancel_time_off, time_off=row, actor=visit.actor, now=visit.now)
    try:
        done = covered(request, visit, cancel, start_at=row.start_at, end_at=row.end_at)
    except NewHoles as new:
        return ask_page(request, visit, new, room=room(whose))
    messages.success(request, _("Canceled: back in every schedule.") if done else _("It was over before."))
    return redirect(whose.to("time_off"))
