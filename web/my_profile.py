"""One's name and the time zone one reads times in."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.profile import LONGEST_NAME, edit_profile
from accounts.permissions import Act
from hours.zone_names import accepted, place_of
from web.edit import Crumb, data_of, form_page, saved
from web.visit import Visit, members_only


class ProfileForm(forms.Form):
    """Who I am to others, and my clock."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=LONGEST_NAME, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=gettext_lazy("So you are called on the board, in texts and in calls."),
    )  # fmt: skip
    time_zone = forms.ChoiceField(label=gettext_lazy("Time zone"), required=False)
    wants_week_mail = forms.BooleanField(
        label=gettext_lazy("The week's mail"), required=False,
        help_text=gettext_lazy("Who is on call in the coming week, where an organization sends it."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, organization_zone: str, initial: dict[str, str | bool]) -> None:
        super().__init__(data, initial=initial)
        usual = _("the organization's (%(zone)s)") % {"zone": place_of(organization_zone)}
        zones = [(zone, place_of(zone)) for zone in sorted(accepted())]
        self.fields["time_zone"].choices = [("", usual), *zones]  # type: ignore[attr-defined]
        self.fields["time_zone"].help_text = _("Times on pages and in your texts are in it.")


@members_only(Act.VIEW)
def profile_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    user = visit.user
    form = ProfileForm(
        data_of(request), organization_zone=visit.organization.time_zone,
        initial={"name": user.name, "time_zone": user.time_zone, "wants_week_mail": user.wants_week_mail},
    )  # fmt: skip
    if saved(
        form,
        lambda: edit_profile(member=visit.membership, **form.cleaned_data, actor=visit.actor, now=visit.now),
    ):
        messages.success(request, _("Saved."))
        return redirect("me")
    return form_page(
        request, visit, form, title=_("Name and time zone"), leave=reverse("me"), room="me",
        crumbs=[Crumb(_("Me"), reverse("me"))],
    )  # fmt: skip
