"""The form with which a member reports for a client."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from sla.models import Client, ClientContact, Site
from sla.queries import contacts, sites
from web import client_words
from web.phones import Phone, read_phone
from web.wording import LINES

EFFECTS = {effect.priority: words for effect, words in client_words.EFFECTS.items()}


class ReportForm(forms.Form):
    """What happened to whom; `client` None: nobody knows yet whose it is."""

    priority = forms.ChoiceField(
        label=_("What is the effect?"),
        choices=[(each.value, words) for each, words in EFFECTS.items()],
        widget=forms.RadioSelect(attrs={"layout": "choices-in-row"}),
    )
    summary = forms.CharField(label=_("In a few words"), min_length=5, max_length=140)
    details = forms.CharField(
        label=_("What happened"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    service_line = forms.ChoiceField(
        label=_("What kind of help"), choices=list(LINES.items()), initial="help_desk"
    )
    site = forms.ModelChoiceField(
        Site.objects.none(), label=_("Site"), required=False, empty_label=_("not listed")
    )
    contact = forms.ModelChoiceField(
        ClientContact.objects.none(), label=_("Who asks"), required=False, empty_label=_("somebody else")
    )
    contact_name = forms.CharField(label=_("Their name, if somebody else"), max_length=80, required=False)
    contact_phone = forms.CharField(
        label=_("Call back on"), max_length=40, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    delivery_id = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self, data: Any = None, *, organization: Organization, client: Client | None, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.country = organization.country
        if client is None:
            del self.fields["site"], self.fields["contact"]
            return
        self.fields["site"].queryset = sites(client)  # type: ignore[attr-defined]
        self.fields["contact"].queryset = contacts(client)  # type: ignore[attr-defined]
        if not sites(client).exists():
            del self.fields["site"]

    def clean_contact_phone(self) -> str:
        """E.164 where it can be read, else as typed: a number is never refused at night."""
        typed: str = self.cleaned_data["contact_phone"]
        found = read_phone(typed, country=self.country) if typed else typed
        return str(found) if isinstance(found, Phone) else typed
