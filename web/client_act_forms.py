"""The small forms of the client's status page. Each takes `country`, where numbers are read."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from web.client_fields import OneLine, TidyText, read_back, required
from web.phones import Doubt


class ActForm(forms.Form):
    def __init__(self, *args: Any, country: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.country = country
        self.doubt: Doubt | None = None


class SolvedForm(ActForm):
    """Nothing to fill in."""


class WorseForm(ActForm):
    text = TidyText(
        label=gettext_lazy("What is worse now?"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class NoteForm(ActForm):
    text = TidyText(
        label=gettext_lazy("Your note"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        **required(gettext_lazy("Write what we should know.")),
    )


class NumberForm(ActForm):
    """A number that can't be read is explained once, and then taken as typed."""

    phone = OneLine(
        label=gettext_lazy("Phone number to call you back"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel", "type": "tel"}),
        **required(gettext_lazy("Write the number we should ring.")),
    )
    phone_checked = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = self.cleaned_data
        if found.get("phone"):
            self.doubt = read_back(self, found, country=self.country)
        return found
