"""Light, dark, or as the system has it: a choice of this browser, kept in a cookie."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.permissions import Act
from web.visit import Visit, members_only

COOKIE = "theme"
THEMES = ("light", "dark")
A_YEAR = 365 * 86_400


@require_POST
@members_only(Act.VIEW, second_factor=False)
def choose_theme(request: HttpRequest, visit: Visit) -> HttpResponse:
    """POST `theme`: light or dark; anything else is the system's. Back to where one was (`next`)."""
    back = request.POST.get("next", "")
    here = back.startswith("/") and url_has_allowed_host_and_scheme(back, allowed_hosts=None)
    answer = HttpResponseRedirect(back if here else resolve_url("board"))
    chosen = request.POST.get("theme")
    if chosen in THEMES:
        answer.set_cookie(COOKIE, chosen, max_age=A_YEAR, samesite="Lax", secure=request.is_secure())
    else:
        answer.delete_cookie(COOKIE, samesite="Lax")
    return answer
