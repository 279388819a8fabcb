"""What an hour on call and an hour of work pay: for everybody, or one member or partner, from a day on. For owners."""

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from accounts.permissions import Act
from accounts.queries import responders
from hours.wall import local, zone
from routing.actions.pay_rates import Pay, add_pay_rate, take_pay_rate_out
from routing.models import PayRate
from routing.work_queries import get_pay_rate, pay_rates
from web.edit import Crumb, asked, data_of, form_page, saved
from web.found import or_404
from web.local_times import day
from web.member_choice import MemberChoice
from web.once import once
from web.tier_form import CENTS, PERCENTS, currency_field, percent_field
from web.visit import Visit, members_only, show


def _amount(label: Any) -> forms.DecimalField:
    return forms.DecimalField(label=label, min_value=Decimal(0), max_value=Decimal(100_000), decimal_places=2)


class PayRateForm(forms.Form):
    """A rate from a day on."""

    member = MemberChoice(
        queryset=Membership.objects.none(), label=gettext_lazy("For whom"), required=False,
        empty_label=gettext_lazy("everybody without a rate of their own"),
    )  # fmt: skip
    starts_on = day(gettext_lazy("From which day on"))
    standby = _amount(gettext_lazy("An hour on call pays"))
    work = _amount(gettext_lazy("An hour of work pays"))
    currency = currency_field()
    minimum_minutes = forms.IntegerField(
        label=gettext_lazy("Work on one incident is paid at least, minutes"),
        min_value=0,
        max_value=1440,
        initial=0,
    )
    increment_minutes = forms.IntegerField(
        label=gettext_lazy("Then per, minutes"), min_value=1, max_value=1440, initial=1
    )

    def __init__(self, data: Any = None, *, visit: Visit) -> None:
        today = local(visit.now, zone(visit.organization.time_zone)).date()
        super().__init__(data, initial={"starts_on": today, "currency": "USD"})
        self.fields["member"].queryset = responders(visit.organization)  # type: ignore[attr-defined]
        for name, words in PERCENTS.items():
            self.fields[name] = percent_field(words, least=0)

    def pay(self) -> Pay:
        found = self.cleaned_data
        return Pay(
            starts_on=found["starts_on"], standby_cents=int(found["standby"] * CENTS), work_cents=int(found["work"] * CENTS),
            currency=found["currency"] or "USD", minimum_minutes=found["minimum_minutes"],
            increment_minutes=found["increment_minutes"], **{name: found[name] for name in PERCENTS},
        )  # fmt: skip


@members_only(Act.OWN)
def pay_rates_page(request: HttpRequest, visit: Visit) -> HttpResponse:
    return show(
        request, visit, "pay_rates/list.html", {"room": "setup", "rows": list(pay_rates(visit.organization))}
    )


@members_only(Act.OWN)
@once
def pay_rate_add(request: HttpRequest, visit: Visit) -> HttpResponse:
    form = PayRateForm(data_of(request), visit=visit)
    if saved(form, lambda: _add(visit, form)):
        messages.success(request, _("The rate is saved."))
        return redirect("pay_rates")
    return form_page(
        request, visit, form, title=_("A pay rate"), leave=reverse("pay_rates"), crumbs=[_crumb()],
        intro=_("It holds until the next one begins. What was paid before that day stays as it was. "
                "Of both amounts, each hour pays the percent of its band: 200 is twice as much."),
    )  # fmt: skip


def _add(visit: Visit, form: PayRateForm) -> PayRate:
    return add_pay_rate(
        organization=visit.organization, member=form.cleaned_data["member"], pay=form.pay(), actor=visit.actor,
        now=visit.now,
    )  # fmt: skip


@members_only(Act.OWN)
def pay_rate_remove(request: HttpRequest, visit: Visit, rate_id: int) -> HttpResponse:
    rate = or_404(get_pay_rate, visit.organization, rate_id)
    whose = rate.member or _("everybody without a rate of their own")
    return asked(
        request, visit, lambda: take_pay_rate_out(rate=rate, actor=visit.actor, now=visit.now),
        title=_("Take this pay rate out?"), deed=_("Take it out"), done=_("It holds no more."), leave=reverse("pay_rates"),
        crumbs=[_crumb()],
        breaks=[
            _("From %(day)s on the rate before it holds for %(whose)s, or none.")
            % {"day": rate.starts_on, "whose": whose},
            _("What the exports said for those days changes, if they are taken again."),
        ],
    )  # fmt: skip


def _crumb() -> Crumb:
    return Crumb(_("Pay rates"), reverse("pay_rates"))
