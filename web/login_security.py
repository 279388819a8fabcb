"""My login: password, second factors, and where I am logged in."""

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.audit import record
from accounts.permissions import Act
from web.found import id_in
from web.second_factor import FACTORS, lacks_second_factor
from web.user_agents import browser_words
from web.visit import Visit, members_only, show


@members_only(Act.VIEW, second_factor=False)
def security_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Everything that opens my door; the page that second factors are set up from, so it asks for none."""
    found = list(Authenticator.objects.filter(user=visit.user).order_by("created_at"))
    sessions = UserSession.objects.filter(user=visit.user).order_by("-created_at")[:50]
    context = {
        "app": next((one for one in found if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in found if one.type == Authenticator.Type.WEBAUTHN],
        "codes": next((one for one in found if one.type == Authenticator.Type.RECOVERY_CODES), None),
        "has_factor": any(one.type in FACTORS for one in found),
        "asked": lacks_second_factor(visit.membership),
        "sessions": [(row, browser_words(row.user_agent), row.session_key == request.session.session_key) for row in sessions],
    }  # fmt: skip
    return show(request, visit, "security/page.html", context)


@members_only(Act.VIEW, second_factor=False)
def passkeys_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Where allauth goes after a passkey was removed."""
    return redirect("mfa_index")


@require_POST
@members_only(Act.VIEW, second_factor=False)
def end_sessions(request: HttpRequest, visit: Visit) -> HttpResponse:
    """POST `session` (a row of mine), or none: all others. This one stays; logging out ends it."""
    others = UserSession.objects.filter(user=visit.user).exclude(session_key=request.session.session_key)
    chosen = request.POST.get("session", "")
    if chosen:
        others = others.filter(pk=id_in(chosen))
    ended = list(others)
    for session in ended:
        session.end()
    if ended:
        record(
            organization=visit.organization, actor=visit.actor, verb="ended sessions", object_kind="user",
            object_id=visit.user.pk, now=visit.now, after={"sessions": len(ended)},
        )  # fmt: skip
        messages.success(request, _("Logged out there."))
    return redirect("mfa_index")
