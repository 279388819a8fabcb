"""Choosing one of the organization's calendars in a form."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hours.zone_names import place_of
from sla.models import ServiceCalendar

if TYPE_CHECKING:
    OneCalendar = forms.ModelChoiceField[ServiceCalendar]
else:
    OneCalendar = forms.ModelChoiceField


class CalendarChoice(OneCalendar):
    """One of the organization's calendars; the page sets `queryset`."""

    default_error_messages = {"invalid_choice": _("This calendar is not there any more: choose another.")}

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=ServiceCalendar.objects.none(), **options)

    def label_from_instance(self, obj: ServiceCalendar) -> str:
        return f"{obj.name} ({place_of(obj.time_zone)})"
