"""Editing a member: name, role, time zone, level."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.members import NAME_LENGTH, Profile, knows_only_us
from accounts.edition import edition_of
from accounts.levels import Level
from accounts.models import Membership, Role
from accounts.permissions import Act
from web.actions.change_member import change_member
from web.cover import asks_first_in, covered
from web.edit import EditForm, data_of, form_page, saved
from web.people import back_to, found_member
from web.visit import Visit, members_only
from web.zone_field import ZoneField


class PersonForm(EditForm):
    """Name and zone belong to the person's login: they are left out where it serves another organization too."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=NAME_LENGTH)
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)
    time_zone = ZoneField(
        label=gettext_lazy("Time zone"),
        required=False,
        help_text=gettext_lazy("In which they read times. Empty: the organization's."),
    )
    level = forms.ChoiceField(
        label=gettext_lazy("Level"),
        choices=Level.choices,
        required=False,
        help_text=gettext_lazy(
            "Where a client or a runbook asks for more experience, a colleague who has it is paged together with them."
        ),
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
        zone = found.get("time_zone", was.time_zone)
        return Profile(found.get("name", was.name), found["role"], zone, found["level"] or was.level)


@members_only(Act.MANAGE)
@asks_first_in("setup")
def edit(request: HttpRequest, visit: Visit, member_id: int) -> HttpResponse:
    member = found_member(visit, member_id)
    state = Profile.of(member).as_json()
    form = PersonForm(
        data_of(request),
        member=member,
        may_own=visit.may(Act.OWN),
        initial={**state, "edition": edition_of(state)},
    )
    if saved(form, lambda: covered(request, visit, lambda: _change(visit, member, form))):
        messages.success(request, _("Saved."))
        return redirect("person", member_id=member.pk)
    return _page(request, visit, member, form)


def _change(visit: Visit, member: Membership, form: PersonForm) -> None:
    change_member(
        member=member, profile=form.profile(), by=visit.membership, actor=visit.actor, now=visit.now,
        seen=form.cleaned_data["edition"],
    )  # fmt: skip


def _page(request: HttpRequest, visit: Visit, member: Membership, form: PersonForm) -> HttpResponse:
    return form_page(
        request, visit, form, title=_("Edit %(name)s") % {"name": member}, crumbs=back_to(member),
        leave=reverse("person", args=[member.pk]),
    )  # fmt: skip
