"""How the load lies on people: a drawing and a table for managers, the same as CSV. Others see their own line alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import Act, may
from hours.wall import first_instant, local, zone
from hours.zone_names import place_of
from routing.fairness import Line, lines
from web.csv_export import csv_response
from web.drawing.loads import NARROW, Borne, draw
from web.local_times import day
from web.schedule_window import FIRST, LAST
from web.visit import Visit, members_only, show

A_DAY = timedelta(days=1)
LONGEST = 400  # days
PAST, QUARTER, COMING = timedelta(days=28), timedelta(days=91), timedelta(days=42)
HEADS = (
    "name", "email", "hours", "nights", "weekend_hours", "holidays", "holiday_hours", "pages", "woken_by_incidents",
    "left_on",
)  # fmt: skip


class Range(forms.Form):
    """`since` and `until` are local dates; the last one belongs to it."""

    since = day(gettext_lazy("From"))
    until = day(gettext_lazy("Through"))

    def clean(self) -> None:
        since, until = self.cleaned_data.get("since"), self.cleaned_data.get("until")
        if not since or not until:
            return
        if not FIRST <= since <= until <= LAST:
            self.add_error("until", _("The last day comes on or after the first, in the years 2000 to 2199."))
        elif (until - since).days >= LONGEST:
            self.add_error("until", _("Ask for at most 400 days at once."))


@members_only(Act.RESPOND)
def fairness_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`?since=2026-03-01&until=2026-03-28`; without them the last four weeks."""
    form = _asked(request, visit)
    if not form.is_valid():
        return _refused(request, visit, form)
    rows = _rows(visit, form)
    asked = urlencode({name: form.cleaned_data[name] for name in ("since", "until")})
    context = _context(visit, form) | {
        "rows": rows, "zone": place_of(visit.organization.time_zone),
        "export": f"{reverse('fairness_export')}?{asked}",
        "picture": draw(_borne(rows)) if visit.may_manage else None,
        "narrow": draw(_borne(rows), NARROW) if visit.may_manage else None,
    }  # fmt: skip
    return show(request, visit, "fairness/page.html", context)


@members_only(Act.RESPOND)
def fairness_export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """422: the page says what is not understood."""
    form = _asked(request, visit)
    if not form.is_valid():
        return _refused(request, visit, form)
    name = f"fairness-{form.cleaned_data['since']}-{form.cleaned_data['until']}"
    return csv_response(name, HEADS, map(_cells, _rows(visit, form)))


def _cells(row: Line) -> tuple[object, ...]:
    return (
        row.member, row.member.login.email, f"{row.hours:.2f}", row.load.nights, f"{row.weekend_hours:.2f}",
        row.load.holidays, f"{row.holiday_hours:.2f}", row.pages, row.wakes,
        row.left_at.date() if row.left_at else None,
    )  # fmt: skip


def _refused(request: HttpRequest, visit: Visit, form: Range) -> HttpResponse:
    return show(request, visit, "fairness/page.html", _context(visit, form), status=422)


def _context(visit: Visit, form: Range) -> dict[str, object]:
    return {"room": "schedules", "form": form, "presets": _presets(_today(visit))}


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


def _rows(visit: Visit, form: Range) -> list[Line]:
    """Every member for who manages, who bears most first; for others oneself: it compares people."""
    own = zone(visit.organization.time_zone)
    since = first_instant(form.cleaned_data["since"], own)
    until = first_instant(form.cleaned_data["until"] + A_DAY, own)
    found = lines(visit.organization, since=since, until=until)
    return found if visit.may_manage else [line for line in found if line.member == visit.membership]


def _borne(rows: list[Line]) -> Iterator[Borne]:
    """Whoever bears anything, or could."""
    for row in rows:
        if row.load.total or may(row.member.role, Act.RESPOND):
            yield Borne(str(row.member), row.load.nights, row.hours, row.weekend_hours)
