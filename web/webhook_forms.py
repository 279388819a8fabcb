"""The form of a webhook: where it is, and what it is told of."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from routing.actions.webhooks import told
from routing.models import Webhook
from routing.webhook_events import EVENTS

EVENT_WORDS = {
    "opened": _("Opened: an incident begins"),
    "paged": _("Paged: somebody is called or texted"),
    "acknowledged": _("Acknowledged: somebody took it"),
    "escalated": _("Escalated: the next person, or the fallback"),
    "resolved": _("Resolved: it is over"),
    "reopened": _("Reopened: it came back"),
    "noted": _("Noted: a note of a member or of the client"),
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


class EditWebhookForm(WebhookForm):
    """One that is there; `seen` remembers what its editor saw."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=2000, required=False)

    @classmethod
    def of(cls, webhook: Webhook) -> "EditWebhookForm":
        now = told(webhook)
        return cls(initial={**now, "seen": json.dumps(now)})

    def clean_seen(self) -> dict[str, Any]:
        """Anything that is no such object was not seen at all."""
        try:
            found = json.loads(self.cleaned_data["seen"])
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}
