"""Editing a member: name, role, time zone."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.members import NAME_LENGTH, Profile, knows_only_us
from accounts.models import Membership, Role
from accounts.permissions import Act
from accounts.refusal import Refused
from web.actions.change_member import change_member
from web.edit import form_page
from web.people import back_to, found_member
from web.seen import SeenForm, opened, refuse_edit
from web.visit import Visit, members_only
from web.zone_field import ZoneField


class PersonForm(SeenForm):
    """Name and zone belong to the person's login: they are left out where it serves another organization too."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_LENGTH)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    time_zone = ZoneField(
        label=gettext_lazy("Time zone"),
        required=False,
        help_text=gettext_lazy("In which they read times. Empty: the organization's."),
    )

    def __init__(self, data: Any = None, *, member: Membership, may_own: bool, **more: Any) -> None:
        super().__init__(data, **more)
        self.member = member
        if not knows_only_us(member):
            del self.fields["name"], self.fields["time_zone"]
        if not may_own and member.role != Role.OWNER:
            self.fields["role"].choices = [pair for pair in Role.choices if pair[0] != Role.OWNER]  # type: ignore[attr-defined]

    def profile(self) -> Profile:
        found, was = self.cleaned_data, Profile.of(self.member)
        return Profile(found.get("name", was.name), found["role"], found.get("time_zone", was.time_zone))


@members_only(Act.MANAGE)
def edit(request: HttpRequest, visit: Visit, member_id: int) -> HttpResponse:
    member = found_member(visit, member_id)
    kind: dict[str, Any] = {"member": member, "may_own": visit.may(Act.OWN)}
    if request.method != "POST":
        return _page(request, visit, member, opened(PersonForm, Profile.of(member).as_json(), **kind))
    form = PersonForm(request.POST, **kind)
    if form.is_valid() and _saved(visit, member, form):
        messages.success(request, _("Saved."))
        return redirect("person", member_id=member.pk)
    return _page(request, visit, member, form)


def _saved(visit: Visit, member: Membership, form: PersonForm) -> bool:
    """False, with the reason on the form."""
    try:
        change_member(
            member=member, profile=form.profile(), by=visit.membership, actor=visit.actor, now=visit.now,
            seen=form.cleaned_data["seen"],
        )  # fmt: skip
    except Refused as refused:
        fresh = found_member(visit, member.pk)
        refuse_edit(form, refused, Profile.of(fresh).as_json())
        return False
    return True


def _page(request: HttpRequest, visit: Visit, member: Membership, form: PersonForm) -> HttpResponse:
    return form_page(
        request, visit, form, title=_("Edit %(name)s") % {"name": member}, crumbs=back_to(member),
        leave=reverse("person", args=[member.pk]),
    )  # fmt: skip
