"""From when until when a list is asked for: two days that both belong to it, neither of them required."""

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from hours.wall import first_instant

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)
A_DAY = timedelta(days=1)


class DatedFilters(forms.Form):
    """For a form with the fields `since` and `until`."""

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        for name in ("since", "until"):
            if found.get(name) and not FIRST <= found[name] < LAST:
                self.add_error(name, _("Choose a date between 2000 and 2099."))
        if found.get("since") and found.get("until") and found["until"] < found["since"]:
            self.add_error("until", _("The end lies before the beginning."))
        return found

    def instants(self, zone: ZoneInfo) -> tuple[datetime | None, datetime | None]:
        """From the first instant of the one day to the end of the other, as far as they are said."""
        since, until = self.cleaned_data["since"], self.cleaned_data["until"]
        return since and first_instant(since, zone), until and first_instant(until + A_DAY, zone)
