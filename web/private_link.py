"""What pages behind a secret address have in common: one 404 for every wrong link, and no trace of the address.

The token in the address is the only authority, no cookie has a part, so Django's CSRF check has nothing to protect
here.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import wraps
from typing import Protocol, TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accounts.address import address_of
from accounts.models import Organization
from hours.clock import now
from web import client_guard as guard
from web.client_form import never_a_dead_end
from web.client_page import private_page
from web.language import speak


class Owned(Protocol):
    """A row that says whose it is."""

    @property
    def organization(self) -> Organization: ...


Row = TypeVar("Row", bound=Owned)
LinkedView = Callable[[HttpRequest, Row], HttpResponse]


def behind_a_link(
    find: Callable[..., Row | None], *, methods: Sequence[str], gone: str, counted: str
) -> Callable[[LinkedView[Row]], Callable[..., HttpResponse]]:
    """A page that gets (request, row): `find` takes the parts of the address and gives None for a wrong link.

    `gone` is the template of the 404; wrong tries are counted under `counted`.
    """

    def guard_link(view: LinkedView[Row]) -> Callable[..., HttpResponse]:
        @csrf_exempt
        @require_http_methods(methods)
        @never_a_dead_end
        @wraps(view)
        def found(request: HttpRequest, **parts: str) -> HttpResponse:
            row = find(**parts)
            response = _missed(request, gone, counted) if row is None else _opened(request, row, view)
            response["Referrer-Policy"] = "no-referrer"
            response["X-Robots-Tag"] = "noindex, nofollow"
            return response

        return found

    return guard_link


def why_not_done(request: HttpRequest, counted: str, at: datetime) -> tuple[int, str] | None:
    """The status and the words for a tap that came from another site, or too often under `counted`; None: it may be done."""
    if guard.is_from_elsewhere(request):
        return 422, _("Another page sent this. Look it over and tap once more.")
    if guard.count(counted, guard.LINK_ACTS, at) > guard.LINK_ACTS.most:
        return 429, _("That was very often in a short time. Wait ten minutes.")
    return None


def _opened(request: HttpRequest, row: Row, view: LinkedView[Row]) -> HttpResponse:
    speak(request, row.organization)
    return view(request, row)


def _missed(request: HttpRequest, gone: str, counted: str) -> HttpResponse:
    """One answer to every wrong link; whoever tries many waits."""
    block = guard.block_of(address_of(request))
    tries = guard.count(f"{counted}:{block}", guard.LINK_MISSES, now()) if block else 0
    if tries > guard.LINK_MISSES.most:
        return private_page(gone, {"words": _("Too many tries. Wait ten minutes.")}, status=429)
    return private_page(gone, {}, status=404)
