"""Choosing a time zone, a calendar or a country in a form."""

from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hours.zone_names import accepted
from sla.models import ServiceCalendar

if TYPE_CHECKING:
    OneCalendar = forms.ModelChoiceField[ServiceCalendar]
else:
    OneCalendar = forms.ModelChoiceField


@cache
def zones() -> list[tuple[str, list[tuple[str, str]]]]:
    """Every accepted zone, grouped by its continent."""
    named = sorted(accepted(), key=lambda name: ("/" not in name, name))
    return [
        (continent, [(name, name.replace("_", " ")) for name in names])
        for continent, names in groupby(named, key=lambda name: name.split("/")[0])
    ]


class ZoneChoice(forms.ChoiceField):
    """One of the accepted zones; `empty` says what no choice means, where there may be none."""

    def __init__(self, *, empty: Any = "", **options: Any) -> None:
        first = [("", empty)] if empty else []
        super().__init__(choices=[*first, *zones()], **options)


class CalendarChoice(OneCalendar):
    """One of the organization's calendars; the page sets `queryset`."""

    default_error_messages = {"invalid_choice": _("This calendar is not there any more: choose another.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=ServiceCalendar.objects.none(), **options)

    def label_from_instance(self, obj: ServiceCalendar) -> str:
        return f"{obj.name} ({obj.time_zone.replace('_', ' ')})"
