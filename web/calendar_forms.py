"""The forms of a service calendar: the week, the place whose holidays count, days that are different."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hours.weekly import parse_clock
from sla.actions.calendars import CalendarDetails
from sla.holiday_days import country_names
from sla.models import CalendarException
from web.client_fields import OneLine
from web.edit import EditForm
from web.week_text import day_texts, read_day, windows_of
from web.zone_field import ZoneChoice

KINDS = {
    CalendarException.Kind.CLOSING: gettext_lazy("Closed, out of turn"),
    CalendarException.Kind.HOLIDAY: gettext_lazy("A holiday of their own"),
    CalendarException.Kind.OPENING: gettext_lazy("Open, out of turn"),
}
DAY_FIELDS = tuple(f"day_{number}" for number in range(7))


class HoursField(forms.CharField):
    """One weekday's hours; cleans to its windows in minutes."""

    def clean(self, value: Any) -> list[tuple[int, int]]:
        try:
            return read_day(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class CalendarForm(EditForm):
    name = OneLine(label=gettext_lazy("Name"), max_length=80)
    time_zone = ZoneChoice(label=gettext_lazy("Time zone"))
    country = forms.ChoiceField(label=gettext_lazy("Public holidays of"), required=False)
    subdivision = forms.CharField(
        label=gettext_lazy("State or region"),
        required=False,
        max_length=8,
        help_text=gettext_lazy("Its short name, such as NY or ENG. Empty: the whole country."),
    )
    weekend_days = forms.MultipleChoiceField(
        label=gettext_lazy("Weekend"),
        required=False,
        choices=[(str(number), name) for number, name in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple(attrs={"layout": "choices-in-row"}),
        help_text=gettext_lazy("What counts as weekend, not as after hours, where a tier tells them apart."),
    )

    def __init__(self, data: Any = None, *, initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        places = [("", _("None"))] + [(code, name) for code, name in country_names().items()]
        self.fields["country"].choices = places  # type: ignore[attr-defined]
        for number, name in enumerate(DAY_FIELDS):
            self.fields[name] = HoursField(label=WEEKDAYS[number], required=False, max_length=100)

    def week(self) -> list[forms.BoundField]:
        return [self[name] for name in DAY_FIELDS]

    def places(self) -> list[forms.BoundField]:
        return [self[name] for name in ("country", "subdivision", "weekend_days")]

    def details(self, holidays_off: tuple[str, ...] = ()) -> CalendarDetails:
        found = self.cleaned_data
        return CalendarDetails(
            name=found["name"],
            time_zone=found["time_zone"],
            windows=windows_of([found[name] for name in DAY_FIELDS]),
            weekend_days=frozenset(int(each) for each in found["weekend_days"]),
            country=found["country"],
            subdivision=found["subdivision"].strip().upper(),
            holidays_off=holidays_off,
        )


def calendar_initial(details: CalendarDetails) -> dict[str, object]:
    return {
        "name": details.name,
        "time_zone": details.time_zone,
        "country": details.country,
        "subdivision": details.subdivision,
        "weekend_days": [str(each) for each in sorted(details.weekend_days)],
        **dict(zip(DAY_FIELDS, day_texts(details.windows), strict=True)),
    }


class HolidaysForm(EditForm):
    """Ticked is closed; `names` are those of the coming years, `off` those that are worked."""

    closed = forms.MultipleChoiceField(
        label=gettext_lazy("Closed on"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"layout": "choices-in-row"}),
    )

    def __init__(self, data: Any = None, *, names: list[str], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.names = names
        self.fields["closed"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]

    def worked(self) -> list[str]:
        return [name for name in self.names if name not in self.cleaned_data["closed"]]


class ClockField(forms.CharField):
    """A time of the day; cleans to minutes."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        try:
            return parse_clock(text) if text else None
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class SpecialDayForm(forms.Form):
    """A date that is not like its weekday. Without hours it is the whole day."""

    kind = forms.ChoiceField(label=gettext_lazy("What is different"), choices=list(KINDS.items()))
    on = forms.DateField(
        label=gettext_lazy("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    starts = ClockField(
        label=gettext_lazy("From"),
        required=False,
        max_length=5,
        help_text=gettext_lazy("Such as 13:00. Empty: from the start of the day."),
    )
    ends = ClockField(
        label=gettext_lazy("To"),
        required=False,
        max_length=5,
        help_text=gettext_lazy("Such as 17:00. Empty: to the end of the day."),
    )
    name = OneLine(label=gettext_lazy("Name"), required=False, max_length=80)

    def minutes(self) -> tuple[int, int]:
        starts, ends = self.cleaned_data["starts"], self.cleaned_data["ends"]
        return starts or 0, 1440 if ends is None else ends
