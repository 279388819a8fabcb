"""The lines of bills and of pay as CSV, for the same days as the pages."""

from collections.abc import Callable, Iterable, Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from accounts.permissions import Act
from routing.ledger import bills
from routing.pay import pay_lines
from web.csv_export import csv_response
from web.money_csv import BILL_HEADS, PAY_HEADS, bill_rows, pay_rows
from web.money_range import Days
from web.visit import Visit, members_only, show

Rows = Iterable[Sequence[object]]


@members_only(Act.MANAGE)
def bill_export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The lines that clients are billed for, and those they are not. 422: the page says what is not understood."""

    def rows(days: Days) -> Rows:
        return bill_rows(bills(visit.organization, since=days.since, until=days.until), days.own_zone)

    return _export(request, visit, "bill-lines", BILL_HEADS, rows)


@members_only(Act.MANAGE)
def pay_export(request: HttpRequest, visit: Visit) -> HttpResponseBase:
    """The lines that members and partners are paid for. 422: the page says what is not understood."""

    def rows(days: Days) -> Rows:
        found = pay_lines(visit.organization, since=days.since, until=days.until, now=visit.now)
        return pay_rows(found, days.own_zone)

    return _export(request, visit, "pay-lines", PAY_HEADS, rows)


def _export(
    request: HttpRequest, visit: Visit, what: str, heads: Sequence[str], rows: Callable[[Days], Rows]
) -> HttpResponseBase:
    days = Days(request, visit)
    if not days.form.is_valid():
        return show(request, visit, "money/bills.html", {"room": "setup", "days": days}, status=422)
    return csv_response(f"{what}-{days.words}", heads, rows(days))
