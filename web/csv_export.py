"""A list as CSV, sent while it is read; no cell is a formula to the program that opens it (OWASP, CSV injection)."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence

from django.http import StreamingHttpResponse

FORMULAS = ("=", "+", "-", "@", "\t", "\r")
LATER = re.compile(r"([;\t]\s*)([=+@-])")  # a cell of its own to a program that divides at semicolons or tabs
BOM = "\ufeff"  # spreadsheets read UTF-8 only with it


class _Echo:
    """A file whose `write` gives back the line."""

    def write(self, line: str) -> str:
        return line


def csv_response(
    name: str, header: Sequence[object], rows: Iterable[Sequence[object]]
) -> StreamingHttpResponse:
    """A download called `name`.csv."""
    response = StreamingHttpResponse(_lines(header, rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _lines(header: Sequence[object], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield BOM + writer.writerow([safe(cell) for cell in header])
    for row in rows:
        yield writer.writerow([safe(cell) for cell in row])


def safe(cell: object) -> str:
    """The cell as text, with an apostrophe before what a spreadsheet would compute."""
    text = LATER.sub(r"\1'\2", "" if cell is None else str(cell))
    return f"'{text}" if text.startswith(FORMULAS) else text
