"""One rendering of a form makes one thing, without JavaScript too.

Each rendering carries a value of its own (`{% once %}` in the template). Sent a second time with the same things typed
(a double click, Back and Save again) it leads to what the first one made. Changed and sent again it is another wish.
"""

import hashlib
from collections.abc import Callable
from functools import partial, wraps
from typing import Any, Concatenate

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from accounts.actions.sent_forms import claim_form, keep_form
from web.visit import Visit

FIELD = "rendering"
ALREADY = gettext_lazy("That form was sent twice. It was done once: here it is.")
SHOWN_ALREADY = gettext_lazy(
    "That form was sent twice. It was done once, and the secret was shown once, in the first answer. "
    "If you did not see it: replace it, or end this one and make another."
)
type_of_page = Callable[Concatenate[HttpRequest, Visit, ...], HttpResponse]


def once(page: type_of_page, *, twice: str | Promise = ALREADY) -> type_of_page:
    """For a page whose form makes something. It stands below `members_only`.

    What was made is where the answer leads to, or what it is about (`Content-Location`, where a secret is shown).
    """

    @wraps(page)
    def guarded(request: HttpRequest, visit: Visit, *parts: Any, **named: Any) -> HttpResponse:
        mark = mark_of(request)
        if not mark:
            return page(request, visit, *parts, **named)
        with transaction.atomic():
            sent, ours = claim_form(member=visit.membership, mark=mark, now=visit.now)
            if ours:
                answer = page(request, visit, *parts, **named)
                keep_form(sent, led_to=answer.get("Location") or answer.get("Content-Location") or "")
                return answer
        messages.info(request, str(twice))
        return redirect(sent.led_to)

    return guarded


secret_once = partial(once, twice=SHOWN_ALREADY)


def mark_of(request: HttpRequest) -> str:
    """Of the address, the rendering and everything typed; "" where nothing was sent, or a form without a rendering."""
    if request.method != "POST" or not request.POST.get(FIELD):
        return ""
    said = sorted((name, values) for name, values in request.POST.lists() if name != "csrfmiddlewaretoken")
    return hashlib.sha256(repr((request.get_full_path(), said)).encode(errors="backslashreplace")).hexdigest()
