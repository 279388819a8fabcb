"""The form of an override: what each of the four kinds needs, with times on the schedule's wall clock."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership
from accounts.queries import responders
from hours.wall import end_instant, start_instant
from hours.zone_names import place_of
from oncall.models import OverrideKind, Schedule
from web.local_times import LocalTime
from web.member_choice import MemberChoice, MembersChoice

KINDS = {
    OverrideKind.REPLACE: _("Somebody stands in"),
    OverrideKind.ADD: _("Somebody more"),
    OverrideKind.REMOVE: _("Somebody less"),
    OverrideKind.SET: _("Only these people"),
}
NEEDS = {
    OverrideKind.REPLACE: ("stand_in", "subject"),
    OverrideKind.ADD: ("subject",),
    OverrideKind.REMOVE: ("subject",),
    OverrideKind.SET: ("people",),
}
SUBJECTS = {
    OverrideKind.REPLACE: _("For whom"),
    OverrideKind.ADD: _("Who is on call too"),
    OverrideKind.REMOVE: _("Who is not on call"),
}


class OverrideForm(forms.Form):
    """One kind's fields; `instants` gives the period by the rules of clock changes."""

    stand_in = MemberChoice(queryset=Membership.objects.none(), label=_("Who stands in"))
    subject = MemberChoice(queryset=Membership.objects.none(), label=_("For whom"))
    people = MembersChoice(queryset=Membership.objects.none(), label=_("Who is on call, and nobody else"))
    starts = LocalTime(label=_("From"))
    ends = LocalTime(label=_("To"))
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(
        self, data: Any = None, *, schedule: Schedule, kind: OverrideKind, initial: Any = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.schedule = schedule
        for name in {"stand_in", "subject", "people"} - set(NEEDS[kind]):
            del self.fields[name]
        for name in NEEDS[kind]:
            self.fields[name].queryset = responders(schedule.organization)  # type: ignore[attr-defined]
        if "subject" in self.fields:
            self.fields["subject"].label = SUBJECTS[kind]
        where = {"zone": place_of(schedule.time_zone)}
        for name in ("starts", "ends"):
            self.fields[name].help_text = _("Time in %(zone)s, where the schedule is.") % where

    def instants(self) -> tuple[datetime, datetime]:
        """A start that comes twice is the first, an end the last."""
        zone = ZoneInfo(self.schedule.time_zone)
        return start_instant(self.cleaned_data["starts"], zone), end_instant(self.cleaned_data["ends"], zone)

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if (
            {"starts", "ends"} <= found.keys()
            and found["starts"]
            and found["ends"]
            and found["starts"] >= found["ends"]
        ):
            self.add_error("ends", _("It must end after it starts."))
        return found
