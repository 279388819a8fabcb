"""Deactivate now: what somebody holds, who takes it over, and then all at once."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import Membership, Organization, Role
from accounts.permissions import Act
from accounts.queries import everybody, members
from delivery.models import ContactMethod
from routing.actions.leave import Left, deactivate
from routing.belonging_words import cover_lines, lines_of, override_line
from routing.belongings import Belongings, belongings_of
from web.cover import asks_first, covered
from web.edit import confirm_page, data_of, result_of
from web.member_choice import MemberChoice
from web.people import back_to
from web.people_sheet import methods_of, way_of
from web.visit import Visit, members_only


@dataclass(frozen=True)
class Staff:
    """Everybody, also who left, each with their contact methods: read once for the whole page."""

    people: Sequence[Membership]
    methods: Mapping[int, Sequence[tuple[ContactMethod, frozenset[str]]]]

    @classmethod
    def of(cls, organization: Organization, *beside: Membership) -> "Staff":
        """`beside`: whose methods are wanted, too. Two queries."""
        people = list(everybody(organization))
        return cls(people, methods_of([*people, *beside]))

    def found(self, member_id: int) -> Membership:
        """Raises Http404, also for another organization's."""
        member = next((each for each in self.people if each.pk == member_id), None)
        if member is None:
            raise Http404
        return member

    def methods_of(self, member: Membership) -> list[ContactMethod]:
        return [method for method, _channels in self.methods.get(member.pk, [])]

    def choices(self, leaver: Membership) -> Iterator[tuple[int, str]]:
        """Who could take over, with how their verified phone is reached."""
        for each in self.people:
            if each.archived_at is None and each.role != Role.VIEWER and each.pk != leaver.pk:
                way, _tone = way_of(self.methods.get(each.pk, []))
                yield each.pk, f"{each} ({each.get_role_display()}): {way}"


class LeaveForm(forms.Form):
    """To whom it all goes: one of `choices`, each with how they are reached."""

    to = MemberChoice(
        queryset=Membership.objects.none(), label=gettext_lazy("Who takes over"), empty_label=None,
        help_text=gettext_lazy("Pages reach them only on a verified phone. They are told by text and mail what is theirs."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, leaver: Membership, staff: Staff, required: bool) -> None:
        super().__init__(data)
        choice = self.fields["to"]
        choice.required = required
        choice.queryset = candidates(leaver)  # type: ignore[attr-defined]
        choice.choices = [("", _("choose ...")), *staff.choices(leaver)]  # type: ignore[attr-defined]


def candidates(leaver: Membership) -> QuerySet[Membership]:
    return members(leaver.organization).exclude(role=Role.VIEWER).exclude(pk=leaver.pk)


@members_only(Act.MANAGE)
@asks_first
def deactivate_person(request: HttpRequest, visit: Visit, member_id: int) -> HttpResponse:
    """GET lists all they hold; a POST with a successor does it, or says why not."""
    staff = Staff.of(visit.organization)
    member = staff.found(member_id)
    if member.archived_at is not None:
        messages.success(request, _("%(name)s is deactivated already.") % {"name": member})
        return redirect("person", member_id=member.pk)
    held = belongings_of(member, visit.now)
    form = LeaveForm(data_of(request), leaver=member, staff=staff, required=held.needs_successor)
    if left := result_of(form, lambda: _deactivate(request, visit, member, form)):
        _tell(request, visit, left)
        return redirect("people")
    return _page(request, visit, held, form, staff.methods_of(member))


def _deactivate(request: HttpRequest, visit: Visit, member: Membership, form: LeaveForm) -> Left:
    edit = partial(
        deactivate,
        member=member,
        to=form.cleaned_data["to"],
        by=visit.membership,
        actor=visit.actor,
        now=visit.now,
    )
    return covered(request, visit, edit)


def _tell(request: HttpRequest, visit: Visit, left: Left) -> None:
    names = {"name": left.member, "successor": left.successor}
    if left.successor is None:
        messages.success(request, _("%(name)s is deactivated.") % names)
        return
    messages.success(request, _("%(name)s is deactivated. %(successor)s has taken over and is told.") % names)
    tell_dropped(request, visit, left)


def tell_dropped(request: HttpRequest, visit: Visit, left: Left) -> None:
    for row in left.dropped:
        words = _("This override clashed with another one of %(successor)s and was dropped: %(what)s")
        told = {"successor": left.successor, "what": override_line(row, visit.zone)}
        messages.warning(request, words % told)


def _page(
    request: HttpRequest, visit: Visit, held: Belongings, form: LeaveForm, methods: list[ContactMethod]
) -> HttpResponse:
    member = held.member
    return confirm_page(
        request, visit, title=_("Deactivate %(name)s now?") % {"name": member}, crumbs=back_to(member),
        leave=reverse("person", args=[member.pk]), deed=_("Deactivate %(name)s now") % {"name": member}, form=form,
        breaks=_breaks(held), template="people/leave.html", handed=lines_of(held, visit.zone).handed_over(),
        member=member, methods=methods, tokens=held.tokens, feeds=held.feeds,
        swaps=cover_lines(held, visit.zone),
    )  # fmt: skip


def _out(held: Belongings) -> str:
    if not held.sessions:
        return _("%(name)s can't come in any more.") % {"name": held.member}
    sessions = ngettext("%(count)s session ends.", "%(count)s sessions end.", held.sessions)
    words = _("%(name)s is logged out here and can't come in: %(sessions)s")
    return words % {"name": held.member, "sessions": sessions % {"count": held.sessions}}


def _breaks(held: Belongings) -> list[str]:
    found = [
        _out(held),
        _("No page and no text reaches their phones from now on."),
    ]
    if held.tokens:
        found.append(_("Programs that use their API tokens are refused."))
    if held.feeds:
        found.append(_("Calendars that read their feeds get no more shifts."))
    if any(not swap.asker for swap in held.swaps):
        found.append(
            _("Nobody is asked any more for the cover they asked for: that time goes with their turns.")
        )
    if any(swap.asker for swap in held.swaps):
        found.append(_("They cover for nobody who asked them; whoever else was asked still can."))
    if held.known_tokens:
        names = ", ".join(token.name for token in held.known_tokens)
        found.append(
            _(
                "API tokens they made for others or for nobody go on: %(names)s. Make new ones, then revoke these."
            )
            % {"names": names}
        )
    if held.invitations:
        names = ", ".join(invitation.email for invitation in held.invitations)
        found.append(
            _("Invitations they sent and nobody accepted end: %(names)s. Send your own where it is right.")
            % {"names": names}
        )
    if held.needs_successor:
        found.append(
            _("Everything listed below goes to the person you name, at once. Open incidents page them now.")
        )
    return [
        *found,
        _("Their past stays. They can be invited again; their phones must then be verified anew."),
    ]
