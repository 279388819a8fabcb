"""Accepting an invitation: the page behind the link in the mail."""

from allauth.usersessions.models import UserSession
from django import forms
from django.contrib.auth import login
from django.core.validators import ProhibitNullCharactersValidator
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts.actions.invitations import InvitationGone
from accounts.address import address_of
from accounts.models import Invitation, Membership, Role, User
from accounts.permissions import Act, may
from accounts.queries import choose_organization, open_invitation
from accounts.refusal import Refused
from hours.clock import now
from routing.reach import verified_phones
from web.actions.join import join_as_newcomer, join_as_user
from web.edit import refuse
from web.language import speak


class Newcomer(forms.Form):
    """Who comes in for the first time."""

    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Choose a password"),
        help_text=_("At least 10 characters."),
        max_length=128,
        strip=False,
        validators=[ProhibitNullCharactersValidator()],
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def accept(request: HttpRequest, secret: str) -> HttpResponse:
    """GET says who asks whom in; POST comes in. Used, expired and unknown links are all 404 in the same words."""
    invitation = open_invitation(secret, now())
    if invitation is None:
        return gone(request)
    speak(request, invitation.organization)
    try:
        return show(request, invitation) if request.method != "POST" else come_in(request, invitation, secret)
    except InvitationGone:
        return gone(request)


def come_in(request: HttpRequest, invitation: Invitation, secret: str) -> HttpResponse:
    """As oneself when one is logged in with the invited address, else as somebody new."""
    if isinstance(request.user, User):
        return welcome(
            request, join_as_user(secret=secret, user=request.user, address=address_of(request), now=now())
        )
    form = Newcomer(request.POST)
    if not form.is_valid():
        return show(request, invitation, form=form, status=422)
    try:
        membership = join_as_newcomer(
            secret=secret, name=form.cleaned_data["name"], password=form.cleaned_data["password"],
            address=address_of(request), now=now(),
        )  # fmt: skip
    except Refused as refused:
        refuse(form, refused)
        return show(request, invitation, form=form, status=422)
    login(request, membership.login)
    UserSession.objects.create_from_request(request)
    return welcome(request, membership)


def welcome(request: HttpRequest, membership: Membership) -> HttpResponse:
    """On into the organization that was joined; the owner of one that never went live sets it up first.

    Forms of another organization that are open in other tabs send nothing any more.
    """
    choose_organization(membership.login, request.session, membership.organization.slug)
    rotate_token(request)
    return redirect(_first_page(membership))


def _first_page(membership: Membership) -> str:
    """Whoever is to be paged and can't be yet adds a phone before anything else."""
    if membership.role == Role.OWNER and membership.organization.went_live_at is None:
        return "first_evening"
    pageless = may(membership.role, Act.RESPOND) and not verified_phones([membership]).get(membership.pk)
    return "me" if pageless else "board"


def show(
    request: HttpRequest, invitation: Invitation, form: Newcomer | None = None, status: int = 200
) -> HttpResponse:
    somebody_else = request.user.is_authenticated and invitation.email.lower() != request.user.email.lower()
    context = {
        "invitation": invitation,
        "form": form or Newcomer(initial={"name": invitation.name}),
        "somebody_else": somebody_else,
        "has_login": User.objects.filter(email__iexact=invitation.email).exists(),
    }
    return render(request, "invitations/accept.html", context, status=status)


def gone(request: HttpRequest) -> HttpResponse:
    return render(request, "invitations/gone.html", status=404)
