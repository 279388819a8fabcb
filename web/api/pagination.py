"""Lists a page at a time, newest number first: `{results, next, previous}`, the links absolute or null."""

import re
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db.models import QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from routing.models import Incident

PAGE_SIZE = 50
CURSOR = re.compile(r"(before|after)-([1-9][0-9]{0,8})")


@dataclass(frozen=True, slots=True)
class Slice:
    """One page of rows and the links around it."""

    rows: list[Incident]
    next: str | None
    previous: str | None


def one_page(found: QuerySet[Incident], request: Request) -> Slice:
    """The page the `cursor` parameter asks for. Rows that come in while somebody leafs move nothing."""
    way, number = cursor_of(request)
    if way == "after":
        rows = list(found.filter(number__gt=number).order_by("number")[: PAGE_SIZE + 1])
        more_before, more_after = True, len(rows) > PAGE_SIZE
        rows = rows[:PAGE_SIZE][::-1]
    else:
        earlier = found.filter(number__lt=number) if number else found
        rows = list(earlier.order_by("-number")[: PAGE_SIZE + 1])
        more_before, more_after = len(rows) > PAGE_SIZE, number is not None
        rows = rows[:PAGE_SIZE]
    return Slice(
        rows=rows,
        next=link(request, f"before-{rows[-1].number}") if rows and more_before else None,
        previous=link(request, f"after-{rows[0].number}") if rows and more_after else None,
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
    wanted = {**request.query_params.dict(), "cursor": cursor}
    return request.build_absolute_uri(f"{request.path}?{urlencode(wanted)}")
