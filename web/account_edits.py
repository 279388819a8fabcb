"""An account of one's own at the provider: entered, given another token, closed."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Act
from delivery.actions.accounts import close_account, open_account, replace_token
from web.edit import confirm_page, data_of, form_page, saved
from web.number_edits import crumbs
from web.number_forms import AccountForm, TokenForm
from web.numbers import found_account
from web.visit import Visit, members_only


@members_only(Act.OWN)
def open_own(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = AccountForm(data_of(request))
    if saved(form, lambda: _open(visit, form)):
        messages.success(request, _("Kept. Numbers you add from now on are looked up in it."))
        return redirect("numbers")
    return form_page(
        request, visit, form, title=_("Use a Twilio account of our own"), leave=reverse("numbers"), crumbs=crumbs(),
        intro=_("Numbers that are here already stay with the account they came from, until you replace them."),
    )  # fmt: skip


def _open(visit: Visit, form: AccountForm) -> None:
    open_account(organization=visit.organization, **form.cleaned_data, actor=visit.actor, now=visit.now)


@members_only(Act.OWN)
def token(request: HttpRequest, visit: Visit) -> HttpResponse:
    account = found_account(visit)
    form = TokenForm(data_of(request))
    if saved(
        form, lambda: replace_token(account=account, **form.cleaned_data, actor=visit.actor, now=visit.now)
    ):
        messages.success(request, _("Kept. It is used from the next text and call on."))
        return redirect("numbers")
    return confirm_page(
        request, visit, title=_("Replace the auth token"), leave=reverse("numbers"), crumbs=crumbs(), form=form,
        deed=_("Replace it"),
        breaks=[_("Everything is sent with the new token at once. If it is wrong, no page leaves: test it right away.")],
    )  # fmt: skip


@members_only(Act.OWN)
def close(request: HttpRequest, visit: Visit) -> HttpResponse:
    account = found_account(visit)
    form = forms.Form(data_of(request))
    if saved(form, lambda: close_account(account=account, actor=visit.actor, now=visit.now)):
        messages.success(request, _("Closed. New numbers come from the platform's account."))
        return redirect("numbers")
    return confirm_page(
        request, visit, title=_("Close your own account here"), leave=reverse("numbers"), crumbs=crumbs(), form=form,
        deed=_("Close it"),
        breaks=[
            _("Numbers you add afterwards are looked up in the platform's account."),
            _("What Twilio still reports for it is no longer read. The account itself stays as it is at Twilio."),
        ],
    )  # fmt: skip
