"""API tokens: one's own, and for managers all; made, shown once, revoked."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.tokens import create_token, revoke_token
from accounts.models import ApiToken, Membership, Role, Scope
from accounts.permissions import Act
from accounts.queries import api_tokens, get_token, members
from web.edit import Crumb, confirm_page, data_of, form_page, result_of, shown_once
from web.found import or_404
from web.member_choice import MemberChoice
from web.once import secret_once
from web.visit import Visit, members_only, show

SHOWN = 200


class TokenForm(forms.Form):
    """What uses it, what it may, in whose name; managers alone choose the last."""

    name = forms.CharField(
        label=gettext_lazy("What uses it"), max_length=80, help_text=gettext_lazy("Such as: Ticket sync.")
    )
    scope = forms.ChoiceField(
        label=gettext_lazy("What it may do"), choices=Scope.choices, widget=forms.RadioSelect
    )
    membership = MemberChoice(
        queryset=Membership.objects.none(), label=gettext_lazy("In whose name"), required=False,
        empty_label=gettext_lazy("Nobody's: the organization's own"),
        help_text=gettext_lazy("It may never do more than this person's role, and ends when they leave."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, visit: Visit) -> None:
        super().__init__(data, initial={"scope": Scope.READ, "membership": visit.membership.pk})
        self.me = visit.membership
        if not visit.may(Act.MANAGE):
            del self.fields["membership"]
            return
        people = members(visit.organization)
        choice = self.fields["membership"]
        choice.queryset = people if visit.may(Act.OWN) else people.exclude(role=Role.OWNER)  # type: ignore[attr-defined]

    def in_whose_name(self) -> Membership | None:
        found: Membership | None = self.cleaned_data.get("membership", self.me)
        return found


@members_only(Act.VIEW)
def token_list(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Those that work; the revoked ones folded away."""
    rows = api_tokens(visit.organization)
    if not visit.may(Act.MANAGE):
        rows = rows.filter(membership=visit.membership)
    found = list(rows[:SHOWN])
    context = {
        "room": "setup",
        "tokens": [token for token in found if _works(token)],
        "ended": [token for token in found if not _works(token)],
    }
    return show(request, visit, "tokens/list.html", context)


@members_only(Act.VIEW)
@secret_once
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The secret is on the page that answers, and nowhere afterwards."""
    form = TokenForm(data_of(request), visit=visit)
    if made := result_of(form, lambda: _create(visit, form)):
        return _secret_page(request, visit, *made)
    return form_page(
        request, visit, form, title=_("New API token"), crumbs=[_back()], leave=reverse("api_tokens"),
        save=_("Make it"), intro=_("The token is shown once. Keep it where your other secrets are."),
    )  # fmt: skip


def _create(visit: Visit, form: TokenForm) -> tuple[ApiToken, str]:
    return create_token(
        organization=visit.organization, name=form.cleaned_data["name"], scope=form.cleaned_data["scope"],
        membership=form.in_whose_name(), by=visit.membership, actor=visit.actor, now=visit.now,
    )  # fmt: skip


def _secret_page(request: HttpRequest, visit: Visit, token: ApiToken, secret: str) -> HttpResponse:
    context = {"room": "setup", "token": token, "secret": secret, "crumbs": [_back()]}
    return shown_once(request, visit, "tokens/secret.html", context, about=reverse("api_tokens"))


@members_only(Act.VIEW)
def revoke(request: HttpRequest, visit: Visit, token_id: int) -> HttpResponse:
    """Asks first; one's own, or any for a manager."""
    token = _found(visit, token_id)
    if request.method != "POST":
        return confirm_page(
            request, visit, title=_("Revoke “%(name)s”?") % {"name": token.name}, crumbs=[_back()],
            leave=reverse("api_tokens"), deed=_("Revoke it"), breaks=[
                _("Whatever uses it is refused from now on, for good."),
                _("To let it in again, make a new token and enter it there."),
            ],
        )  # fmt: skip
    done = revoke_token(token=token, actor=visit.actor, now=visit.now)
    messages.success(request, _("Revoked.") if done else _("It was revoked before."))
    return redirect("api_tokens")


def _works(token: ApiToken) -> bool:
    gone = token.membership is not None and token.membership.archived_at is not None
    return token.revoked_at is None and not gone


def _found(visit: Visit, token_id: int) -> ApiToken:
    """Raises Http404, or PermissionDenied for a colleague's."""
    token = or_404(get_token, visit.organization, token_id)
    if not visit.may(Act.MANAGE) and token.membership_id != visit.membership.pk:
        raise PermissionDenied(_("You can revoke your own tokens. For others ask a manager."))
    return token


def _back() -> Crumb:
    return Crumb(_("API tokens"), reverse("api_tokens"))
