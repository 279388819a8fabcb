"""Choosing a time zone: the accepted ones by continent; any other name is answered with the zone that was meant."""

from functools import cache
from itertools import groupby
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hours.wall import UnknownZone, read_zone
from hours.zone_names import UTC_NAME, accepted, place_of
from web.long_select import LongSelect

AS_OURS = _("as the organization")


class ZoneField(forms.CharField):
    """Cleans to the name of an accepted zone, or "" where it may be empty; `empty` says what that means.

    Where it may not be empty, `empty` is what stands there until one is chosen: no zone is chosen by itself.
    """

    def __init__(self, *, empty: Any = None, **options: Any) -> None:
        super().__init__(widget=LongSelect, max_length=64, **options)
        first = [("", empty or AS_OURS)] if empty or not self.required else []
        self.widget.choices = [*first, *_zones()]

    def clean(self, value: Any) -> str:
        name: str = super().clean(value)
        try:
            return read_zone(name).key if name else ""
        except UnknownZone as unknown:
            raise forms.ValidationError(str(unknown), code="invalid") from unknown


class ZoneChoice(forms.ChoiceField):
    """One of the same zones where any other name is only refused; `empty` says what no choice means, if there may be none."""

    def __init__(self, *, empty: Any = "", **options: Any) -> None:
        first = [("", empty)] if empty else []
        super().__init__(widget=LongSelect, choices=[*first, *_zones()], **options)


@cache
def _zones() -> list[tuple[str, Any]]:
    """Options of a select, grouped by the first part of the name; UTC comes last."""
    named = sorted(accepted() - {UTC_NAME})
    groups = groupby(named, key=lambda name: name.partition("/")[0])
    options = [(area, [(name, place_of(name)) for name in names]) for area, names in groups]
    return [*options, (UTC_NAME, UTC_NAME)]
