"""How the load lies on people: a table for managers, and the same as CSV. It compares people, so technicians do not see it."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from accounts.permissions import Act
from hours.wall import first_instant, local, zone
from oncall.fairness import Load, loads
from oncall.queries import schedules
from oncall.shifts import Shift, shifts
from oncall.stored_specs import schedule_specs
from routing.fairness import Paged, paged
from web.csv_export import csv_response
from web.duty import by_id
from web.schedule_window import FIRST, LAST
from web.visit import Visit, members_only, show

HOUR, A_DAY = timedelta(hours=1), timedelta(days=1)
LONGEST = 400  # days
PAST, QUARTER, COMING = timedelta(days=28), timedelta(days=91), timedelta(days=42)
NOTHING = Load(timedelta(0), 0, timedelta(0))
NEVER = Paged()
HEADS = ("name", "email", "hours", "nights", "weekend_hours", "pages", "woken_by_incidents")


class Range(forms.Form):
    """`since` and `until` are local dates; the last one belongs to it."""

    since = forms.DateField(
        label=gettext_lazy("From"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    until = forms.DateField(
        label=gettext_lazy("Through"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if not since or not until:
            return
        if not FIRST <= since <= until <= LAST:
            self.add_error("until", _("The last day comes on or after the first, in the years 2000 to 2199."))
        elif (until - since).days >= LONGEST:
            self.add_error("until", _("Ask for at most 400 days at once."))


@dataclass(frozen=True, slots=True)
class Row:
    """One member's line; hours as a person reads them."""

    member: Membership
    load: Load
    paged: Paged

    @property
    def hours(self) -> float:
        return self.load.total / HOUR

    @property
    def weekend_hours(self) -> float:
        return self.load.weekend / HOUR

    @property
    def pages(self) -> int:
        return len(self.paged.messages)

    @property
    def wakes(self) -> int:
        return len(self.paged.woke)


@members_only(Act.MANAGE)
def fairness_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`?since=2026-03-01&until=2026-03-28`; without them the last four weeks."""
    form = _asked(request, visit)
    context = {"room": "schedules", "form": form, "presets": _presets(_today(visit))}
    if not form.is_valid():
        return show(request, visit, "fairness/page.html", context, status=422)
    own = visit.organization.time_zone.replace("_", " ")
    export = (
        f"{reverse('fairness_export')}?since={form.cleaned_data['since']}&until={form.cleaned_data['until']}"
    )
    return show(
        request,
        visit,
        "fairness/page.html",
        context | {"rows": _rows(visit, form), "zone": own, "export": export},
    )


@members_only(Act.MANAGE)
def fairness_export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """422: the page says what is not understood."""
    form = _asked(request, visit)
    if not form.is_valid():
        context = {"room": "schedules", "form": form, "presets": _presets(_today(visit))}
        return show(request, visit, "fairness/page.html", context, status=422)
    told = (
        (
            row.member,
            row.member.user.email,
            f"{row.hours:.2f}",
            row.load.nights,
            f"{row.weekend_hours:.2f}",
            row.pages,
            row.wakes,
        )
        for row in _rows(visit, form)
    )
    name = f"fairness-{form.cleaned_data['since']}-{form.cleaned_data['until']}"
    return csv_response(name, HEADS, told)


def _today(visit: Visit) -> date:
    return local(visit.now, zone(visit.organization.time_zone)).date()


def _asked(request: HttpRequest, visit: Visit) -> Range:
    yesterday = _today(visit) - A_DAY
    usual = {"since": str(yesterday - PAST + A_DAY), "until": str(yesterday)}
    return Range(request.GET if {"since", "until"} & set(request.GET) else usual)


def _presets(today: date) -> list[tuple[str, str]]:
    """Each range's name and address."""
    ranges = (
        (_("Last 4 weeks"), today - PAST, today - A_DAY),
        (_("Last 13 weeks"), today - QUARTER, today - A_DAY),
        (_("Next 6 weeks"), today, today + COMING - A_DAY),
    )
    return [(name, f"?since={first}&until={last}") for name, first, last in ranges]


def _rows(visit: Visit, form: Range) -> list[Row]:
    """Every member, who bears most first."""
    own = zone(visit.organization.time_zone)
    since = first_instant(form.cleaned_data["since"], own)
    until = first_instant(form.cleaned_data["until"] + A_DAY, own)
    found = loads(_all_shifts(visit, since, until), zone=own, since=since, until=until)
    sent = paged(visit.organization, zone=own, since=since, until=until)
    rows = [
        Row(member, found.get(pk, NOTHING), sent.get(member.pk, NEVER))
        for pk, member in by_id(visit.organization).items()
    ]
    return sorted(rows, key=lambda row: (-row.load.nights, -row.load.total, str(row.member)))


def _all_shifts(visit: Visit, since: datetime, until: datetime) -> list[Shift]:
    specs = schedule_specs(schedules(visit.organization), since=since, until=until)
    return [shift for spec in specs.values() for shift in shifts(spec, since, until)]
