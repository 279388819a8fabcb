"""The small forms of a schedule: its name, its zone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from web.edit import EditForm
from web.zone_field import ZoneField


class NameForm(EditForm):
    name = forms.CharField(label=_("Name"), max_length=80)


class ZoneForm(EditForm):
    time_zone = ZoneField(label=_("Time zone"))


class ScheduleForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("Primary, Backup, Weekends ..."))
    time_zone = ZoneField(label=_("Time zone"), help_text=_("Handoffs happen on the clock of this place."))
