"""Editing partners: added, changed, archived with whoever takes over what it held."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.partners import NAME_LENGTH, PartnerProfile, add_partner, edit_partner
from accounts.edition import edition_of
from accounts.models import Membership
from accounts.permissions import Act
from delivery.models import ContactMethod
from routing.actions.leave import Left, deactivate
from routing.belonging_words import cover_lines, lines_of
from routing.belongings import Belongings, belongings_of
from web.cover import asks_first_in, covered
from web.edit import EditForm, confirm_page, data_of, form_page, result_of, saved
from web.leave import LeaveForm, Staff, tell_dropped
from web.once import once
from web.partners import back_to_partner, back_to_partners, found_partner
from web.visit import Visit, members_only
from web.zone_field import ZoneField


class PartnerForm(EditForm):
    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=NAME_LENGTH,
        help_text=gettext_lazy("As your people know it: Pacific NOC."),
    )
    time_zone = ZoneField(
        label=gettext_lazy("Time zone"),
        empty=gettext_lazy("choose ..."),
        help_text=gettext_lazy("Where it works: its texts tell times by this clock."),
    )
    email = forms.EmailField(
        label=gettext_lazy("Mail of its desk"),
        required=False,
        max_length=254,
        help_text=gettext_lazy("For what can wait. Pages go to its phone alone."),
    )

    def profile(self) -> PartnerProfile:
        found = self.cleaned_data
        return PartnerProfile(found["name"], found["time_zone"], found["email"])


@members_only(Act.MANAGE)
@once
def new(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = PartnerForm(data_of(request))
    if made := result_of(form, lambda: _add(visit, form)):
        messages.success(
            request, _("%(name)s is there. Now its phone, so that pages reach it.") % {"name": made}
        )
        return redirect("partner_add_phone", partner_id=made.pk)
    return form_page(
        request, visit, form, title=_("Add a partner"), crumbs=[back_to_partners()], leave=reverse("partners"),
        intro=_("Another company that takes turns or steps. It never logs in: it answers pages by text, call and their private page."),
        save=_("Add it"),
    )  # fmt: skip


def _add(visit: Visit, form: PartnerForm) -> Membership:
    return add_partner(
        organization=visit.organization, profile=form.profile(), actor=visit.actor, now=visit.now
    )


@members_only(Act.MANAGE)
def edit(request: HttpRequest, visit: Visit, partner_id: int) -> HttpResponse:
    partner = found_partner(visit, partner_id)
    state = PartnerProfile.of(partner).as_json()
    form = PartnerForm(data_of(request), initial={**state, "edition": edition_of(state)})
    if saved(form, lambda: _change(visit, partner, form)):
        messages.success(request, _("Saved."))
        return redirect("partner", partner_id=partner.pk)
    return form_page(
        request, visit, form, title=_("Edit %(name)s") % {"name": partner}, crumbs=back_to_partner(partner),
        leave=reverse("partner", args=[partner.pk]),
    )  # fmt: skip


def _change(visit: Visit, partner: Membership, form: PartnerForm) -> None:
    edit_partner(
        partner=partner, profile=form.profile(), seen=form.cleaned_data["edition"], actor=visit.actor, now=visit.now
    )  # fmt: skip


@members_only(Act.MANAGE)
@asks_first_in("setup")
def archive(request: HttpRequest, visit: Visit, partner_id: int) -> HttpResponse:
    """GET lists all it holds; a POST with a successor does it, or says why not."""
    partner = found_partner(visit, partner_id)
    if partner.archived_at is not None:
        messages.success(request, _("%(name)s is archived already.") % {"name": partner})
        return redirect("partner", partner_id=partner.pk)
    held = belongings_of(partner, visit.now)
    staff = Staff.of(visit.organization, partner)
    form = LeaveForm(data_of(request), leaver=partner, staff=staff, required=held.needs_successor)
    if left := result_of(form, lambda: covered(request, visit, lambda: _archive(visit, partner, form))):
        _tell(request, visit, left)
        return redirect("partners")
    return _ask(request, visit, held, form, staff.methods_of(partner))


def _archive(visit: Visit, partner: Membership, form: LeaveForm) -> Left:
    return deactivate(
        member=partner, to=form.cleaned_data["to"], by=visit.membership, actor=visit.actor, now=visit.now
    )


def _ask(
    request: HttpRequest, visit: Visit, held: Belongings, form: LeaveForm, methods: list[ContactMethod]
) -> HttpResponse:
    partner = held.member
    return confirm_page(
        request, visit, title=_("Archive %(name)s?") % {"name": partner}, crumbs=back_to_partner(partner),
        leave=reverse("partner", args=[partner.pk]), deed=_("Archive %(name)s") % {"name": partner}, form=form,
        breaks=_breaks(held), template="people/leave.html", handed=lines_of(held, visit.zone).handed_over(),
        member=partner, methods=methods, tokens=(), swaps=cover_lines(held, visit.zone),
    )  # fmt: skip


def _breaks(held: Belongings) -> list[str]:
    found = [
        _("No page and no text reaches its phones from now on, and the links in its texts are over."),
        _("Tell %(name)s yourself: it gets no word from here.") % {"name": held.member},
    ]
    if held.needs_successor:
        found.append(
            _("Everything listed below goes to the person you name, at once. Open incidents page them now.")
        )
    return [*found, _("Its past stays.")]


def _tell(request: HttpRequest, visit: Visit, left: Left) -> None:
    names = {"name": left.member, "successor": left.successor}
    if left.successor is None:
        messages.success(request, _("%(name)s is archived.") % names)
        return
    messages.success(request, _("%(name)s is archived. %(successor)s has taken over and is told.") % names)
    tell_dropped(request, visit, left)
