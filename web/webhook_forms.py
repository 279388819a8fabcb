"""The form of a webhook: where it is, and what it is told of."""

from django import forms
from django.utils.translation import gettext_lazy as _

from routing.webhook_events import EVENTS
from web.edit import EditForm

EVENT_WORDS = {
    "opened": _("Opened: an incident begins"),
    "paged": _("Paged: somebody is called or texted"),
    "acknowledged": _("Acknowledged: somebody took it"),
    "escalated": _("Escalated: the next person, or the fallback"),
    "resolved": _("Resolved: it is over"),
    "reopened": _("Reopened: it came back"),
    "noted": _("Noted: a note of a member or of the client"),
    "consent": _("Consent: a charge is asked for, accepted, refused or withdrawn"),
    "at_risk": _("At risk: a quarter of the time to keep a promise is left"),
    "missed": _("Missed: that time is over"),
}


class WebhookForm(forms.Form):
    """A new one."""

    url = forms.CharField(
        label=_("Address"), max_length=500, widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=_("Begins with https://. We POST JSON there and expect an answer of 2xx within 5 seconds."),
    )  # fmt: skip
    events = forms.MultipleChoiceField(
        label=_("What it is told of"), choices=list(EVENT_WORDS.items()), initial=list(EVENTS),
        widget=forms.CheckboxSelectMultiple(attrs={"layout": "choices-in-row"}),
    )  # fmt: skip


class EditWebhookForm(WebhookForm, EditForm):
    """One that is there."""
