"""Money: what clients are billed and what people are paid for a range of days; the lines of one client or person on a page of their own."""

from collections.abc import Callable, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from accounts.permissions import Act
from accounts.queries import get_seat
from routing.amounts import summed
from routing.bill_sums import ClientSum, bill_sums
from routing.ledger import bills_of, is_more_than, with_work, worked_on
from routing.pay import Kind, PayLine, pay_lines
from routing.pay_sums import PersonSum, pay_sums
from sla.models import Client
from sla.queries import get_client_ever
from web.found import or_404
from web.money_range import Days
from web.numbered import numbered
from web.visit import Visit, members_only, show

MOST_INCIDENTS = 5000  # whose sums one page shows; the files have all
MOST_OF_ONE = 1000  # the same of one person, with their lines

Context = dict[str, object]
Found = Callable[[Days], Context]


@members_only(Act.MANAGE)
def money_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What each client is billed. 422: the days are not understood."""

    def sums(days: Days) -> list[ClientSum]:
        return bill_sums(visit.organization, since=days.since, until=days.until)

    return _page(request, visit, "money/bills.html", lambda days: _summed(days, sums))


@members_only(Act.MANAGE)
def pay_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What each person is paid. 422: the days are not understood."""

    def sums(days: Days) -> list[PersonSum]:
        return pay_sums(visit.organization, since=days.since, until=days.until, now=visit.now)

    return _page(request, visit, "money/pay.html", lambda days: _summed(days, sums))


@members_only(Act.MANAGE)
def client_bills(request: HttpRequest, visit: Visit, code: str) -> HttpResponse:
    """One client's bills, incident by incident."""
    return _bills(request, visit, or_404(get_client_ever, visit.organization, code))


@members_only(Act.MANAGE)
def nobodys_bills(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Those of incidents of which nobody said whose they are."""
    return _bills(request, visit, None)


@members_only(Act.MANAGE)
def person_pay(request: HttpRequest, visit: Visit, member_id: int) -> HttpResponse:
    """One person's time on call and work, line by line."""
    member = or_404(get_seat, visit.organization, member_id)

    def found(days: Days) -> Context:
        whose: Any = {"since": days.since, "until": days.until, "member": member}
        if is_more_than(MOST_OF_ONE, visit.organization, **whose):
            return {"member": member, "too_many": MOST_OF_ONE}
        lines = pay_lines(visit.organization, now=visit.now, **whose)
        return {"member": member} | _lines(request, list(lines))

    return _page(request, visit, "money/person.html", found)


def _bills(request: HttpRequest, visit: Visit, client: Client | None) -> HttpResponse:
    def found(days: Days) -> Context:
        when = {"since": days.since, "until": days.until}
        page = numbered(request, with_work(worked_on(visit.organization, **when).filter(client=client)))
        sums = bill_sums(visit.organization, only=(client,), **when)
        return {
            "client": client,
            "page": page,
            "bills": list(bills_of(page.rows)),
            "sum": next(iter(sums), None),
        }

    return _page(request, visit, "money/client.html", found)


def _summed(days: Days, sums: Callable[[Days], Sequence[ClientSum] | Sequence[PersonSum]]) -> Context:
    organization = days.visit.organization
    if is_more_than(MOST_INCIDENTS, organization, since=days.since, until=days.until):
        return {"too_many": MOST_INCIDENTS}
    rows = sums(days)
    return {"rows": rows, "amounts": summed(amount for row in rows for amount in row.amounts)}


def _lines(request: HttpRequest, lines: list[PayLine]) -> Context:
    """Time is paid by the hour; pages and wakes are counted."""
    times = [line for line in lines if line.kind in (Kind.STANDBY, Kind.WORK)]
    return {
        "page": numbered(request, times), "counts": {line.kind: line.count for line in lines if line.count},
        "lacks_rate": any(line.price is None for line in times),
        "amounts": summed((line.cents, line.price.currency) for line in times if line.price),
    }  # fmt: skip


def _page(request: HttpRequest, visit: Visit, template: str, found: Found) -> HttpResponse:
    days = Days(request, visit)
    context = {
        "room": "setup",
        "days": days,
        "own_zone": days.own_zone,
        "is_pay": template == "money/pay.html",
    }
    if not days.form.is_valid():
        return show(request, visit, template, context, status=422)
    return show(request, visit, template, context | found(days))
