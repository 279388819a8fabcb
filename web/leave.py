"""Deactivate now: what somebody holds, who takes it over, and then all at once."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Membership, Organization
from accounts.permissions import Act
from accounts.queries import members
from routing.actions.leave import Left, deactivate
from routing.belonging_words import lines_of, override_line
from routing.belongings import Belongings, belongings_of
from web.edit import confirm_page, data_of, saved
from web.member_choice import MemberChoice
from web.people import back_to, found_member
from web.people_sheet import methods_of, way_of
from web.visit import Visit, members_only


class SuccessorChoice(MemberChoice):
    """Who could take over, with how their verified phone is reached."""

    ways: dict[int, str]

    def label_from_instance(self, obj: Membership) -> str:
        return f"{super().label_from_instance(obj)}: {self.ways[obj.pk]}"


class LeaveForm(forms.Form):
    """To whom it all goes."""

    to = SuccessorChoice(
        queryset=Membership.objects.none(), label=gettext_lazy("Who takes over"), empty_label=gettext_lazy("choose"),
        help_text=gettext_lazy("Pages reach them only on a verified phone. They are told by text and mail what is theirs."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, leaver: Membership, required: bool) -> None:
        super().__init__(data)
        people = members(leaver.organization).exclude(role="viewer").exclude(pk=leaver.pk)
        choice = self.fields["to"]
        choice.required = required
        choice.ways = ways_of(leaver.organization, people)  # type: ignore[attr-defined]
        choice.queryset = people  # type: ignore[attr-defined]


def ways_of(organization: Organization, people: Any) -> dict[int, str]:
    """How each is reached, in words, by member id."""
    people = list(people)
    methods = methods_of(organization, people)
    return {person.pk: str(way_of(methods.get(person.pk, []))[0]) for person in people}


@members_only(Act.MANAGE)
def deactivate_person(request: HttpRequest, visit: Visit, member_id: int) -> HttpResponse:
    """GET lists all they hold; a POST with a successor does it, or says why not."""
    member = found_member(visit, member_id)
    if member.archived_at is not None:
        messages.success(request, _("%(name)s is deactivated already.") % {"name": member})
        return redirect("person", member_id=member.pk)
    held = belongings_of(member, visit.now)
    form = LeaveForm(data_of(request), leaver=member, required=held.needs_successor)
    done: list[Left] = []
    if saved(form, lambda: done.append(_deactivate(visit, member, form))):
        _tell(request, visit, done[0])
        return redirect("people")
    return _page(request, visit, member, held, form)


def _deactivate(visit: Visit, member: Membership, form: LeaveForm) -> Left:
    return deactivate(
        member=member, to=form.cleaned_data["to"], by=visit.membership, actor=visit.actor, now=visit.now
    )


def _tell(request: HttpRequest, visit: Visit, left: Left) -> None:
    names = {"name": left.member, "successor": left.successor}
    if left.successor is None:
        messages.success(request, _("%(name)s is deactivated.") % names)
        return
    messages.success(request, _("%(name)s is deactivated. %(successor)s has taken over and is told.") % names)
    for row in left.dropped:
        messages.warning(
            request,
            _("This override clashed with another one of %(successor)s and was dropped: %(what)s")
            % {**names, "what": override_line(row, visit.zone)},
        )


def _page(
    request: HttpRequest, visit: Visit, member: Membership, held: Belongings, form: LeaveForm
) -> HttpResponse:
    return confirm_page(
        request, visit, title=_("Deactivate %(name)s now?") % {"name": member}, crumbs=back_to(member),
        leave=reverse("person", args=[member.pk]), deed=_("Deactivate %(name)s now") % {"name": member}, form=form,
        breaks=_breaks(held), template="people/leave.html", handed=lines_of(held, visit.zone).handed_over(),
        member=member, methods=held.methods, tokens=held.tokens,
    )  # fmt: skip


def _breaks(held: Belongings) -> list[str]:
    sessions = ngettext("%(count)s session ends.", "%(count)s sessions end.", held.sessions) % {
        "count": held.sessions
    }  # fmt: skip
    found = [
        _("%(name)s is logged out here and can't come in: %(sessions)s")
        % {"name": held.member, "sessions": sessions},
        _("No page and no text reaches their phones from now on."),
    ]
    if held.tokens:
        found.append(_("Programs that use their API tokens are refused."))
    if held.needs_successor:
        found.append(
            _("Everything listed below goes to the person you name, at once. Open incidents page them now.")
        )
    return [
        *found,
        _("Their past stays. They can be invited again; their phones must then be verified anew."),
    ]
