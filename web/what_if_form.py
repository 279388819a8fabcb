"""The question of the what-if page: whose request, what kind, how urgent, how it comes, and when."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from hours.wall import start_instant
from sla.models import Client, Site
from sla.priority import Impact, Urgency, priority_of
from sla.queries import clients, sites
from web.local_times import LocalTime
from web.wording import CAME_BY, LINES, PRIORITIES

YEARS = range(2000, 2100)
CHANNELS = ("alert", "form", "phone", "text", "email", "member")
HOW_MANY = {
    "": "",
    Impact.HIGH: _("the whole company"),
    Impact.MEDIUM: _("a team"),
    Impact.LOW: _("one person"),
}
HOW_SOON = {
    "": "",
    Urgency.HIGH: _("work has stopped"),
    Urgency.MEDIUM: _("work is slow"),
    Urgency.LOW: _("it can wait"),
}
CLOCKS = {"theirs": _("the client's"), "ours": _("yours")}


class WhatIfForm(forms.Form):
    """A question: asking it changes nothing, so it stands in the address and can be sent to somebody."""

    client = forms.ChoiceField(label=_("Whose request"), required=False)
    site = forms.ModelChoiceField(Site.objects.none(), label=_("Site"), required=False, empty_label=_("any"))
    service_line = forms.ChoiceField(label=_("What kind of help"), choices=list(LINES.items()))
    channel = forms.ChoiceField(label=_("How it comes"), choices=[(each, CAME_BY[each]) for each in CHANNELS])
    priority = forms.ChoiceField(
        label=_("Priority"), choices=[("", _("by the two fields below")), *PRIORITIES.items()], required=False
    )
    impact = forms.ChoiceField(
        label=_("How many cannot work"), choices=list(HOW_MANY.items()), required=False
    )
    urgency = forms.ChoiceField(label=_("How soon it hurts"), choices=list(HOW_SOON.items()), required=False)
    at = LocalTime(label=_("When"))
    clock = forms.ChoiceField(label=_("On which clock"), choices=list(CLOCKS.items()))

    def __init__(
        self, data: Any = None, *, organization: Organization, client: Client | None, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        known = clients(organization).values_list("code", "name")
        self.fields["client"].choices = [("", _("Nobody knows yet whose it is")), *known]  # type: ignore[attr-defined]
        if client is None:
            del self.fields["site"]
        else:
            self.fields["site"].queryset = sites(client)  # type: ignore[attr-defined]

    def clean_at(self) -> datetime:
        wall: datetime = self.cleaned_data["at"]
        if wall.year not in YEARS:
            raise forms.ValidationError(_("Choose a day between the years 2000 and 2099."))
        return wall

    def clean(self) -> dict[str, Any]:
        found = self.cleaned_data
        if not found.get("priority") and not (found.get("impact") and found.get("urgency")):
            self.add_error(
                "priority", _("Choose a priority, or both how many cannot work and how soon it hurts.")
            )
        return found

    @property
    def wanted_priority(self) -> str:
        found = self.cleaned_data
        return found["priority"] or priority_of(Impact(found["impact"]), Urgency(found["urgency"])).value

    def instant(self, theirs: ZoneInfo, ours: ZoneInfo) -> datetime:
        """A time that a clock change skips is the first after it."""
        zone = theirs if self.cleaned_data["clock"] == "theirs" else ours
        return start_instant(self.cleaned_data["at"], zone)
