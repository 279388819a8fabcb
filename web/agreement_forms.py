"""The forms of an agreement: which tier, from when until when, for all of a client or a part of it."""

from datetime import date
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sla.lookups import newest_versions
from sla.models import Client, Site, SlaTierVersion
from web.edit import EditForm
from web.local_times import day
from web.wording import LINES

if TYPE_CHECKING:
    OneVersion = forms.ModelChoiceField[SlaTierVersion]
    OneSite = forms.ModelChoiceField[Site]
else:
    OneVersion = OneSite = forms.ModelChoiceField


class VersionChoice(OneVersion):
    """The newest version of a tier."""

    def label_from_instance(self, obj: SlaTierVersion) -> str:
        return _("%(tier)s, version %(number)s") % {"tier": obj.tier.name, "number": obj.number}


class DatesForm(EditForm):
    """Both days belong to it."""

    starts_on = day(gettext_lazy("First day"), help_text=gettext_lazy("From midnight where the client is."))
    ends_on = day(
        gettext_lazy("Last day"), required=False, help_text=gettext_lazy("Left empty it has no end.")
    )

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        starts_on, ends_on = found.get("starts_on"), found.get("ends_on")
        if isinstance(starts_on, date) and isinstance(ends_on, date) and ends_on < starts_on:
            self.add_error("ends_on", _("It ends on the day it starts or later."))
        return found


class RenewForm(DatesForm):
    version = VersionChoice(
        queryset=SlaTierVersion.objects.none(), label=gettext_lazy("Tier"), empty_label=None
    )
    field_order = ("version", "starts_on", "ends_on")

    def __init__(self, data: Any = None, *, client: Client, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.fields["version"].queryset = newest_versions(client.organization)  # type: ignore[attr-defined]


class AgreementForm(RenewForm):
    """A new one; site and line only where they differ from the rest of the client."""

    site = OneSite(
        queryset=Site.objects.none(),
        label=gettext_lazy("Only for the site"),
        required=False,
        empty_label=gettext_lazy("The whole client"),
    )
    service_line = forms.ChoiceField(
        label=gettext_lazy("Only for"),
        required=False,
        choices=[("", gettext_lazy("Everything")), *LINES.items()],
    )

    def __init__(self, data: Any = None, *, client: Client, initial: Any = None) -> None:
        super().__init__(data, client=client, initial=initial)
        self.fields["site"].queryset = client.sites.filter(archived_at=None)  # type: ignore[attr-defined]


class EndForm(forms.Form):
    ends_on = day(gettext_lazy("Last day"), help_text=gettext_lazy("It holds until midnight of this day."))
