"""Editing the organization; every field says what it changes."""

from dataclasses import asdict
from typing import Any

from django import forms
from django.conf import settings as configured
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.actions.organizations import Settings, edit_organization
from accounts.edition import edition_of
from accounts.permissions import Act
from accounts.refusal import Refused
from delivery.phones import to_e164
from web.edit import Crumb, EditForm, data_of, form_page, saved
from web.visit import Visit, members_only
from web.zone_field import ZoneField


class OrganizationForm(EditForm):
    """The fields of accounts.actions.organizations.Settings."""

    name = forms.CharField(
        label=gettext_lazy("Name"), max_length=120,
        help_text=gettext_lazy("Begins every text to technicians and clients, and stands on the clients' pages."),
    )  # fmt: skip
    time_zone = ZoneField(
        label=gettext_lazy("Time zone"),
        help_text=gettext_lazy(
            "For members who chose none of their own. Schedules, clients and the desk keep theirs: nobody's turn moves."
        ),
    )
    country = forms.CharField(
        label=gettext_lazy("Country"), max_length=2, widget=forms.TextInput(attrs={"class": "input-short"}),
        help_text=gettext_lazy("Two letters, such as US. Numbers typed without + are read as this country's."),
    )  # fmt: skip
    language = forms.ChoiceField(
        label=gettext_lazy("Language"), choices=configured.LANGUAGES,
        help_text=gettext_lazy(
            "Of your pages, texts, calls and invitations: so far English. A client may choose Spanish or French on the form, and reads"
            " its texts and mails so, too."
        ),
    )  # fmt: skip
    incident_prefix = forms.CharField(
        label=gettext_lazy("Prefix of incidents"), max_length=6,
        widget=forms.TextInput(attrs={"class": "input-short"}),
        help_text=gettext_lazy(
            "Capital letters: HP makes HP-1042. All incidents carry the new one at once; links sent before go on working."
        ),
    )  # fmt: skip
    client_phone = forms.CharField(
        label=gettext_lazy("Number clients ring"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
        help_text=gettext_lazy("On the clients' pages and in texts to them. Empty: they are given none."),
    )  # fmt: skip
    names_shown_to_clients = forms.BooleanField(
        label=gettext_lazy("Clients read who is coming"), required=False,
        help_text=gettext_lazy("Off: their page says “a technician” instead of a name."),
    )  # fmt: skip
    shared_form_is_open = forms.BooleanField(
        label=gettext_lazy("The shared form takes requests"), required=False,
        help_text=gettext_lazy(
            "For whoever does not know their own company's form. Off: they read that it is closed, and whom to ring."
            " What came by it before goes on."
        ),
    )  # fmt: skip
    fallback_interval_seconds = forms.IntegerField(
        label=gettext_lazy("Seconds between rounds of the fallback"), min_value=30, max_value=86_400,
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "numeric"}),
        help_text=gettext_lazy(
            "How soon the fallback is paged again while nobody takes it. Incidents that page already keep their pace."
        ),
    )  # fmt: skip

    swaps_need_a_yes = forms.BooleanField(
        label=gettext_lazy("A manager approves swaps"), required=False,
        help_text=gettext_lazy(
            "Off: who takes a colleague's time on call has it at once. On: a manager says yes first; until then nothing changes."
        ),
    )  # fmt: skip

    handoff_hours_before = forms.IntegerField(
        label=gettext_lazy("Hours before a shift in which its person is told"), min_value=0, max_value=24,
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "numeric"}),
        help_text=gettext_lazy(
            "Who comes on call gets a text so long before, never in the night, and one at the handoff. 0: at the handoff alone."
        ),
    )  # fmt: skip

    week_mail_day = forms.TypedChoiceField(
        label=gettext_lazy("The week's mail"), coerce=int, empty_value=None, required=False,
        choices=[("", gettext_lazy("No mail")), *WEEKDAYS.items()],
        help_text=gettext_lazy(
            "Who is on call in the coming week, to the team, the desk and partners. A member can do without on their profile."
        ),
    )  # fmt: skip
    week_mail_hour = forms.IntegerField(
        label=gettext_lazy("Hour of the week's mail"), min_value=0, max_value=23,
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "numeric"}),
        help_text=gettext_lazy("0 to 23, on the organization's clock."),
    )  # fmt: skip

    night_mail_hour = forms.TypedChoiceField(
        label=gettext_lazy("The morning's mail to the owners"), coerce=int, empty_value=None, required=False,
        choices=[("", gettext_lazy("No mail")), *((hour, f"{hour:02d}:00") for hour in range(12))],
        help_text=gettext_lazy(
            "What came last night, who took it, which times were kept, what it costs, and what waits at the desk."
        ),
    )  # fmt: skip
    night_mail_when_quiet = forms.BooleanField(
        label=gettext_lazy("Also after a quiet night"), required=False,
        help_text=gettext_lazy("On: one line when nothing came. Off: no mail then."),
    )  # fmt: skip

    def clean_country(self) -> str:
        return str(self.cleaned_data["country"]).upper()

    def clean(self) -> dict[str, Any]:
        """The number is read in the country that stands beside it."""
        found = super().clean() or {}
        if found.get("client_phone") and found.get("country"):
            try:
                found["client_phone"] = to_e164(found["client_phone"], country=found["country"])
            except Refused as refused:
                self.add_error("client_phone", str(refused))
        return found

    def settings(self) -> Settings:
        return Settings(**{name: self.cleaned_data[name] for name in self.fields if name != "edition"})


@members_only(Act.MANAGE)
def edit(request: HttpRequest, visit: Visit) -> HttpResponse:
    state = asdict(Settings.of(visit.organization))
    form = OrganizationForm(data_of(request), initial={**state, "edition": edition_of(state)})
    if saved(form, lambda: _change(visit, form)):
        messages.success(request, _("Saved."))
        return redirect("setup")
    return form_page(
        request, visit, form, title=_("Organization"), leave=reverse("setup"),
        crumbs=[Crumb(_("Set up"), reverse("setup"))],
    )  # fmt: skip


def _change(visit: Visit, form: OrganizationForm) -> None:
    edit_organization(
        organization=visit.organization, settings=form.settings(), actor=visit.actor, now=visit.now,
        seen=form.cleaned_data["edition"],
    )  # fmt: skip
