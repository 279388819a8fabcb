"""What is typed on the pages of phones: a number as people write it, what it takes, a code, where to send one."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from web.phones import example

LONGEST_TYPED = 60


class ChannelsForm(forms.Form):
    """What a phone takes."""

    can_text = forms.BooleanField(label=_("It takes texts"), required=False, initial=True)
    can_call = forms.BooleanField(label=_("It takes calls"), required=False, initial=True)


class AddPhoneForm(ChannelsForm):
    """A phone, written as its owner writes it."""

    address = forms.CharField(
        label=_("Phone number"), max_length=LONGEST_TYPED,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel", "inputmode": "tel"}),
    )  # fmt: skip
    field_order = ["address", "can_text", "can_call"]

    def __init__(self, data: Any = None, *, country: str) -> None:
        super().__init__(data)
        words = _("Any way of writing it will do: %(example)s, or with + and the country.")
        self.fields["address"].help_text = words % {"example": example(country)}


class AddEmailForm(forms.Form):
    """A mail address for notices; pages go to phones."""

    address = forms.CharField(
        label=_("E-mail address"), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("For notices. A page always goes to a phone: mail wakes nobody."),
    )  # fmt: skip


class CodeForm(forms.Form):
    """The six digits."""

    code = forms.CharField(
        label=_("The code"), max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "input-short"}),
    )  # fmt: skip
