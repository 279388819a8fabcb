"""Bill lines and pay lines as rows of a table, for spreadsheets and programs alike: docs/money.md says what each column is."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from routing.bill_lines import IncidentBill, Line
from routing.pay import Kind, PayLine
from sla.money import figures

BILL_HEADS = (
    "client", "client_code", "site", "incident", "summary", "service_line", "priority", "received_at", "began_at", "ended_at",
    "people", "billable", "ground", "band", "minutes", "rate", "percent", "amount", "currency", "tier", "receipt", "proposed",
)  # fmt: skip
PAY_HEADS = (
    "name", "email", "kind", "line", "incident", "since", "until", "band", "minutes", "count", "rate", "percent", "amount",
    "currency", "proposed",
)  # fmt: skip
ROUNDING = "rounding"


def bill_rows(bills: Iterable[IncidentBill], zone: ZoneInfo) -> Iterator[tuple[object, ...]]:
    for each in bills:
        for line in each.lines:
            yield _bill_row(each, line, zone)


def _bill_row(each: IncidentBill, line: Line, zone: ZoneInfo) -> tuple[object, ...]:
    row, price = each.incident, each.price if line.is_billed else None
    return (
        row.client or "", row.client.code if row.client else "", row.site or "", row.reference, row.summary, row.service_line,
        row.priority, iso(row.received_at, zone), iso(each.entries[0].started_at, zone),
        iso(max(entry.ended_at for entry in each.entries), zone), each.people, _yes(line.is_billed), line.ground.value,
        line.band or ROUNDING, line.minutes, figures(price.rate_cents) if price else "", line.percent if price else "",
        figures(line.cents), price.currency if price else "", each.tier, each.receipt_number, _yes(each.is_proposed),
    )  # fmt: skip


def pay_rows(lines: Iterable[PayLine], zone: ZoneInfo) -> Iterator[tuple[object, ...]]:
    return (_pay_row(line, zone) for line in lines)


def _pay_row(line: PayLine, zone: ZoneInfo) -> tuple[object, ...]:
    is_time = line.kind in (Kind.STANDBY, Kind.WORK)
    member, price = line.member, line.price
    return (
        member, "" if member.is_partner else member.email, "partner" if member.is_partner else "member", line.kind.value,
        line.reference, iso(line.since, zone), iso(line.until, zone), (line.band or ROUNDING) if is_time else "",
        line.minutes if is_time else "", "" if is_time else line.count, figures(price.rate_cents) if price else "",
        line.percent if price else "", figures(line.cents) if price else "", price.currency if price else "",
        _yes(line.proposed) if line.kind is Kind.WORK else "",
    )  # fmt: skip


def iso(at: datetime, zone: ZoneInfo) -> str:
    """2026-03-03T02:14:00-05:00"""
    return at.astimezone(zone).isoformat(timespec="seconds")


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
