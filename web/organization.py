"""Looking at another of one's organizations.

A form that is still open in another tab was meant for the one before: its token no longer counts, so that what it
sends lands nowhere.
"""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.models import Membership, User
from accounts.queries import choose_organization


@require_POST
@login_required
def switch(request: HttpRequest) -> HttpResponse:
    """POST `organization` (its slug). 404 where one is no member, or there is no such organization."""
    if not isinstance(request.user, User):
        raise Http404
    try:
        choose_organization(
            request.user, request.session, request.POST.get("organization", "").replace("\x00", "")
        )
    except Membership.DoesNotExist as error:
        raise Http404 from error
    rotate_token(request)
    return redirect("board")
