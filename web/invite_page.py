"""Asking people in: many at once, each line with its own result; sent again, taken back."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts.actions.invitations import revoke_invitation
from accounts.models import Invitation, Role
from accounts.permissions import Act
from accounts.queries import get_invitation
from accounts.refusal import Refused
from web.actions.invite import invite_by_mail
from web.edit import confirm_page, data_of, form_page
from web.found import or_404
from web.invite_lines import MOST_LINES, Guest, read_guests
from web.once import once
from web.people import back_to_people
from web.visit import Visit, members_only


class InviteForm(forms.Form):
    """One person per line, and the role of those whose line names none."""

    lines = forms.CharField(
        label=gettext_lazy("Whom to invite"),
        max_length=10_000,
        help_text=gettext_lazy(
            "One person per line: address, name, role. Name and role may be left out: ann@example.com, Ann Lee, manager"
        ),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("Role, where a line names none"), choices=Role.choices, initial=Role.TECHNICIAN
    )

    def __init__(self, data: Any = None, *, may_own: bool) -> None:
        super().__init__(data)
        if not may_own:
            self.fields["role"].choices = [pair for pair in Role.choices if pair[0] != Role.OWNER]  # type: ignore[attr-defined]

    def guests(self) -> list[Guest]:
        names = {str(label).casefold(): value for value, label in Role.choices}
        roles = {**names, **{value: value for value in Role.values}}
        return read_guests(self.cleaned_data["lines"], roles=roles, otherwise=self.cleaned_data["role"])

    def clean_lines(self) -> str:
        lines: str = self.cleaned_data["lines"]
        if len(lines.splitlines()) > MOST_LINES:
            raise forms.ValidationError(_("At most %(most)s lines at once.") % {"most": MOST_LINES})
        return lines


@dataclass(frozen=True)
class Result:
    """What became of one line; `why` "" where the mail is on its way."""

    guest: Guest
    why: str


@members_only(Act.MANAGE)
@once
def invite_people(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Lines that were refused stay in the form, with what would be right; the others are invited."""
    form = InviteForm(data_of(request), may_own=visit.may(Act.OWN))
    if not form.is_valid():
        return _page(request, visit, form, [])
    results = [Result(guest, _invite(visit, guest)) for guest in form.guests()]
    refused = [result for result in results if result.why]
    if refused:
        form.data = {
            "role": form.cleaned_data["role"],
            "lines": "\n".join(each.guest.line for each in refused),
        }
        form.add_error("lines", _("These lines are left. See below what is wrong with each."))
        return _page(request, visit, form, results)
    messages.success(request, _sent(len(results)))
    return redirect("people")


def _invite(visit: Visit, guest: Guest) -> str:
    """Why not, or ""."""
    if not guest.email:
        return _("There is no e-mail address in this line.")
    try:
        invite_by_mail(
            organization=visit.organization, email=guest.email, role=guest.role, name=guest.name,
            invited_by=visit.membership, actor=visit.actor, now=visit.now,
        )  # fmt: skip
    except Refused as refused:
        return str(refused)
    return ""


def _sent(count: int) -> str:
    return ngettext(
        "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", count
    ) % {"count": count}


def _page(request: HttpRequest, visit: Visit, form: InviteForm, results: list[Result]) -> HttpResponse:
    return form_page(
        request, visit, form, title=_("Invite people"), crumbs=[back_to_people()], leave=reverse("people"),
        intro=_("Each gets a mail with a link that works once, within seven days."), save=_("Send invitations"),
        template="people/invite.html", results=results,
    )  # fmt: skip


@require_POST
@members_only(Act.MANAGE)
def resend(request: HttpRequest, visit: Visit, invitation_id: int) -> HttpResponse:
    """A fresh link by mail; the older one stops working."""
    invitation = _found(visit, invitation_id)
    why = _invite(visit, Guest(invitation.email, invitation.email, invitation.name, invitation.role))
    if why:
        messages.error(request, why)
    else:
        messages.success(request, _("A new link is on its way to %(email)s.") % {"email": invitation.email})
    return redirect("people")


@members_only(Act.MANAGE)
def revoke(request: HttpRequest, visit: Visit, invitation_id: int) -> HttpResponse:
    """Asks first; a POST takes the invitation back."""
    invitation = _found(visit, invitation_id)
    if request.method != "POST":
        return confirm_page(
            request, visit, title=_("Take the invitation back?"), crumbs=[back_to_people()], leave=reverse("people"),
            breaks=[_("The link in the mail to %(email)s stops working.") % {"email": invitation.email}],
            deed=_("Take it back"),
        )  # fmt: skip
    done = revoke_invitation(invitation=invitation, actor=visit.actor, now=visit.now)
    messages.success(request, _("Taken back.") if done else _("It was accepted or taken back before."))
    return redirect("people")


def _found(visit: Visit, invitation_id: int) -> Invitation:
    return or_404(get_invitation, visit.organization, invitation_id)
