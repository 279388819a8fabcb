"""Money: what clients are billed and what people are paid for a range of days, with the lines behind it; the same as CSV."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Act
from hours.wall import first_instant, local, zone
from routing.ledger import bills
from routing.pay import pay_lines
from sla.own_calendar import calendars_of
from web.csv_export import csv_response
from web.fairness import Range
from web.money_csv import BILL_HEADS, PAY_HEADS, bill_rows, pay_rows
from web.money_totals import by_client, by_person, sums_of
from web.visit import Visit, members_only, show

Rows = Iterable[Sequence[object]]
A_DAY = timedelta(days=1)
MOST_BILLS, MOST_LINES = 2000, 5000  # on one page; the exports have all


@members_only(Act.MANAGE)
def money_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """`?since=2026-03-01&until=2026-03-31`, the last day included; without them this month so far. 422: not understood."""
    form = _asked(request, visit)
    if not form.is_valid():
        return show(request, visit, "money/page.html", _context(visit, form), status=422)
    return show(request, visit, "money/page.html", _context(visit, form) | _found(visit, form))


def _found(visit: Visit, form: Range) -> dict[str, object]:
    since, until = _instants(visit, form)
    whole: Any = {"since": since, "until": until, "calendars": calendars_of(visit.organization, around=since)}
    billed = list(bills(visit.organization, most=MOST_BILLS + 1, **whole))
    paid = list(islice(pay_lines(visit.organization, now=visit.now, **whole), MOST_LINES + 1))
    asked = urlencode({name: form.cleaned_data[name] for name in ("since", "until")})
    return {
        "clients": by_client(billed), "people": by_person(paid),
        "too_many": len(billed) > MOST_BILLS or len(paid) > MOST_LINES,
        "billed_sums": sums_of((each.currency, each.cents) for each in billed),
        "paid_sums": sums_of((line.price.currency, line.cents) for line in paid if line.price),
        "bill_export": f"{reverse('bill_export')}?{asked}", "pay_export": f"{reverse('pay_export')}?{asked}",
    }  # fmt: skip


@members_only(Act.MANAGE)
def bill_export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The lines that clients are billed for, and those they are not. 422: the page says what is not understood."""

    def rows(since: datetime, until: datetime) -> Rows:
        return bill_rows(bills(visit.organization, since=since, until=until), _zone(visit))

    return _export(request, visit, "bill-lines", BILL_HEADS, rows)


@members_only(Act.MANAGE)
def pay_export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The lines that members and partners are paid for. 422: the page says what is not understood."""

    def rows(since: datetime, until: datetime) -> Rows:
        found = pay_lines(visit.organization, since=since, until=until, now=visit.now)
        return pay_rows(found, _zone(visit))

    return _export(request, visit, "pay-lines", PAY_HEADS, rows)


def _export(
    request: HttpRequest, visit: Visit, what: str, heads: Sequence[str], rows: Callable[[datetime, datetime], Rows]
) -> HttpResponseBase:  # fmt: skip
    form = _asked(request, visit)
    if not form.is_valid():
        return show(request, visit, "money/page.html", _context(visit, form), status=422)
    name = f"{what}-{form.cleaned_data['since']}-{form.cleaned_data['until']}"
    return csv_response(name, heads, rows(*_instants(visit, form)))


def _context(visit: Visit, form: Range) -> dict[str, object]:
    return {
        "room": "setup", "form": form, "presets": list(_presets(_today(visit))), "own_zone": _zone(visit),
        "place": visit.organization.time_zone.replace("_", " "),
    }  # fmt: skip


def _asked(request: HttpRequest, visit: Visit) -> Range:
    today = _today(visit)
    usual = {"since": str(today.replace(day=1)), "until": str(today)}
    return Range(request.GET if {"since", "until"} & set(request.GET) else usual)


def _presets(today: date) -> Iterator[tuple[str, str]]:
    """Each range's name and address."""
    first = today.replace(day=1)
    last_month = first - A_DAY
    yield _("This month"), f"?since={first}&until={today}"
    yield _("Last month"), f"?since={last_month.replace(day=1)}&until={last_month}"


def _instants(visit: Visit, form: Range) -> tuple[datetime, datetime]:
    own = _zone(visit)
    until = first_instant(form.cleaned_data["until"] + A_DAY, own)
    return first_instant(form.cleaned_data["since"], own), until


def _today(visit: Visit) -> date:
    return local(visit.now, _zone(visit)).date()


def _zone(visit: Visit) -> ZoneInfo:
    return zone(visit.organization.time_zone)
