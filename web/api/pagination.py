"""Lists a page at a time, newest first: `{results, next, previous}`, the links absolute or null."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

PAGE_SIZE = 50
CURSOR = re.compile(r"(before|after)-([1-9][0-9]{0,8})")
Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Slice(Generic[Row]):
    """One page of rows and the links around it."""

    rows: list[Row]
    next: str | None
    previous: str | None

    def told(self, tell: Callable[[Row], dict[str, Any]]) -> dict[str, Any]:
        """The page as it is answered."""
        return {"results": list(map(tell, self.rows)), "next": self.next, "previous": self.previous}


def one_page(found: QuerySet[Row], request: Request, *, key: str = "pk") -> Slice[Row]:
    """The page the `cursor` parameter asks for, by a unique number. Rows that come in while somebody leafs move nothing."""
    way, number = cursor_of(request)
    if way == "after":
        rows = list(found.filter(**{f"{key}__gt": number}).order_by(key)[: PAGE_SIZE + 1])
        more_before, more_after = True, len(rows) > PAGE_SIZE
        rows = rows[:PAGE_SIZE][::-1]
    else:
        earlier = found.filter(**{f"{key}__lt": number}) if number else found
        rows = list(earlier.order_by(f"-{key}")[: PAGE_SIZE + 1])
        more_before, more_after = len(rows) > PAGE_SIZE, number is not None
        rows = rows[:PAGE_SIZE]
    return Slice(
        rows=rows,
        next=link(request, f"before-{getattr(rows[-1], key)}") if rows and more_before else None,
        previous=link(request, f"after-{getattr(rows[0], key)}") if rows and more_after else None,
    )


def cursor_of(request: Request) -> tuple[str, int | None]:
    """Which way to read from which number. Raises ValidationError for a cursor we never gave."""
    text = request.query_params.get("cursor")
    if text is None:
        return "before", None
    match = CURSOR.fullmatch(text)
    if match is None:
        raise ValidationError({"cursor": ["Must be taken from `next` or `previous`."]})
    return match[1], int(match[2])


def link(request: Request, cursor: str) -> str:
    """This request's address with another cursor."""
    wanted = request.query_params.copy()
    wanted["cursor"] = cursor
    return request.build_absolute_uri(f"{request.path}?{wanted.urlencode()}")
