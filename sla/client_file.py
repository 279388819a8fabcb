"""Clients as a table in a text: read with patience, written so that no spreadsheet runs anything. Pure.

Read are commas, semicolons and tabs, any line end, quotes, a byte order mark, UTF-8, UTF-16 and Windows' Latin.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

NAME, CODE, ZONE, TIER, NOTE, ALIASES, LINKS, IDS, PRIVATE, LEVEL = (
    "name", "code", "time zone", "tier", "alert note", "other names", "links", "external ids", "private",
    "least level",
)  # fmt: skip
CONTACT, PHONE, MAIL = "contact name", "contact phone", "contact mail"
MAY_REPORT, MAY_APPROVE, IS_TOLD = "may report", "may approve charges", "is told"
TITLE, GETS_BILLS, VIP = "contact title", "gets bills", "vip"
SITES = "sites"
COLUMNS = (
    NAME, CODE, ZONE, TIER, NOTE, ALIASES, CONTACT, PHONE, MAIL, MAY_REPORT, MAY_APPROVE, IS_TOLD,
    GETS_BILLS, VIP, TITLE, LINKS, IDS, PRIVATE, LEVEL, SITES,
)  # fmt: skip
ALSO = {
    "client": NAME, "client name": NAME, "company": NAME, "customer": NAME, "timezone": ZONE, "zone": ZONE,
    "plan": TIER, "note": NOTE, "aliases": ALIASES, "contact": CONTACT, "phone": PHONE, "contact email": MAIL,
    "contact e mail": MAIL, "email": MAIL, "e mail": MAIL, "mail": MAIL, "may approve": MAY_APPROVE,
    "receipts": GETS_BILLS, "is vip": VIP, "documentation": LINKS, "ids": IDS, "private": PRIVATE, "level": LEVEL,
    "site": SITES, "locations": SITES,
}  # fmt: skip
MOST_LINES, MOST_BYTES = 2_000, 2 * 1024 * 1024
DELIMITERS = ",;\t"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
GUARD = "'"  # before what a spreadsheet would run; taken away again when it is read


class UnreadableFile(ValueError):
    """The message says what would be right."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line under the head. `number` counts from 1, the head included; cells by column, empty ones left out."""

    number: int
    cells: Mapping[str, str]


def decoded(raw: bytes) -> str:
    """The text of a file. Raises UnreadableFile."""
    if len(raw) > MOST_BYTES:
        raise UnreadableFile("The file is over 2 MB: split it in two.")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return raw.decode("utf-16", "replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def read_lines(text: str) -> list[Line]:
    """Raises UnreadableFile where the text is no table with a column for names."""
    if len(text.encode("utf-8", "replace")) > MOST_BYTES:
        raise UnreadableFile("That is over 2 MB: split it in two.")
    text = text.removeprefix("\ufeff").replace("\x00", "")
    rows = _rows(text)
    head = next(rows, None)
    if head is None:
        raise UnreadableFile(f"There is nothing in it. Begin with a line that names the columns: {_named()}.")
    columns = _columns(head[1])
    lines = [Line(number, _cells(number, row, columns)) for number, row in rows]
    if len(lines) > MOST_LINES:
        raise UnreadableFile(f"There are {len(lines)} lines; {MOST_LINES} at a time: split it.")
    return lines


def written(rows: Iterable[Sequence[str]]) -> str:
    """The table with its head, lines ended as RFC 4180 wants, formulas made harmless."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([_guarded(cell) for cell in row] for row in rows)
    return out.getvalue()


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(DELIMITERS, key=lambda each: (first.count(each), each == ","))
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = 1
    try:
        for row in reader:
            begins, number = number, reader.line_num + 1
            if any(cell.strip() for cell in row):
                yield begins, row
    except csv.Error as error:
        raise UnreadableFile(
            f"Line {number} cannot be read: a quote is not closed, or stands in the middle of a cell ({error})."
        ) from error


def _columns(head: Sequence[str]) -> list[str]:
    columns = [_column(cell) for cell in head]
    unknown = [cell.strip()[:40] for cell, column in zip(head, columns, strict=True) if not column]
    if NAME not in columns:
        raise UnreadableFile(
            f"The first line names the columns, and one of them is “name”. Known: {_named()}."
        )
    if unknown:
        raise UnreadableFile(f"Unknown columns: {', '.join(unknown) or 'one'}. Known: {_named()}.")
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise UnreadableFile(f"There are two columns for {', '.join(twice)}: leave one.")
    return columns


def _column(cell: str) -> str:
    plain = " ".join(cell.casefold().replace("_", " ").replace("-", " ").split())
    return plain if plain in COLUMNS else ALSO.get(plain, "")


def _cells(number: int, row: Sequence[str], columns: Sequence[str]) -> dict[str, str]:
    if any(cell.strip() for cell in row[len(columns) :]):
        raise UnreadableFile(
            f"Line {number} has more cells than there are columns: put quotes about a cell with a comma in it."
        )
    cells = {column: _unguarded(cell) for column, cell in zip(columns, row, strict=False)}
    return {column: cell for column, cell in cells.items() if cell}


def _guarded(cell: str) -> str:
    return f"{GUARD}{cell}" if cell.startswith(FORMULA) else cell


def _unguarded(cell: str) -> str:
    plain = cell.strip()
    return plain[1:] if plain[:1] == GUARD and plain[1:].startswith(FORMULA) else plain


def _named() -> str:
    return ", ".join(COLUMNS)
