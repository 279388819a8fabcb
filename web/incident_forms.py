"""What a member types into an incident's verbs."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organization
from accounts.queries import members
from hours.wall import start_instant
from web.local_times import LocalTime
from web.member_choice import MemberChoice

SPANS = {"30": _("for 30 minutes"), "60": _("for an hour"), "120": _("for 2 hours"), "240": _("for 4 hours")}


class ReassignForm(forms.Form):
    """To whom it goes."""

    to = MemberChoice(queryset=Membership.objects.none(), label=_("Give it to"), empty_label=None)

    def __init__(self, data: Any = None, *, organization: Organization) -> None:
        super().__init__(data, prefix="reassign")
        self.fields["to"].queryset = members(organization).exclude(role="viewer")  # type: ignore[attr-defined]


class SnoozeForm(forms.Form):
    """For how long, or until when, nobody is paged."""

    span = forms.ChoiceField(
        choices=[*SPANS.items(), ("until", _("until the time below"))], label=_("Snooze it")
    )
    until = LocalTime(label=_("Until"), required=False)

    def __init__(self, data: Any = None, *, zone_name: str, now: datetime) -> None:
        super().__init__(data, prefix="snooze")
        self.now = now
        self.fields["until"].help_text = _("Only with “until the time below”; in %(zone)s.") % {
            "zone": zone_name
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("span") == "until" and not found.get("until") and "until" not in self.errors:
            self.add_error("until", _("Say until when."))
        return found

    def until_at(self, zone: ZoneInfo) -> datetime:
        """The instant at which people are paged again."""
        if self.cleaned_data["span"] == "until":
            return start_instant(self.cleaned_data["until"], zone)
        return self.now + timedelta(minutes=int(self.cleaned_data["span"]))


class NoteForm(forms.Form):
    """A note for colleagues."""

    text = forms.CharField(
        label=_("Note"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("For colleagues. The client never sees it."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="note")


class ResolveForm(forms.Form):
    """How it ended."""

    reason = forms.CharField(
        label=_("What was done"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    minutes = forms.IntegerField(
        label=_("Minutes worked"), required=False, min_value=0, max_value=10_000,
        widget=forms.NumberInput(attrs={"class": "input-short", "inputmode": "numeric"}),
    )  # fmt: skip
    billable = forms.NullBooleanField(
        label=_("Billable"),
        required=False,
        widget=forms.Select(choices=[("", _("not decided")), ("true", _("yes")), ("false", _("no"))]),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="resolve")
