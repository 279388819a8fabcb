"""The forms of a written sheet: to whom it goes, and how it is accepted."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from sla.actions.sheets import LONGEST_DAYS
from sla.models import Client, ClientContact
from sla.queries import contacts

if TYPE_CHECKING:
    OneContact = forms.ModelChoiceField[ClientContact]
else:
    OneContact = forms.ModelChoiceField


class SendForm(forms.Form):
    """To whom it goes, and how long they may take."""

    contact = OneContact(
        queryset=ClientContact.objects.none(), label=_("To whom"),
        help_text=_("Whoever may sign for the client; they need an e-mail address."),
    )  # fmt: skip
    days = forms.IntegerField(label=_("Days to accept it"), initial=14, min_value=1, max_value=LONGEST_DAYS)

    def __init__(self, *args: Any, client: Client, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["contact"].queryset = contacts(client).exclude(email="")  # type: ignore[attr-defined]


class AcceptForm(forms.Form):
    """A name and a tick."""

    name = forms.CharField(
        label=_("Your name"), max_length=80, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        validators=[ProhibitNullCharactersValidator()],
        error_messages={"required": _("Type your name as you sign with it.")},
    )  # fmt: skip
    sure = forms.BooleanField(
        label=_("I read this sheet and may accept it for the company."),
        error_messages={"required": _("Tick this to accept the sheet.")},
    )
