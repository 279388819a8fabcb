"""Sign up: a new organization for whoever owns the mail address; nothing opens before the mailed link is followed."""

import hashlib

from django import forms
from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.crypto import get_random_string
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.address import address_of
from accounts.audit import Actor
from accounts.models import Organization
from hours.clock import now
from web.actions.set_up import Plan, initials, set_up_with_owner
from web.client_guard import Limit, block_of, count
from web.edit import data_of, saved
from web.zone_field import ZoneField

PER_BLOCK, PER_MAIL, IN_ALL = Limit(5, 3600), Limit(3, 3600), Limit(100, 3600)
SAME_SECONDS = 600  # so long the same company and address are one sign-up, however often they are sent


class SignUpForm(forms.Form):
    """Company and mail address; the rest has a default that can be changed afterwards."""

    name = forms.CharField(
        label=_l("Your company"), max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
    )  # fmt: skip
    email = forms.EmailField(
        label=_l("Your e-mail address"), max_length=254, help_text=_l("We send the link there that lets you in."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )  # fmt: skip
    time_zone = ZoneField(label=_l("Your time zone"), initial="America/New_York")
    country = forms.RegexField(
        r"^[A-Za-z]{2}$", label=_l("Country"), initial="US", help_text=_l("Two letters, like US or DE: for phone numbers and holidays."),
        error_messages={"invalid": _l("Two letters, like US or DE.")}, widget=forms.TextInput(attrs={"class": "input-short", "autocomplete": "country"}),
    )  # fmt: skip


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def sign_up(request: HttpRequest) -> HttpResponse:
    """404 where the installation takes no newcomers (SIGN_UP)."""
    if not settings.SIGN_UP:
        raise Http404
    form = SignUpForm(data_of(request))
    if request.method == "POST" and form.is_valid():
        once = _once(form)
        if not cache.add(once, 1, timeout=SAME_SECONDS):
            return redirect("signed_up")
        if _too_many(request, form.cleaned_data["email"]):
            cache.delete(once)
            form.add_error(None, _("Too many sign-ups just now. Try again in an hour."))
            return render(request, "sign_up/page.html", {"form": form}, status=429)
        is_done = False
        try:
            is_done = saved(form, lambda: _sign_up(form, request))
        finally:
            if not is_done:
                cache.delete(once)
        if is_done:
            return redirect("signed_up")
    return render(request, "sign_up/page.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
def signed_up(request: HttpRequest) -> HttpResponse:
    """The same words whatever the address is."""
    if not settings.SIGN_UP:
        raise Http404
    return render(request, "sign_up/sent.html")


def _sign_up(form: SignUpForm, request: HttpRequest) -> None:
    found = form.cleaned_data
    plan = Plan(
        name=found["name"], slug=free_slug(found["name"]), time_zone=found["time_zone"],
        country=found["country"].upper(), language=settings.LANGUAGE_CODE, incident_prefix=initials(found["name"]),
        desk_email=found["email"],
    )  # fmt: skip
    set_up_with_owner(
        plan=plan, owner_email=found["email"], actor=Actor("command", None, "sign up", address_of(request)), now=now()
    )  # fmt: skip


def free_slug(name: str) -> str:
    """Of the name, with a few letters more where it is taken."""
    wanted = slugify(name)[:50].strip("-") or "msp"
    if not Organization.objects.filter(slug=wanted).exists():
        return wanted
    return f"{wanted}-{get_random_string(6, 'abcdefghjkmnpqrstuvwxyz23456789')}"


def _once(form: SignUpForm) -> str:
    said = f"{form.cleaned_data['name'].casefold()}\n{form.cleaned_data['email'].casefold()}"
    return f"sign-up:{hashlib.blake2s(said.encode(), digest_size=12).hexdigest()}"


def _too_many(request: HttpRequest, email: str) -> bool:
    at, block = now(), block_of(address_of(request))
    if count("sign-up", IN_ALL, at) > IN_ALL.most:
        return True
    if count(f"sign-up:{email.casefold()}", PER_MAIL, at) > PER_MAIL.most:
        return True
    return bool(block) and count(f"sign-up:{block}", PER_BLOCK, at) > PER_BLOCK.most
