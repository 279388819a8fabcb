"""The forms of numbers and of an account of one's own at the provider."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delivery.models import ChannelState, PhoneNumber
from web.edit import EditForm

PURPOSES = {
    PhoneNumber.Purpose.PAGING: _("Pages: technicians are texted and called from it"),
    PhoneNumber.Purpose.CLIENT: _("Clients: they text and call it, and get their answers from it"),
}
STATES = {
    ChannelState.ON: _("On"),
    ChannelState.PENDING: _("Being registered: not used yet"),
    ChannelState.OFF: _("Off"),
}
SMS_HELP = _(
    "In the US a number must be registered before it may text, which takes weeks. Until then choose “Being "
    "registered”: pages and codes go by voice."
)
VOICE_HELP = _("Calls need no registration.")


def _state(label: Any, help_text: Any, initial: ChannelState) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=help_text,
        choices=list(STATES.items()),
        initial=initial,
        widget=forms.RadioSelect,
    )


class ChannelsForm(EditForm):
    """What a number may be used for now."""

    sms_state = _state(_("Texts"), SMS_HELP, ChannelState.PENDING)
    voice_state = _state(_("Calls"), VOICE_HELP, ChannelState.ON)


class OtherNumberForm(forms.Form):
    """A number to send from."""

    number = forms.CharField(
        label=_("Number"), max_length=40, help_text=_("As Twilio shows it: +12125550100."),
        widget=forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"}),
    )  # fmt: skip
    sms_state = _state(_("Texts"), SMS_HELP, ChannelState.PENDING)
    voice_state = _state(_("Calls"), VOICE_HELP, ChannelState.ON)


class NumberForm(OtherNumberForm):
    """The first of its purpose."""

    purpose = forms.ChoiceField(
        label=_("What is it for?"), choices=list(PURPOSES.items()), widget=forms.RadioSelect
    )
    field_order = ("purpose",)


def _token() -> forms.CharField:
    return forms.CharField(
        label=_("Auth token"), max_length=128, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("Kept sealed, and never shown again. Not an API key: only the auth token signs Twilio's webhooks."),
    )  # fmt: skip


class AccountForm(forms.Form):
    """An account of one's own."""

    account_sid = forms.CharField(label=_("Account SID"), max_length=34, help_text=_("AC and 32 characters."))
    token = _token()


class TokenForm(forms.Form):
    """Another token for it."""

    token = _token()
    keep_old = forms.BooleanField(
        label=_("Twilio may still sign with the old one: accept both"), required=False, initial=True,
        help_text=_("While the new one is Twilio's secondary token. Leave it out if somebody else knows the old one."),
    )  # fmt: skip
