"""Cover that is asked for: the list of it, one of it, and what its people do."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Act
from oncall.actions.override import OverrideConflict
from oncall.models import Swap
from oncall.swap_queries import get_swap, open_swaps, swaps
from oncall.swapping import SWAP_OPEN, SwapStatus
from routing.actions.respond import NotPossible
from routing.actions.swap_answer import decline
from routing.actions.swap_cover import accept, approve
from routing.actions.swap_end import withdraw
from routing.actions.swap_settle import refuse
from web.cover import asking_of, asks_first, goes_back
from web.found import or_404
from web.swap_rights import may_withdraw
from web.swap_rows import row_of, rows_of
from web.visit import Visit, members_only, show

MOST_OVER = 20


@members_only(Act.VIEW)
def swap_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What waits for somebody's word, and the last that was settled."""
    waiting = rows_of(open_swaps(visit.organization), visit.membership)
    over = swaps(visit.organization).exclude(status__in=SWAP_OPEN)[:MOST_OVER]
    context = {
        "room": "schedules", "for_me": [row for row in waiting if row.may.accept or row.may.settle],
        "others": [row for row in waiting if not (row.may.accept or row.may.settle)],
        "over": rows_of(over, visit.membership), "may_ask": visit.may(Act.OVERRIDE_SELF),
    }  # fmt: skip
    return show(request, visit, "swaps/list.html", context)


@members_only(Act.VIEW)
def swap_page(request: HttpRequest, visit: Visit, swap_id: int) -> HttpResponse:
    row = row_of(_found(visit, swap_id), visit.membership)
    return show(request, visit, "swaps/page.html", {"room": "schedules", "row": row})


@require_POST
@members_only(Act.OVERRIDE_SELF)
@asks_first
def accept_swap(request: HttpRequest, visit: Visit, swap_id: int) -> HttpResponse:
    def deed(swap: Swap) -> str:
        done = accept(swap=swap, by=visit.membership, asking=asking_of(request, visit))
        if done.status == SwapStatus.DONE:
            return _("It is yours. Thank you.")
        return _("Thank you. A manager has to say yes; until then %(name)s stays on call.") % {
            "name": done.asker
        }

    return _done(request, visit, swap_id, deed)


@require_POST
@members_only(Act.OVERRIDE_SELF)
def decline_swap(request: HttpRequest, visit: Visit, swap_id: int) -> HttpResponse:
    def deed(swap: Swap) -> str:
        decline(swap=swap, by=visit.membership, actor=visit.actor, now=visit.now)
        return _("You said no. %(name)s hears of it when nobody is left to ask.") % {"name": swap.asker}

    return _done(request, visit, swap_id, deed)


@require_POST
@members_only(Act.OVERRIDE_SELF)
def withdraw_swap(request: HttpRequest, visit: Visit, swap_id: int) -> HttpResponse:
    def deed(swap: Swap) -> str:
        if not may_withdraw(visit.membership, swap):
            raise PermissionDenied(
                _("You can withdraw what you asked for yourself. For others ask a manager.")
            )
        withdraw(swap=swap, by=visit.membership, actor=visit.actor, now=visit.now)
        return _("Withdrawn. Nothing has changed in the schedule.")

    return _done(request, visit, swap_id, deed)


@require_POST
@members_only(Act.OVERRIDE_OTHERS)
@asks_first
def approve_swap(request: HttpRequest, visit: Visit, swap_id: int) -> HttpResponse:
    def deed(swap: Swap) -> str:
        done = approve(swap=swap, by=visit.membership, asking=asking_of(request, visit))
        return _("%(name)s is on call then. Both are told.") % {"name": done.taker}

    return _done(request, visit, swap_id, deed)


@require_POST
@members_only(Act.OVERRIDE_OTHERS)
def refuse_swap(request: HttpRequest, visit: Visit, swap_id: int) -> HttpResponse:
    def deed(swap: Swap) -> str:
        reason = " ".join(request.POST.get("reason", "").replace("\x00", "").split())[:200]
        done = refuse(swap=swap, by=visit.membership, reason=reason, actor=visit.actor, now=visit.now)
        return _("%(name)s stays on call. Both are told.") % {"name": done.asker}

    return _done(request, visit, swap_id, deed)


def _done(request: HttpRequest, visit: Visit, swap_id: int, deed: Callable[[Swap], str]) -> HttpResponse:
    """What came too late is said, and the swap shown as it is now. Raises NewHoles."""
    swap = _found(visit, swap_id)
    if goes_back(request):
        return redirect("swap", swap_id=swap.pk)
    try:
        messages.success(request, deed(swap))
    except (NotPossible, OverrideConflict) as late:
        messages.error(request, str(late))
    return redirect("swap", swap_id=swap.pk)


def _found(visit: Visit, swap_id: int) -> Swap:
    return or_404(get_swap, visit.organization, swap_id)
