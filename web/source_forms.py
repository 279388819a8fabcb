"""The forms of inbound sources: a new one, its name and whose alerts it brings, and how long an old key still works."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from sla.models import Client
from sla.queries import clients
from web.edit import EditForm
from web.wording import LINES

OVERLAPS = {
    "24h": (_("24 hours: time to change it where it is entered"), timedelta(hours=24)),
    "7d": (_("7 days"), timedelta(days=7)),
    "1h": (_("1 hour"), timedelta(hours=1)),
    "now": (_("End it now: somebody else knows it"), timedelta(0)),
}


class SourceForm(forms.Form):
    """What a source is called and whose alerts it brings."""

    name = forms.CharField(
        label=_("Name"), max_length=80, help_text=_("What sends the alerts, as pages name it: Datto RMM.")
    )
    client = forms.ModelChoiceField(
        Client.objects.none(), label=_("Client"), required=False, empty_label=_("several: the alert says which"),
        help_text=_("Choose one if all its alerts are this client's, whatever they say."),
    )  # fmt: skip
    service_line = forms.ChoiceField(
        label=_("Service line"), choices=list(LINES.items()), initial="monitoring",
        help_text=_("Where the alert itself names none."),
    )  # fmt: skip

    def __init__(self, data: Any = None, *, organization: Organization, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["client"].queryset = clients(organization)  # type: ignore[attr-defined]


class EditSourceForm(SourceForm, EditForm):
    """The same for one that is there."""


class KeyForm(forms.Form):
    """Until when the old key works beside the new one."""

    overlap = forms.ChoiceField(
        label=_("How long does the old key still work?"), initial="24h", widget=forms.RadioSelect,
        choices=[(name, words) for name, (words, _span) in OVERLAPS.items()],
    )  # fmt: skip

    def span(self) -> timedelta:
        return OVERLAPS[self.cleaned_data["overlap"]][1]
