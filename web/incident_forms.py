"""What a member types into an incident's verbs."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, cast
from uuid import uuid4
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organization
from accounts.queries import responders
from hours.wall import start_instant
from routing.client_ways import Way
from web.local_times import LocalTime
from web.wording import PAUSE_REASONS
from web.work_form import BILLABLE

SPANS = {"30": _("for 30 minutes"), "60": _("for an hour"), "120": _("for 2 hours"), "240": _("for 4 hours")}


WAY_WORDS = {"sms": _("Text to"), "email": _("Mail to")}


class ReassignForm(forms.Form):
    """To whom it goes; the members are read once."""

    to = forms.TypedChoiceField(label=_("Give it to"))

    def __init__(self, data: Any = None, *, organization: Organization) -> None:
        super().__init__(data, prefix="reassign")
        people = {str(each.pk): each for each in responders(organization).exclude(role="viewer")}
        field = cast(forms.TypedChoiceField, self.fields["to"])
        field.choices = [(pk, f"{each} ({each.get_role_display()})") for pk, each in people.items()]
        field.coerce = people.__getitem__


class UpdateForm(forms.Form):
    """What the client is told, and by which ways; `sending` makes a form that is sent twice one update."""

    text = forms.CharField(
        label=_("What the client should know"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    ways = forms.MultipleChoiceField(
        label=_("To whom"), widget=forms.CheckboxSelectMultiple(attrs={"layout": ""})
    )
    sending = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, ways: Sequence[Way]) -> None:
        first = [way.key for way in ways if way.asked]
        super().__init__(data, prefix="update", initial={"ways": first, "sending": uuid4()})
        self.by_key = {way.key: way for way in ways}
        choices = [
            (key, f"{WAY_WORDS[way.channel]} {way.name} {way.address}") for key, way in self.by_key.items()
        ]
        self.fields["ways"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> list[Way]:
        return [self.by_key[key] for key in self.cleaned_data["ways"]]


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


class PauseForm(forms.Form):
    """Why the time of its targets does not count now, and how one knows."""

    reason = forms.ChoiceField(label=_("Why"), choices=list(PAUSE_REASONS.items()))
    evidence = forms.CharField(
        label=_("How do we know?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Who said so, when, or where it stands. It stays on the incident."),
    )  # fmt: skip

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="pause")


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
        widget=forms.Select(choices=list(BILLABLE.items())),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, prefix="resolve")
