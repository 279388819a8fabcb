"""Lists, newest first, a page at a time. The token names the last row, so new rows don't shift the next page."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar
from urllib.parse import urlencode

from phonesim.rest.given import Given

PAGING = ("PageSize", "Page", "PageToken")


class HasSid(Protocol):
    @property
    def sid(self) -> str: ...


Row = TypeVar("Row", bound=HasSid)


def page_of(
    rows: Sequence[Row],
    shape: Callable[[Row], dict[str, Any]],
    *,
    name: str,
    path: str,
    given: Given,
    filters: Sequence[tuple[str, str]],
) -> dict[str, Any]:
    """The page that was asked for, under `name`, with relative addresses of its neighbours."""
    size = given.whole("PageSize", 50, least=1, most=1000)
    page = given.whole("Page", 0, least=0, most=1_000_000)
    start = _start(rows, given.text("PageToken"), page * size)
    shown = rows[start : start + size]
    more = len(rows) > start + size

    def uri(number: int, token: str = "") -> str:
        query = [*filters, ("PageSize", str(size)), ("Page", str(number))]
        return f"{path}?{urlencode([*query, ('PageToken', token)] if token else query)}"

    return {
        name: [shape(row) for row in shown],
        "page": page,
        "page_size": size,
        "start": start,
        "end": start + max(0, len(shown) - 1),
        "first_page_uri": uri(0),
        "previous_page_uri": uri(page - 1) if page else None,
        "next_page_uri": uri(page + 1, f"PA{shown[-1].sid}") if more else None,
        "uri": uri(page),
    }


def _start(rows: Sequence[Row], token: str, otherwise: int) -> int:
    """The row after the one the token names."""
    return next((at + 1 for at, row in enumerate(rows) if f"PA{row.sid}" == token), otherwise)
