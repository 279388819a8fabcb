"""A day, or a wall-clock time, typed into a form, in a zone that the page names."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

PATTERN = "%Y-%m-%dT%H:%M"


class LocalTime(forms.Field):
    """Cleans to a naive wall-clock time; `hours.wall` makes it an instant by the rules of clock changes."""

    default_error_messages = {"invalid": _("Write it as 2026-03-03T21:00.")}

    def __init__(self, **options: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local", "step": "60"}, format=PATTERN)
        super().__init__(widget=widget, **options)

    def to_python(self, value: object) -> datetime | None:
        text = str(value or "").strip().replace(" ", "T")[:16]
        if not text:
            return None
        try:
            return datetime.strptime(text, PATTERN)  # noqa: DTZ007 (naive on purpose)
        except ValueError:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from None


def day(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A date with the browser's own picker."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
