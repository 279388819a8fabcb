"""The desk's mails in words. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

FAR = datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Row:
    """One incident as the desk's mail tells it."""

    reference: str
    priority: str
    client: str
    summary: str
    contact: str
    received_at: datetime
    link: str
    take_by: datetime | None = None
    note: str = ""


def opening_mail(rows: Iterable[Row], *, opening: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """(subject, body): what lies on the desk from this opening on, the next promise first."""
    ordered = sorted(rows, key=lambda row: (row.take_by or FAR, row.priority, row.received_at))
    subject = _subject(ordered, opening.astimezone(zone))
    return subject, "\n\n".join(_lines(row, zone) for row in ordered) + "\n"


def _subject(rows: list[Row], at: datetime) -> str:
    if len(rows) == 1:
        return f"{rows[0].reference} {rows[0].priority} {rows[0].client}: {rows[0].summary}"[:200]
    return f"{len(rows)} incidents wait for the desk, {at.strftime('%a %d %b %H:%M %Z')}"


def _lines(row: Row, zone: ZoneInfo) -> str:
    came = _words(row.received_at, zone)
    contact = f"\nContact: {row.contact}" if row.contact else ""
    promise = f"\nTo be taken by {_words(row.take_by, zone)}" if row.take_by else ""
    head = f"{row.reference}  {row.priority}  {row.client}\n{row.summary}\nReceived {came}"
    note = f"\nNote: {row.note}" if row.note else ""
    return f"{head}{promise}{contact}{note}\n{row.link}"


def _words(instant: datetime, zone: ZoneInfo) -> str:
    return instant.astimezone(zone).strftime("%a %d %b %H:%M %Z")


def single_mail(row: Row, *, what: str, at: datetime, zone: ZoneInfo) -> tuple[str, str]:
    """(subject, body): one desk incident was taken or resolved while nobody was at the desk."""
    when = _words(at, zone)
    subject = f"{row.reference} {what}"[:200]
    return subject, f"{what[:1].upper()}{what[1:]}, {when}.\n\n{_lines(row, zone)}\n"
