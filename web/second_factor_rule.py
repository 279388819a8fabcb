"""The owner says whose login must have a second factor, and sees who would be stopped at their next page."""

from allauth.mfa.models import Authenticator
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from accounts.actions.second_factor import require_second_factor
from accounts.models import Membership, SecondFactorRule
from accounts.permissions import Act
from accounts.queries import members
from web.edit import Crumb, data_of, form_page
from web.second_factor import FACTORS
from web.visit import Visit, members_only


class RuleForm(forms.Form):
    rule = forms.ChoiceField(
        label=_l("Who must have a second factor"), choices=SecondFactorRule.choices, widget=forms.RadioSelect
    )


@members_only(Act.OWN)
def rule_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = RuleForm(
        data_of(request),
        initial={"rule": visit.organization.second_factor_rule},
    )
    if request.method == "POST" and form.is_valid():
        require_second_factor(
            organization=visit.organization, rule=SecondFactorRule(form.cleaned_data["rule"]), actor=visit.actor,
            now=visit.now,
        )  # fmt: skip
        messages.success(request, _("Saved. It holds from everybody's next page on."))
        return redirect("setup")
    return form_page(
        request, visit, form, title=_("Second factor at the door"), leave=reverse("setup"),
        crumbs=[Crumb(_("Set up"), reverse("setup"))], template="security/rule.html", without=without_factor(visit),
    )  # fmt: skip


def without_factor(visit: Visit) -> list[Membership]:
    """The members who have none yet: they set one up at their next page if the rule binds them."""
    having = set(
        Authenticator.objects.filter(
            type__in=FACTORS, user__memberships__organization=visit.organization
        ).values_list("user_id", flat=True)
    )
    return [one for one in members(visit.organization) if one.user_id not in having]
