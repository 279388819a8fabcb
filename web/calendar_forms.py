"""The forms of a service calendar: the week, the place whose holidays count, days that are different."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hours.special_day import SpecialDay
from hours.weekly import DAY_MINUTES, clock_text, parse_clock
from sla.actions.calendars import CalendarDetails
from sla.actions.own_copy import Goer
from sla.actions.special_days import special_day
from sla.holiday_days import country_names, subdivision_names
from sla.models import CalendarException
from web.client_fields import OneLine
from web.edit import EditForm, either
from web.local_times import day
from web.week_text import day_texts, read_clock, read_day, windows_of
from web.zone_field import ZoneChoice

KINDS = {
    CalendarException.Kind.CLOSING: gettext_lazy("Closed, out of turn"),
    CalendarException.Kind.HOLIDAY: gettext_lazy("A holiday of their own"),
    CalendarException.Kind.OPENING: gettext_lazy("Open, out of turn"),
}
DATES_SHOWN = 2  # of each holiday: its next two
DAY_FIELDS = tuple(f"day_{number}" for number in range(7))


class HoursField(forms.CharField):
    """One weekday's hours; cleans to its windows in minutes."""

    def clean(self, value: Any) -> list[tuple[int, int]]:
        try:
            return read_day(super().clean(value))
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class ClockField(forms.CharField):
    """A time of the day; cleans to minutes."""

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        try:
            return parse_clock(read_clock(text)) if text else None
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
        widget=forms.Select,
        help_text=gettext_lazy(
            "Of another country: save once with the whole country, then its regions stand here."
        ),
    )
    observed = forms.BooleanField(
        label=gettext_lazy("A holiday on a weekend is kept on a weekday too"),
        required=False,
        help_text=gettext_lazy("Where the country does so, such as 3 July for the Fourth on a Saturday."),
    )
    half_days_from = ClockField(
        label=gettext_lazy("Half days of the country close at"),
        required=False,
        max_length=10,
        help_text=gettext_lazy(
            "Such as 12:00, where it has half days. Empty: they are worked like any other day."
        ),
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
        regions = subdivision_names(str(self["country"].value() or ""))
        self.fields["subdivision"].widget.choices = [("", _("The whole country")), *regions.items()]
        for number, name in enumerate(DAY_FIELDS):
            self.fields[name] = HoursField(label=WEEKDAYS[number], required=False, max_length=100)

    def week(self) -> list[forms.BoundField]:
        return [self[name] for name in DAY_FIELDS]

    def places(self) -> list[forms.BoundField]:
        return [
            self[name] for name in ("country", "subdivision", "observed", "half_days_from", "weekend_days")
        ]

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
            observed=found["observed"],
            half_days_from=found["half_days_from"],
        )


def calendar_initial(details: CalendarDetails) -> dict[str, object]:
    return {
        "name": details.name,
        "time_zone": details.time_zone,
        "country": details.country,
        "subdivision": details.subdivision,
        "observed": details.observed,
        "half_days_from": "" if details.half_days_from is None else clock_text(details.half_days_from),
        "weekend_days": [str(each) for each in sorted(details.weekend_days)],
        **dict(zip(DAY_FIELDS, day_texts(details.windows), strict=True)),
    }


def dated_words(name: str, on: Sequence[date]) -> str:
    """Columbus Day: Mon 12 Oct 2026, Mon 11 Oct 2027"""
    return f"{name}: {', '.join(date_format(each, 'D j M Y') for each in on[:DATES_SHOWN])}"


class HolidaysForm(EditForm):
    """Ticked is closed; `names` are the holidays of the coming years with their dates."""

    closed = forms.MultipleChoiceField(
        label=gettext_lazy("Closed on"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"layout": "choices-in-row"}),
    )

    def __init__(self, data: Any = None, *, names: Mapping[str, Sequence[date]], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        self.names = names
        self.fields["closed"].choices = [(name, dated_words(name, on)) for name, on in names.items()]  # type: ignore[attr-defined]

    def worked(self) -> list[str]:
        return [name for name in self.names if name not in self.cleaned_data["closed"]]


class SpecialDayForm(forms.Form):
    """Dates that are not like their weekdays. Without hours they are whole days, without `until` it is one."""

    kind = forms.ChoiceField(label=gettext_lazy("What is different"), choices=list(KINDS.items()))
    on = day(gettext_lazy("Day"))
    starts = ClockField(
        label=gettext_lazy("From"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("Such as 13:00. Empty: from the start of the day."),
    )
    until = day(
        gettext_lazy("Last day"),
        required=False,
        help_text=gettext_lazy(
            "For what ends on another day, such as Saturday 20:00 to Sunday 02:00. Empty: the same day."
        ),
    )
    ends = ClockField(
        label=gettext_lazy("To"),
        required=False,
        max_length=10,
        help_text=gettext_lazy("Such as 17:00, on the last day. Empty: to its end."),
    )
    yearly = forms.BooleanField(
        label=gettext_lazy("Every year"),
        required=False,
        help_text=gettext_lazy(
            "On the same date, from that year on. 29 February is the 28th in other years."
        ),
    )
    name = OneLine(label=gettext_lazy("Name"), required=False, max_length=80)

    def special(self) -> SpecialDay:
        """Raises Refused."""
        found = self.cleaned_data
        return special_day(
            on=found["on"], until=found["until"], start_minute=found["starts"] or 0,
            end_minute=DAY_MINUTES if found["ends"] is None else found["ends"], yearly=found["yearly"],
        )  # fmt: skip


def offer_copy(form: forms.Form, found: Sequence[Goer]) -> None:
    """Where several go by a calendar, whom a change is for."""
    if len(found) > 1:
        everybody = _("All %(count)s who go by it") % {"count": len(found)}
        alone = [
            (each.key, _("Only %(name)s: it gets a copy of its own") % {"name": each.name}) for each in found
        ]
        form.fields["whose"] = forms.ChoiceField(
            label=_("For whom"), choices=[("", everybody), *alone], required=False
        )
        either(form.fields["whose"])
        form.order_fields(["whose", *form.fields])


class CopyForm(forms.Form):
    """Whose copy it is, and its name."""

    whose = forms.ChoiceField(label=gettext_lazy("For whom"), required=False)
    name = OneLine(
        label=gettext_lazy("Name"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("Empty: after who goes by it."),
    )

    def __init__(self, data: Any = None, *, goers: Sequence[Goer], initial: Any = None) -> None:
        super().__init__(data, initial=initial)
        choices = [("", _("Nobody yet")), *((each.key, each.name) for each in goers)]
        self.fields["whose"].choices = choices  # type: ignore[attr-defined]
        either(self.fields["whose"])
