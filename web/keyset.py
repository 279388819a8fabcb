"""A page of a long list, from a mark in the address: rows that come in while somebody leafs move nothing."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.db.models import F, Q, QuerySet

from routing.models import Incident

MARK = re.compile(r"(after|before)-([0-9]{1,18})-([0-9]{1,9})")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
A_MICROSECOND = timedelta(microseconds=1)


class BadMark(Exception):
    """A mark that we never gave."""


@dataclass(frozen=True, slots=True)
class Order:
    """The newest first, or, `by_promise`, what is due next first and then the newest."""

    by_promise: bool

    def sorted(self, rows: QuerySet[Incident]) -> QuerySet[Incident]:
        newest = F("number").desc()
        return rows.order_by(F("promised_at"), newest) if self.by_promise else rows.order_by(newest)

    def mark(self, way: str, row: Incident) -> str:
        instant = row.promised_at if self.by_promise else EPOCH  # type: ignore[attr-defined]
        return f"{way}-{(instant - EPOCH) // A_MICROSECOND}-{row.number}"

    def beyond(self, way: str, instant: datetime, number: int) -> Q:
        """What comes after, or before, the row with this place."""
        after = way == "after"
        later = Q(number__lt=number) if after else Q(number__gt=number)
        if not self.by_promise:
            return later
        further = Q(promised_at__gt=instant) if after else Q(promised_at__lt=instant)
        return further | (Q(promised_at=instant) & later)


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of rows, and the marks of the pages around it ("": there is none)."""

    rows: list[Incident]
    next: str
    previous: str


def one_slice(rows: QuerySet[Incident], order: Order, mark: str, *, size: int) -> Slice:
    """The page at this mark, the first without one. Raises BadMark."""
    if not mark:
        return _forward(order.sorted(rows), order, size, before=False)
    way, instant, number = _read(mark)
    chosen = rows.filter(order.beyond(way, instant, number))
    if way == "after":
        return _forward(order.sorted(chosen), order, size, before=True)
    return _backward(order.sorted(chosen).reverse(), order, size)


def _forward(rows: QuerySet[Incident], order: Order, size: int, *, before: bool) -> Slice:
    read = list(rows[: size + 1])
    page = read[:size]
    return _slice(page, order, more=len(read) > size, before=before)


def _backward(rows: QuerySet[Incident], order: Order, size: int) -> Slice:
    read = list(rows[: size + 1])
    page = read[:size][::-1]
    return _slice(page, order, more=True, before=len(read) > size)


def _slice(page: list[Incident], order: Order, *, more: bool, before: bool) -> Slice:
    if not page:
        return Slice([], "", "")
    return Slice(
        rows=page,
        next=order.mark("after", page[-1]) if more else "",
        previous=order.mark("before", page[0]) if before else "",
    )


def _read(mark: str) -> tuple[str, datetime, int]:
    match = MARK.fullmatch(mark)
    if match is None:
        raise BadMark(mark)
    try:
        return match[1], EPOCH + int(match[2]) * A_MICROSECOND, int(match[3])
    except OverflowError:
        raise BadMark(mark) from None
