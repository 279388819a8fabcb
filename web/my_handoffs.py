"""I know that I come on call: the same as a 1 by text."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.permissions import Act
from routing.actions.handoff_confirm import confirm
from routing.handoff_queries import get_handoff
from web.found import or_404
from web.visit import Visit, members_only


@require_POST
@members_only(Act.RESPOND)
def confirm_mine(request: HttpRequest, visit: Visit, handoff_id: int) -> HttpResponse:
    """Somebody else's is not found: nobody knows it for them."""
    row = or_404(get_handoff, visit.organization, handoff_id)
    if row.member_id != visit.membership.pk:
        raise Http404
    confirm(ids=[row.pk], how="page", actor=visit.actor, now=visit.now)
    messages.success(request, _("Thanks, you have it."))
    return redirect("me")
