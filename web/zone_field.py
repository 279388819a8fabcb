"""Choosing a time zone: the accepted ones by continent; any other name is answered with the zone that was meant."""

from collections import defaultdict
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hours.wall import UnknownZone, zone
from hours.zone_names import UTC_NAME, accepted


class ZoneField(forms.CharField):
    """Cleans to the name of an accepted zone, or "" where it may be empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Select, max_length=64, **options)
        self.widget.choices = choices(empty=not self.required)

    def clean(self, value: Any) -> str:
        name: str = super().clean(value)
        try:
            return zone(name).key if name else ""
        except UnknownZone as unknown:
            raise forms.ValidationError(str(unknown), code="invalid") from unknown


def choices(*, empty: bool) -> list[tuple[str, Any]]:
    """Options of a select, grouped by the first part of the name."""
    groups: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name in sorted(accepted() - {UTC_NAME}):
        groups[name.partition("/")[0]].append((name, name.replace("_", " ")))
    first = [("", _("as the organization"))] if empty else []
    return [*first, *groups.items(), (UTC_NAME, UTC_NAME)]
