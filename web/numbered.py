"""A page of a list that has an order of its own, such as by name: `?page=2`, everything else in the address is kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.paginator import InvalidPage, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.utils.translation import gettext as _

PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Numbered:
    """Its rows, which ones they are of how many, and where the pages around it are ("": there is none)."""

    rows: Sequence[Any]
    first: int
    last: int
    count: int
    previous: str
    next: str


def numbered(request: HttpRequest, rows: QuerySet[Any] | Sequence[Any]) -> Numbered:
    """The page that the address names, else the first. Two queries. Raises Http404 for one that is not there."""
    try:
        found = Paginator(rows, PER_PAGE).page(request.GET.get("page", "1"))
    except InvalidPage:
        raise Http404(_("This page of the list does not exist. Start again at its first page.")) from None
    return Numbered(
        rows=list(found.object_list),
        first=found.start_index(),
        last=found.end_index(),
        count=found.paginator.count,
        previous=_address(request, found.number - 1) if found.has_previous() else "",
        next=_address(request, found.number + 1) if found.has_next() else "",
    )


def _address(request: HttpRequest, number: int) -> str:
    kept = request.GET.copy()
    kept["page"] = str(number)
    return f"?{kept.urlencode()}"
