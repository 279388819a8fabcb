"""The form of a work entry: who, from when, to when or how long, and whether it is billed."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Membership
from accounts.queries import everybody_called
from hours.wall import LATEST, end_instant, start_instant
from routing.actions.work import Work
from routing.models import WorkEntry
from web.edit import either
from web.local_times import PATTERN, LocalTime
from web.member_choice import MemberChoice
from web.visit import Visit

BILLABLE = {"": gettext_lazy("by the agreement"), "true": gettext_lazy("yes"), "false": gettext_lazy("no")}


class WorkForm(forms.Form):
    """Times are in the reader's zone; only managers choose whose work it is."""

    member = MemberChoice(queryset=Membership.objects.none(), label=gettext_lazy("Who worked"))
    started_at = LocalTime(label=gettext_lazy("From"))
    ended_at = LocalTime(label=gettext_lazy("To"), required=False)
    minutes = forms.IntegerField(
        label=gettext_lazy("or how many minutes"), required=False, min_value=1, max_value=10_080,
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "numeric"}),
    )  # fmt: skip
    billable = forms.TypedChoiceField(
        label=gettext_lazy("Billable"), choices=list(BILLABLE.items()), required=False, empty_value=None,
        coerce=lambda word: word == "true",
        help_text=gettext_lazy("By the agreement: what is covered is not billed, an accepted charge is."),
    )  # fmt: skip
    note = forms.CharField(label=gettext_lazy("What for"), max_length=500, required=False)

    def __init__(self, data: Any = None, *, visit: Visit, entry: WorkEntry | None = None) -> None:
        super().__init__(data, initial=_initial(visit, entry))
        self.zone, self.worker = visit.zone, entry.member if entry else visit.membership
        either(self.fields["ended_at"], self.fields["minutes"])
        self.fields["started_at"].help_text = _("Time in %(zone)s.") % {"zone": visit.zone_name}
        if visit.may_manage:
            self.fields["member"].queryset = everybody_called(visit.organization)  # type: ignore[attr-defined]
        else:
            del self.fields["member"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        ended, minutes = found.get("ended_at"), found.get("minutes")
        if not self.errors and (ended is None) == (minutes is None):
            self.add_error("ended_at", _("Say when it ended, or how many minutes it took: one of the two."))
        return found

    def work(self) -> Work:
        found = self.cleaned_data
        start = start_instant(found["started_at"], self.zone)
        end = _end(start, found["ended_at"], found["minutes"], self.zone)
        return Work(found.get("member", self.worker), start, end, found["billable"], found["note"])


def _end(start: datetime, ended: datetime | None, minutes: int | None, zone: ZoneInfo) -> datetime:
    """In an hour that comes twice the first one is meant, unless that was before the start."""
    if ended is None:
        return start + min(timedelta(minutes=minutes or 0), LATEST - start)
    first = start_instant(ended, zone)
    return first if first > start else end_instant(ended, zone)


def _initial(visit: Visit, entry: WorkEntry | None) -> dict[str, object]:
    if entry is None:
        return {"member": visit.membership.pk}
    return {
        "member": entry.member_id, "started_at": entry.started_at.astimezone(visit.zone).strftime(PATTERN),
        "minutes": entry.minutes, "note": entry.note,
        "billable": "" if entry.billable is None else str(entry.billable).lower(),
    }  # fmt: skip
