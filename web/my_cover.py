"""Cover me: somebody stands in for my present or next time on call, in two taps."""

from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import Act
from accounts.refusal import Refused
from oncall.actions.override import OverrideConflict
from oncall.queries import policy_ids_naming
from routing.actions.stand_in import stand_in_for
from routing.swap_people import stand_ins
from web.cover import asks_first_in, covered
from web.cover_form import CoverForm, stretches
from web.edit import Crumb, data_of, form_page, refuse
from web.my_duty import my_duties
from web.visit import Visit, members_only, show


@members_only(Act.OVERRIDE_SELF)
@asks_first_in("me")
def cover_me(request: HttpRequest, visit: Visit) -> HttpResponse:
    offered = stretches(my_duties(visit.membership, visit.now), zone=visit.zone, now=visit.now)
    people = stand_ins(visit.membership)
    if not offered or not people.exists():
        return show(request, visit, "me/no_cover.html", {"room": "me", "offered": offered}, status=200)
    form = CoverForm(data_of(request), offered=offered, people=people)
    if request.method == "POST" and form.is_valid() and _covered(request, visit, form):
        words = _("%(name)s stands in for you and is told now.")
        messages.success(request, words % {"name": form.cleaned_data["stand_in"]})
        return redirect("me")
    return form_page(
        request, visit, form, title=_("Somebody in your place"), leave=reverse("me"), crumbs=[Crumb(_("Me"), reverse("me")), Crumb(_("Cover me"), reverse("ask_cover"))],
        intro=_("You agreed already: whoever you choose is on call in your place at once, and gets a text now."), save=_("Yes, cover me"),
        room="me",
    )  # fmt: skip


def _covered(request: HttpRequest, visit: Visit, form: CoverForm) -> bool:
    """False, with the reason on the form, where it can't be. Raises NewHoles, PermissionDenied."""
    chosen = form.chosen()
    edit = partial(
        stand_in_for, away=visit.membership, stand_in=form.cleaned_data["stand_in"], schedule=chosen.schedule,
        start_at=chosen.start, end_at=chosen.end, made_by=visit.membership, actor=visit.actor, now=visit.now,
    )  # fmt: skip
    policies = policy_ids_naming(chosen.schedule)
    try:
        covered(request, visit, edit, start_at=chosen.start, end_at=chosen.end, policies=policies)
    except OverrideConflict as conflict:
        form.add_error(None, str(conflict))
    except Refused as refused:
        refuse(form, refused)
    return form.is_valid()
